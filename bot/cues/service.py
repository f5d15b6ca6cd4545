"""Cues: set by their owners, sent at the moment they chose, ended after four weeks or three in vain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import instant, local_day
from bot.cadence.service import minute_of, time_of
from bot.cues import blocks
from bot.cues.blocks import CueCard, CueForm
from bot.cues.models import Cue, CueDay
from bot.cues.rules import (
    IGNORED_ENDS,
    LASTS,
    MOST,
    Plan,
    State,
    Told,
    ends_after,
    is_time,
    next_moment,
)
from bot.db import insert
from bot.due import Due
from bot.enrolment.frames import frame, frames
from bot.enrolment.rules import Frame, is_paused, moment_text, silent_until
from bot.nudges.models import Nudge
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.models import NEVER_ARRIVED, OutboxMessage
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Enrolment, Person

CUE = "cue"
_TOO_LATE = timedelta(hours=2)
DUE = Due(Cue.next_at, Cue.state == State.ACTIVE)


@dataclass(frozen=True)
class Wanted:
    """A cue as its owner described it."""

    occasion: str = field(repr=False)
    deed: str = field(repr=False)
    plan: Plan
    skill: str = ""
    cue_id: int | None = None


async def offers(session: AsyncSession, member_id: int, skill: str) -> bool:
    """Whether a cue for this skill may be offered: its owner never had one."""
    had = select(Cue.id).where(Cue.member_id == member_id, Cue.skill == skill).limit(1)
    return await session.scalar(had) is None


async def prefill(
    session: AsyncSession, catalog: Catalog, person: Person, nudge_id: int, *, now: datetime
) -> tuple[CueForm, str, str]:
    """What the form of a new cue shows first, the skill it is for, and the owner's time zone."""
    member = await people.member(session, person, now=now)
    around = await frame(session, member)
    card_id = await session.scalar(
        select(Nudge.card_id).where(Nudge.id == nudge_id, Nudge.member_id == member.id)
    )
    card = catalog.card(card_id) if card_id else None
    shown = CueForm(deed=f"“{card.title}”" if card else "", plan=Plan(around.cadence.workdays, around.at))
    return shown, card.skill if card else "", around.zone.key


async def cues(session: AsyncSession, person: Person) -> list[CueCard]:
    """One's own cues that still come."""
    member = await people.find(session, person)
    return [card_of(cue) for cue in await _active(session, member.id)] if member is not None else []


async def own(session: AsyncSession, person: Person, cue_id: int) -> Cue | None:
    """One's own cue, whatever became of it."""
    return await session.scalar(
        select(Cue)
        .join(Member, Member.id == Cue.member_id)
        .where(Cue.id == cue_id, Member.workspace_id == person.workspace_id)
        .where(Member.user_id == person.user_id)
    )


async def save(session: AsyncSession, spot: Spot, wanted: Wanted, *, now: datetime) -> bool:
    """Keep a cue, for four weeks from today, and say when it first comes; False: there are enough already."""
    member = await people.member(session, spot.person, now=now)
    await session.refresh(member, with_for_update={"key_share": True})
    cue = await own(session, spot.person, wanted.cue_id) if wanted.cue_id else None
    others = [each for each in await _active(session, member.id) if cue is None or each.id != cue.id]
    if len(others) >= MOST:
        return False
    around = await frame(session, member)
    if cue is None:
        cue = Cue(workspace_id=member.workspace_id, member_id=member.id, skill=wanted.skill)
    today = local_day(now, around.zone)
    cue.occasion, cue.deed, cue.state = wanted.occasion, wanted.deed, State.ACTIVE
    cue.days, cue.at = "".join(map(str, sorted(wanted.plan.days))), minute_of(wanted.plan.at)
    cue.made_at, cue.ends_on = now, today + LASTS
    cue.next_at = _next(now, cue, around)
    session.add(cue)
    await session.flush()
    comes = next_moment(
        now,
        plan_of(cue),
        zone=around.zone,
        holidays=around.holidays,
        paused_until=around.paused_until,
        dnd=around.dnd,
    )
    first = moment_text(comes, around.zone, today=today)
    await replies.tell(session, spot, blocks.saved(card_of(cue), first=first), now=now)
    return True


async def remove(session: AsyncSession, person: Person, cue_id: int) -> bool:
    """Stop one's own cue; False when there is none to stop."""
    cue = await own(session, person, cue_id)
    if cue is None or cue.state != State.ACTIVE:
        return False
    cue.state, cue.next_at = State.STOPPED, None
    return True


async def tell(session: AsyncSession, spot: Spot, day_id: int, told: Told, *, now: datetime) -> None:
    """Keep what its owner says of one day's cue; «did it» is an act of use, and can be taken back."""
    found = await _day(session, spot.person, day_id)
    if found is None:
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return
    day, cue = found
    if day.answer != told:
        day.answer, day.answered_at = told, now
    await replies.show(session, spot, blocks.cue(card_of(cue), day_id=day.id, answer=told), now=now)


async def stop(session: AsyncSession, spot: Spot, day_id: int, *, now: datetime) -> None:
    """Stop the cue that this day's message was about."""
    found = await _day(session, spot.person, day_id)
    if found is None:
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return
    day, cue = found
    await remove(session, spot.person, cue.id)
    answer = Told(day.answer) if day.answer else None
    await replies.show(session, spot, blocks.cue(card_of(cue), day_id=day.id, answer=answer), now=now)


async def _day(session: AsyncSession, person: Person, day_id: int) -> tuple[CueDay, Cue] | None:
    row = (
        await session.execute(
            select(CueDay, Cue)
            .join(Cue, Cue.id == CueDay.cue_id)
            .join(Member, Member.id == CueDay.member_id)
            .where(CueDay.id == day_id, Member.workspace_id == person.workspace_id)
            .where(Member.user_id == person.user_id)
        )
    ).first()
    return (row[0], row[1]) if row is not None else None


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Send the cues whose moment has come; returns how many were looked at."""
    leased = await session.scalars(
        select(Cue)
        .where(DUE.by(now))
        .order_by(Cue.next_at, Cue.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    # By member: two processes that note the same days never wait for each other in a circle.
    due = sorted(leased.all(), key=lambda cue: (cue.member_id, cue.id))
    rows = await session.scalars(select(Member).where(Member.id.in_({cue.member_id for cue in due})))
    members = {member.id: member for member in rows}
    around = await frames(session, list(members.values()))
    for cue in due:
        await _serve(session, cue, members[cue.member_id], around[cue.member_id], now=now)
    return len(due)


async def _serve(session: AsyncSession, cue: Cue, member: Member, around: Frame, *, now: datetime) -> None:
    if member.enrolment == Enrolment.OUT or not member.can_learn:
        cue.state, cue.next_at = State.STOPPED, None
        return
    due, cue.next_at = cue.next_at or now, _next(now, cue, around)
    plan, today = plan_of(cue), local_day(now, around.zone)
    if not around.reachable or is_paused(around, now):
        return
    if not is_time(due, now, plan, zone=around.zone, holidays=around.holidays, dnd=around.dnd):
        return
    ends = ends_after(await _answers(session, cue), today, cue.ends_on)
    day_id = await _note(session, cue, today, answer=Told.ENDED if ends else None, now=now)
    if day_id is None:
        return
    place = outbox.Place(member.workspace_id, member.user_id)
    if ends is not None:
        await _end(session, cue, ends, place, day_id=day_id, now=now)
        return
    await outbox.enqueue(
        session,
        blocks.cue(card_of(cue), day_id=day_id),
        to=place,
        dedupe=_key(day_id),
        kind=CUE,
        now=now,
        lasts=_TOO_LATE,
        guard=f"cues.wanted:{day_id}",
        occasion=outbox.Occasion(f"cue:{member.user_id}:{today}", instant(today, time(), around.zone)),
    )


async def _end(
    session: AsyncSession, cue: Cue, state: State, place: outbox.Place, *, day_id: int, now: datetime
) -> None:
    cue.state, cue.next_at = state, None
    counted = await session.execute(
        select(CueDay.answer, func.count())
        .where(CueDay.cue_id == cue.id, CueDay.sent_at >= cue.made_at)
        .group_by(CueDay.answer)
    )
    by_answer = {row[0]: row[1] for row in counted}
    came = sum(count for answer, count in by_answer.items() if answer != Told.ENDED)
    post = blocks.ended(card_of(cue), did=by_answer.get(Told.DID, 0), came=came)
    await outbox.enqueue(session, post, to=place, dedupe=_key(day_id), kind=CUE, now=now, lasts=_TOO_LATE)


async def _note(
    session: AsyncSession, cue: Cue, today: date, *, answer: Told | None, now: datetime
) -> int | None:
    """Take the one cue that its owner may get on this day; None when another one has it."""
    statement = insert(session, CueDay).values(
        workspace_id=cue.workspace_id,
        member_id=cue.member_id,
        cue_id=cue.id,
        day=today,
        sent_at=now,
        answer=answer,
    )
    made: int | None = await session.scalar(statement.on_conflict_do_nothing().returning(CueDay.id))
    return made


async def _answers(session: AsyncSession, cue: Cue) -> Sequence[str | None]:
    """What was answered to the last cues that arrived since it was set, the latest first."""
    rows = await session.execute(
        select(CueDay.id, CueDay.answer)
        .where(CueDay.cue_id == cue.id, CueDay.sent_at >= cue.made_at)
        .order_by(CueDay.id.desc())
        .limit(2 * IGNORED_ENDS)
    )
    last = rows.all()
    silent = [_key(row.id) for row in last if row.answer is None]
    if len(silent) < IGNORED_ENDS:
        return [row.answer for row in last]
    lost = await session.scalars(
        select(OutboxMessage.dedupe).where(
            OutboxMessage.workspace_id == cue.workspace_id,
            OutboxMessage.dedupe.in_(silent),
            OutboxMessage.fate.in_(NEVER_ARRIVED),
        )
    )
    never = set(lost)
    return [row.answer for row in last if _key(row.id) not in never]


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of cues: their owners have not stopped, answered, paused or left, and may be disturbed."""
    rows = await session.execute(
        select(CueDay.id, Member)
        .join(Cue, Cue.id == CueDay.cue_id)
        .join(Member, Member.id == CueDay.member_id)
        .where(CueDay.id.in_(row_ids), CueDay.answer.is_(None), Cue.state == State.ACTIVE)
        .where(Member.enrolment != Enrolment.OUT)
    )
    found = [(row[0], row[1]) for row in rows]
    around = await frames(session, [member for _, member in found])
    return [row_id for row_id, member in found if _is_here(around[member.id], now)]


def _is_here(around: Frame, now: datetime) -> bool:
    is_holiday = local_day(now, around.zone) in around.holidays
    is_silent = is_paused(around, now) or silent_until(now, around) is not None
    return around.reachable and not is_silent and not is_holiday


async def _active(session: AsyncSession, member_id: int) -> Sequence[Cue]:
    rows = await session.scalars(
        select(Cue).where(Cue.member_id == member_id, Cue.state == State.ACTIVE).order_by(Cue.id)
    )
    return rows.all()


def _next(now: datetime, cue: Cue, around: Frame) -> datetime:
    """When the cue is looked at next: at its moment, or as the Do Not Disturb over today's ends."""
    # A pause and the hours of later days are looked at when the moment comes: they may have changed by then.
    plan = plan_of(cue)
    return min(
        next_moment(now, plan, zone=around.zone, holidays=around.holidays, dnd=hours)
        for hours in (None, around.dnd)
    )


def plan_of(cue: Cue) -> Plan:
    return Plan(frozenset(int(digit) for digit in cue.days), time_of(cue.at))


def card_of(cue: Cue) -> CueCard:
    """A cue for drawing."""
    return CueCard(cue.id, cue.occasion, cue.deed, plan_of(cue), cue.ends_on, State(cue.state))


def _key(day_id: int) -> str:
    return f"cue:{day_id}"

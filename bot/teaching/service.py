"""The third step: a colleague is asked once, on a free day, whether they were shown a skill."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day
from bot.due import Due
from bot.enrolment.frames import frame, frames, open_to
from bot.enrolment.rules import Frame, is_paused, is_time, next_moment
from bot.enrolment.service import until_close
from bot.nudges.models import Nudge
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.teaching import blocks, steps
from bot.teaching.blocks import Ready, Refusal, Shown
from bot.teaching.models import Showing
from bot.teaching.rules import A_WEEK, State, Step, is_open, may_be_asked, may_be_taught, next_try

TEACHING = "teaching"
DUE = Due(Showing.due_at, Showing.state == State.WAITING)


async def ready(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> list[Ready]:
    """The skills that this person has read and tried, whom nobody was asked about or confirmed."""
    member = await people.find(session, person)
    if member is None or not member.can_learn:
        return []
    taken = await steps.taken(session, catalog, member.id)
    waiting = await _open(session, member.id, now=now)
    return [
        Ready(skill, done[Step.TRIED], _title(catalog, done[Step.TRIED]))
        for skill, done in taken.items()
        if may_be_taught(done.keys()) and skill not in waiting
    ]


async def skill_of(session: AsyncSession, catalog: Catalog, person: Person, nudge_id: int) -> str:
    """The skill of a card that this person got; empty when there is no such card."""
    card_id = await session.scalar(
        select(Nudge.card_id)
        .join(Member, Member.id == Nudge.member_id)
        .where(Nudge.id == nudge_id, Member.workspace_id == person.workspace_id)
        .where(Member.user_id == person.user_id)
    )
    card = catalog.card(card_id) if card_id else None
    return card.skill if card is not None else ""


async def was_asked(session: AsyncSession, member_id: int, skill: str) -> bool:
    """Whether anybody was ever asked about this skill."""
    query = select(Showing.id).where(Showing.member_id == member_id, Showing.skill == skill).limit(1)
    return await session.scalar(query) is not None


async def ask(
    session: AsyncSession, catalog: Catalog, skill: str, colleague_id: str, *, by: Person, now: datetime
) -> Refusal | None:
    """Plan the request to a colleague and say so to who asks; None also when it is planned already."""
    pair = await _held(session, by, colleague_id)
    asker, colleague = pair.get(by.user_id), pair.get(colleague_id)
    if asker is None or not asker.can_learn:
        return Refusal.NOT_READY
    waiting = (await _open(session, asker.id, now=now)).get(skill)
    if waiting is not None:
        return None if waiting == colleague_id else Refusal.OPEN
    done = (await steps.taken(session, catalog, asker.id)).get(skill, {})
    if not may_be_taught(done.keys()):
        return Refusal.TAUGHT if Step.TAUGHT in done else Refusal.NOT_READY
    if colleague is asker:
        return Refusal.ONESELF
    if colleague is None or not colleague.can_learn:
        return Refusal.OUTSIDE
    around = await frame(session, colleague)
    if not await _can_be_asked(session, colleague, around, now=now):
        return Refusal.NOT_NOW
    showing = Showing(
        workspace_id=by.workspace_id, member_id=asker.id, skill=skill, source_id=done[Step.TRIED]
    )
    showing.colleague_id, showing.state, showing.asked_at = colleague_id, State.WAITING, now
    free = await cadences.free_from(session, member_id=colleague.id, today=local_day(now, around.zone))
    showing.due_at = next_try(next_moment(now, around, not_before=free), now)
    session.add(showing)
    await session.flush()
    await _promise_answer(session, _shown(catalog, showing, by.user_id), showing, now=now)
    return None


async def _promise_answer(session: AsyncSession, shown: Shown, showing: Showing, *, now: datetime) -> None:
    """Say to the one who asks what happens now; the answer takes the place of these words."""
    await outbox.enqueue(
        session,
        blocks.told(shown),
        to=outbox.Place(showing.workspace_id, shown.asker_id),
        dedupe=_asker_key(showing.id),
        kind="teaching.answer",
        now=now,
    )


async def _held(session: AsyncSession, by: Person, colleague_id: str) -> dict[str, Member]:
    """Both people, held by id so that two who ask the same colleague at once wait for each other."""
    rows = await session.scalars(
        select(Member)
        .where(Member.workspace_id == by.workspace_id, Member.user_id.in_({by.user_id, colleague_id}))
        .order_by(Member.id)
        .with_for_update(key_share=True)
    )
    return {member.user_id: member for member in rows}


async def _can_be_asked(session: AsyncSession, colleague: Member, around: Frame, *, now: datetime) -> bool:
    gets = may_be_asked(
        enrolment=colleague.enrolment, can_learn=colleague.can_learn, wants_showings=colleague.wants_showings
    )
    if not gets or not around.reachable or is_paused(around, now + A_WEEK):
        return False
    lately = select(Showing.id).where(
        Showing.workspace_id == colleague.workspace_id,
        Showing.colleague_id == colleague.user_id,
        Showing.state != State.EXPIRED,
        or_(Showing.state == State.WAITING, func.coalesce(Showing.sent_at, Showing.asked_at) > now - A_WEEK),
    )
    return await session.scalar(lately.limit(1)) is None


async def _open(session: AsyncSession, member_id: int, *, now: datetime) -> dict[str, str | None]:
    """The skills that somebody is being asked about, with whom."""
    rows = await session.execute(
        select(Showing.skill, Showing.colleague_id, Showing.state, Showing.asked_at).where(
            Showing.member_id == member_id, Showing.asked_at > now - A_WEEK
        )
    )
    return {skill: whom for skill, whom, state, asked_at in rows if is_open(state, asked_at, now)}


@dataclass(frozen=True)
class _Turn:
    """A request whose moment has come, with both people."""

    showing: Showing
    asker_id: str
    colleague: Member | None


async def send_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Ask the colleagues whose day is free, and end what has waited for a week; returns how many."""
    turns = await _lease(session, now=now, limit=limit)
    around = await frames(session, [turn.colleague for turn in turns if turn.colleague is not None])
    for turn in turns:
        colleague = turn.colleague
        if colleague is None or not _may_still(turn.showing, colleague, now=now):
            await _expire(session, catalog, turn, now=now)
        else:
            await _serve(session, catalog, turn, colleague, around[colleague.id], now=now)
    return len(turns)


async def _lease(session: AsyncSession, *, now: datetime, limit: int) -> list[_Turn]:
    leased = await session.scalars(
        select(Showing)
        .where(DUE.by(now))
        .order_by(Showing.due_at, Showing.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    showings = leased.all()
    if not showings:
        return []
    whom = [one.colleague_id for one in showings if one.colleague_id]
    rows = await session.scalars(
        select(Member).where(
            Member.workspace_id.in_({one.workspace_id for one in showings}), Member.user_id.in_(whom)
        )
    )
    known = {(member.workspace_id, member.user_id): member for member in rows}
    askers = await _askers(session, showings)
    turns = [
        _Turn(one, askers[one.member_id], known.get((one.workspace_id, one.colleague_id or "")))
        for one in showings
    ]
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    return sorted(turns, key=lambda turn: turn.colleague.id if turn.colleague else 0)


async def _askers(session: AsyncSession, showings: Sequence[Showing]) -> dict[int, str]:
    ids = {one.member_id for one in showings}
    rows = await session.execute(select(Member.id, Member.user_id).where(Member.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _may_still(showing: Showing, colleague: Member, *, now: datetime) -> bool:
    return now - showing.asked_at < A_WEEK and may_be_asked(
        enrolment=colleague.enrolment, can_learn=colleague.can_learn, wants_showings=colleague.wants_showings
    )


async def _expire(session: AsyncSession, catalog: Catalog, turn: _Turn, *, now: datetime) -> None:
    turn.showing.state, turn.showing.due_at = State.EXPIRED, None
    await _tell_asker(session, _shown(catalog, turn.showing, turn.asker_id), turn.showing, now=now)


async def _serve(
    session: AsyncSession, catalog: Catalog, turn: _Turn, colleague: Member, around: Frame, *, now: datetime
) -> None:
    showing, today = turn.showing, local_day(now, around.zone)
    if not is_time(showing.due_at or now, now, around) or not await _take(session, colleague, today):
        showing.due_at = next_try(next_moment(now, around), showing.asked_at)
        return
    showing.state, showing.sent_at, showing.due_at = State.ASKED, now, None
    await outbox.enqueue(
        session,
        blocks.request(_shown(catalog, showing, turn.asker_id)),
        to=outbox.Place(colleague.workspace_id, colleague.user_id),
        dedupe=f"showing:{showing.id}",
        kind=TEACHING,
        now=now,
        lasts=until_close(now, around),
        guard=f"teaching.asked:{showing.id}",
        occasion=outbox.Occasion(
            f"teaching:{colleague.user_id}:{today}", instant(today, time(), around.zone)
        ),
    )


async def _take(session: AsyncSession, colleague: Member, today: date) -> bool:
    return await cadences.take_attention(
        session, colleague.workspace_id, member_id=colleague.id, day=today, kind=TEACHING
    )


async def asked(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of requests: their colleagues have not turned them off, paused or left since."""
    rows = await session.execute(
        select(Showing.id, Member)
        .join(
            Member,
            (Member.workspace_id == Showing.workspace_id) & (Member.user_id == Showing.colleague_id),
        )
        .where(Showing.id.in_(row_ids), Showing.state == State.ASKED)
    )
    found = [(row[0], row[1]) for row in rows]
    is_open_to = await open_to(session, [member for _, member in found], now=now)
    return [
        row_id
        for row_id, member in found
        if member.id in is_open_to
        and may_be_asked(
            enrolment=member.enrolment, can_learn=member.can_learn, wants_showings=member.wants_showings
        )
    ]


async def answer(
    session: AsyncSession, catalog: Catalog, spot: Spot, row_id: int, *, yes: bool, now: datetime
) -> None:
    """Keep what the colleague says and tell both in their own line; what is confirmed stays confirmed."""
    showing = await session.scalar(
        select(Showing)
        .where(Showing.id == row_id, Showing.workspace_id == spot.person.workspace_id)
        .where(Showing.colleague_id == spot.person.user_id)
    )
    if showing is None:
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return
    state = State.CONFIRMED if yes else State.NOT_YET
    changed = await session.scalar(
        update(Showing)
        .where(Showing.id == row_id, Showing.state.not_in((State.CONFIRMED, state)))
        .values(state=state, answered_at=now, due_at=None)
        .returning(Showing.id)
    )
    await session.refresh(showing)
    shown = _shown(catalog, showing, (await _askers(session, [showing]))[showing.member_id])
    await replies.show(session, spot, blocks.answered(shown), now=now)
    if changed is not None:
        await _tell_asker(session, shown, showing, now=now)


async def _tell_asker(session: AsyncSession, shown: Shown, showing: Showing, *, now: datetime) -> None:
    await outbox.edit(
        session,
        blocks.told(shown),
        of=_asker_key(showing.id),
        to=outbox.Place(showing.workspace_id, shown.asker_id),
        dedupe=f"{_asker_key(showing.id)}:{showing.state}",
        now=now,
    )


def _asker_key(showing_id: int) -> str:
    return f"showing:{showing_id}:asker"


def _shown(catalog: Catalog, showing: Showing, asker_id: str) -> Shown:
    return Shown(
        showing.id,
        showing.skill,
        _title(catalog, showing.source_id),
        asker_id,
        showing.colleague_id,
        State(showing.state),
    )


def _title(catalog: Catalog, source_id: str) -> str:
    """What was tried, by name; empty when it has left the packs."""
    found = catalog.card(source_id) or catalog.challenge(source_id)
    return found.title if found is not None else ""

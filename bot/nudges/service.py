"""Cards sent at each member's own time, and what their silence means."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all, update_all
from bot.cadence import absences
from bot.cadence import service as cadences
from bot.cadence.absences import Span
from bot.cadence.rules import expires_at, instant, local_day
from bot.champions import service as champions
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import UNTIL_RESUMED, Frame, gets_nudges, is_time, next_moment, working_day_before
from bot.enrolment.service import until_close
from bot.nudges import history, leeches, rhythm_blocks
from bot.nudges.deck import Learner, Pick, pick
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import NUDGES_HALVED_AT, Rhythm, cadence_after
from bot.nudges.sheets import fresh_words
from bot.outbox import service as outbox
from bot.outbox.models import NEVER_ARRIVED, OutboxMessage
from bot.packs.catalog import Catalog
from bot.packs.schema import Card, Role
from bot.people.models import Member
from bot.people.rules import Enrolment
from bot.slack.blockkit import Post

NUDGE, RHYTHM = "nudge", "rhythm"
_Plan: TypeAlias = dict[int, datetime | None]  # when each member is written to next
DUE = Due(Member.next_nudge_at, Member.enrolment != Enrolment.INVITED)
UNANSWERED = Due(Nudge.expires_at, Nudge.state == NudgeState.SENT)


@dataclass(frozen=True)
class _Turn:
    """A member whose moment has come, with everything around them."""

    member: Member
    around: Frame
    today: date


async def send_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Send the members whose moment has come their card; returns how many were looked at.

    The number of statements does not depend on the number of members.
    """
    due = await _lease(session, now=now, limit=limit)
    around = await frames(session, due)
    plan = {member.id: _next(member, around[member.id], now=now) for member in due}
    turns = [
        _Turn(member, around[member.id], local_day(now, around[member.id].zone))
        for member in due
        if plan[member.id] and is_time(member.next_nudge_at or now, now, around[member.id])
    ]
    told = await _tell_of_rhythm(session, turns, plan, now=now)
    told |= await _just_written_to(session, turns, now=now)
    left = [turn for turn in turns if turn.member.id not in told]
    await _send_cards(session, catalog, left, plan, now=now)
    if plan:
        await update_all(
            session, Member, [{"id": row_id, "next_nudge_at": moment} for row_id, moment in plan.items()]
        )
    return len(due)


async def _lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Member]:
    rows = await session.scalars(
        select(Member)
        .where(DUE.by(now))
        .order_by(Member.next_nudge_at, Member.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By id, so that two processes which use members' attention never wait for each other in a circle.
    return sorted(rows.all(), key=lambda member: member.id)


def _next(member: Member, around: Frame, *, now: datetime) -> datetime | None:
    """The member's moment after this one; None for somebody who gets no cards."""
    gets = gets_nudges(
        enrolment=member.enrolment, wants_nudges=member.wants_nudges, can_learn=member.can_learn
    )
    return next_moment(now, around) if gets else None


def cards_for(
    catalog: Catalog,
    around: Frame,
    today: date,
    *,
    without: frozenset[str] = frozenset(),
    leads: bool = False,
) -> tuple[Card, ...]:
    """The member's deck today, without cards that rest in their workspace; a champion's has more."""
    return catalog.cards_for(Role.named(around.role), today=today, without=without, leads=leads)


def learner_of(member: Member, around: Frame, *, away: tuple[Span, ...] = ()) -> Learner:
    """What of a member decides about their deck."""
    return Learner(
        f"{member.workspace_id}:{member.user_id}",
        around.trained_on,
        around.cadence.workdays,
        holidays=around.holidays,
        away=away,
        course=around.course,
    )


async def _send_cards(
    session: AsyncSession, catalog: Catalog, turns: Sequence[_Turn], plan: _Plan, *, now: datetime
) -> None:
    past = await history.of(session, {turn.member.id: turn.around.zone for turn in turns})
    resting = await leeches.pulled(session, {turn.member.workspace_id for turn in turns})
    away = await absences.of(session, [turn.member.id for turn in turns])
    leading = await champions.among(session, [turn.member.id for turn in turns])
    chosen: dict[int, Pick] = {}
    for turn in turns:
        turn.member.paused_until = None
        rest, leads = resting[turn.member.workspace_id], turn.member.id in leading
        deck = cards_for(catalog, turn.around, turn.today, without=rest, leads=leads)
        learner = learner_of(turn.member, turn.around, away=away.get(turn.member.id, ()))
        if (picked := pick(deck, past[turn.member.id], learner, turn.today)) is not None:
            chosen[turn.member.id] = picked
    free = await _taken(session, [turn for turn in turns if turn.member.id in chosen], kind=NUDGE)
    made = await _recorded(
        session, [_row(turn, chosen[turn.member.id], now=now) for turn in turns if turn.member.id in free]
    )
    sent = [turn for turn in turns if turn.member.id in made]
    for turn in sent:
        plan[turn.member.id] = next_moment(now, turn.around, skips_one=_is_slower(turn.member, now))
    messages = [_card(turn, made[turn.member.id], chosen[turn.member.id], now=now) for turn in sent]
    await outbox.enqueue_all(session, messages, kind=NUDGE, now=now)


async def send_chosen(
    session: AsyncSession, member: Member, around: Frame, picked: Pick, *, now: datetime
) -> bool:
    """Send somebody a card that was chosen otherwise, as their one message of today; False: that is used."""
    turn = _Turn(member, around, local_day(now, around.zone))
    if member.id not in await _taken(session, [turn], kind=NUDGE):
        return False
    made = await _recorded(session, [_row(turn, picked, now=now)])
    if member.id not in made:
        return False
    message = _card(turn, made[member.id], picked, now=now)
    await outbox.enqueue_all(session, [message], kind=NUDGE, now=now)
    member.next_nudge_at = next_moment(now, around, skips_one=_is_slower(member, now))
    return True


def _is_slower(member: Member, now: datetime) -> bool:
    """Whether the member gets every other card: after silence, or because of full weeks."""
    is_eased = member.slower_until is not None and member.slower_until > now
    return is_eased or cadence_after(member.ignored_in_row) is not Rhythm.NORMAL


async def _just_written_to(session: AsyncSession, turns: Sequence[_Turn], *, now: datetime) -> set[int]:
    """Those of a slower rhythm who got anything unasked on their last day for cards: today is free of it."""
    before = {
        turn.member.id: working_day_before(turn.today, turn.around)
        for turn in turns
        if _is_slower(turn.member, now)
    }
    return await cadences.used_on(session, before) if before else set()


async def _taken(session: AsyncSession, turns: Sequence[_Turn], *, kind: str) -> set[int]:
    """Those whose one unasked-for message of today is this one."""
    wanted = {turn.member.id: (turn.member.workspace_id, turn.today) for turn in turns}
    return await cadences.take_attention_of(session, wanted, kind=kind)


def _row(turn: _Turn, picked: Pick, *, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": turn.member.workspace_id,
        "member_id": turn.member.id,
        "card_id": picked.card.id,
        "wording": picked.wording,
        "recall": picked.recall,
        "reason": picked.reason,
        "entry": picked.entry,
        "day": turn.today,
        "state": NudgeState.SENT,
        "sent_at": now,
        "expires_at": expires_at(now, turn.around.zone, turn.around.cadence, holidays=turn.around.holidays),
        "version": 0,
    }


async def _recorded(session: AsyncSession, rows: Sequence[dict[str, object]]) -> dict[int, int]:
    """Write them in one statement; returns the id of each one's nudge by member."""
    if not rows:
        return {}
    made = await insert_all(session, Nudge, rows, returning=["member_id", "id"])
    return {row.member_id: row.id for row in made}


def _card(turn: _Turn, nudge_id: int, picked: Pick, *, now: datetime) -> outbox.Message:
    """The message of a nudge just written."""
    return outbox.Message(
        fresh_words(nudge_id, picked, role=turn.around.role, company=turn.around.company),
        to=outbox.Place(turn.member.workspace_id, turn.member.user_id),
        dedupe=key_of(nudge_id),
        lasts=until_close(now, turn.around),
        guard=f"nudges.wanted:{nudge_id}",
        occasion=_today(turn),
    )


def _today(turn: _Turn) -> outbox.Occasion:
    """The one card, or word instead of it, that this day is for."""
    began = instant(turn.today, time(), turn.around.zone)
    return outbox.Occasion(f"nudge:{turn.member.user_id}:{turn.today}", began)


def key_of(nudge_id: int) -> str:
    """The once-only name of a nudge's message."""
    return f"nudge:{nudge_id}"


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of cards: since they were chosen nobody stopped, paused, left or flew into the night."""
    rows = await session.execute(
        select(Nudge.id, Member)
        .join(Member, Nudge.member_id == Member.id)
        .where(Nudge.id.in_(row_ids), Nudge.state == NudgeState.SENT, Member.paused_until.is_(None))
    )
    found = [(row[0], row[1]) for row in rows]
    is_open = await open_to(session, [member for _, member in found], now=now)
    return [
        row_id
        for row_id, member in found
        if member.id in is_open
        and gets_nudges(
            enrolment=member.enrolment, wants_nudges=member.wants_nudges, can_learn=member.can_learn
        )
    ]


async def _tell_of_rhythm(
    session: AsyncSession, turns: Sequence[_Turn], plan: _Plan, *, now: datetime
) -> set[int]:
    """Say once that cards went unanswered, in place of a card; returns whose message of today that is."""
    silent = {turn.member.id: turn for turn in turns if _is_silent(turn.member)}
    keys = await _rhythm_keys(session, list(silent.values()))
    promised = await outbox.promised(
        session, [(silent[row_id].member.workspace_id, key) for row_id, key in keys.items()]
    )
    untold = [
        turn for row_id, turn in silent.items() if (turn.member.workspace_id, keys[row_id]) not in promised
    ]
    free = await _taken(session, untold, kind=RHYTHM)
    told = [turn for turn in untold if turn.member.id in free]
    messages = [
        outbox.Message(
            outbox.words_of(_rhythm_post(turn.member)),
            to=outbox.Place(turn.member.workspace_id, turn.member.user_id),
            dedupe=keys[turn.member.id],
            lasts=until_close(now, turn.around),
            occasion=_today(turn),
        )
        for turn in told
    ]
    await outbox.enqueue_all(session, messages, kind=RHYTHM, now=now)
    for turn in told:
        plan[turn.member.id] = next_moment(now, turn.around, skips_one=True)
    stopped = [turn for turn in told if _has_stopped(turn.member)]
    for turn in stopped:
        turn.member.paused_until, turn.member.ignored_in_row = UNTIL_RESUMED, 0
        plan[turn.member.id] = None
    # A pause like one's own: these days are no silence, and stretch the time between cards.
    away = {turn.member.id: (turn.member.workspace_id, turn.today) for turn in stopped}
    await absences.begin_each(session, away, now=now)
    return {turn.member.id for turn in untold}


def _rhythm_post(member: Member) -> Post:
    return rhythm_blocks.stopped() if _has_stopped(member) else rhythm_blocks.slowed()


def _is_silent(member: Member) -> bool:
    return _has_stopped(member) or member.ignored_in_row == NUDGES_HALVED_AT


def _has_stopped(member: Member) -> bool:
    return cadence_after(member.ignored_in_row) is Rhythm.PAUSED


async def _rhythm_keys(session: AsyncSession, turns: Sequence[_Turn]) -> dict[int, str]:
    """What names each one's streak of silence: the last card in it."""
    ids = [turn.member.id for turn in turns]
    if not ids:
        return {}
    rows = await session.execute(
        select(Nudge.member_id, func.max(Nudge.id)).where(Nudge.member_id.in_(ids)).group_by(Nudge.member_id)
    )
    last = {row[0]: row[1] for row in rows}
    return {
        turn.member.id: f"rhythm:{turn.member.id}:{last.get(turn.member.id)}:"
        f"{cadence_after(turn.member.ignored_in_row)}"
        for turn in turns
    }


async def expire_unanswered(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Close cards that nobody answered; quietly, and never as a wrong answer."""
    rows = await session.scalars(
        select(Nudge)
        .where(UNANSWERED.by(now))
        .order_by(Nudge.member_id, Nudge.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    expired = rows.all()
    lost = await _never_arrived(session, expired)
    away = await _away_meanwhile(session, expired)
    ignored: Counter[int] = Counter()
    for nudge in expired:
        if nudge.id in lost:
            # It was never seen, so it counts neither as sent nor as ignored.
            await session.delete(nudge)
            continue
        nudge.state = NudgeState.EXPIRED
        if nudge.id not in away:
            ignored[nudge.member_id] += 1
    for times, members in _by_count(ignored).items():
        await session.execute(
            update(Member)
            .where(Member.id.in_(members), Member.enrolment == Enrolment.ACTIVE)
            .where(Member.paused_until.is_(None))
            .values(ignored_in_row=Member.ignored_in_row + times)
        )
    return len(expired)


async def _away_meanwhile(session: AsyncSession, nudges: Sequence[Nudge]) -> set[int]:
    """The cards whose reader was away, by whatever cause, before they had run out: nobody ignored those."""
    away = await absences.of(session, {each.member_id for each in nudges})
    return {
        each.id
        for each in nudges
        if any(
            first <= each.expires_at.date() and back > each.day
            for first, back in away.get(each.member_id, ())
        )
    }


def _by_count(counted: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row_id, times in sorted(counted.items()):
        found[times].append(row_id)
    return found


async def _never_arrived(session: AsyncSession, nudges: Sequence[Nudge]) -> set[int]:
    if not nudges:
        return set()
    keys = {(each.workspace_id, key_of(each.id)): each.id for each in nudges}
    rows = await session.execute(
        select(OutboxMessage.workspace_id, OutboxMessage.dedupe, OutboxMessage.id).where(
            OutboxMessage.dedupe.in_([dedupe for _, dedupe in keys]), OutboxMessage.fate.in_(NEVER_ARRIVED)
        )
    )
    lost = {keys[space, key]: row_id for space, key, row_id in rows if (space, key) in keys}
    if lost:
        # SQLite gives the number of a card that is gone to the next one.
        await outbox.let_again(session, lost.values())
    return set(lost)

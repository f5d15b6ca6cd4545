"""The messages of a round: the challenge at each member's own time, and one reminder for those in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.bulk import insert_all
from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day
from bot.challenges import blocks, rules
from bot.challenges.blocks import ChallengeCard
from bot.challenges.hackathons import of as hackathon_of
from bot.challenges.hackathons import told_of
from bot.challenges.models import Entry, Round
from bot.challenges.repeats import plan_dropped
from bot.challenges.rules import Chance, EntryState, RoundState
from bot.challenges.tallies import invite_key, reminder_key
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame
from bot.enrolment.service import until_close
from bot.nudges import plans
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.people.models import Member
from bot.people.rules import Enrolment

CHALLENGE = "challenge"
ALIVE = (RoundState.OPEN, RoundState.RUNNING)
DUE = Due(Entry.due_at, Entry.state.in_((EntryState.PLANNED, EntryState.IN)))
ROUNDS_AT_ONCE = 20
LOOKED_AGAIN = timedelta(minutes=5)
STALE = Due(Round.looked_at, Round.state.in_(ALIVE), after=LOOKED_AGAIN, unset=True)


async def plan(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Give everybody who takes part an entry in their team's round; returns how many rounds were looked at.

    A round is looked at when it is new, and every few minutes for whoever has come since.
    """
    rounds = await session.scalars(
        select(Round)
        .where(STALE.by(now), Round.ends_at > now)
        .order_by(Round.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    found = {round_.id: round_ for round_ in rounds}
    if not found:
        return 0
    await plan_dropped(session, list(found.values()), now=now)
    values = await _without_entry(session, list(found), now=now)
    if values:
        await insert_all(session, Entry, values)
    for round_ in found.values():
        round_.looked_at = now
    return len(found)


async def _without_entry(
    session: AsyncSession, round_ids: Sequence[int], *, now: datetime
) -> list[dict[str, object]]:
    """The entries of those who take part and have none in this week."""
    other = aliased(Round)
    has_one = (
        select(Entry.id)
        .join(other, other.id == Entry.round_id)
        .where(Entry.member_id == Member.id, other.week == Round.week)
    )
    rows = await session.execute(
        select(Member.workspace_id, Round.id, Member.id)
        .join(Round, (Round.team_id == Member.team_id) & (Round.workspace_id == Member.workspace_id))
        .where(Round.id.in_(round_ids), Member.enrolment == Enrolment.ACTIVE)
        .where(Member.wants_challenges, Member.can_learn)
        .where(or_(Member.paused_until.is_(None), Member.paused_until <= now))
        .where(~has_one.exists())
        .order_by(Member.id)
    )
    return [
        {
            "workspace_id": workspace_id,
            "round_id": round_id,
            "member_id": member_id,
            "state": EntryState.PLANNED,
            "planned_at": now,
            "due_at": now,
        }
        for workspace_id, round_id, member_id in rows
    ]


@dataclass(frozen=True)
class _Turn:
    """One entry whose next message is to be decided on, with everything around it."""

    entry: Entry
    round: Round
    member: Member
    around: Frame
    is_held: bool  # the plan of their cohort has not begun for them


async def send_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Decide on the entries that are due; returns how many were looked at."""
    turns = await _lease(session, catalog, now=now, limit=limit)
    for turn in turns:
        await _serve(session, catalog, turn, now=now)
    return len(turns)


async def _lease(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> list[_Turn]:
    # The round is held first: who changes the pick and who begins it never wait for each other in a circle.
    held = await session.scalars(
        select(Round)
        .where(Round.id.in_(select(Entry.round_id).where(DUE.by(now))))
        .order_by(Round.id)
        .limit(ROUNDS_AT_ONCE)
        .with_for_update(skip_locked=True, key_share=True)
    )
    rounds = {round_.id: round_ for round_ in held}
    if not rounds:
        return []
    leased = await session.scalars(
        select(Entry)
        .where(Entry.round_id.in_(rounds), DUE.by(now))
        .order_by(Entry.id)
        .limit(limit)
        .with_for_update()
    )
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    entries = sorted(leased.all(), key=lambda entry: entry.member_id)
    members = await _members(session, [entry.member_id for entry in entries], now=now)
    around = await frames(session, list(members.values()))
    waiting = await plans.held(session, catalog, list(members.values()), around, now=now)
    return [
        _Turn(
            entry,
            rounds[entry.round_id],
            members[entry.member_id],
            around[entry.member_id],
            is_held=entry.member_id in waiting,
        )
        for entry in entries
    ]


async def _members(session: AsyncSession, ids: Sequence[int], *, now: datetime) -> dict[int, Member]:
    # A pause that is over is cleared, so that the guard can tell one that began meanwhile.
    await session.execute(
        update(Member).where(Member.id.in_(ids), Member.paused_until <= now).values(paused_until=None)
    )
    rows = await session.scalars(select(Member).where(Member.id.in_(ids)))
    return {member.id: member for member in rows}


async def _serve(session: AsyncSession, catalog: Catalog, turn: _Turn, *, now: datetime) -> None:
    entry = turn.entry
    challenge = await told_of(session, catalog, turn.round)
    if challenge is not None and _is_wanted(turn):
        for chance in _chances(turn, await _check_on(session, turn.round), now=now):
            if chance.taken_from > now:
                entry.due_at = chance.taken_from
                return
            if await _take(session, turn, chance):
                card = ChallengeCard(
                    turn.round.id,
                    filled(challenge, turn.around.company),
                    turn.round.last_on or chance.day,
                    EntryState(entry.state),
                )
                await _send(session, turn, chance, card, now=now)
                return
    entry.due_at = None
    if entry.state == EntryState.PLANNED:
        entry.state = EntryState.MISSED


def _is_wanted(turn: _Turn) -> bool:
    member = turn.member
    return (
        turn.round.state in ALIVE
        and turn.around.reachable
        and not turn.is_held
        and rules.gets_challenges(
            enrolment=member.enrolment, wants_challenges=member.wants_challenges, can_learn=member.can_learn
        )
    )


async def _check_on(session: AsyncSession, round_: Round) -> date | None:
    """The day of a hackathon's check-in."""
    found = await hackathon_of(session, round_) if round_.challenge_id == rules.HACKATHON else None
    return found.check_on if found is not None else None


def _chances(turn: _Turn, check_on: date | None, *, now: datetime) -> Sequence[Chance]:
    entry, round_, around = turn.entry, turn.round, turn.around
    today = local_day(now, around.zone)
    first, last, since = round_.starts_on or today, round_.last_on or today, entry.planned_at
    if entry.state == EntryState.IN:
        since = entry.joined_at or entry.planned_at
        joined_on = local_day(since, around.zone)
        days = rules.reminder_days(
            joined_on, last, workdays=around.cadence.workdays, holidays=around.holidays
        )
        if check_on is not None:
            days = max(check_on, joined_on + rules.A_DAY), last - rules.A_DAY
        if days is None:
            return []
        first, last = days
    return list(rules.chances(now, around, first=max(first, today), last=last, since=since))


async def _take(session: AsyncSession, turn: _Turn, chance: Chance) -> bool:
    return await cadences.take_attention(
        session, turn.member.workspace_id, member_id=turn.member.id, day=chance.day, kind=CHALLENGE
    )


async def _send(
    session: AsyncSession, turn: _Turn, chance: Chance, card: ChallengeCard, *, now: datetime
) -> None:
    entry = turn.entry
    is_reminder = entry.state == EntryState.IN
    kind = "challenge.reminder" if is_reminder else CHALLENGE
    entry.due_at = None
    if not is_reminder:
        card = card.now(EntryState.INVITED)
        entry.state, entry.invited_on = EntryState.INVITED, chance.day
        turn.round.state = RoundState.RUNNING
    await outbox.enqueue(
        session,
        blocks.reminder(card) if is_reminder else blocks.challenge(card),
        to=outbox.Place(turn.member.workspace_id, turn.member.user_id),
        dedupe=reminder_key(entry.id) if is_reminder else invite_key(entry.id),
        kind=kind,
        now=now,
        due=chance.at,
        lasts=until_close(chance.at, turn.around),
        guard=f"challenges.is_in:{entry.id}" if is_reminder else f"challenges.invited:{entry.id}",
        occasion=outbox.Occasion(
            f"{kind}:{turn.member.user_id}:{turn.round.week}",
            instant(turn.round.week, time(), turn.around.zone),
        ),
    )


async def invited(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of challenges: their members have not answered elsewhere, stopped, paused or left."""
    return await _still(session, row_ids, EntryState.INVITED, now=now)


async def joined(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of reminders: their members are in, have not finished, and still take part."""
    return await _still(session, row_ids, EntryState.IN, now=now)


async def _still(
    session: AsyncSession, row_ids: Collection[int], state: EntryState, *, now: datetime
) -> Collection[int]:
    rows = await session.execute(
        select(Entry.id, Member)
        .join(Member, Entry.member_id == Member.id)
        .join(Round, Round.id == Entry.round_id)
        .where(Entry.id.in_(row_ids), Entry.state == state, Round.state.in_(ALIVE))
        .where(Member.paused_until.is_(None))
    )
    found = [(row[0], row[1]) for row in rows]
    is_open = await open_to(session, [member for _, member in found], now=now)
    return [
        row_id
        for row_id, member in found
        if member.id in is_open
        and rules.gets_challenges(
            enrolment=member.enrolment, wants_challenges=member.wants_challenges, can_learn=member.can_learn
        )
    ]

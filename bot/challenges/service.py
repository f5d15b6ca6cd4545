"""A member's part in a challenge: in, not this week, done; and what they see of it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.challenges import blocks, rules
from bot.challenges.blocks import ChallengeCard
from bot.challenges.hackathons import told_of
from bot.challenges.models import Entry, Round
from bot.challenges.rules import BEGUN, EntryState, Passed, RoundState
from bot.challenges.tallies import invite_key, win_origin
from bot.db import insert
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Challenge
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.wins import service as wins
from bot.wins.rules import Status as WinStatus
from bot.workspaces import service as workspaces

OPEN_STATES = (EntryState.PLANNED, EntryState.MISSED, EntryState.INVITED)
HAD = (EntryState.INVITED, EntryState.IN, EntryState.DECLINED, EntryState.DONE)


class Obstacle(StrEnum):
    """Why an order could not be followed, in the words its giver reads."""

    GONE = blocks.GONE
    ENDED = blocks.ENDED
    NOT_YOURS = blocks.NOT_YOURS


@dataclass(frozen=True)
class Part:
    """A member's entry in a round that still accepts answers, with its content."""

    member: Member
    round: Round
    entry: Entry
    card: ChallengeCard

    @property
    def is_done(self) -> bool:
        return self.entry.state == EntryState.DONE


async def join(
    session: AsyncSession, catalog: Catalog, round_id: int, *, by: Person, now: datetime
) -> ChallengeCard | Obstacle:
    """Say "I'm in"; also after having said no."""
    values: dict[str, object] = {"state": EntryState.IN, "joined_at": now, "due_at": now}
    states = (*OPEN_STATES, EntryState.DECLINED)
    return await _shift(session, catalog, round_id, by=by, states=states, values=values, now=now)


async def decline(
    session: AsyncSession, catalog: Catalog, round_id: int, *, by: Person, now: datetime
) -> ChallengeCard | Obstacle:
    """Say "not this week"; also after having been in."""
    values: dict[str, object] = {"state": EntryState.DECLINED, "due_at": None}
    states = (*OPEN_STATES, EntryState.IN)
    return await _shift(session, catalog, round_id, by=by, states=states, values=values, now=now)


async def _shift(
    session: AsyncSession,
    catalog: Catalog,
    round_id: int,
    *,
    by: Person,
    states: Sequence[EntryState],
    values: dict[str, object],
    now: datetime,
) -> ChallengeCard | Obstacle:
    part = await part_of(session, catalog, round_id, by=by, now=now)
    if isinstance(part, Obstacle):
        return part
    await session.execute(
        update(Entry).where(Entry.id == part.entry.id, Entry.state.in_(states)).values(**values)
    )
    # Whoever answers is not silent: the cards they left unanswered are no reason to come less often.
    part.member.ignored_in_row = 0
    await session.refresh(part.entry)
    return part.card.now(EntryState(part.entry.state))


async def part_of(
    session: AsyncSession, catalog: Catalog, round_id: int, *, by: Person, now: datetime
) -> Part | Obstacle:
    """The actor's part in a round of their workspace; made when they were never sent it."""
    round_ = await session.scalar(
        select(Round).where(Round.id == round_id, Round.workspace_id == by.workspace_id)
    )
    challenge = await told_of(session, catalog, round_) if round_ is not None else None
    if round_ is None or challenge is None or round_.last_on is None or round_.state not in BEGUN:
        return Obstacle.GONE
    if await _has_successor(session, round_):
        return Obstacle.ENDED
    challenge = filled(challenge, await workspaces.company(session, by.workspace_id))
    member = await people.member(session, by, now=now)
    entry = await _entry(session, round_, member, now=now)
    if entry is None:
        return Obstacle.NOT_YOURS
    passed = await passed_on(session, entry.id, by=by)
    card = _card(round_, challenge, last_on=round_.last_on, state=entry.state, passed=passed)
    return Part(member, round_, entry, card)


async def _entry(session: AsyncSession, round_: Round, member: Member, *, now: datetime) -> Entry | None:
    query = select(Entry).where(Entry.round_id == round_.id, Entry.member_id == member.id)
    found = await session.scalar(query)
    if found is not None or member.team_id != round_.team_id:
        return found
    statement = insert(session, Entry).values(
        workspace_id=round_.workspace_id,
        round_id=round_.id,
        member_id=member.id,
        state=EntryState.MISSED,
        planned_at=now,
    )
    await session.execute(statement.on_conflict_do_nothing())
    return await session.scalar(query)


async def _has_successor(session: AsyncSession, round_: Round) -> bool:
    """Whether the team's next challenge has begun."""
    later = select(Round.id).where(Round.team_id == round_.team_id, Round.week > round_.week)
    return await session.scalar(later.where(Round.state.in_(BEGUN)).limit(1)) is not None


async def show(session: AsyncSession, spot: Spot, card: ChallengeCard, *, by: Person, now: datetime) -> None:
    """Show where the member pressed how they stand now, and bring the challenge's own message up to it."""
    post = blocks.challenge(card)
    await replies.show(session, spot, post, now=now)
    entry_id = await session.scalar(
        select(Entry.id)
        .join(Member, Member.id == Entry.member_id)
        .where(Entry.round_id == card.round_id, Member.user_id == by.user_id)
    )
    key = invite_key(entry_id or 0)
    own = await outbox.sent_place(session, workspace_id=by.workspace_id, dedupe=key)
    if own is None or own == (spot.channel, spot.ts):
        return
    place = outbox.Place(by.workspace_id, own[0])
    await outbox.edit(session, post, of=key, to=place, dedupe=f"{key}:{spot.dedupe}", now=now)


async def current(
    session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime
) -> ChallengeCard | None:
    """The newest challenge that the person's team has begun or that they have, until a week after its end.

    Whoever changed teams keeps the one they have until the team that gave it begins the next.
    """
    member = await people.member(session, person, now=now)
    later = aliased(Round)
    over = select(later.id).where(
        later.team_id == Round.team_id, later.week > Round.week, later.state.in_(BEGUN)
    )
    found = await session.execute(
        select(Round, Entry)
        .outerjoin(Entry, (Entry.round_id == Round.id) & (Entry.member_id == member.id))
        .where(Round.workspace_id == person.workspace_id)
        .where(or_(Round.team_id == member.team_id, Entry.state.in_(HAD)))
        .where(Round.state.in_(BEGUN), Round.ends_at > now - rules.A_WEEK, ~over.exists())
        .order_by(Round.week.desc(), Entry.id.is_(None))
        .limit(1)
    )
    row = found.first()
    if row is None:
        return None
    round_, entry = row[0], row[1]
    challenge, last_on = await told_of(session, catalog, round_), round_.last_on
    if challenge is None or last_on is None:
        return None
    challenge = filled(challenge, await workspaces.company(session, person.workspace_id))
    passed = Passed.NOTHING if entry is None else await passed_on(session, entry.id, by=person)
    state = None if entry is None else entry.state
    return _card(round_, challenge, last_on=last_on, state=state, passed=passed)


async def passed_on(session: AsyncSession, entry_id: int, *, by: Person) -> Passed:
    """How far what its member wrote has gone, as they last chose."""
    win = await wins.there_already(session, by, origin=win_origin(entry_id))
    if win is None or win.status != WinStatus.LOGGED:
        return Passed.NOTHING
    return Passed.DIGEST if win.shared_to else Passed.FIGURES


def _card(
    round_: Round, challenge: Challenge, *, last_on: date, state: str | None, passed: Passed
) -> ChallengeCard:
    return ChallengeCard(
        round_id=round_.id,
        challenge=challenge,
        last_on=last_on,
        state=EntryState(state) if state else None,
        passed=passed,
        is_over=round_.state == RoundState.OVER,
    )

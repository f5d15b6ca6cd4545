"""Joining, skipping and leaving the buddies; and how often an admin wants them paired."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.buddies import blocks, meetings, rules
from bot.buddies.blocks import Meeting, Standing
from bot.buddies.models import Buddy, BuddyPart
from bot.buddies.rules import AHEAD, MOST_SILENT, STILL_IN, PartState
from bot.db import insert
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Enrolment, Person
from bot.workspaces import service as workspaces


class Obstacle(StrEnum):
    """Why an order could not be followed, in the words its giver reads."""

    GONE = blocks.GONE
    NOT_YOURS = blocks.NOT_YOURS


async def standing(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> Standing:
    """How somebody stands with buddies now."""
    member = await people.member(session, person, now=now)
    workspace = await workspaces.find(session, person.workspace_id)
    weeks = workspace.buddy_weeks if workspace is not None else None
    buddy = await session.scalar(select(Buddy).where(Buddy.member_id == member.id))
    takes_part = member.enrolment == Enrolment.ACTIVE
    if buddy is None or workspace is None:
        return Standing(member.can_learn, takes_part, weeks)
    rests = buddy.silent >= MOST_SILENT
    next_on = None
    if workspace.next_buddies_at is not None and weeks and not rests:
        next_on = (workspace.next_buddies_at + rules.HEAD_START).date()
        while buddy.not_before is not None and next_on < buddy.not_before:
            next_on += weeks * rules.A_WEEK
    told = await _current(session, catalog, member, now=now)
    return Standing(
        member.can_learn, takes_part, weeks, is_in=True, rests=rests, next_on=next_on, meeting=told
    )


async def _current(
    session: AsyncSession, catalog: Catalog, member: Member, *, now: datetime
) -> Meeting | None:
    """The newest round that the member was told of, until it is over."""
    part = await session.scalar(
        select(BuddyPart)
        .where(BuddyPart.member_id == member.id, BuddyPart.told_on.is_not(None))
        .order_by(BuddyPart.id.desc())
        .limit(1)
    )
    found = await _meeting(session, catalog, part) if part is not None else None
    return found if found is not None and found.until >= now.date() else None


async def _meeting(session: AsyncSession, catalog: Catalog, part: BuddyPart) -> Meeting | None:
    company = await workspaces.company(session, part.workspace_id)
    return (await meetings.of(session, catalog, [part], {part.workspace_id: company})).get(part.id)


async def join(session: AsyncSession, person: Person, *, now: datetime) -> bool:
    """Be paired from the next round on; also after a rest. False: they cannot take part."""
    member = await people.member(session, person, now=now)
    if not member.can_learn or member.enrolment != Enrolment.ACTIVE:
        return False
    values = {"workspace_id": person.workspace_id, "member_id": member.id, "joined_at": now}
    statement = insert(session, Buddy).values(**values, waited=0, silent=0)
    again = {"silent": 0, "not_before": None}
    await session.execute(statement.on_conflict_do_update(index_elements=["member_id"], set_=again))
    return True


async def leave(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Never be paired again; nobody is told, and whoever is left alone comes first next time."""
    member = await people.member(session, person, now=now)
    parts = await session.scalars(
        update(BuddyPart)
        .where(BuddyPart.member_id == member.id, BuddyPart.state.in_(AHEAD))
        .values(state=PartState.LEFT, due_at=None)
        .returning(BuddyPart.pair_id)
    )
    pair_ids = parts.all()
    await session.execute(delete(Buddy).where(Buddy.member_id == member.id))
    await _put_first(session, pair_ids)


async def skip_next(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Sit out the next round."""
    workspace = await workspaces.find(session, person.workspace_id)
    if workspace is None or workspace.next_buddies_at is None or not workspace.buddy_weeks:
        return
    member = await people.member(session, person, now=now)
    after = (workspace.next_buddies_at + rules.HEAD_START).date() + rules.A_WEEK
    await session.execute(update(Buddy).where(Buddy.member_id == member.id).values(not_before=after))


async def met(
    session: AsyncSession, catalog: Catalog, part_id: int, *, by: Person, now: datetime
) -> Meeting | Obstacle:
    """Say that one met; for oneself alone."""
    states = (PartState.TOLD, PartState.OVER, PartState.SKIPPED)
    return await _answer(session, catalog, part_id, PartState.MET, states, by=by, now=now)


async def skip(
    session: AsyncSession, catalog: Catalog, part_id: int, *, by: Person, now: datetime
) -> Meeting | Obstacle:
    """Not this round; nobody is told, and whoever is left alone comes first next time."""
    return await _answer(session, catalog, part_id, PartState.SKIPPED, AHEAD, by=by, now=now)


async def _answer(
    session: AsyncSession,
    catalog: Catalog,
    part_id: int,
    state: PartState,
    states: Collection[PartState],
    *,
    by: Person,
    now: datetime,
) -> Meeting | Obstacle:
    member = await people.member(session, by, now=now)
    part = await session.scalar(
        select(BuddyPart).where(BuddyPart.id == part_id, BuddyPart.workspace_id == by.workspace_id)
    )
    if part is None or part.member_id != member.id:
        return Obstacle.GONE if part is None else Obstacle.NOT_YOURS
    changed = await session.scalar(
        update(BuddyPart)
        .where(BuddyPart.id == part.id, BuddyPart.state.in_(states))
        .values(state=state, due_at=None)
        .returning(BuddyPart.pair_id)
    )
    await session.refresh(part)
    if changed is not None:
        # Whoever answers is not silent: neither here nor with cards.
        await session.execute(update(Buddy).where(Buddy.member_id == member.id).values(silent=0))
        member.ignored_in_row = 0
        if state is PartState.SKIPPED:
            await _put_first(session, [changed])
    return await _meeting(session, catalog, part) or _alone(part)


def _alone(part: BuddyPart) -> Meeting:
    """A round in which nobody else is left; its weeks do not matter any more."""
    return Meeting(part.id, part.week, min(rules.EVERY), PartState(part.state), (), None, None)


async def _put_first(session: AsyncSession, pair_ids: Collection[int]) -> None:
    """Whoever has nobody left in these pairs comes first in the next round."""
    rows = await session.scalars(
        select(BuddyPart).where(BuddyPart.pair_id.in_(pair_ids), BuddyPart.state.in_(STILL_IN))
    )
    left = rows.all()
    counted = Counter(part.pair_id for part in left)
    for part in left:
        if counted[part.pair_id] > 1 or part.state not in AHEAD:
            continue
        alone = update(Buddy).where(Buddy.member_id == part.member_id, Buddy.waited == 0)
        await session.execute(alone.values(waited=1))
        key = message_key(part.id)
        if await outbox.sent_place(session, workspace_id=part.workspace_id, dedupe=key) is None:
            # Whom nothing reached was not silent.
            part.state, part.due_at = PartState.MISSED, None


async def show(session: AsyncSession, spot: Spot, told: Meeting, *, by: Person, now: datetime) -> None:
    """Show where they pressed how it stands, and bring the round's own message up to it."""
    post = blocks.meeting(told)
    key = message_key(told.part_id)
    own = await outbox.sent_place(session, workspace_id=by.workspace_id, dedupe=key)
    if own is None or own == (spot.channel, spot.ts):
        await replies.show(session, spot, post, now=now)
        return
    place = outbox.Place(by.workspace_id, own[0])
    await outbox.edit(session, post, of=key, to=place, dedupe=spot.dedupe, now=now)


def message_key(part_id: int) -> str:
    """The once-only name of the message that names somebody's buddy."""
    return f"buddies:{part_id}"


async def choose_rhythm(session: AsyncSession, weeks: int | None, *, by: Person, now: datetime) -> str | None:
    """Pair people so often, or never; what to say about it, or None where nothing changes."""
    await workspaces.hold(session, by.workspace_id)
    workspace = await workspaces.find(session, by.workspace_id)
    if workspace is None or workspace.buddy_weeks == weeks:
        return None
    last = await session.scalar(
        select(func.max(BuddyPart.week)).where(BuddyPart.workspace_id == by.workspace_id)
    )
    first = rules.next_round(now, weeks=weeks, last=last) if weeks is not None else None
    workspace.buddy_weeks = weeks
    workspace.next_buddies_at = rules.forms_at(first) if first is not None else None
    await workspaces.record_act(
        session,
        workspace_id=by.workspace_id,
        actor_id=by.user_id,
        act="buddies.rhythm",
        subject=f"every {weeks} weeks" if weeks else "never",
        now=now,
    )
    return blocks.saved(weeks, first)

"""The one message of a round: at each person's own time, on a day whose message is not used yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.buddies import blocks, meetings
from bot.buddies.blocks import Meeting
from bot.buddies.models import BuddyPart
from bot.buddies.rules import PartState
from bot.buddies.service import message_key
from bot.cadence import service as cadences
from bot.cadence.rules import instant
from bot.challenges.rules import Chance, chances
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame
from bot.enrolment.service import until_close
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.people.models import Member
from bot.people.rules import Enrolment

FIRST_WEEK = timedelta(days=6)  # later there is too little time left to meet
DUE = Due(BuddyPart.due_at, BuddyPart.state == PartState.PLANNED)


@dataclass(frozen=True)
class _Turn:
    """One part whose message is to be decided on, with everything around it."""

    part: BuddyPart
    member: Member
    around: Frame
    meeting: Meeting | None


async def send_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Decide on the parts that are due; returns how many were looked at."""
    turns = await _lease(session, catalog, now=now, limit=limit)
    for turn in turns:
        await _serve(session, turn, now=now)
    return len(turns)


async def _lease(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> Sequence[_Turn]:
    leased = await session.scalars(
        select(BuddyPart)
        .where(DUE.by(now))
        .order_by(BuddyPart.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    parts = sorted(leased.all(), key=lambda part: part.member_id)
    rows = await session.scalars(select(Member).where(Member.id.in_([part.member_id for part in parts])))
    members = {member.id: member for member in rows}
    around = await frames(session, list(members.values()))
    companies = {member.workspace_id: around[member.id].company for member in members.values()}
    told = await meetings.of(session, catalog, parts, companies)
    return [_Turn(part, members[part.member_id], around[part.member_id], told.get(part.id)) for part in parts]


async def _serve(session: AsyncSession, turn: _Turn, *, now: datetime) -> None:
    part, around = turn.part, turn.around
    if turn.meeting is not None and _is_wanted(turn):
        made_at = part.due_at or now
        first, last = part.week, part.week + FIRST_WEEK
        for chance in chances(now, around, first=first, last=last, since=made_at):
            if chance.taken_from > now:
                part.due_at = chance.taken_from
                return
            taken = await cadences.take_attention(
                session, part.workspace_id, member_id=part.member_id, day=chance.day, kind="buddies"
            )
            if taken:
                await _send(session, turn, turn.meeting, chance, now=now)
                return
    # No day was left in its week, or nobody to meet: the round closes it, and they come first next time.
    part.due_at = None


def _is_wanted(turn: _Turn) -> bool:
    return turn.around.reachable and turn.member.enrolment == Enrolment.ACTIVE


async def _send(
    session: AsyncSession, turn: _Turn, meeting: Meeting, chance: Chance, *, now: datetime
) -> None:
    part, member = turn.part, turn.member
    part.state, part.due_at, part.told_on = PartState.TOLD, None, chance.day
    await outbox.enqueue(
        session,
        blocks.meeting(meeting),
        to=outbox.Place(part.workspace_id, member.user_id),
        dedupe=message_key(part.id),
        kind="buddies",
        now=now,
        due=chance.at,
        lasts=until_close(chance.at, turn.around),
        guard=f"buddies.paired:{part.id}",
        occasion=outbox.Occasion(
            f"buddies:{member.user_id}:{part.week}", instant(part.week, time(), turn.around.zone)
        ),
    )


async def paired(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of these messages: both still take part, and it is a time to be written to."""
    rows = await session.execute(
        select(BuddyPart.id, Member)
        .join(Member, Member.id == BuddyPart.member_id)
        .where(BuddyPart.id.in_(row_ids), BuddyPart.state == PartState.TOLD)
        .where(Member.enrolment == Enrolment.ACTIVE, Member.paused_until.is_(None))
    )
    found = [(row[0], row[1]) for row in rows]
    is_open = await open_to(session, [member for _, member in found], now=now)
    alone = await meetings.left_alone(session, row_ids)
    return [row_id for row_id, member in found if member.id in is_open and row_id not in alone]

"""Reminders of a session: for those who asked, at most one, on a day whose message is not used yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all
from bot.cadence import service as cadences
from bot.cadence.rules import local_day, zone_of
from bot.cadence.service import time_of
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame, may_come
from bot.office_hours import blocks, rules
from bot.office_hours.blocks import Session
from bot.office_hours.models import OfficeCall, OfficeHours
from bot.office_hours.rules import CallState, Hours
from bot.office_hours.service import UNSOLVED
from bot.outbox import service as outbox
from bot.people.models import Member, Team
from bot.people.rules import Enrolment
from bot.questions.models import Question
from bot.questions.rules import Status

LOOKED_AGAIN = timedelta(minutes=5)
GAVE_UP = (Status.WITHDRAWN, Status.DELETED, Status.DRAFT)
BEGUN = Due(OfficeHours.next_at)
NEAR = Due(OfficeHours.next_at, after=-rules.AHEAD)
DUE = Due(OfficeCall.due_at, OfficeCall.state == CallState.PLANNED)


async def roll(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Go on to the next session of every team whose last one has begun."""
    rows = await session.scalars(
        select(OfficeHours)
        .where(BEGUN.by(now))
        .order_by(OfficeHours.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    begun = rows.all()
    for row in begun:
        row.next_at = rules.next_session(now, Hours(row.weekday, time_of(row.at), zone_of(row.zone)))
        row.looked_at = None
    return len(begun)


async def plan(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Note who is to be reminded of the sessions of the next day; how many sessions were looked at."""
    stale = or_(OfficeHours.looked_at.is_(None), OfficeHours.looked_at <= now - LOOKED_AGAIN)
    rows = await session.scalars(
        select(OfficeHours)
        .where(NEAR.by(now), OfficeHours.next_at > now, stale)
        .order_by(OfficeHours.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    near = rows.all()
    for row in near:
        row.looked_at = now
        called = [
            {
                "workspace_id": row.workspace_id,
                "hours_id": row.id,
                "member_id": member_id,
                "session_at": row.next_at,
                "state": CallState.PLANNED,
                "due_at": now,
                "made_at": now,
            }
            for member_id in await _askers(session, row, now=now)
        ]
        if called:
            await insert_all(session, OfficeCall, called)
    return len(near)


async def _askers(session: AsyncSession, row: OfficeHours, *, now: datetime) -> Sequence[int]:
    """The people of the team who asked lately or wait for an answer, and want to hear of sessions."""
    lately = and_(Question.asked_at > now - rules.ASKED_LATELY, Question.status.not_in(GAVE_UP))
    has_asked = (
        select(Question.id)
        .where(Question.workspace_id == row.workspace_id, Question.asker_id == Member.user_id)
        .where(or_(lately, Question.status.in_(UNSOLVED)))
    )
    rows = await session.scalars(
        select(Member.id)
        .where(Member.workspace_id == row.workspace_id, Member.team_id == row.team_id)
        .where(Member.enrolment == Enrolment.ACTIVE, Member.can_learn)
        .where(Member.no_office_hours_since.is_(None), has_asked.exists())
        .order_by(Member.id)
    )
    return rows.all()


@dataclass(frozen=True)
class _Turn:
    call: OfficeCall
    hours: OfficeHours
    team: Team
    member: Member
    around: Frame


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Decide on the reminders that are due; returns how many were looked at."""
    turns = await _lease(session, now=now, limit=limit)
    for turn in turns:
        await _serve(session, turn, now=now)
    return len(turns)


async def _lease(session: AsyncSession, *, now: datetime, limit: int) -> list[_Turn]:
    leased = await session.scalars(
        select(OfficeCall)
        .where(DUE.by(now))
        .order_by(OfficeCall.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    calls = sorted(leased.all(), key=lambda call: call.member_id)
    if not calls:
        return []
    rows = await session.execute(
        select(OfficeHours, Team)
        .join(Team, Team.id == OfficeHours.team_id)
        .where(OfficeHours.id.in_({call.hours_id for call in calls}))
    )
    hours = {row[0].id: (row[0], row[1]) for row in rows}
    found = await session.scalars(select(Member).where(Member.id.in_([call.member_id for call in calls])))
    members = {member.id: member for member in found}
    around = await frames(session, list(members.values()))
    return [
        _Turn(call, *hours[call.hours_id], members[call.member_id], around[call.member_id]) for call in calls
    ]


async def _serve(session: AsyncSession, turn: _Turn, *, now: datetime) -> None:
    call, around = turn.call, turn.around
    at = rules.reminder_at(call.session_at, around.zone, around.cadence)
    day = local_day(call.session_at, around.zone)
    call.due_at = None
    if at is None or not _may_come(turn, at, now=now):
        call.state = CallState.MISSED
        return
    taken_at = rules.day_taken_at(day, around.zone, around.cadence)
    if taken_at > now:
        call.due_at = taken_at
        return
    taken = await cadences.take_attention(
        session, call.workspace_id, member_id=call.member_id, day=day, kind="office_hours"
    )
    call.state = CallState.SENT if taken else CallState.MISSED
    if taken:
        await _send(session, turn, max(at, now), now=now)


def _may_come(turn: _Turn, at: datetime, *, now: datetime) -> bool:
    """Whether the moment is one of theirs, and neither over nor of a session that was moved."""
    call, around = turn.call, turn.around
    return (
        may_come(at, around)
        and turn.hours.next_at == call.session_at
        and now <= call.session_at - rules.LATEST
    )


async def _send(session: AsyncSession, turn: _Turn, at: datetime, *, now: datetime) -> None:
    call, around = turn.call, turn.around
    told = Session(turn.team.id, turn.team.name, call.session_at, zone_of(turn.hours.zone), turn.hours.place)
    await outbox.enqueue(
        session,
        blocks.reminder(told, around.zone, asked=await _asked(session, turn.member)),
        to=outbox.Place(call.workspace_id, turn.member.user_id),
        dedupe=f"office_hours:{call.id}",
        kind="office_hours",
        now=now,
        due=at,
        lasts=call.session_at - rules.LATEST - at,
        guard=f"office_hours.coming:{call.id}",
        occasion=outbox.Occasion(
            f"office_hours:{turn.member.user_id}:{call.session_at.date()}", call.session_at - rules.AHEAD
        ),
    )


async def _asked(session: AsyncSession, member: Member) -> str:
    """What they asked last and wait for; empty where all of it is solved."""
    text = await session.scalar(
        select(Question.text)
        .where(Question.workspace_id == member.workspace_id, Question.asker_id == member.user_id)
        .where(Question.status.in_(UNSOLVED))
        .order_by(Question.asked_at.desc())
        .limit(1)
    )
    return text or ""


async def coming(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of reminders: the session is still then, and their reader still wants to hear of it."""
    rows = await session.execute(
        select(OfficeCall.id, Member)
        .join(Member, Member.id == OfficeCall.member_id)
        .join(OfficeHours, OfficeHours.id == OfficeCall.hours_id)
        .where(OfficeCall.id.in_(row_ids), OfficeHours.next_at == OfficeCall.session_at)
        .where(OfficeHours.team_id == Member.team_id, Member.no_office_hours_since.is_(None))
        .where(Member.enrolment == Enrolment.ACTIVE, Member.paused_until.is_(None))
    )
    found = [(row[0], row[1]) for row in rows]
    is_there = await open_to(session, [member for _, member in found], now=now)
    return [row_id for row_id, member in found if member.id in is_there]

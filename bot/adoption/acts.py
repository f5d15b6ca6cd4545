"""Reads what people did: the confirmed acts, wins and questions of a workspace, for counting only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption.models import WeeklyUse
from bot.adoption.rules import week_of
from bot.cadence.rules import zone_of
from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.people.models import Member, Team
from bot.people.rules import Enrolment
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status as QuestionStatus
from bot.wins.models import Win
from bot.wins.rules import Kind
from bot.wins.rules import Status as WinStatus

TRIED = (Answer.TRIED_WORKED, Answer.TRIED_STUCK)
TAKEN = ("claimed", "handed_over")
UNCOUNTED = (QuestionStatus.DRAFT, QuestionStatus.WITHDRAWN, QuestionStatus.DELETED)
NO_TEAM = "none"
ActQuery: TypeAlias = "Select[int, datetime | None] | Select[int, datetime]"


@dataclass(frozen=True)
class Somebody:
    """A member as far as counting needs them."""

    id: int
    user_id: str
    zone: ZoneInfo
    scope: str
    belongs: bool  # counted whether active or not
    trained_on: date | None


@dataclass(frozen=True)
class Told:
    """A win or a "didn't work" of one member, without its words."""

    who: Somebody
    kind: str
    prompted: bool
    minutes: int
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A question without its words: where it belongs, and when it was first taken."""

    scope: str
    asked_at: datetime
    taken_at: datetime | None


async def everybody(session: AsyncSession, workspace_id: str) -> dict[int, Somebody]:
    """Who is counted: people in a team, and people who were invited; no bots, guests or leavers.

    Whoever opted out stays in the count, so that opting out cannot be seen in it.
    """
    rows = await session.execute(
        select(
            Member.id,
            Member.user_id,
            Member.zone,
            Member.team_id,
            Member.enrolment,
            func.coalesce(Member.trained_on, Team.trained_on),
        )
        .outerjoin(Team, Team.id == Member.team_id)
        .where(Member.workspace_id == workspace_id, Member.can_learn)
    )
    zones: dict[str, ZoneInfo] = {}
    found = {}
    for row_id, user_id, zone, team_id, enrolment, trained_on in rows:
        found[row_id] = Somebody(
            id=row_id,
            user_id=user_id,
            zone=zones.setdefault(zone, zone_of(zone)),
            scope=str(team_id) if team_id is not None else NO_TEAM,
            belongs=team_id is not None or enrolment != Enrolment.KNOWN,
            trained_on=trained_on,
        )
    return found


async def active_weeks(
    session: AsyncSession,
    workspace_id: str,
    everyone: Mapping[int, Somebody],
    *,
    since: datetime,
    until: datetime,
) -> dict[date, set[int]]:
    """Who was active, by ISO week of their own calendar: at least one confirmed act of use."""
    weeks: dict[date, set[int]] = defaultdict(set)
    for query in _acts(workspace_id, since=since, until=until):
        for row in await session.execute(query):
            member_id, at = row[0], row[1]
            if at is not None and member_id in everyone:
                weeks[week_of(at, everyone[member_id].zone)].add(member_id)
    return weeks


def _acts(workspace_id: str, *, since: datetime, until: datetime) -> tuple[ActQuery, ...]:
    tried = select(Nudge.member_id, Nudge.answered_at).where(
        Nudge.workspace_id == workspace_id, Nudge.answer.in_(TRIED)
    )
    told = (
        select(Member.id, Win.logged_at)
        .join(Member, (Member.workspace_id == Win.workspace_id) & (Member.user_id == Win.author_id))
        .where(Win.workspace_id == workspace_id, Win.status == WinStatus.LOGGED)
    )
    did = select(Entry.member_id, Entry.done_at).where(
        Entry.workspace_id == workspace_id, Entry.state == EntryState.DONE
    )
    tapped = select(WeeklyUse.member_id, WeeklyUse.at).where(WeeklyUse.workspace_id == workspace_id)
    return (
        tried.where(Nudge.answered_at.between(since, until)),
        told.where(Win.logged_at.between(since, until)),
        did.where(Entry.done_at.between(since, until)),
        tapped.where(WeeklyUse.at.between(since, until)),
    )


async def wins(
    session: AsyncSession,
    workspace_id: str,
    everyone: Mapping[int, Somebody],
    *,
    since: datetime,
    until: datetime,
) -> list[Told]:
    """What was logged in this time."""
    by_user = {one.user_id: one for one in everyone.values()}
    rows = await session.execute(
        select(Win.author_id, Win.kind, Win.prompted, Win.minutes, Win.logged_at).where(
            Win.workspace_id == workspace_id,
            Win.status == WinStatus.LOGGED,
            Win.logged_at.between(since, until),
        )
    )
    return [
        Told(by_user[author], kind, prompted, (minutes or 0) if kind == Kind.WIN else 0, at)
        for author, kind, prompted, minutes, at in rows
        if author in by_user and at is not None
    ]


async def questions(
    session: AsyncSession, workspace_id: str, *, since: datetime, until: datetime
) -> list[Asked]:
    """Questions asked in this time that were placed and not taken back, with their first taking."""
    taken = (
        select(QuestionEvent.question_id, func.min(QuestionEvent.at).label("at"))
        .where(QuestionEvent.workspace_id == workspace_id, QuestionEvent.what.in_(TAKEN))
        .group_by(QuestionEvent.question_id)
        .subquery()
    )
    rows = await session.execute(
        select(Question.team_id, Question.asked_at, taken.c.at)
        .outerjoin(taken, taken.c.question_id == Question.id)
        .where(
            Question.workspace_id == workspace_id,
            Question.status.not_in(UNCOUNTED),
            Question.asked_at.between(since, until),
        )
    )
    return [
        Asked(str(team_id) if team_id is not None else NO_TEAM, asked_at, at)
        for team_id, asked_at, at in rows
    ]


async def first_act(session: AsyncSession, workspace_id: str) -> datetime | None:
    """When anything worth counting happened for the first time."""
    firsts = [
        select(func.min(column)).where(owner == workspace_id).scalar_subquery()
        for column, owner in (
            (Nudge.sent_at, Nudge.workspace_id),
            (Win.logged_at, Win.workspace_id),
            (Question.asked_at, Question.workspace_id),
            (WeeklyUse.at, WeeklyUse.workspace_id),
        )
    ]
    found = (await session.execute(select(*firsts))).one()
    return min((at for at in found if at is not None), default=None)

"""Reads what people did: the confirmed acts, wins and questions of a workspace, for counting only."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.adoption.models import WeeklyUse
from bot.adoption.rules import A_WEEK
from bot.cadence.rules import instant, zone_of
from bot.challenges.models import Entry
from bot.challenges.rules import EntryState
from bot.cohorts.models import Cohort
from bot.cues.models import CueDay
from bot.cues.rules import Told as CueAnswer
from bot.db import UtcDateTime
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
ONCE = "MATERIALIZED"  # worked out before, and not for each row that is compared with it


@dataclass(frozen=True)
class Told:
    """A win or a "didn't work" of one member, without its words."""

    scope: str
    member_id: int
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
    is_self_served: bool = False  # an earlier answer solved it before anybody took it


@dataclass(frozen=True)
class Span:
    """Whole ISO weeks of one workspace, as they begin and end on each member's own calendar."""

    workspace_id: str
    edges: Mapping[str, tuple[datetime, datetime]]  # by the name of a time zone

    def near(self, moment: "InstrumentedAttribute[Any]") -> ColumnElement[bool]:
        """Whether a moment lies in it for anybody: what an index finds."""
        begins = min(since for since, _ in self.edges.values())
        ends = max(until for _, until in self.edges.values())
        return and_(moment >= begins, moment < ends)

    def holds(self, moment: "ColumnElement[Any] | InstrumentedAttribute[Any]") -> ColumnElement[bool]:
        """Whether a moment of a member lies in it on their own calendar."""
        own_begin = {zone: since for zone, (since, _) in self.edges.items()}
        own_end = {zone: until for zone, (_, until) in self.edges.items()}
        return and_(moment >= _by_zone(own_begin), moment < _by_zone(own_end))


def _by_zone(edges: Mapping[str, datetime]) -> ColumnElement[datetime]:
    return case(
        *((Member.zone == zone, literal(at, UtcDateTime())) for zone, at in edges.items()), else_=None
    )


async def zones(session: AsyncSession, workspace_id: str) -> frozenset[str]:
    """The time zones that people of this workspace live in."""
    found = select(Member.zone).where(Member.workspace_id == workspace_id).distinct()
    return frozenset(await session.scalars(found))


def span(workspace_id: str, zones: frozenset[str], week: date, *, weeks: int = 1) -> Span:
    """So many weeks from this Monday on."""
    edges = {}
    for name in zones or {"UTC"}:
        zone = zone_of(name)
        edges[name] = (instant(week, time(), zone), instant(week + A_WEEK * weeks, time(), zone))
    return Span(workspace_id, edges)


async def people(session: AsyncSession, within: Span) -> dict[str, tuple[int, int]]:
    """By group, how many people are counted and how many of them were active: one confirmed act of use.

    Counted are people in a team, people who were invited, and whoever was active; no bots, guests or
    leavers. Whoever opted out stays in the count, so that opting out cannot be seen in it.
    """
    here = and_(Member.workspace_id == within.workspace_id, Member.can_learn)
    belong = select(Member.team_id, func.count()).where(here, _belongs()).group_by(Member.team_id)
    counted = Counter({team_id: number for team_id, number in await session.execute(belong)})
    other = func.count(case((~_belongs(), 1)))
    acted = select(Member.team_id, func.count(), other).where(here, Member.id.in_(_active(within)))
    active = Counter[int | None]()
    for team_id, number, others in await session.execute(acted.group_by(Member.team_id)):
        counted[team_id] += others
        active[team_id] = number
    return {_scope(team_id): (counted[team_id], active[team_id]) for team_id in counted}


async def trained(session: AsyncSession, workspace_id: str) -> dict[date, int]:
    """How many people had their training on which day."""
    rows = await session.execute(_by_training(workspace_id))
    return {day: number for day, number in rows}


async def trained_and_active(session: AsyncSession, within: Span) -> dict[date, int]:
    """How many of them were active in this span."""
    acted = _by_training(within.workspace_id).where(Member.id.in_(_active(within)))
    return {day: number for day, number in await session.execute(acted)}


def _by_training(workspace_id: str) -> "Select[date, int]":
    """By the date of the cohort that somebody is in, else their own, else their team's."""
    day = func.coalesce(Cohort.trained_on, Member.trained_on, Team.trained_on)
    return (
        select(day, func.count(Member.id))
        .select_from(Member)
        .outerjoin(Team, Team.id == Member.team_id)
        .outerjoin(Cohort, Cohort.id == func.coalesce(Member.cohort_id, Team.cohort_id))
        .where(Member.workspace_id == workspace_id, Member.can_learn, _belongs(), day.is_not(None))
        .group_by(day)
    )


def _belongs() -> ColumnElement[bool]:
    """Counted whether active or not."""
    return or_(Member.team_id.is_not(None), Member.enrolment != Enrolment.KNOWN)


def _scope(team_id: int | None) -> str:
    return str(team_id) if team_id is not None else NO_TEAM


def _active(within: Span) -> "Select[int]":
    """The members with at least one confirmed act of use.

    Acts are found by their time first and looked at member by member then: otherwise SQLite goes through
    everything that every member ever did, and a PostgreSQL that has not counted its rows yet through all
    acts of the time for each pair of members.
    """
    here = within.workspace_id
    tried = select(Nudge.member_id.label("member_id"), Nudge.answered_at.label("at")).where(
        Nudge.workspace_id == here, Nudge.answer.in_(TRIED), within.near(Nudge.answered_at)
    )
    told = (
        select(Member.id, Win.logged_at)
        .join(Member, and_(Member.workspace_id == Win.workspace_id, Member.user_id == Win.author_id))
        .where(Win.workspace_id == here, Win.status == WinStatus.LOGGED, within.near(Win.logged_at))
    )
    did = select(Entry.member_id, Entry.done_at).where(
        Entry.workspace_id == here, Entry.state == EntryState.DONE, within.near(Entry.done_at)
    )
    tapped = select(WeeklyUse.member_id, WeeklyUse.at).where(
        WeeklyUse.workspace_id == here, within.near(WeeklyUse.at)
    )
    cued = select(CueDay.member_id, CueDay.answered_at).where(
        CueDay.workspace_id == here, CueDay.answer == CueAnswer.DID, within.near(CueDay.answered_at)
    )
    done = union_all(tried, told, did, tapped, cued).cte("done").prefix_with(ONCE, dialect="postgresql")
    return select(Member.id).join(done, done.c.member_id == Member.id).where(within.holds(done.c.at))


async def wins(session: AsyncSession, within: Span) -> list[Told]:
    """What was logged in this time."""
    rows = await session.execute(
        select(Member.team_id, Member.id, Win.kind, Win.prompted, Win.minutes, Win.logged_at)
        .join(Win, and_(Win.workspace_id == Member.workspace_id, Win.author_id == Member.user_id))
        .where(Win.workspace_id == within.workspace_id, Win.status == WinStatus.LOGGED)
        .where(within.near(Win.logged_at), within.holds(Win.logged_at), Member.can_learn)
    )
    return [
        Told(_scope(team_id), member_id, kind, prompted, (minutes or 0) if kind == Kind.WIN else 0, at)
        for team_id, member_id, kind, prompted, minutes, at in rows
        if at is not None
    ]


async def questions(
    session: AsyncSession, workspace_id: str, *, since: datetime, until: datetime
) -> list[Asked]:
    """Questions asked in this time that were placed and not taken back, with their first taking."""
    took = and_(QuestionEvent.question_id == Question.id, QuestionEvent.what.in_(TAKEN))
    rows = await session.execute(
        select(Question.team_id, Question.asked_at, func.min(QuestionEvent.at), Question.solved_with)
        .outerjoin(QuestionEvent, took)
        .where(Question.workspace_id == workspace_id, Question.status.not_in(UNCOUNTED))
        .where(Question.asked_at.between(since, until))
        .group_by(Question.id)
    )
    return [
        Asked(_scope(team_id), asked_at, at, is_self_served=at is None and helped is not None)
        for team_id, asked_at, at, helped in rows
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

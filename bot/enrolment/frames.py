"""Reads what surrounds members: calendars, teams, pauses, and whether their workspace can be reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import holidays
from bot.cadence.models import CadenceRow
from bot.cadence.rules import Cadence, zone_of
from bot.cadence.service import cadence_of, time_of
from bot.cohorts.models import Cohort
from bot.cohorts.rules import Course, more_days
from bot.enrolment.rules import Frame, dnd_of, may_come
from bot.people.models import Member, Team
from bot.workspaces.models import Standing, Workspace
from bot.workspaces.rules import Company
from bot.workspaces.service import COMPANY, company_of


@dataclass(frozen=True)
class _Reach:
    """Whether a workspace can be written to, and its own pause."""

    is_active: bool
    paused_until: datetime | None
    company: Company


async def frame(session: AsyncSession, member: Member) -> Frame:
    """What surrounds one member."""
    return (await frames(session, [member]))[member.id]


async def frames(session: AsyncSession, members: Sequence[Member]) -> dict[int, Frame]:
    """What surrounds each of many members, by member id, in three queries, a fourth where there are cohorts.

    In none for nobody.
    """
    if not members:
        return {}
    workspace_ids = {member.workspace_id for member in members}
    team_ids = {member.team_id for member in members if member.team_id is not None}
    # Without the token: opening what is sealed takes longer than all the rest.
    workspaces = {
        row.workspace_id: _Reach(row.standing == Standing.ACTIVE, row.paused_until, company_of(row))
        for row in await session.execute(
            select(Workspace.workspace_id, Workspace.standing, Workspace.paused_until, *COMPANY).where(
                Workspace.workspace_id.in_(workspace_ids)
            )
        )
    }
    teams = {row.id: row for row in await session.scalars(select(Team).where(Team.id.in_(team_ids)))}
    rows = {
        (row.workspace_id, row.team_id): row
        for row in await session.scalars(select(CadenceRow).where(CadenceRow.workspace_id.in_(workspace_ids)))
    }
    courses = await _courses(session, [*members, *teams.values()])
    return {
        member.id: _frame(
            member,
            workspace=workspaces.get(member.workspace_id),
            team=teams.get(member.team_id or 0),
            course=courses.get(_cohort_of(member, teams.get(member.team_id or 0))),
            saved=[rows.get((member.workspace_id, member.team_id)), rows.get((member.workspace_id, None))],
        )
        for member in members
    }


async def _courses(session: AsyncSession, of: Sequence[Member | Team]) -> dict[int, Course]:
    """The plans of all cohorts that these are in."""
    ids = {each.cohort_id for each in of if each.cohort_id is not None}
    if not ids:
        return {}
    rows = await session.scalars(select(Cohort).where(Cohort.id.in_(ids)))
    return {row.id: row.course for row in rows}


def _cohort_of(member: Member, team: Team | None) -> int:
    """The one cohort of a member: the one they were chosen for, else their team's."""
    return member.cohort_id or (team.cohort_id if team is not None else None) or 0


async def open_to(session: AsyncSession, members: Sequence[Member], *, now: datetime) -> set[int]:
    """Who of these may be reached at this moment: in their window, wherever they are now, and in no pause."""
    around = await frames(session, members)
    return {row_id for row_id, frame in around.items() if may_come(now, frame)}


def _frame(
    member: Member,
    *,
    workspace: _Reach | None,
    team: Team | None,
    course: Course | None,
    saved: Sequence[CadenceRow | None],
) -> Frame:
    row = next((each for each in saved if each is not None), None)
    cadence = cadence_of(row) if row is not None else Cadence()
    pauses = [each.paused_until for each in (workspace, *saved) if each is not None]
    held_until = _latest(pauses)
    return Frame(
        cadence=cadence,
        zone=zone_of(member.zone),
        at=time_of(member.nudge_at) if member.nudge_at is not None else cadence.default_at,
        role=member.role or (team.role if team is not None else "general"),
        trained_on=_trained_on(member, team, course),
        paused_until=_latest([member.paused_until, held_until, member.away_until]),
        held_until=held_until,
        away_until=member.away_until,
        reachable=member.can_learn and workspace is not None and workspace.is_active,
        has_team=team is not None,
        holidays=holidays.of(member.country, member.zone),
        dnd=dnd_of(member.dnd_begins_at, member.dnd_ends_at),
        company=workspace.company if workspace is not None else Company(),
        course=course,
        more_days=more_days(course, cadence.days, cadence.workdays) if course is not None else frozenset(),
    )


def _trained_on(member: Member, team: Team | None, course: Course | None) -> date | None:
    if course is not None:
        return course.dates.trained_on
    return member.trained_on or (team.trained_on if team is not None else None)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)

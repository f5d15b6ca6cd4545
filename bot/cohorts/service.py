"""Cohorts and their plans, read: for those who run them, and for those in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day, zone_of
from bot.champions import service as champions
from bot.cohorts import ics, rules
from bot.cohorts.blocks import CohortForm, CohortLine
from bot.cohorts.models import Cohort
from bot.cohorts.rules import Course, Entry
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.rules import Person

NEXT_SHOWN = 3


async def today_of(session: AsyncSession, person: Person, *, now: datetime) -> date:
    """The date on the calendar of whoever looks."""
    found = await people.find(session, person)
    return local_day(now, zone_of(found.zone if found is not None else None))


async def find(session: AsyncSession, workspace_id: str, cohort_id: int | None) -> Cohort | None:
    """A cohort of this workspace and of no other."""
    return await session.scalar(
        select(Cohort).where(Cohort.id == (cohort_id or 0), Cohort.workspace_id == workspace_id)
    )


async def people_of(session: AsyncSession, cohort: Cohort) -> Sequence[Member]:
    """Who was chosen by name; who is in it with their team stands with the team."""
    rows = await session.scalars(
        select(Member)
        .where(Member.cohort_id == cohort.id, Member.workspace_id == cohort.workspace_id)
        .order_by(Member.name, Member.id)
    )
    return rows.all()


async def _teams(session: AsyncSession, cohort: Cohort) -> list[Team]:
    every = await people.teams(session, cohort.workspace_id)
    return [team for team in every if team.cohort_id == cohort.id]


async def form_of(session: AsyncSession, workspace_id: str, cohort_id: int) -> CohortForm | None:
    """A cohort as its form shows it."""
    found = await find(session, workspace_id, cohort_id)
    if found is None:
        return None
    return CohortForm(
        cohort_id=found.id,
        name=found.name,
        template=found.course.template,
        tier=found.course.tier,
        trained_on=found.trained_on,
        live_on=found.live_on,
        team_ids=tuple(team.id for team in await _teams(session, found)),
        user_ids=tuple(member.user_id for member in await people_of(session, found)),
        is_pilot=found.is_pilot,
    )


async def course_named(session: AsyncSession, workspace_id: str, name: str) -> Course | None:
    """The plan of the cohort of this name."""
    found = await session.scalar(
        select(Cohort).where(
            Cohort.workspace_id == workspace_id, func.lower(Cohort.name) == name.strip().lower()
        )
    )
    return found.course if found is not None else None


async def choices(session: AsyncSession, workspace_id: str) -> list[tuple[int, str]]:
    """The teams that a cohort may be made of."""
    return [(team.id, team.name) for team in await people.teams(session, workspace_id)]


async def names(session: AsyncSession, workspace_id: str) -> dict[str, str]:
    """The name of each cohort, as the audit calls it."""
    rows = await session.execute(select(Cohort.id, Cohort.name).where(Cohort.workspace_id == workspace_id))
    return {f"cohort:{row_id}": name for row_id, name in rows}


async def lines(session: AsyncSession, workspace_id: str, *, today: date) -> list[CohortLine]:
    """Every cohort of the workspace in one line each, the latest training first."""
    teams = await people.teams(session, workspace_id)
    rows = await session.scalars(
        select(Cohort)
        .where(Cohort.workspace_id == workspace_id)
        .order_by(Cohort.trained_on.desc(), Cohort.id)
    )
    cohorts = rows.all()
    chosen = await _counted(session, [cohort.id for cohort in cohorts])
    return [
        _line(
            row,
            tuple(team.name for team in teams if team.cohort_id == row.id),
            people=chosen.get(row.id, 0),
            today=today,
        )
        for row in cohorts
    ]


async def _counted(session: AsyncSession, cohort_ids: Sequence[int]) -> Mapping[int, int]:
    """How many people were chosen by name for each of these."""
    if not cohort_ids:
        return {}
    rows = await session.execute(
        select(Member.cohort_id, func.count())
        .where(Member.cohort_id.in_(cohort_ids))
        .group_by(Member.cohort_id)
    )
    return {cohort_id or 0: count for cohort_id, count in rows}


async def of_member(session: AsyncSession, member: Member) -> Cohort | None:
    """The one cohort of a member: the one they were chosen for, else their team's."""
    team = await people.team(session, member.workspace_id, member.team_id)
    cohort_id = member.cohort_id or (team.cohort_id if team is not None else None)
    return await find(session, member.workspace_id, cohort_id) if cohort_id else None


async def of_teams(
    session: AsyncSession, workspace_id: str, team_ids: Collection[int], *, today: date
) -> list[CohortLine]:
    """The cohorts of these teams in one line each."""
    if not team_ids:
        return []
    ids = {team.cohort_id for team in await people.teams(session, workspace_id) if team.id in team_ids}
    return [line for line in await lines(session, workspace_id, today=today) if line.id in ids]


async def may_read(session: AsyncSession, person: Person, cohort_id: int) -> bool:
    """Whoever runs the programme, leads a team of the cohort, or is in it themselves."""
    if await people.may_act_as_admin(session, person):
        return True
    member = await people.find(session, person)
    if member is None or not member.can_learn:
        return False
    mine = await of_member(session, member)
    if mine is not None and mine.id == cohort_id:
        return True
    led = await champions.teams_of(session, person)
    every = await people.teams(session, person.workspace_id)
    return any(team.id in led and team.cohort_id == cohort_id for team in every)


async def file(session: AsyncSession, person: Person, cohort_id: int, *, now: datetime) -> str | None:
    """A plan as a calendar file; None for whom it does not concern."""
    if not await may_read(session, person, cohort_id):
        return None
    found = await find(session, person.workspace_id, cohort_id)
    if found is None:
        return None
    key = f"{found.id}.{found.workspace_id.lower()}"
    return ics.calendar(found.name, found.course.entries, key=key, now=now)


def _line(cohort: Cohort, teams: tuple[str, ...], *, people: int, today: date) -> CohortLine:
    return CohortLine(
        id=cohort.id,
        name=cohort.name,
        teams=teams,
        dates=cohort.course.dates,
        phase=rules.phase_on(cohort.course.entries, today),
        people=people,
        is_pilot=cohort.is_pilot,
        is_ready=cohort.ready_at is not None,
        next=rules.ahead(cohort.course, today, limit=NEXT_SHOWN),
    )


async def plan(
    session: AsyncSession, workspace_id: str, cohort_id: int, *, today: date
) -> tuple[CohortLine, tuple[Entry, ...]] | None:
    """A cohort and all that is planned for it; None when the workspace has no such cohort."""
    found = await find(session, workspace_id, cohort_id)
    if found is None:
        return None
    teams = tuple(team.name for team in await _teams(session, found))
    counted = await _counted(session, [found.id])
    line = _line(found, teams, people=counted.get(found.id, 0), today=today)
    return line, found.course.entries

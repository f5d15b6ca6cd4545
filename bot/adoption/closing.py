"""Weeks that are over are written down, once and for good: what each group did, and who had come back."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import acts, rules, tallies
from bot.adoption.acts import NO_TEAM
from bot.adoption.models import ClosedFigure, ClosedWeek
from bot.adoption.rules import A_DAY, A_WEEK, ENOUGH, RETURN_DAYS, WEEKS_FOLLOWED
from bot.adoption.tallies import ALL
from bot.bulk import insert_all
from bot.people import service as people
from bot.workspaces import service as workspaces
from bot.workspaces.models import Standing, Workspace

MONTH = "month"
NO_TEAM_NAME = "People in no team"
Counts = dict[str, tuple[int, int]]


async def unclosed(session: AsyncSession, *, now: datetime) -> list[str]:
    """The workspaces whose last complete week is not written down yet."""
    over = [week for week in rules.weeks_before(now, count=2) if rules.is_over(week, now)]
    is_closed = select(ClosedFigure.id).where(
        ClosedFigure.workspace_id == Workspace.workspace_id,
        ClosedFigure.week == over[-1],
        ClosedFigure.name == MONTH,
    )
    has_been = select(ClosedWeek.id).where(ClosedWeek.workspace_id == Workspace.workspace_id)
    was_there = or_(Workspace.installed_at < rules.span_of(over[-1])[1], has_been.exists())
    rows = await session.scalars(
        select(Workspace.workspace_id).where(
            Workspace.standing == Standing.ACTIVE, ~is_closed.exists(), was_there
        )
    )
    return list(rows)


async def close_weeks(
    session: AsyncSession, workspace_id: str, *, now: datetime, limit: int = WEEKS_FOLLOWED
) -> int:
    """Write down the oldest weeks that are over and were not yet; returns how many there were."""
    closed = set(
        await session.scalars(
            select(ClosedWeek.week).where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.scope == ALL)
        )
    )
    figured = set(
        await session.scalars(
            select(ClosedFigure.week).where(
                ClosedFigure.workspace_id == workspace_id, ClosedFigure.name == MONTH
            )
        )
    )
    # A version before this one closed weeks without their figures.
    done = closed & figured
    followed = rules.weeks_before(now, count=WEEKS_FOLLOWED)
    due = [week for week in followed if week not in done and rules.is_over(week, now)]
    if not due:
        return 0
    # Looked for once: the weeks from the first one on are closed in turn.
    first = min(closed) if closed else await first_week(session, workspace_id)
    due = [week for week in due if first is not None and first <= week][:limit]
    for week in due:
        if week not in closed:
            await _close(session, workspace_id, week, now=now)
        await _figure(session, workspace_id, week, now=now)
    return len(due)


async def first_week(session: AsyncSession, workspace_id: str) -> date | None:
    """The Monday of the week in which we came, or in which the first thing that we know of happened."""
    workspace = await workspaces.find(session, workspace_id)
    if workspace is None:
        return None
    first = await acts.first_act(session, workspace_id) or workspace.installed_at
    return rules.monday_of(min(first, workspace.installed_at).date())


def after_days(days: int) -> str:
    """The name of the figure of those who were trained so many days before."""
    return f"day{days}"


async def _close(session: AsyncSession, workspace_id: str, week: date, *, now: datetime) -> None:
    counted = await tallies.of_groups(session, workspace_id, week)
    names = {str(team.id): team.name for team in await people.teams(session, workspace_id)}
    names |= {NO_TEAM: NO_TEAM_NAME, ALL: ""}
    here = {"workspace_id": workspace_id, "week": week, "closed_at": now}
    rows = [
        {**here, "scope": scope, "name": names.get(scope, ""), **tally._asdict()}
        for scope, tally in counted.items()
    ]
    await insert_all(session, ClosedWeek, rows)


async def _figure(session: AsyncSession, workspace_id: str, week: date, *, now: datetime) -> None:
    zones = await acts.zones(session, workspace_id)
    month = acts.span(workspace_id, zones, week - A_WEEK * 3, weeks=4)
    groups = (await acts.people(session, month)).values()
    counts = {MONTH: (sum(each for each, _ in groups), sum(active for _, active in groups))}
    waiting = await _waiting(session, workspace_id, before=week)
    trained = await acts.trained(session, workspace_id)
    active = await acts.trained_and_active(session, acts.span(workspace_id, zones, week))
    for name, seen, again in _returned(trained, active, week):
        more, of_them = waiting.get(name, (0, 0))
        counts[name] = (seen + more, again + of_them)
    here = {"workspace_id": workspace_id, "week": week, "closed_at": now}
    rows = [
        {**here, "name": name, "people": seen, "active": active} for name, (seen, active) in counts.items()
    ]
    await insert_all(session, ClosedFigure, rows)


def _returned(
    trained: dict[date, int], active: dict[date, int], week: date
) -> Iterator[tuple[str, int, int]]:
    """Whose 7th, 30th, 60th or 90th day after the training lay in this week, and who was active in it."""
    for days in RETURN_DAYS:
        cohorts = [day for day in trained if rules.monday_of(day + A_DAY * days) == week]
        if cohorts:
            yield (
                after_days(days),
                sum(trained[day] for day in cohorts),
                sum(active.get(day, 0) for day in cohorts),
            )


async def _waiting(session: AsyncSession, workspace_id: str, *, before: date) -> Counts:
    """Those of the weeks before who were fewer than five, and are not shown until they are five."""
    last = (
        select(ClosedFigure.name, func.max(ClosedFigure.week).label("week"))
        .where(ClosedFigure.workspace_id == workspace_id, ClosedFigure.week < before)
        .group_by(ClosedFigure.name)
        .subquery()
    )
    rows = await session.execute(
        select(ClosedFigure.name, ClosedFigure.people, ClosedFigure.active)
        .join(last, (last.c.name == ClosedFigure.name) & (last.c.week == ClosedFigure.week))
        .where(ClosedFigure.workspace_id == workspace_id, ClosedFigure.people < ENOUGH)
    )
    return {name: (people, active) for name, people, active in rows}

"""Team goals: set by champions and admins, measured by what the report may show, told in the digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption.models import ClosedWeek
from bot.adoption.rules import Tally, Week, monday_of, shown, weeks_before
from bot.cadence.rules import local_day, zone_of
from bot.champions import service as champions
from bot.db import insert
from bot.goals import blocks, rules
from bot.goals.blocks import GoalForm
from bot.goals.models import Goal
from bot.goals.rules import Kind, Progress
from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces

ALL = "all"  # the scope of everybody


@dataclass(frozen=True)
class Line:
    """What a digest says of a goal; news when it was reached and nobody was told."""

    text: str
    is_news: bool


async def teams_for(session: AsyncSession, person: Person) -> list[tuple[int, str]]:
    """The teams whose goal somebody may set: an admin every one's, a champion their own's."""
    return [(team.id, team.name) for team in await champions.led_by(session, person)]


async def form_of(
    session: AsyncSession, person: Person, team_id: int, *, now: datetime
) -> tuple[GoalForm, list[tuple[int, str]], str] | None:
    """The form for that team, else the person's own, else the first; None where they may set none."""
    teams = await teams_for(session, person)
    if not teams:
        return None
    member = await people.member(session, person, now=now)
    known = dict(teams)
    chosen = next(each for each in (team_id, member.team_id, teams[0][0]) if each in known)
    teams.sort(key=lambda team: team[0] != chosen)
    goal = await _goal(session, chosen)
    form = GoalForm(chosen)
    if goal is not None:
        form = GoalForm(chosen, Kind(goal.kind), str(goal.target), is_set=True)
    made = await _progress(session, goal, now=now) if goal is not None else None
    return form, teams, blocks.line(made)


async def _goal(session: AsyncSession, team_id: int) -> Goal | None:
    return await session.scalar(select(Goal).where(Goal.team_id == team_id))


async def save(
    session: AsyncSession, form: GoalForm, *, by: Person, now: datetime
) -> Progress | dict[str, str]:
    """Set a team's goal; what is wrong with each field where that cannot be."""
    target = rules.parse_target(form.kind, form.target)
    team = await people.team(session, by.workspace_id, form.team_id)
    if team is None or form.team_id not in dict(await teams_for(session, by)):
        return {blocks.TARGET: blocks.TEAM_GONE if team is None else blocks.NOT_YOURS}
    if target is None:
        return {blocks.TARGET: blocks.bad_target(form.kind)}
    goal = await _goal(session, team.id)
    if goal is None or (goal.kind, goal.target) != (form.kind, target):
        values = {
            "kind": form.kind,
            "target": target,
            "since": monday_of(local_day(now, zone_of(team.zone))),
            "reached_on": None,
            "told_in": None,
            "told": None,
            "set_by": by.user_id,
            "set_at": now,
        }
        made = insert(session, Goal).values(workspace_id=by.workspace_id, team_id=team.id, **values)
        await session.execute(made.on_conflict_do_update(index_elements=["team_id"], set_=values))
        await _note(session, by, "goal.saved", team, now=now)
        if goal is not None:
            await session.refresh(goal)
    kept = goal or await _goal(session, team.id)
    return await _progress(session, kept, now=now) if kept is not None else Progress(form.kind, target)


async def drop(session: AsyncSession, team_id: int, *, by: Person, now: datetime) -> str:
    """Have no goal any more; what to say about it."""
    team = await people.team(session, by.workspace_id, team_id)
    if team is None or team_id not in dict(await teams_for(session, by)):
        return blocks.TEAM_GONE if team is None else blocks.NOT_YOURS
    gone = await session.scalar(delete(Goal).where(Goal.team_id == team.id).returning(Goal.id))
    if gone is not None:
        await _note(session, by, "goal.dropped", team, now=now)
    return blocks.DROPPED


async def _note(session: AsyncSession, by: Person, act: str, team: Team, *, now: datetime) -> None:
    await workspaces.record_act(
        session,
        workspace_id=by.workspace_id,
        actor_id=by.user_id,
        act=act,
        subject=f"team:{team.id}",
        now=now,
    )


async def of_team(session: AsyncSession, team: Team, *, now: datetime) -> Progress | None:
    """How far a team is with its goal; None without one."""
    goal = await _goal(session, team.id)
    return await _progress(session, goal, now=now) if goal is not None else None


async def of_person(session: AsyncSession, person: Person, *, now: datetime) -> tuple[Progress | None, bool]:
    """How far somebody's team is, and whether they are in one."""
    member = await people.member(session, person, now=now)
    team = await people.team(session, person.workspace_id, member.team_id)
    return (await of_team(session, team, now=now), True) if team is not None else (None, False)


async def every(session: AsyncSession, workspace_id: str, *, now: datetime) -> list[tuple[str, Progress]]:
    """Every team's goal with its name, for the report."""
    rows = await session.execute(
        select(Goal, Team.name)
        .join(Team, Team.id == Goal.team_id)
        .where(Goal.workspace_id == workspace_id)
        .order_by(Team.name)
    )
    goals = [(goal, name) for goal, name in rows]
    weeks = await _weeks(session, workspace_id, now=now) if goals else []
    return [(name, _by(goal, weeks)) for goal, name in goals]


async def _progress(session: AsyncSession, goal: Goal, *, now: datetime) -> Progress:
    return _by(goal, await _weeks(session, goal.workspace_id, now=now))


def _by(goal: Goal, weeks: Sequence[Week]) -> Progress:
    return rules.progress(Kind(goal.kind), goal.target, weeks, scope=str(goal.team_id), since=goal.since)


async def _weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> list[Week]:
    """The last complete weeks as a report may show them, oldest first; none is counted anew."""
    rows = await session.scalars(
        select(ClosedWeek)
        .where(ClosedWeek.workspace_id == workspace_id)
        .where(ClosedWeek.week.in_(weeks_before(now, count=rules.WEEKS)))
        .order_by(ClosedWeek.week, ClosedWeek.name)
    )
    closed = rows.all()
    found = []
    for week in sorted({row.week for row in closed}):
        own = [row for row in closed if row.week == week]
        total = next((_tally(row) for row in own if row.scope == ALL), Tally())
        groups = [(row.scope, row.name, _tally(row)) for row in own if row.scope != ALL]
        found.append(shown(week, total, groups, is_closed=True))
    return found


def _tally(row: ClosedWeek) -> Tally:
    return Tally(*(getattr(row, name) for name in Tally._fields))


async def line(session: AsyncSession, team: Team, *, now: datetime) -> Line | None:
    """What this week's digest says of the team's goal; None where there is nothing to say."""
    goal = await _goal(session, team.id)
    made = await _progress(session, goal, now=now) if goal is not None else None
    if goal is None or made is None or made.value is None:
        return None
    is_news = made.is_reached and goal.reached_on is None
    return Line(blocks.digest_line(made, is_news=is_news), is_news)


async def was_told(session: AsyncSession, team: Team, said: Line, *, key: str, now: datetime) -> None:
    """A digest of this name tells of the goal."""
    values: dict[str, object] = {"told_in": key, "told": said.text}
    if said.is_news:
        values["reached_on"] = local_day(now, zone_of(team.zone))
    await session.execute(update(Goal).where(Goal.team_id == team.id).values(**values))


async def told_in(session: AsyncSession, team_id: int | None, key: str) -> str:
    """What the digest of this name said of the goal, so that it can be drawn again."""
    found = await session.scalar(select(Goal.told).where(Goal.team_id == team_id, Goal.told_in == key))
    return found or ""

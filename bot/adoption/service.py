"""How a workspace is doing, as it may be shown: what would show fewer than five people never leaves here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import acts, rules
from bot.adoption.acts import NO_TEAM, Asked, Told
from bot.adoption.figures import monthly
from bot.adoption.models import ClosedWeek, WeeklyUse
from bot.adoption.rules import A_WEEK, ENOUGH, RETURN_DAYS, WEEKS_SHOWN, Figure, Returned, Tally, Week
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, zone_of
from bot.db import insert
from bot.people import service as people
from bot.people.rules import Person
from bot.wins.rules import Kind
from bot.workspaces import service as workspaces
from bot.workspaces.models import Standing, Workspace

ALL = "all"
FIELDS = tuple(Tally.__dataclass_fields__)
NO_TEAM_NAME = "People in no team"


async def weekly(session: AsyncSession, workspace_id: str, *, now: datetime) -> Week:
    """The week that is running, for the whole workspace; teams are shown when it is over."""
    week = rules.monday_of(now.astimezone(UTC).date())
    tallies = await _count(session, workspace_id, week, is_running=True)
    return rules.shown(week, tallies[ALL], is_closed=False)


async def last_weeks(
    session: AsyncSession, workspace_id: str, *, now: datetime, count: int = WEEKS_SHOWN
) -> list[Week]:
    """The complete weeks before this one, oldest first, by team; those before our first day are missing."""
    asked_for = rules.weeks_before(now, count=count)
    columns = [getattr(ClosedWeek, name) for name in ("week", "scope", "name", *FIELDS)]
    rows = await session.execute(
        select(*columns)
        .where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.week >= asked_for[0])
        .order_by(ClosedWeek.week, ClosedWeek.name)
    )
    kept: dict[date, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        kept[row.week].append(row)
    found = [_week_of(week, kept[week]) for week in asked_for if week in kept]
    has_begun = bool(kept) or await _has_begun(session, workspace_id, asked_for[-1])
    if asked_for[-1] not in kept and has_begun:
        # Until noon on Monday it is still Sunday somewhere: the last week is not written down yet.
        tallies = await _count(session, workspace_id, asked_for[-1], is_running=True)
        found.append(rules.shown(asked_for[-1], tallies[ALL], is_closed=False))
    return found


async def unclosed(session: AsyncSession, *, now: datetime) -> list[str]:
    """The workspaces whose last complete week is not written down yet."""
    over = [week for week in rules.weeks_before(now, count=2) if rules.is_over(week, now)]
    is_closed = select(ClosedWeek.id).where(
        ClosedWeek.workspace_id == Workspace.workspace_id,
        ClosedWeek.week == over[-1],
        ClosedWeek.scope == ALL,
    )
    rows = await session.scalars(
        select(Workspace.workspace_id).where(Workspace.standing == Standing.ACTIVE, ~is_closed.exists())
    )
    return list(rows)


async def close_weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> int:
    """Write down every week that is over, once and for good; returns how many weeks were new."""
    known = set(
        await session.scalars(
            select(ClosedWeek.week).where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.scope == ALL)
        )
    )
    open_still = [week for week in rules.weeks_before(now) if week not in known and rules.is_over(week, now)]
    if not open_still:
        return 0
    # Looked for once: the weeks from the first one on are closed in turn.
    first = min(known) if known else await _first_week(session, workspace_id)
    due = [week for week in open_still if first is not None and first <= week]
    for week in due:
        await _close(session, workspace_id, week, now=now)
    return len(due)


async def say_used(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """A member used AI in their work this week; saying it twice is saying it once."""
    member = await people.member(session, person, now=now)
    week = rules.week_of(now, zone_of(member.zone))
    values = {"workspace_id": person.workspace_id, "member_id": member.id, "week": week, "at": now}
    await session.execute(insert(session, WeeklyUse).values(values).on_conflict_do_nothing())


async def unsay_used(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """They tapped by mistake."""
    member = await people.member(session, person, now=now)
    week = rules.week_of(now, zone_of(member.zone))
    await session.execute(
        delete(WeeklyUse).where(
            WeeklyUse.workspace_id == person.workspace_id,
            WeeklyUse.member_id == member.id,
            WeeklyUse.week == week,
        )
    )


async def has_said_used(session: AsyncSession, person: Person, *, now: datetime) -> bool:
    member = await people.member(session, person, now=now)
    week = rules.week_of(now, zone_of(member.zone))
    query = select(WeeklyUse.id).where(WeeklyUse.member_id == member.id, WeeklyUse.week == week)
    return await session.scalar(query) is not None


async def returned(session: AsyncSession, workspace_id: str, *, now: datetime) -> tuple[Returned, ...]:
    """Who was active again so many days after their training, in complete weeks of the last half year."""
    cohorts = await acts.trained(session, workspace_id)
    weeks = {
        (days, day): rules.monday_of(day + rules.A_DAY * days) for days in RETURN_DAYS for day in cohorts
    }
    first = (now - A_WEEK * 25).date()
    looked_at = {key: week for key, week in weeks.items() if week >= first and rules.is_over(week, now)}
    zones = await acts.zones(session, workspace_id)
    active = {
        week: await acts.trained_and_active(session, acts.span(workspace_id, zones, week))
        for week in sorted(set(looked_at.values()))
    }
    return tuple(
        _returned(
            days,
            seen=sum(cohorts[day] for each, day in looked_at if each == days),
            active=sum(active[week].get(key[1], 0) for key, week in looked_at.items() if key[0] == days),
        )
        for days in RETURN_DAYS
    )


def _returned(days: int, *, seen: int, active: int) -> Returned:
    return Returned(days, seen, active) if seen == 0 or seen >= ENOUGH else Returned(days, None, 0)


async def active_in_four_weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> Figure:
    """How many people were active at least once in the last four complete weeks."""
    first = rules.weeks_before(now, count=4)[0]
    zones = await acts.zones(session, workspace_id)
    groups = (await acts.people(session, acts.span(workspace_id, zones, first, weeks=4))).values()
    return monthly(active_people=sum(active for _, active in groups), people=sum(each for each, _ in groups))


async def _has_begun(session: AsyncSession, workspace_id: str, week: date) -> bool:
    """Whether we were there in that week, or know of anything that happened in it."""
    first = await _first_week(session, workspace_id)
    return first is not None and first <= week


async def _first_week(session: AsyncSession, workspace_id: str) -> date | None:
    """The Monday of the week in which we came, or in which the first thing that we know of happened."""
    workspace = await workspaces.find(session, workspace_id)
    if workspace is None:
        return None
    first = await acts.first_act(session, workspace_id) or workspace.installed_at
    return rules.monday_of(min(first, workspace.installed_at).date())


async def _count(
    session: AsyncSession, workspace_id: str, week: date, *, is_running: bool
) -> dict[str, Tally]:
    """Everybody's tally and each group's, by scope; these are not for showing."""
    span = acts.span(workspace_id, await acts.zones(session, workspace_id), week)
    people = await acts.people(session, span)
    told = await acts.wins(session, span)
    asked = await _questions(session, workspace_id, week)
    told_in, asked_in = defaultdict(list), defaultdict(list)
    for one in told:
        told_in[one.scope].append(one)
    for question in asked:
        asked_in[question[0].scope].append(question)
    tallies = {
        scope: _tally(
            people.get(scope, (0, 0)), told=told_in[scope], asked=asked_in[scope], is_running=is_running
        )
        for scope in people.keys() | asked_in.keys()
    }
    everybody = (sum(each for each, _ in people.values()), sum(active for _, active in people.values()))
    return tallies | {ALL: _tally(everybody, told=told, asked=asked, is_running=is_running)}


def _tally(
    people: tuple[int, int],
    *,
    told: Sequence[Told],
    asked: Sequence[tuple[Asked, int | None]],
    is_running: bool,
) -> Tally:
    wins = [one for one in told if one.kind == Kind.WIN]
    stated = [(one.at, one.member_id, one.minutes) for one in wins if one.minutes]
    minutes, stated_by = sum(each[2] for each in stated), len({each[1] for each in stated})
    if is_running:
        minutes, stated_by = rules.in_steps(stated)
    waits = [wait for _, wait in asked if wait is not None]
    return Tally(
        people=people[0],
        active=people[1],
        wins_unprompted=sum(not one.prompted for one in wins),
        wins_prompted=sum(one.prompted for one in wins),
        didnt_work=len(told) - len(wins),
        minutes=minutes,
        stated_by=stated_by,
        asked=len(asked),
        claimed=len(waits),
        hang=rules.median(waits),
    )


async def _questions(session: AsyncSession, workspace_id: str, week: date) -> list[tuple[Asked, int | None]]:
    """The week's questions in their team's calendar, each with the working minutes it waited."""
    since, until = rules.span_of(week)
    asked = await acts.questions(session, workspace_id, since=since, until=until)
    calendars = await cadences.for_teams(session, workspace_id)
    own = calendars.get(None) or Cadence()
    teams = {str(team.id): team for team in await people.teams(session, workspace_id)}
    found: list[tuple[Asked, int | None]] = []
    for one in asked:
        team = teams.get(one.scope)
        zone = zone_of(team.zone if team else None)
        if rules.week_of(one.asked_at, zone) != week:
            continue
        cadence = (calendars.get(team.id) if team else None) or own
        wait = None
        if one.taken_at is not None:
            wait = rules.working_minutes(one.asked_at, one.taken_at, zone=zone, cadence=cadence)
        found.append((one, wait))
    return found


async def _close(session: AsyncSession, workspace_id: str, week: date, *, now: datetime) -> None:
    tallies = await _count(session, workspace_id, week, is_running=False)
    names = {str(team.id): team.name for team in await people.teams(session, workspace_id)}
    names |= {NO_TEAM: NO_TEAM_NAME, ALL: ""}
    rows = [
        {
            "workspace_id": workspace_id,
            "week": week,
            "scope": scope,
            "name": names.get(scope, ""),
            "closed_at": now,
            **asdict(tally),
        }
        for scope, tally in tallies.items()
    ]
    await session.execute(insert(session, ClosedWeek).values(rows).on_conflict_do_nothing())


def _week_of(week: date, rows: Sequence[Row[Any]]) -> Week:
    total = next((_tally_of(row) for row in rows if row.scope == ALL), Tally())
    groups = [(row.scope, row.name, _tally_of(row)) for row in rows if row.scope != ALL]
    return rules.shown(week, total, groups, is_closed=True)


def _tally_of(row: Row[Any]) -> Tally:
    return Tally(*row[-len(FIELDS) :])

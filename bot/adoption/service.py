"""How a workspace is doing, as it may be shown: what would show fewer than five people never leaves here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import acts, rules
from bot.adoption.acts import NO_TEAM, Asked, Somebody, Told
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
    rows = await session.scalars(
        select(ClosedWeek)
        .where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.week >= asked_for[0])
        .order_by(ClosedWeek.week, ClosedWeek.name)
    )
    kept: dict[date, list[ClosedWeek]] = defaultdict(list)
    for row in rows:
        kept[row.week].append(row)
    found = [_week_of(week, kept[week]) for week in asked_for if week in kept]
    if asked_for[-1] not in kept and await _has_begun(session, workspace_id, asked_for[-1]):
        # Until noon on Monday it is still Sunday somewhere: the last week is not written down yet.
        tallies = await _count(session, workspace_id, asked_for[-1], is_running=True)
        found.append(rules.shown(asked_for[-1], tallies[ALL], is_closed=False))
    return found


async def close_weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> int:
    """Write down every week that is over, once and for good; returns how many weeks were new."""
    known = set(
        await session.scalars(
            select(ClosedWeek.week).where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.scope == ALL)
        )
    )
    open_still = [week for week in rules.weeks_before(now) if week not in known and rules.is_over(week, now)]
    first = await _first_week(session, workspace_id) if open_still else None
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
    everyone = await acts.everybody(session, workspace_id)
    weeks = await acts.active_weeks(session, workspace_id, everyone, since=now - A_WEEK * 26, until=now)
    return tuple(_returned(days, everyone, weeks, now=now) for days in RETURN_DAYS)


def _returned(
    days: int, everyone: Mapping[int, Somebody], weeks: Mapping[date, set[int]], *, now: datetime
) -> Returned:
    seen, active = 0, 0
    for one in everyone.values():
        if one.trained_on is None or not one.belongs:
            continue
        week = rules.monday_of(one.trained_on + rules.A_DAY * days)
        if not rules.is_over(week, now) or week < (now - A_WEEK * 25).date():
            continue
        seen += 1
        active += one.id in weeks.get(week, ())
    return Returned(days, seen, active) if seen == 0 or seen >= ENOUGH else Returned(days, None, 0)


async def active_in_four_weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> Figure:
    """How many people were active at least once in the last four complete weeks."""
    everyone = await acts.everybody(session, workspace_id)
    mondays = rules.weeks_before(now, count=4)
    since, until = rules.span_of(mondays[0])[0], rules.span_of(mondays[-1])[1]
    weeks = await acts.active_weeks(session, workspace_id, everyone, since=since, until=until)
    active: set[int] = set().union(*(weeks.get(monday, set()) for monday in mondays))
    belonging = {one.id for one in everyone.values() if one.belongs}
    return monthly(active_people=len(active), people=len(belonging | active))


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
    since, until = rules.span_of(week)
    everyone = await acts.everybody(session, workspace_id)
    weeks = await acts.active_weeks(session, workspace_id, everyone, since=since, until=until)
    active = weeks.get(week, set())
    told = await acts.wins(session, workspace_id, everyone, since=since, until=until)
    told = [one for one in told if rules.week_of(one.at, one.who.zone) == week]
    asked = await _questions(session, workspace_id, week)
    counted = [one for one in everyone.values() if one.belongs or one.id in active]
    scopes = {one.scope for one in counted} | {question.scope for question, _ in asked}
    tallies = {
        scope: _tally(
            [one for one in counted if one.scope == scope],
            active=active,
            told=[one for one in told if one.who.scope == scope],
            asked=[one for one in asked if one[0].scope == scope],
            is_running=is_running,
        )
        for scope in scopes
    }
    return tallies | {ALL: _tally(counted, active=active, told=told, asked=asked, is_running=is_running)}


def _tally(
    counted: Sequence[Somebody],
    *,
    active: set[int],
    told: Sequence[Told],
    asked: Sequence[tuple[Asked, int | None]],
    is_running: bool,
) -> Tally:
    wins = [one for one in told if one.kind == Kind.WIN]
    stated = [(one.at, one.who.id, one.minutes) for one in wins if one.minutes]
    minutes, stated_by = sum(each[2] for each in stated), len({each[1] for each in stated})
    if is_running:
        minutes, stated_by = rules.in_steps(stated)
    waits = [wait for _, wait in asked if wait is not None]
    return Tally(
        people=len(counted),
        active=sum(one.id in active for one in counted),
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


def _week_of(week: date, rows: Sequence[ClosedWeek]) -> Week:
    total = next((_tally_of(row) for row in rows if row.scope == ALL), Tally())
    groups = [(row.scope, row.name, _tally_of(row)) for row in rows if row.scope != ALL]
    return rules.shown(week, total, groups, is_closed=True)


def _tally_of(row: ClosedWeek) -> Tally:
    return Tally(**{name: getattr(row, name) for name in FIELDS})

"""What each group of a workspace did in one week, counted in full: these figures are not for showing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import acts, rules
from bot.adoption.acts import Asked, Told
from bot.adoption.rules import Tally
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, zone_of
from bot.people import service as people
from bot.wins.rules import Kind

ALL = "all"


async def count(
    session: AsyncSession, workspace_id: str, week: date, *, is_running: bool
) -> dict[str, Tally]:
    """Everybody's tally and each group's, by scope."""
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
        asked=sum(not one.is_self_served for one, _ in asked),
        claimed=len(waits),
        hang=rules.median(waits),
        self_served=sum(one.is_self_served for one, _ in asked),
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

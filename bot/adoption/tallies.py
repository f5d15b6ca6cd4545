"""What each group of a workspace did in one week, counted in full: these figures are not for showing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import acts, rules
from bot.adoption.acts import Asked, Told
from bot.adoption.rules import Tally
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, zone_of
from bot.people import service as people
from bot.wins.rules import Kind

ALL = "all"
_Wait = tuple[Asked, int | None]  # and the working minutes until somebody took it


class _Happened(NamedTuple):
    people: dict[str, tuple[int, int]]  # how many, and of those active, by scope
    told: Sequence[Told]
    asked: Sequence[_Wait]


async def of_groups(session: AsyncSession, workspace_id: str, week: date) -> dict[str, Tally]:
    """Everybody's tally of a week that is over, and each group's, by scope."""
    did = await _happened(session, workspace_id, week)
    told_in, asked_in = defaultdict(list), defaultdict(list)
    for one in did.told:
        told_in[one.scope].append(one)
    for question in did.asked:
        asked_in[question[0].scope].append(question)
    tallies = {
        scope: _tally(did.people.get(scope, (0, 0)), told=told_in[scope], asked=asked_in[scope])
        for scope in did.people.keys() | asked_in.keys()
    }
    return tallies | {ALL: _everybody(did)}


async def so_far(session: AsyncSession, workspace_id: str, week: date) -> Tally:
    """Everybody's tally of a week still running; what people stated grows in steps of five of them."""
    did = await _happened(session, workspace_id, week)
    minutes, stated_by = rules.in_steps(_stated(did.told))
    return _everybody(did)._replace(minutes=minutes, stated_by=stated_by)


async def _happened(session: AsyncSession, workspace_id: str, week: date) -> _Happened:
    span = acts.span(workspace_id, await acts.zones(session, workspace_id), week)
    return _Happened(
        people=await acts.people(session, span),
        told=await acts.wins(session, span),
        asked=await _questions(session, workspace_id, week),
    )


def _everybody(did: _Happened) -> Tally:
    people = (sum(each for each, _ in did.people.values()), sum(active for _, active in did.people.values()))
    return _tally(people, told=did.told, asked=did.asked)


def _tally(people: tuple[int, int], *, told: Sequence[Told], asked: Sequence[_Wait]) -> Tally:
    wins = [one for one in told if one.kind == Kind.WIN]
    stated = _stated(told)
    waits = [wait for _, wait in asked if wait is not None]
    return Tally(
        people=people[0],
        active=people[1],
        wins_unprompted=sum(not one.prompted for one in wins),
        wins_prompted=sum(one.prompted for one in wins),
        didnt_work=len(told) - len(wins),
        minutes=sum(minutes for _, _, minutes in stated),
        stated_by=len({who for _, who, _ in stated}),
        asked=sum(not one.is_self_served for one, _ in asked),
        claimed=len(waits),
        hang=rules.median(waits),
        self_served=sum(one.is_self_served for one, _ in asked),
    )


def _stated(told: Sequence[Told]) -> list[tuple[datetime, int, int]]:
    """When, who and how many minutes, of the wins that say so."""
    return [(one.at, one.member_id, one.minutes) for one in told if one.kind == Kind.WIN and one.minutes]


async def _questions(session: AsyncSession, workspace_id: str, week: date) -> list[_Wait]:
    """The week's questions in their team's calendar, each with the working minutes it waited."""
    since, until = rules.span_of(week)
    asked = await acts.questions(session, workspace_id, since=since, until=until)
    calendars = await cadences.for_teams(session, workspace_id)
    own = calendars.get(None) or Cadence()
    teams = {str(team.id): team for team in await people.teams(session, workspace_id)}
    found: list[_Wait] = []
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

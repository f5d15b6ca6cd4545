"""How a workspace is doing, as it may be shown: what would show fewer than five people never leaves here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import closing, figures, rules, tallies
from bot.adoption.models import ClosedFigure, ClosedWeek, WeeklyUse
from bot.adoption.rules import RETURN_DAYS, WEEKS_FOLLOWED, WEEKS_SHOWN, Figure, Returned, Tally, Week
from bot.adoption.tallies import ALL
from bot.cadence.rules import zone_of
from bot.db import insert
from bot.people import service as people
from bot.people.rules import Person


async def weekly(session: AsyncSession, workspace_id: str, *, now: datetime) -> Week:
    """The week that is running, for the whole workspace; teams are shown when it is over."""
    week = rules.monday_of(now.astimezone(UTC).date())
    return rules.shown(week, await tallies.so_far(session, workspace_id, week), is_closed=False)


async def last_weeks(
    session: AsyncSession, workspace_id: str, *, now: datetime, by_team: int = WEEKS_SHOWN
) -> list[Week]:
    """The complete weeks before this one, oldest first; those before our first day are missing.

    The last `by_team` of them tell of each team, those before of everybody only.
    """
    asked_for = rules.weeks_before(now, count=WEEKS_SHOWN)
    columns = [getattr(ClosedWeek, name) for name in ("week", "scope", "name", *Tally._fields)]
    wanted = (
        select(*columns)
        .where(ClosedWeek.workspace_id == workspace_id, ClosedWeek.week >= asked_for[0])
        .order_by(ClosedWeek.week, ClosedWeek.name)
    )
    if by_team < len(asked_for):
        told = asked_for[-by_team:] if by_team else ()
        wanted = wanted.where(or_(ClosedWeek.scope == ALL, ClosedWeek.week.in_(told)))
    kept: dict[date, list[Row[Any]]] = defaultdict(list)
    for row in await session.execute(wanted):
        kept[row.week].append(row)
    found = [_week_of(week, kept[week]) for week in asked_for if week in kept]
    has_begun = bool(kept) or await _has_begun(session, workspace_id, asked_for[-1])
    if asked_for[-1] not in kept and has_begun:
        # Until noon on Monday it is still Sunday somewhere: the last week is not written down yet.
        total = await tallies.so_far(session, workspace_id, asked_for[-1])
        found.append(rules.shown(asked_for[-1], total, is_closed=False))
    return found


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
    followed = rules.weeks_before(now, count=WEEKS_FOLLOWED)
    rows = await session.execute(_figures(workspace_id, since=followed[0]))
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        found[row.name].append((row.people, row.active))
    return tuple(rules.returned(days, found[closing.after_days(days)]) for days in RETURN_DAYS)


async def active_in_four_weeks(session: AsyncSession, workspace_id: str, *, now: datetime) -> Figure:
    """How many people were active at least once in the last four complete weeks."""
    # Until noon on Monday the last week is not closed yet.
    lately = rules.weeks_before(now, count=2)
    rows = await session.execute(
        _figures(workspace_id, since=lately[0]).where(ClosedFigure.name == closing.MONTH)
    )
    last = rows.all()[-1:]
    return figures.monthly((last[0].people, last[0].active) if last else None)


def _figures(workspace_id: str, *, since: date) -> "Select[str, int, int]":
    return (
        select(ClosedFigure.name, ClosedFigure.people, ClosedFigure.active)
        .where(ClosedFigure.workspace_id == workspace_id, ClosedFigure.week >= since)
        .order_by(ClosedFigure.week)
    )


async def _has_begun(session: AsyncSession, workspace_id: str, week: date) -> bool:
    """Whether we were there in that week, or know of anything that happened in it."""
    first = await closing.first_week(session, workspace_id)
    return first is not None and first <= week


def _week_of(week: date, rows: Sequence[Row[Any]]) -> Week:
    total = next((_tally_of(row) for row in rows if row.scope == ALL), Tally())
    groups = [(row.scope, row.name, _tally_of(row)) for row in rows if row.scope != ALL]
    return rules.shown(week, total, groups, is_closed=True)


def _tally_of(row: Row[Any]) -> Tally:
    return Tally(*row[-len(Tally._fields) :])

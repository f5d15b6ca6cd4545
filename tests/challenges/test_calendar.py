"""A week is a week, whatever ends in the middle of it: a quarter, a year, February."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.challenges.models import Round
from bot.challenges.rules import last_day
from bot.clock import SandboxClock
from tests.challenges.acts import (
    AN_HOUR,
    THREE,
    a_learning_team,
    challenges,
    leap,
    local_time,
    morning,
)
from tests.stage import Stage

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
TUESDAYS = {
    datetime(2020, 12, 29, tzinfo=UTC): "Thursday 31 December",  # in week 53, before New Year's Day
    datetime(2024, 2, 27, tzinfo=UTC): "Friday 1 March",  # 29 February is its Thursday
    datetime(2024, 12, 31, tzinfo=UTC): "Friday 3 January",  # the last day of a year, in week 1 of the next
    # The last day of a quarter, two days after the clocks changed, before Good Friday.
    datetime(2026, 3, 31, tzinfo=UTC): "Thursday 2 April",
}


@pytest.fixture(params=TUESDAYS, ids=str)
def tuesday(request: pytest.FixtureRequest) -> datetime:
    found: datetime = request.param
    return found


@pytest.fixture
def clock(tuesday: datetime) -> SandboxClock:
    """The Monday of the week before."""
    return SandboxClock(tuesday - A_WEEK - A_DAY, frozen=True)


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the calendar is not the database's
async def test_a_challenge_comes_once_a_week_on_its_day(stage: Stage, tuesday: datetime) -> None:
    await a_learning_team(stage)
    for day in (tuesday - A_WEEK, *(tuesday + n * A_DAY for n in range(-1, 5)), tuesday + A_WEEK):
        await morning(stage, day)
    await leap(stage, tuesday + A_WEEK + 12 * AN_HOUR)
    for who in THREE:
        came = challenges(stage, who)
        days = [local_time(stage, who, one).date() for one in came]
        assert days == [(tuesday + n * A_WEEK).date() for n in (-1, 0, 1)], who
        assert f"until {TUESDAYS[tuesday]}" in came[1].text
    async with stage.db.read() as session:
        weeks = (await session.scalars(select(Round.week).order_by(Round.week))).all()
    assert weeks == [(tuesday - A_DAY + n * A_WEEK).date() for n in (-1, 0, 1)]


def test_a_week_of_holidays_ends_where_it_begins() -> None:
    first, working = date(2026, 12, 22), frozenset(range(5))
    left = [first + timedelta(days=n) for n in range(4)]
    assert last_day(first, working) == date(2026, 12, 25)
    assert last_day(first, working, left[2:]) == date(2026, 12, 23)
    assert last_day(first, working, left) == first

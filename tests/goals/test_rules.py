"""A goal is measured by complete weeks that a report may show."""

from datetime import date, timedelta

import pytest

from bot.adoption.rules import Tally, Week, shown
from bot.goals.rules import Kind, Progress, parse_target, progress

MONDAY = date(2026, 11, 2)


def week(back: int, *, people: int = 10, active: int = 6, wins: int = 2, rest: int = 20) -> Week:
    tally = Tally(people=people, active=active, wins_unprompted=wins)
    other = Tally(people=rest, active=1)
    total = Tally(people=people + rest, active=active + 1, wins_unprompted=wins)
    groups = [("7", "Marketing", tally), ("8", "Sales", other)]
    return shown(MONDAY + timedelta(weeks=back), total, groups, is_closed=True)


def made(kind: Kind, target: int, *weeks: Week, since: date = MONDAY) -> Progress:
    return progress(kind, target, weeks, scope="7", since=since)


def test_a_share_is_that_of_the_last_week() -> None:
    found = made(Kind.ACTIVE, 60, week(0, active=9), week(1, active=6))
    assert (found.value, found.is_reached) == (60, True)
    assert not made(Kind.ACTIVE, 60, week(0, active=5)).is_reached


def test_wins_are_those_of_four_weeks() -> None:
    assert made(Kind.WINS, 8, *(week(each) for each in range(6))).value == 8


def test_weeks_before_it_was_set_do_not_count() -> None:
    found = made(Kind.WINS, 3, week(0), week(1), since=MONDAY + timedelta(weeks=1))
    assert found.value == 2


@pytest.mark.parametrize("people", [1, 4])
def test_fewer_than_five_people_show_nothing(people: int) -> None:
    found = made(Kind.ACTIVE, 5, week(0, people=people, active=1))
    assert found.value is None and not found.is_reached


def test_a_team_beside_which_a_small_one_could_be_worked_out_shows_nothing() -> None:
    assert made(Kind.ACTIVE, 5, week(0, people=6, rest=3)).value is None


@pytest.mark.parametrize(
    ("kind", "text", "target"),
    [
        (Kind.ACTIVE, " 60 % ", 60),
        (Kind.ACTIVE, "101", None),
        (Kind.ACTIVE, "", None),
        (Kind.WINS, "8", 8),
        (Kind.WINS, "eight", None),
        (Kind.WINS, "٣", None),
    ],
)
def test_a_target_is_a_whole_number(kind: Kind, text: str, target: int | None) -> None:
    assert parse_target(kind, text) == target

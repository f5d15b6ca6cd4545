"""Which teams lack champions, who hears of it, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.champions.rules import lacks_champions
from bot.coverage.rules import Admin, due_at, is_over, to_tell

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("people", "champions", "lacks"),
    [
        (0, 0, False),
        (1, 0, True),
        (15, 1, False),
        (16, 1, True),
        (30, 2, False),
        (31, 2, True),
        (0, 1, False),
    ],
)
def test_one_champion_is_enough_for_fifteen_people(people: int, champions: int, lacks: bool) -> None:
    assert lacks_champions(people, champions) is lacks


def test_those_are_told_who_chose_to_administer_or_else_the_first() -> None:
    slack, other, granted, more = Admin(1, False), Admin(2, False), Admin(3, True), Admin(4, True)
    assert to_tell([granted, more, slack, other]) == (3, 4)
    assert to_tell([slack, other]) == (1,)
    assert to_tell([]) == ()


def test_a_team_is_told_of_when_its_grace_is_over_and_four_weeks_after_the_last_time() -> None:
    ripe = NOW + timedelta(days=1)
    assert due_at(ripe, None) == ripe
    assert due_at(ripe, NOW - timedelta(days=10)) == NOW + timedelta(days=18)
    assert due_at(ripe, NOW - timedelta(days=60)) == ripe


def test_after_two_weeks_without_a_free_day_it_is_not_said_any_more() -> None:
    assert not is_over(NOW, NOW + timedelta(days=14))
    assert is_over(NOW, NOW + timedelta(days=14, minutes=1))

"""What people write when they mean a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence.until import parse_until

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 11, 24)),
        ("until tomorrow", date(2026, 11, 24)),
        ("today", MONDAY),
        ("Monday", date(2026, 11, 30)),
        ("next monday", date(2026, 11, 30)),
        ("fri", date(2026, 11, 27)),
        ("Thurs", date(2026, 11, 26)),
        ("on Sunday.", date(2026, 11, 29)),
        ("next week", date(2026, 11, 30)),
        ("next month", date(2026, 12, 1)),
        ("2 weeks", date(2026, 12, 7)),
        ("for two weeks", date(2026, 12, 7)),
        ("a week", date(2026, 11, 30)),
        ("2w", date(2026, 12, 7)),
        ("10 days", date(2026, 12, 3)),
        ("a month", date(2026, 12, 23)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24 Dec", date(2026, 12, 24)),
        ("24th of December", date(2026, 12, 24)),
        ("Dec 24", date(2026, 12, 24)),
        ("December 24, 2026", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24/12", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)),
        ("3 sept", date(2027, 9, 3)),
        ("15 jan", date(2027, 1, 15)),
        ("23 nov", MONDAY),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert parse_until(text, MONDAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "I come back", "31 feb", "2026-13-01", "3/4", "0 days", "5 years", "2036-01-01", "monkey"],
)
def test_what_may_mean_two_days_or_none_is_not_guessed(text: str) -> None:
    assert parse_until(text, MONDAY) is None


def test_a_month_from_the_last_of_january_is_the_last_of_february() -> None:
    assert parse_until("1 month", date(2027, 1, 31)) == date(2027, 2, 28)


@given(st.text(max_size=40), st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_gets_a_day_or_none(text: str, today: date) -> None:
    day = parse_until(text, today)
    assert day is None or isinstance(day, date)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(range(7)))
def test_a_weekday_is_always_ahead_within_a_week(today: date, weekday: int) -> None:
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[weekday]
    day = parse_until(name, today)
    assert day is not None
    assert day.weekday() == weekday
    assert 1 <= (day - today).days <= 7

"""Whose holidays somebody has, and which days those are."""

from datetime import date
from zoneinfo import available_timezones

import pytest

from bot.cadence import holidays
from bot.cadence.rules import NOWHERE


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Madrid", "ES"),
        ("Asia/Tokyo", "JP"),
        ("America/New_York", "US"),
        ("UTC", None),
        ("Etc/GMT+5", None),
    ],
)
def test_a_time_zone_names_its_country(zone: str, country: str | None) -> None:
    assert holidays.country_of(zone) == country


def test_the_chosen_country_comes_before_the_time_zones() -> None:
    all_saints, thanksgiving = date(2027, 11, 1), date(2027, 11, 25)
    assert all_saints in holidays.of(None, "Europe/Madrid")
    mine = holidays.of("US", "Europe/Madrid")
    assert thanksgiving in mine and all_saints not in mine
    assert all_saints not in holidays.of(NOWHERE, "Europe/Madrid")
    assert all_saints not in holidays.of(None, "UTC")


def test_holidays_that_move_are_known_for_every_year() -> None:
    easter_mondays = [date(2026, 4, 6), date(2027, 3, 29), date(2028, 4, 17)]
    germany = holidays.of("DE", "Europe/Berlin")
    assert all(day in germany for day in easter_mondays)
    assert date(2027, 4, 6) not in germany


def test_a_country_nobody_knows_has_none() -> None:
    assert date(2026, 12, 25) not in holidays.of("ZZ", "UTC")


def test_every_zone_of_every_country_can_be_asked() -> None:
    asked = [holidays.of(None, zone) for zone in sorted(available_timezones())]
    assert sum(date(2026, 12, 25) in each for each in asked) > 200


def test_people_choose_from_names() -> None:
    names = holidays.countries()
    assert names["DE"] == "Germany"
    assert list(names.values()) == sorted(names.values())
    assert len(names) > 150

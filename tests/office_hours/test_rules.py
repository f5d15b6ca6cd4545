"""When a session is, and when its reminder may come."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence.rules import Cadence, is_open, local_day
from bot.office_hours.rules import EARLIEST, LATEST, Hours, next_session, reminder_at

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
THURSDAYS = Hours(3, time(15), BERLIN)
moments = st.integers(0, 60 * 24 * 365).map(
    lambda each: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=each)
)


@given(moments)
def test_the_next_session_is_ahead_and_a_week_away_at_most(now: datetime) -> None:
    start = next_session(now, THURSDAYS)
    local = start.astimezone(BERLIN)
    assert timedelta() < start - now <= timedelta(days=7, hours=1)
    assert (local.weekday(), local.hour) == (3, 15)


@given(moments, st.sampled_from((BERLIN, NEW_YORK, TOKYO)))
def test_a_reminder_comes_ten_minutes_to_two_hours_before_in_ones_own_hours(
    start: datetime, zone: ZoneInfo
) -> None:
    cadence = Cadence(days=frozenset(range(7)))
    at = reminder_at(start, zone, cadence)
    if at is not None:
        assert LATEST <= start - at <= EARLIEST
        assert is_open(at, zone, cadence)
        assert local_day(at, zone) == local_day(start, zone)


@pytest.mark.parametrize(
    ("session", "heard"),
    [
        ("15:00", "14:00"),
        ("09:30", "09:00"),  # not before the window opens
        ("09:05", None),  # five minutes are too few
        ("18:00", "16:45"),  # towards the end of the window
        ("19:00", None),
    ],
)
def test_an_hour_before_moved_into_the_window(session: str, heard: str | None) -> None:
    start = datetime.fromisoformat(f"2026-11-26T{session}").replace(tzinfo=UTC)
    at = reminder_at(start, ZoneInfo("UTC"), Cadence())
    assert (f"{at:%H:%M}" if at else None) == heard

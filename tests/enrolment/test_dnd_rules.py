"""Do Not Disturb: whatever the hours and the zone, nothing unasked-for falls into them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cadence.rules import Cadence, instant, is_open, local_day
from bot.enrolment.rules import Dnd, Frame, is_time, may_come, next_moment

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
BEGIN, END = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-31")
MOMENTS = st.datetimes(BEGIN, END, timezones=st.just(UTC))


def night(zone: ZoneInfo, day: date, first: time, lasts: timedelta) -> Dnd:
    begins = instant(day, first, zone)
    wall = begins.astimezone(zone).replace(tzinfo=None) + lasts
    return Dnd(begins, instant(wall.date(), wall.time(), zone))


def framed(zone: ZoneInfo, at: time, dnd: Dnd | None) -> Frame:
    return Frame(cadence=Cadence(), zone=zone, at=at, dnd=dnd)


def test_the_hours_come_again_each_day_for_a_week_and_across_a_change_of_clocks() -> None:
    # Clocks go back on Sunday 25 October; the hours stay those of the wall.
    hours = night(BERLIN, date(2026, 10, 22), time(22), timedelta(hours=12))
    for days in range(8):
        morning = instant(date(2026, 10, 23) + timedelta(days=days), time(9, 59), BERLIN)
        assert hours.over(morning, BERLIN) == morning + timedelta(minutes=1)
        assert hours.over(morning + timedelta(minutes=1), BERLIN) is None
    assert hours.over(instant(date(2026, 10, 31), time(9), BERLIN), BERLIN) is None
    assert hours.over(instant(date(2026, 10, 22), time(9), BERLIN), BERLIN) is None


def test_a_silent_weekend_is_over_once() -> None:
    weekend = night(BERLIN, date(2026, 11, 20), time(18), timedelta(hours=62))
    assert weekend.over(instant(date(2026, 11, 22), time(12), BERLIN), BERLIN) == weekend.ends
    assert weekend.over(instant(date(2026, 11, 24), time(12), BERLIN), BERLIN) is None


def test_a_card_waits_for_the_end_of_the_hours_on_the_same_day() -> None:
    frame = framed(BERLIN, time(9), night(BERLIN, date(2026, 11, 22), time(22), timedelta(hours=12)))
    ten = instant(date(2026, 11, 23), time(10), BERLIN)
    assert next_moment(ten - timedelta(hours=3), frame) == ten
    # Also when it was planned before anybody knew of the hours, and its moment has come.
    assert not is_time(ten - timedelta(hours=1), ten - timedelta(hours=1), frame)
    assert next_moment(ten - timedelta(hours=1), frame) == ten
    assert is_time(ten, ten, frame)


def test_hours_without_end_hold_nobody_for_longer_than_they_are_known() -> None:
    frame = framed(BERLIN, time(10), night(BERLIN, date(2026, 11, 23), time(8), timedelta(hours=10)))
    now = instant(date(2026, 11, 23), time(7), BERLIN)
    assert next_moment(now, frame) == instant(date(2026, 12, 1), time(10), BERLIN)


@settings(max_examples=200, deadline=None)
@given(
    now=MOMENTS,
    name=ZONES,
    at=st.times(time(9), time(16, 45)),
    first=st.times(),
    minutes=st.integers(1, 23 * 60),
    back=st.integers(0, 10),
)
def test_nothing_is_planned_into_the_hours_and_nothing_is_lost(
    now: datetime, name: str, at: time, first: time, minutes: int, back: int
) -> None:
    zone = ZoneInfo(name)
    day = local_day(now, zone) - timedelta(days=back)
    frame = framed(zone, at, night(zone, day, first, timedelta(minutes=minutes)))
    moment = next_moment(now, frame)
    assert moment > now and may_come(moment, frame) and is_open(moment, zone, frame.cadence)
    assert is_time(moment, moment, frame)
    free = next_moment(now, framed(zone, at, None))
    # No later than it would be without, but for days on which the hours leave nothing.
    days = (local_day(free, zone) + timedelta(days=n) for n in range(400))
    for each in days:
        if each >= local_day(moment, zone):
            break
        slots = (instant(each, time(9 + n // 60, n % 60), zone) for n in range(0, 466))
        wanted = instant(each, at, zone)
        open_then = [slot for slot in slots if slot >= wanted and may_come(slot, frame)]
        assert not [slot for slot in open_then if slot > now], f"{each} had room"

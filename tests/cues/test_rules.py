"""A cue comes at the time its owner chose, on each of their days, in every zone, over every clock change."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.cadence.rules import MON_FRI, local_day
from bot.cues.rules import (
    Plan,
    State,
    Told,
    comes_on,
    deed_text,
    ends_after,
    is_time,
    moment_on,
    next_moment,
    occasion_text,
    plan_text,
    sentence,
)
from bot.enrolment.rules import Dnd

SEED = 20261122
ZONES = sorted(
    zone
    for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
)
EVERY_DAY = frozenset(range(7))
MADRID = ZoneInfo("Europe/Madrid")


def walked(plan: Plan, zone: ZoneInfo, start: datetime, *, days: int, **more: object) -> list[datetime]:
    """Every moment of a cue from here on, each found from the one before it."""
    found, end = [], start + timedelta(days=days)
    moment = next_moment(start, plan, zone=zone, **more)  # type: ignore[arg-type]
    while moment < end:
        found.append(moment)
        moment = next_moment(moment, plan, zone=zone, **more)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("part", range(8))
def test_in_every_zone_each_chosen_day_has_one_moment_at_the_chosen_time(part: int) -> None:
    """A year of a plan in every zone there is: the local time is the chosen one but where a clock jumps."""
    random = Random(SEED + part)
    for name in ZONES[part::8]:
        zone = ZoneInfo(name)
        start = datetime(random.randint(2010, 2030), random.randint(1, 12), random.randint(1, 28), tzinfo=UTC)
        plan = Plan(
            frozenset(random.sample(range(7), random.randint(1, 7))),
            time(random.randint(0, 23), random.randint(0, 59)),
        )
        found = walked(plan, zone, start, days=365)
        days = [local_day(one, zone) for one in found]
        assert len(set(days)) == len(days), name
        assert {day.weekday() for day in days} <= plan.days, name
        for moment, day in zip(found, days, strict=True):
            local = moment.astimezone(zone)
            told = datetime.combine(day, local.time())
            wanted = datetime.combine(day, plan.at)
            assert local.time() == plan.at or abs(told - wanted) <= timedelta(hours=3, minutes=1), name
        exact = sum(one.astimezone(zone).time() == plan.at for one in found)
        assert exact >= len(found) - 3, f"{name}: {len(found) - exact} moments at another time"
        expected = {
            day
            for ahead in range(1, 364)
            if (day := local_day(start, zone) + timedelta(days=ahead)).weekday() in plan.days
            and moment_on(day, plan.at, zone) is not None
        }
        assert expected <= set(days), f"{name}: a day was left out"


def test_in_a_gap_it_comes_as_the_clock_jumps_and_in_an_overlap_once() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    gap = moment_on(spring, time(2, 30), MADRID)
    assert gap is not None and f"{gap.astimezone(MADRID):%H:%M}" == "03:00"
    twice = moment_on(autumn, time(2, 30), MADRID)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first of two"
    found = walked(Plan(EVERY_DAY, time(2, 30)), MADRID, datetime(2026, 10, 24, tzinfo=UTC), days=4)
    assert [local_day(one, MADRID).day for one in found] == [24, 25, 26, 27]


def test_a_day_that_a_zone_skipped_has_none() -> None:
    assert moment_on(date(2011, 12, 30), time(9), ZoneInfo("Pacific/Apia")) is None
    assert moment_on(date(2011, 12, 31), time(9), ZoneInfo("Pacific/Apia")) is not None


def test_holidays_and_pauses_are_left_out() -> None:
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    free = {date(2026, 11, 25)}
    found = walked(Plan(MON_FRI, time(9, 30)), MADRID, start, days=5, holidays=free)
    assert [local_day(one, MADRID).day for one in found] == [23, 24, 26, 27]
    until = datetime(2026, 11, 26, 9, tzinfo=UTC)
    later = next_moment(start, Plan(MON_FRI, time(9, 30)), zone=MADRID, paused_until=until)
    assert local_day(later, MADRID).day == 27
    endless = datetime(9000, 1, 1, tzinfo=UTC)
    assert next_moment(start, Plan(), zone=MADRID, paused_until=endless) < start + timedelta(days=40)


def test_whoever_flew_is_not_written_to_in_the_night_nor_late() -> None:
    plan = Plan(MON_FRI, time(9))
    due = moment_on(date(2026, 11, 23), time(9), MADRID)
    assert due is not None
    assert is_time(due, due, plan, zone=MADRID)
    assert is_time(due, due + timedelta(minutes=90), plan, zone=MADRID)
    assert not is_time(due, due + timedelta(hours=3), plan, zone=MADRID)
    assert not is_time(due, due, plan, zone=ZoneInfo("America/New_York")), "it is three in the morning there"
    assert not is_time(due, due, plan, zone=ZoneInfo("Asia/Tokyo")), "nine is long over there"
    assert not is_time(due, due, plan, zone=MADRID, holidays={date(2026, 11, 23)})


def hours(first: time, last: time) -> Dnd:
    """Hours of Do Not Disturb that end on the first Monday, and come again each day."""
    monday = date(2026, 11, 23)
    begins = monday - timedelta(days=1) if first > last else monday
    ends = datetime.combine(monday, last, MADRID).astimezone(UTC)
    return Dnd(datetime.combine(begins, first, MADRID).astimezone(UTC), ends)


@pytest.mark.parametrize(
    ("at", "first", "last", "comes"),
    [
        (time(9, 15), time(22), time(10), time(10)),
        (time(9, 15), time(22), time(11, 15), time(11, 15)),
        (time(9, 15), time(22), time(11, 16), None),
        (time(9, 15), time(22), time(9, 15), time(9, 15)),
        (time(9, 15), time(9, 16), time(12), time(9, 15)),
        (time(23), time(22, 30), time(0, 30), None),
    ],
)
def test_do_not_disturb_puts_it_off_two_hours_at_most(at: time, first: time, last: time, comes: time) -> None:
    plan, dnd, day = Plan(MON_FRI, at), hours(first, last), date(2026, 11, 24)
    found = comes_on(day, plan, zone=MADRID, dnd=dnd)
    assert (found.astimezone(MADRID).time() if found else None) == comes
    moment = moment_on(day, at, MADRID)
    assert moment is not None
    if found is None or found > moment:
        assert not is_time(moment, moment, plan, zone=MADRID, dnd=dnd)
    if found is not None:
        late = found + timedelta(minutes=90)
        assert is_time(found, found, plan, zone=MADRID, dnd=dnd)
        assert is_time(found, late, plan, zone=MADRID, dnd=dnd) is (dnd.over(late, MADRID) is None)


def test_three_in_vain_or_four_weeks_end_it() -> None:
    end = date(2026, 12, 21)
    before, after = end - timedelta(days=1), end
    assert ends_after([None, None], before, end) is None
    assert ends_after([None, None, None], before, end) is State.FADED
    assert ends_after([None, None, Told.DID], before, end) is None
    assert ends_after([None, Told.NOT_TODAY, None, None], before, end) is None
    assert ends_after([Told.DID], after, end) is State.OVER
    assert ends_after([], after, end) is State.OVER


@pytest.mark.parametrize(
    ("occasion", "deed", "said"),
    [
        ("When the meeting ends.", "I'll try the table", "When the meeting ends, I'll try the table."),
        ("the mail is angry", "four lines", "When the mail is angry, I'll try four lines."),
        ("before I send an offer", "I will ask for doubts", "Before I send an offer, I will ask for doubts."),
        ("  I open\nthe report ", "  it  ", "When I open the report, I'll try it."),
    ],
)
def test_a_cue_reads_as_one_sentence_however_it_was_typed(occasion: str, deed: str, said: str) -> None:
    assert sentence(occasion_text(occasion), deed_text(deed)).startswith(said)


def test_its_days_are_told_as_people_write_them() -> None:
    assert plan_text(Plan(frozenset((0, 3)), time(8, 15))) == "Mon, Thu at 08:15"

"""Every person gets one message a local day, through every change of every clock and every journey."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cadence.rules import (
    Cadence,
    expires_at,
    instant,
    is_open,
    local_day,
    next_slot,
    slot_on,
    working_time_after,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))
ALL_DAY = Cadence(days=EVERY_DAY, window=(time(0), time(23, 59)), workdays=EVERY_DAY)
OFFICE = Cadence()
TOKYO, ANGELES = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC).astimezone(UTC)


# --- every change of every clock, 2026 to 2031 ---


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """Each moment from 2026 to 2031 at which the zone's offset changes."""
    week, start = 7 * 86400, int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(2032, 1, 1, tzinfo=UTC).timestamp())
    for left in range(start, end, week):
        low, high = left, left + week
        if _offset(zone, low) == _offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
        yield datetime.fromtimestamp(high, UTC)


def _offset(zone: ZoneInfo, moment: int) -> timedelta:
    return datetime.fromtimestamp(moment, zone).utcoffset() or timedelta()


@cache
def clocks() -> tuple[tuple[ZoneInfo, tuple[datetime, ...]], ...]:
    """One zone for each different set of clock changes: the links between names add nothing."""
    found: dict[tuple[object, ...], tuple[ZoneInfo, tuple[datetime, ...]]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        moments = tuple(transitions(zone))
        found.setdefault((*moments, *(_offset(zone, int(m.timestamp())) for m in moments)), (zone, moments))
    return tuple(found.values())


def walls_around(moment: datetime, zone: ZoneInfo) -> list[time]:
    """Wall-clock times at the edges and in the middle of a gap or overlap."""
    before = (moment - MINUTE).astimezone(zone).replace(tzinfo=None) + MINUTE
    after = moment.astimezone(zone).replace(tzinfo=None)
    low, high = min(before, after), max(before, after)
    moments = (low - MINUTE, low, low + (high - low) // 2, high - MINUTE, high)
    return [wall.time().replace(second=0) for wall in moments]


def days_around(moment: datetime, zone: ZoneInfo) -> list[date]:
    middle = local_day(moment, zone)
    return [middle + n * DAY for n in range(-2, 4)]


def slots(start: datetime, end: datetime, *, zone: ZoneInfo, at: time, cadence: Cadence) -> list[datetime]:
    found = []
    now = start
    while (now := next_slot(now, zone=zone, at=at, cadence=cadence)) < end:
        found.append(now)
    return found


def test_the_zones_hold_enough_clock_changes_to_prove_anything() -> None:
    assert len(available_timezones()) > 590
    assert sum(len(moments) for _, moments in clocks()) > 300


def test_each_local_day_gets_exactly_one_slot_through_every_change_of_every_clock() -> None:
    for zone, moments in clocks():
        for moment in moments:
            days = days_around(moment, zone)
            start = instant(days[0], time(0), zone) - timedelta(microseconds=1)
            end = instant(days[-1], time(0), zone)
            for wall in walls_around(moment, zone):
                found = slots(start, end, zone=zone, at=wall, cadence=ALL_DAY)
                assert [local_day(slot, zone) for slot in found] == days[:-1], (zone, moment, wall)


def test_no_slot_leaves_an_open_window_through_every_change_of_every_clock() -> None:
    for zone, moments in clocks():
        for moment in moments:
            for wall in walls_around(moment, zone):
                for day in days_around(moment, zone):
                    slot = slot_on(day, zone=zone, at=wall, cadence=ALL_DAY)
                    assert slot is not None
                    assert is_open(slot, zone, ALL_DAY), (zone, day, wall)


def test_a_skipped_time_becomes_the_first_valid_minute_and_a_repeated_one_its_first() -> None:
    for zone, moments in clocks():
        for moment in moments:
            for wall in walls_around(moment, zone):
                for day in days_around(moment, zone):
                    assert instant(day, wall, zone) == _first_minute_not_before(day, wall, zone)


def _first_minute_not_before(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The same promise told minute by minute: the first moment whose wall clock shows this time or later."""
    goal = datetime.combine(day, wall)
    moment = goal.replace(tzinfo=zone).astimezone(UTC) - timedelta(hours=3)
    while moment.astimezone(zone).replace(tzinfo=None) < goal:
        moment += MINUTE
    return moment


@pytest.mark.parametrize(
    ("zone", "day", "chosen", "sent"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30+11:00"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00+03:00"),
        ("America/Santiago", "2026-09-06", "00:30", "2026-09-06T01:00-03:00"),
        ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15T02:30+01:00"),
        # Nuuk's clock jumps from 23:00 to midnight: the day's last minute is 22:59.
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-28T22:59-02:00"),
    ],
)
def test_known_changes_of_the_clock(zone: str, day: str, chosen: str, sent: str) -> None:
    slot = slot_on(
        date.fromisoformat(day), zone=ZoneInfo(zone), at=time.fromisoformat(chosen), cadence=ALL_DAY
    )
    assert slot == datetime.fromisoformat(sent)


def test_a_date_that_a_country_skipped_has_no_slot() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert slot_on(date(2011, 12, 30), zone=apia, at=time(10), cadence=ALL_DAY) is None
    after = next_slot(at("2011-12-29T12:00", apia), zone=apia, at=time(10), cadence=ALL_DAY)
    assert after == at("2011-12-31T10:00", apia)


def test_catching_up_never_brings_a_message_before_its_date() -> None:
    apia, noon = ZoneInfo("Pacific/Apia"), at("2011-12-29T12:00", ZoneInfo("Pacific/Apia"))
    slot = next_slot(
        noon, zone=apia, at=time(10), cadence=ALL_DAY, not_before=date(2011, 12, 30), catch_up=True
    )
    assert slot == at("2011-12-31T10:00", apia)


@given(
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    now=st.integers(0, 6 * 365 * 1440).map(lambda minute: at("2026-01-01T00:00") + minute * MINUTE),
    chosen=st.times(),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    edges=st.tuples(st.integers(0, 1438), st.integers(1, 1439)).filter(lambda pair: pair[0] + 15 < pair[1]),
    free=st.frozensets(st.integers(0, 20)),
)
@settings(max_examples=400, deadline=None)
def test_quiet_hours_and_holidays_hold_for_any_cadence(
    zone: ZoneInfo,
    now: datetime,
    chosen: time,
    days: frozenset[int],
    edges: tuple[int, int],
    free: frozenset[int],
) -> None:
    cadence = Cadence(days=days, window=(_clock(edges[0]), _clock(edges[1])))
    holidays = {local_day(now, zone) + n * DAY for n in free}
    slot = next_slot(now, zone=zone, at=chosen, cadence=cadence, holidays=holidays)
    local = slot.astimezone(zone)
    assert slot > now
    assert is_open(slot, zone, cadence, holidays=holidays)
    assert local.weekday() in days
    assert local.date() not in holidays


def test_ten_thousand_cadences_never_bring_a_message_at_a_wrong_time() -> None:
    chance, zones = Random(1), [ZoneInfo(name) for name in sorted(available_timezones())]
    for number in range(10_000):
        zone, now = chance.choice(zones), at("2026-01-01T00:00") + chance.randrange(6 * 365 * 1440) * MINUTE
        opens = chance.randrange(1438 - 60)
        window = _clock(opens), _clock(chance.randrange(opens + 60, 1440))
        days = frozenset(chance.sample(range(7), chance.randint(1, 7)))
        cadence = Cadence(days=days, window=window, workdays=frozenset(chance.sample(range(7), 5)))
        holidays = {local_day(now, zone) + chance.randrange(21) * DAY for _ in range(chance.randrange(15))}
        chosen, said = _clock(chance.randrange(1440)), (number, zone, now, cadence)
        slot = next_slot(now, zone=zone, at=chosen, cadence=cadence, holidays=holidays)
        assert slot > now and is_open(slot, zone, cadence, holidays=holidays), said
        answered_by = expires_at(slot, zone, cadence, holidays=holidays)
        following = next_slot(slot, zone=zone, at=chosen, cadence=cadence, holidays=holidays)
        assert local_day(following, zone) > local_day(slot, zone) and answered_by <= following, said
        asked = working_time_after(now, chance.randrange(481), zone=zone, cadence=cadence, holidays=holidays)
        local = asked.astimezone(zone)
        assert local.weekday() in cadence.workdays and local.date() not in holidays, said
        assert window[0] <= local.time() < window[1], said


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


# --- people who travel ---

ROUTES = st.lists(
    st.tuples(
        st.sampled_from(["Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Honolulu"]),
        st.integers(1, 480),
    ),
    min_size=1,
    max_size=40,
)


@given(route=ROUTES, chosen=st.times(time(9), time(16, 45)))
@settings(max_examples=150, deadline=None)
def test_a_traveller_never_gets_two_nudges_in_one_day_of_the_programme(
    route: list[tuple[str, int]], chosen: time
) -> None:
    sent: list[date] = []
    cadence = Cadence(days=EVERY_DAY)
    now = at("2026-11-02T00:00")
    for name, stay in route:
        zone, leaves = ZoneInfo(name), now + stay * MINUTE
        due = _plan(now, zone, chosen, cadence, sent)
        while due < leaves:
            assert is_open(due, zone, cadence)
            sent.append(local_day(due, zone))
            due = _plan(due, zone, chosen, cadence, sent)
        now = leaves
    assert len(sent) == len(set(sent))
    assert sent == sorted(sent)


def _plan(now: datetime, zone: ZoneInfo, chosen: time, cadence: Cadence, sent: list[date]) -> datetime:
    not_before = sent[-1] + DAY if sent else None
    return next_slot(now, zone=zone, at=chosen, cadence=cadence, not_before=not_before, catch_up=True)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("route", [(TOKYO, ANGELES), (ANGELES, TOKYO)])
def test_a_flight_over_the_pacific_costs_at_most_one_day(route: tuple[ZoneInfo, ZoneInfo], hour: int) -> None:
    home, away = route
    flight = at(f"2026-11-10T{hour:02}:30", home)
    before = slots(flight - 5 * DAY, flight, zone=home, at=time(10), cadence=Cadence(days=EVERY_DAY))
    last = local_day(before[-1], home)
    after = next_slot(
        flight, zone=away, at=time(10), cadence=Cadence(days=EVERY_DAY), not_before=last + DAY, catch_up=True
    )
    assert local_day(after, away) - last <= 2 * DAY
    assert timedelta() < after - before[-1] < timedelta(hours=48)


def test_someone_who_lands_inside_the_window_is_not_made_to_wait_a_day() -> None:
    landed = at("2026-11-10T15:59", ANGELES)
    assert next_slot(landed, zone=ANGELES, at=time(9), cadence=OFFICE, catch_up=True) == landed
    assert next_slot(landed, zone=ANGELES, at=time(9), cadence=OFFICE) == at("2026-11-11T09:00", ANGELES)

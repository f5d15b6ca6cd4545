"""One message a delivery day, through any zone, clock change, holiday and pause: none lost, none late."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cadence.rules import TOO_LATE, Cadence, expires_at, is_open, local_day, slot_on
from bot.challenges.rules import chances
from bot.enrolment.rules import LOOK_AHEAD, Frame, is_time, next_moment

MONTH = timedelta(days=31)
ZONES = (
    "Europe/Madrid", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "America/Nuuk",
    "Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "America/Santiago", "Pacific/Chatham",
)  # fmt: skip

cadences = st.builds(
    lambda days, opens, hours, at: Cadence(
        days=frozenset(days),
        window=(time(opens), time(opens + hours)),
        default_at=time(at // 4, at % 4 * 15),
        workdays=frozenset(days),
    ),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 20),
    st.integers(1, 3),
    st.integers(0, 95),
)
starts = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def frames(draw: st.DrawFn, start: datetime) -> Frame:
    """Somebody's month: some days off in it, and perhaps a pause that ends in it."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    off = draw(st.sets(st.integers(0, 31), max_size=6))
    pause = draw(st.none() | st.integers(0, 20 * 24).map(lambda hours: start + timedelta(hours=hours)))
    cadence = draw(cadences)
    return Frame(
        cadence,
        zone,
        cadence.default_at,
        paused_until=pause,
        holidays={local_day(start, zone) + timedelta(days=each) for each in off},
    )


def month_of(frame: Frame, start: datetime) -> list[datetime]:
    """Every moment of a month, each planned when the one before was met."""
    found, now = [], start
    while (now := next_moment(now, frame)) < start + MONTH:
        found.append(now)
    return found


def days_open(frame: Frame, start: datetime) -> list[date]:
    """The days on which a message is due by the plain meaning of the words, wherever its slot exists."""
    first = max(start, frame.paused_until or start)
    days = (local_day(start, frame.zone) + timedelta(days=each) for each in range(33))
    wanted = [day for day in days if day.weekday() in frame.cadence.days and day not in frame.holidays]
    slots = ((day, slot_on(day, zone=frame.zone, at=frame.at, cadence=frame.cadence)) for day in wanted)
    return [day for day, slot in slots if slot is not None and first < slot < start + MONTH]


@settings(max_examples=300, deadline=None)
@given(start=starts, data=st.data())
def test_a_month_has_one_moment_on_each_open_day_and_no_other(start: datetime, data: st.DataObject) -> None:
    frame = data.draw(frames(start))
    moments = month_of(frame, start)
    assert [local_day(each, frame.zone) for each in moments] == days_open(frame, start)
    for moment in moments:
        assert is_open(moment, frame.zone, frame.cadence, holidays=frame.holidays)
        assert is_time(moment, moment, frame), "what is planned may be sent at its moment"
        assert not frame.paused_until or moment >= frame.paused_until


@settings(max_examples=300, deadline=None)
@given(start=starts, late=st.integers(0, 12 * 60), data=st.data())
def test_what_is_looked_at_late_is_sent_in_the_window_within_two_hours_or_planned_anew(
    start: datetime, late: int, data: st.DataObject
) -> None:
    frame = data.draw(frames(start))
    due = next_moment(start, frame)
    now = due + timedelta(minutes=late)
    if is_time(due, now, frame):
        assert now - due <= TOO_LATE
        assert is_open(now, frame.zone, frame.cadence, holidays=frame.holidays)
    else:
        assert next_moment(now, frame) > now, "it is not lost"


@settings(max_examples=200, deadline=None)
@given(start=starts, data=st.data())
def test_an_unanswered_card_is_closed_before_the_next_one_can_come(
    start: datetime, data: st.DataObject
) -> None:
    frame = data.draw(frames(start))
    for sent in month_of(frame, start)[:3]:
        closes = expires_at(sent, frame.zone, frame.cadence, holidays=frame.holidays)
        assert sent < closes <= next_moment(sent, frame)


@settings(max_examples=200, deadline=None)
@given(start=starts, data=st.data())
def test_a_challenge_has_at_most_one_chance_a_day_each_in_the_window_and_before_the_card(
    start: datetime, data: st.DataObject
) -> None:
    frame = data.draw(frames(start))
    first = local_day(start, frame.zone)
    found = list(chances(start, frame, first=first, last=first + timedelta(days=5), since=start))
    assert len({each.day for each in found}) == len(found)
    for each in found:
        assert is_open(each.at, frame.zone, frame.cadence, holidays=frame.holidays)
        assert each.at >= start and each.taken_from <= each.at
        assert not frame.paused_until or each.at >= frame.paused_until


def test_a_pause_without_end_is_looked_at_again_and_a_card_skipped_is_one() -> None:
    chance = Random(7)
    for _ in range(200):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(40_000))
        zone = ZoneInfo(chance.choice(ZONES))
        paused = Frame(Cadence(), zone, time(10), paused_until=start + timedelta(days=4000))
        assert start < next_moment(start, paused) <= start + LOOK_AHEAD + timedelta(days=5)
        free = Frame(Cadence(), zone, time(10))
        once = next_moment(start, free)
        assert next_moment(start, free, skips_one=True) == next_moment(once, free)

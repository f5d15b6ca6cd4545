"""Days, windows, slots and working time, as a team and its admin know them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence.rules import (
    LAST_CALL,
    MON_FRI,
    Cadence,
    add_working_days,
    changes,
    days_text,
    expires_at,
    is_open,
    is_too_late,
    next_slot,
    parse,
    slot_on,
    working_days_between,
    working_time_after,
    working_time_between,
    zone_of,
)

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
OFFICE = Cadence()
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC).astimezone(UTC)


# --- the slot of a person ---


def test_the_slot_is_today_while_its_time_is_ahead_and_the_next_day_once_it_is_past() -> None:
    monday, due = at("2026-11-23T08:00", BERLIN), at("2026-11-23T10:00", BERLIN)
    assert next_slot(monday, zone=BERLIN, at=time(10), cadence=OFFICE) == due
    assert next_slot(due, zone=BERLIN, at=time(10), cadence=OFFICE) == due + DAY


def test_the_weekend_and_holidays_are_left_out() -> None:
    friday = at("2026-11-20T18:00", BERLIN)
    slot = next_slot(friday, zone=BERLIN, at=time(10), cadence=OFFICE, holidays={date(2026, 11, 23)})
    assert slot == at("2026-11-24T10:00", BERLIN)


def test_a_snooze_holds_until_its_date() -> None:
    monday = at("2026-11-23T08:00", BERLIN)
    slot = next_slot(monday, zone=BERLIN, at=time(10), cadence=OFFICE, not_before=date(2026, 12, 3))
    assert slot == at("2026-12-03T10:00", BERLIN)


@pytest.mark.parametrize(("chosen", "given"), [(time(6), time(9)), (time(22), time(16, 45))])
def test_a_time_outside_the_window_moves_to_its_edge(chosen: time, given: time) -> None:
    slot = next_slot(at("2026-11-23T00:00", BERLIN), zone=BERLIN, at=chosen, cadence=OFFICE)
    assert slot.astimezone(BERLIN).time() == given


def test_a_window_shorter_than_the_last_call_keeps_its_opening_minute() -> None:
    narrow = Cadence(days=EVERY_DAY, window=(time(0), time(0, 10)))
    slot = slot_on(date(2026, 11, 23), zone=BERLIN, at=time(12), cadence=narrow)
    assert slot == at("2026-11-23T00:00", BERLIN)


def test_a_year_of_holidays_is_refused_aloud() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(ValueError, match="No delivery day"):
        next_slot(at("2026-11-23T08:00"), zone=BERLIN, at=time(10), cadence=OFFICE, holidays=Always())


# --- open, late, expired ---


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-20T08:59", False),
        ("2026-11-20T09:00", True),
        ("2026-11-20T16:59", True),
        ("2026-11-20T17:00", False),
        ("2026-11-21T10:00", False),
    ],
)
def test_the_window_is_open_from_its_first_minute_to_its_last(moment: str, open_: bool) -> None:
    assert is_open(at(moment, BERLIN), BERLIN, OFFICE) is open_


def test_a_holiday_is_closed_all_day() -> None:
    noon = at("2026-11-20T12:00", BERLIN)
    assert not is_open(noon, BERLIN, OFFICE, holidays={date(2026, 11, 20)})


def test_two_hours_late_is_sent_and_a_minute_more_is_not() -> None:
    due = at("2026-11-20T10:00")
    assert not is_too_late(due, due + timedelta(hours=2))
    assert is_too_late(due, due + timedelta(hours=2, minutes=1))


def test_a_fridays_nudge_can_be_answered_until_mondays_window_opens() -> None:
    assert expires_at(at("2026-11-20T10:00", BERLIN), BERLIN, OFFICE) == at("2026-11-23T09:00", BERLIN)


def test_an_expiry_comes_before_the_next_slot_can() -> None:
    sent = at("2026-11-20T10:00", BERLIN)
    following = next_slot(sent, zone=BERLIN, at=time(9), cadence=OFFICE)
    assert sent < expires_at(sent, BERLIN, OFFICE) <= following


# --- working time ---


@pytest.mark.parametrize(
    ("asked", "escalates"),
    [
        ("2026-11-20T10:00", "2026-11-20T10:30"),
        ("2026-11-20T07:00", "2026-11-20T09:30"),
        ("2026-11-20T16:45", "2026-11-23T09:15"),
        ("2026-11-20T16:30", "2026-11-23T09:00"),
        ("2026-11-21T12:00", "2026-11-23T09:30"),
        ("2026-11-23T16:50", "2026-11-25T09:20"),
    ],
)
def test_thirty_working_minutes_pass_in_working_hours_only(asked: str, escalates: str) -> None:
    moment = working_time_after(
        at(asked, BERLIN), 30, zone=BERLIN, cadence=OFFICE, holidays={date(2026, 11, 24)}
    )
    assert moment == at(escalates, BERLIN)


def test_a_tuesday_only_team_still_escalates_all_week() -> None:
    cadence = Cadence(days=frozenset({1}))
    moment = working_time_after(at("2026-11-20T10:00", BERLIN), 30, zone=BERLIN, cadence=cadence)
    assert moment == at("2026-11-20T10:30", BERLIN)


def test_a_long_wait_spreads_over_days() -> None:
    monday = at("2026-11-23T09:00", BERLIN)
    assert working_time_after(monday, 20 * 60, zone=BERLIN, cadence=OFFICE) == at("2026-11-25T13:00", BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-20T10:00", "2026-11-20T10:30", 0.5),
        ("2026-11-20T16:00", "2026-11-23T10:00", 2),
        ("2026-11-21T10:00", "2026-11-22T10:00", 0),
        ("2026-11-19T07:00", "2026-11-20T19:00", 16),
        ("2026-11-20T10:30", "2026-11-20T10:00", 0),
    ],
)
def test_nights_and_weekends_are_no_working_time(start: str, end: str, hours: float) -> None:
    spent = working_time_between(at(start, BERLIN), at(end, BERLIN), zone=BERLIN, cadence=OFFICE)
    assert spent == timedelta(hours=hours)


@given(minutes=st.integers(0, 5000), offset=st.integers(0, 20_000))
def test_working_time_after_agrees_with_working_time_between(minutes: int, offset: int) -> None:
    start = at("2026-11-20T10:00", BERLIN) + timedelta(minutes=offset)
    end = working_time_after(start, minutes, zone=BERLIN, cadence=OFFICE)
    assert working_time_between(start, end, zone=BERLIN, cadence=OFFICE) == timedelta(minutes=minutes)


def test_working_days_are_counted_after_the_first_day_and_with_the_last() -> None:
    friday, wednesday = date(2026, 11, 20), date(2026, 11, 25)
    assert working_days_between(friday, wednesday) == 3
    assert working_days_between(friday, wednesday, holidays={date(2026, 11, 24)}) == 2
    assert working_days_between(friday, friday) == 0
    assert working_days_between(wednesday, friday) == 0


@given(day=st.dates(date(2026, 1, 1), date(2031, 1, 1)), count=st.integers(1, 30))
def test_adding_working_days_agrees_with_counting_them(day: date, count: int) -> None:
    later = add_working_days(day, count)
    assert working_days_between(day, later) == count
    assert later.weekday() in MON_FRI
    assert working_days_between(add_working_days(day, -count), day - DAY) == count - 1


def test_working_days_run_over_february_29_and_week_53() -> None:
    assert add_working_days(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 1)


# --- zones ---


@pytest.mark.parametrize("name", ["Mars/Olympus", "", None, "America", "../secret", "a\0b", "Europe/Berlin "])
def test_an_unknown_zone_is_read_as_utc(name: str | None) -> None:
    assert zone_of(name).key == "UTC"


def test_a_known_zone_is_kept() -> None:
    assert zone_of("Asia/Kolkata").key == "Asia/Kolkata"


# --- the admin's form ---

FORM = {
    "opens": "09:00",
    "closes": "17:00",
    "default_at": "10:00",
    "challenge_day": "tue",
    "digest_day": "fri",
    "digest_at": "15:00",
    "escalate_minutes": "30",
}
WEEK = ("mon", "tue", "wed", "thu", "fri")


def test_the_form_as_first_shown_is_the_default_cadence() -> None:
    assert parse(days=WEEK, **FORM) == Cadence()


def test_a_sunday_to_thursday_team_answers_questions_on_those_days() -> None:
    cadence = parse(days=("sun", "mon", "tue", "wed", "thu"), **{**FORM, "digest_day": "thu"})
    assert isinstance(cadence, Cadence)
    assert cadence.workdays == cadence.days == frozenset({6, 0, 1, 2, 3})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("opens", "25:00", "a time of day such as 09:30"),
        ("closes", "soon", "a time of day such as 09:30"),
        ("closes", "08:00", "at least an hour after 09:00"),
        ("closes", "09:30", "at least an hour after 09:00"),
        ("default_at", "18:00", "inside the window, 09:00–17:00"),
        ("digest_at", "08:59", "inside the window, 09:00–17:00"),
        ("challenge_day", "sat", "choose one of Mon–Fri here, or tick Sat under “Cards may come on”."),
        ("challenge_day", "", "a day of the week"),
        ("digest_day", "sun", "a working day, one of Mon–Fri"),
        ("escalate_minutes", "4", "between 5 and 480"),
        ("escalate_minutes", "half an hour", "between 5 and 480"),
        ("escalate_minutes", "-30", "between 5 and 480"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(field: str, value: str, says: str) -> None:
    errors = parse(days=WEEK, **{**FORM, field: value})
    assert isinstance(errors, dict)
    assert list(errors) == [field]
    assert says in errors[field]


def test_all_wrong_fields_are_named_at_once() -> None:
    errors = parse(days=(), **{**FORM, "opens": "x", "escalate_minutes": ""})
    assert isinstance(errors, dict)
    assert set(errors) == {"days", "opens", "escalate_minutes"}


def test_a_cadence_without_days_or_with_a_backward_window_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Cadence(days=frozenset())
    with pytest.raises(ValueError, match="end after it starts"):
        Cadence(window=(time(17), time(9)))


def test_a_change_is_told_in_plain_sentences() -> None:
    after = Cadence(
        days=frozenset({0, 2, 4}),
        window=(time(8, 30), time(16)),
        challenge_day=0,
        escalate_after=timedelta(hours=1),
    )
    assert changes(Cadence(), after) == (
        "Days: Mon–Fri → Mon, Wed, Fri",
        "Window: 09:00–17:00 → 08:30–16:00",
        "Challenge day: Tue → Mon",
        "More champions are asked after: 30 working minutes → 60 working minutes",
    )


def test_no_change_says_nothing() -> None:
    assert changes(Cadence(), Cadence()) == ()


@pytest.mark.parametrize(
    ("days", "text"),
    [({0}, "Mon"), ({0, 1}, "Mon, Tue"), ({0, 1, 2, 4}, "Mon–Wed, Fri"), (EVERY_DAY, "Mon–Sun"), ((), "")],
)
def test_weekdays_are_written_as_people_write_them(days: set[int], text: str) -> None:
    assert days_text(days) == text


def test_a_slot_leaves_time_to_be_sent_before_the_window_closes() -> None:
    slot = slot_on(date(2026, 11, 20), zone=BERLIN, at=time(17), cadence=OFFICE)
    assert slot == at("2026-11-20T17:00", BERLIN) - LAST_CALL

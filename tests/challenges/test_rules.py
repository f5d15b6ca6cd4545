"""The week of a challenge, as plain values."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.cadence.rules import MON_FRI, Cadence
from bot.challenges import rules
from bot.challenges.reflections import Form, Reflection, reflection_of
from bot.challenges.rules import EntryState, Tally
from bot.enrolment.rules import Frame
from bot.wins.rules import Kind

TUESDAY, THURSDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27)
BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (TUESDAY, MON_FRI, FRIDAY),
        (FRIDAY, MON_FRI, FRIDAY),
        (date(2026, 11, 29), frozenset({6, 0, 1, 2, 3}), date(2026, 12, 3)),
        (TUESDAY, frozenset(range(7)), date(2026, 11, 30)),
        (TUESDAY, frozenset({1}), TUESDAY),
    ],
    ids=["midweek", "on the last day", "sunday to thursday", "every day", "tuesdays only"],
)
def test_a_challenge_lasts_until_its_working_week_ends(first: date, days: frozenset[int], last: date) -> None:
    assert rules.last_day(first, days) == last


def test_a_week_is_counted_an_hour_before_its_last_window_closes() -> None:
    assert rules.ends_at(FRIDAY, BERLIN, Cadence()) == datetime(2026, 11, 27, 15, tzinfo=UTC)
    short = Cadence(window=(time(9, 30), time(10)), default_at=time(9, 30))
    assert rules.ends_at(FRIDAY, BERLIN, short) == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def test_the_calendar_takes_general_and_role_challenges_in_turn() -> None:
    general, own = ["g1", "g2", "g3"], ["r1"]
    used: dict[str, date] = {}
    picked = []
    for week in range(6):
        one = rules.calendar_pick(general, own, used=used)
        assert one is not None
        picked.append(one)
        used[one] = date(2026, 1, 5 + week)
    assert picked == ["g1", "r1", "g2", "g3", "g1", "r1"]


def test_the_calendar_picks_nothing_from_nothing() -> None:
    assert rules.calendar_pick([], [], used={}) is None


def chances(now: datetime, *, since: datetime = LONG_AGO, paused: datetime | None = None) -> list[str]:
    """The days and moments left in the week from Tuesday to Friday."""
    frame = Frame(Cadence(), BERLIN, time(10), paused_until=paused)
    found = rules.chances(now, frame, first=TUESDAY, last=FRIDAY, since=since)
    return [f"{one.at.astimezone(BERLIN):%a %H:%M}" for one in found]


def berlin(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=BERLIN)


def test_chances_are_the_days_of_the_week_that_are_left() -> None:
    assert chances(berlin(23, 12)) == ["Tue 10:00", "Wed 10:00", "Thu 10:00", "Fri 10:00"]
    assert chances(berlin(26, 13)) == ["Fri 10:00"]
    assert chances(berlin(27, 13)) == []


def test_a_moment_missed_by_less_than_two_hours_is_made_up_for_at_once() -> None:
    assert chances(berlin(24, 11))[0] == "Tue 11:00"
    assert chances(berlin(24, 13))[0] == "Wed 10:00"


def test_who_came_after_the_moment_is_not_caught_up_with() -> None:
    assert chances(berlin(24, 11), since=berlin(24, 11))[0] == "Wed 10:00"


def test_a_pause_leaves_the_days_after_it() -> None:
    assert chances(berlin(23, 12), paused=berlin(26, 0)) == ["Thu 10:00", "Fri 10:00"]


def test_a_day_is_taken_before_its_window_opens() -> None:
    frame = Frame(Cadence(), BERLIN, time(14))
    (only,) = rules.chances(berlin(23, 12), frame, first=TUESDAY, last=TUESDAY, since=LONG_AGO)
    assert (only.taken_from, only.at) == (berlin(24, 8), berlin(24, 14))


@pytest.mark.parametrize(
    ("joined", "days"),
    [
        (date(2026, 11, 23), (date(2026, 11, 25), THURSDAY)),
        (TUESDAY, (THURSDAY, THURSDAY)),
        (date(2026, 11, 25), (THURSDAY, THURSDAY)),
        (THURSDAY, None),
        (FRIDAY, None),
        (date(2026, 11, 28), None),
    ],
    ids=["Monday", "Tuesday", "Wednesday", "the day before the last", "the last day", "too late"],
)
def test_the_reminder_comes_in_the_middle_of_what_is_left_and_never_on_the_last_day(
    joined: date, days: tuple[date, date] | None
) -> None:
    assert rules.reminder_days(joined, FRIDAY, workdays=MON_FRI) == days


def test_counts_hold_those_whom_it_reached() -> None:
    states = [EntryState.INVITED, EntryState.DECLINED, EntryState.IN, EntryState.DONE, EntryState.DONE]
    assert rules.tally(states) == Tally(got=5, took=3, did=2)


@pytest.mark.parametrize(
    ("tally", "worth"),
    [(Tally(5, 1, 1), True), (Tally(4, 4, 4), False), (Tally(12, 5, 0), False), (Tally(0, 0, 0), False)],
)
def test_the_team_hears_of_it_from_five_people_and_one_finish_on(tally: Tally, *, worth: bool) -> None:
    assert tally.is_worth_telling is worth


def reflection(form: Form) -> Reflection:
    read = reflection_of(form)
    assert isinstance(read, Reflection), read
    return read


def test_what_worked_is_a_win_with_its_tool_and_minutes() -> None:
    read = reflection(Form("One prompt in ChatGPT", worked="The third run", minutes="1.5 h", log=True))
    assert read.win is not None
    assert (read.win.text, read.win.kind, read.win.tool, read.win.minutes, read.win.share) == (
        "The third run",
        Kind.WIN,
        "chatgpt",
        90,
        False,
    )


def test_what_did_not_work_saves_no_time_and_is_worth_logging() -> None:
    read = reflection(Form("One prompt", failed="Too slow", minutes="", share=True))
    assert read.win is not None
    assert (read.win.text, read.win.kind, read.win.share) == ("Too slow", Kind.DIDNT_WORK, True)


def test_a_question_needs_a_place_and_a_place_without_question_asks_nothing() -> None:
    assert "where" in reflection_of(Form("One prompt", question="Why?"))  # type: ignore[operator]
    assert reflection(Form("One prompt", where="openly")).question == ""
    assert reflection(Form("One prompt", question="Why?", where="privately")).in_private

"""A clock that follows another: drift at once, a jump when it lasts."""

from datetime import UTC, datetime, timedelta

from bot.clock import SteadyClock

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Counter:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_it_runs_by_its_counter() -> None:
    count = Counter()
    clock = SteadyClock(START, count=count)
    count.at += 90
    assert clock() == START + timedelta(seconds=90)


def test_drift_is_corrected_at_once_and_is_no_jump() -> None:
    clock = SteadyClock(START, count=Counter())
    assert clock.follow(START - timedelta(seconds=0.5)) is None
    assert clock() == START - timedelta(seconds=0.5)


def test_a_jump_is_taken_when_it_was_told_three_times_in_a_row() -> None:
    clock = SteadyClock(START, count=Counter())
    assert [clock.follow(START - HOUR) for _ in range(2)] == [None, None]
    assert clock() == START
    assert clock.follow(START - HOUR) == -HOUR
    assert clock() == START - HOUR
    assert clock.follow(START - HOUR) is None


def test_a_jump_that_is_taken_back_changes_nothing() -> None:
    clock = SteadyClock(START, count=Counter())
    for told in (START + HOUR, START + HOUR, START, START + HOUR, START + HOUR):
        assert clock.follow(told) is None
    assert clock() == START

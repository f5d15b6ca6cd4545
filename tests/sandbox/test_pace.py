"""One message a second in a channel, a small burst, and so many a minute in all."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox.pace import PostingLimits

from .conftest import MONDAY


def test_a_burst_passes_and_then_one_a_second() -> None:
    limits = PostingLimits()
    assert [limits.wait("C1", now=MONDAY) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert limits.wait("C1", now=MONDAY + timedelta(seconds=1)) == 0
    assert limits.wait("C1", now=MONDAY + timedelta(seconds=1)) == 1


def test_channels_do_not_wait_for_each_other() -> None:
    limits = PostingLimits()
    assert {limits.wait(f"D{n}", now=MONDAY) for n in range(100)} == {0}


def test_the_workspace_has_so_many_a_minute() -> None:
    limits = PostingLimits(per_minute=10)
    waits = [limits.wait(f"D{n}", now=MONDAY + timedelta(seconds=n)) for n in range(12)]
    assert waits == [0] * 10 + [50, 49]
    assert limits.wait("D99", now=MONDAY + timedelta(seconds=60)) == 0

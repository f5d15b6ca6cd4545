"""Pacing, as pure rules: one post a second in a channel, about four in a workspace."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import pace

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
POST = "chat.postMessage"


def sends(channels: list[str]) -> list[datetime]:
    """When each post goes out, if each is tried as soon as the rules let it."""
    limits: dict[str, datetime] = {}
    now, times = START, []
    for channel in channels:
        verdict = pace.allow(POST, channel, limits=limits, now=now)
        while verdict.wait_until is not None:
            assert verdict.wait_until > now
            now = verdict.wait_until
            verdict = pace.allow(POST, channel, limits=limits, now=now)
        limits.update(verdict.limits)
        times.append(now)
    return times


def test_a_channel_gets_one_post_a_second() -> None:
    times = sends(["C1", "C1", "C1"])
    assert [(at - START).total_seconds() for at in times] == [0, 1, 2]


def test_a_workspace_gets_a_burst_and_then_four_a_second() -> None:
    times = sends([f"D{i}" for i in range(pace.WORKSPACE_BURST + 8)])
    waits = [(at - START).total_seconds() for at in times]
    assert waits[: pace.WORKSPACE_BURST] == [0] * pace.WORKSPACE_BURST
    assert waits[pace.WORKSPACE_BURST :] == [0.25 * i for i in range(1, 9)]


@given(st.lists(st.sampled_from(["C1", "C2", "D3", "D4"]), min_size=1, max_size=60))
def test_no_mix_of_channels_breaks_a_limit(channels: list[str]) -> None:
    times = sends(channels)
    for channel in set(channels):
        own = [at for at, each in zip(times, channels, strict=True) if each == channel]
        assert all(b - a >= pace.PER_CHANNEL for a, b in pairwise(own))
    for i, at in enumerate(times):
        within = [one for one in times[: i + 1] if at - one < timedelta(seconds=10)]
        assert len(within) <= pace.WORKSPACE_BURST + 40


def test_a_closed_method_waits_for_its_time_and_holds_back_no_other() -> None:
    until = START + timedelta(seconds=30)
    limits = {pace.method_key(POST): until}
    assert pace.allow(POST, "C1", limits=limits, now=START).wait_until == until
    assert pace.allow("chat.update", "C1", limits=limits, now=START).wait_until is None


def test_edits_are_not_counted_as_posts() -> None:
    limits = {pace.channel_key("C1"): START + timedelta(seconds=1)}
    assert pace.allow("chat.update", "C1", limits=limits, now=START).wait_until is None

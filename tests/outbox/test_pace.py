"""Pacing, as pure rules: one post a second in a channel, about four in a workspace, and Slack's tiers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import pace
from bot.outbox.pace import Waiting, plan

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
POST = "chat.postMessage"
EDIT = "chat.update"
WHISPER = "chat.postEphemeral"
BURST = pace.PER_WORKSPACE.burst


def waiting(channels: list[str], *, method: str = POST, space: str = "T1") -> list[Waiting]:
    return [Waiting(number, space, channel, method) for number, channel in enumerate(channels)]


def sends(
    queue: list[Waiting], *, room: int = 64, looked_at: Counter[int] | None = None
) -> dict[int, datetime]:
    """When each message goes out, if a worker looks whenever the last look told it to."""
    limits: dict[pace.Key, datetime] = {}
    due = {one.row_id: START for one in queue}
    times: dict[int, datetime] = {}
    looks = Counter[int]() if looked_at is None else looked_at
    while due:
        now = min(due.values())
        looked = sorted((at, number) for number, at in due.items() if at <= now)
        looks.update(number for _, number in looked)
        found = plan([queue[number] for _, number in looked], limits, room=room, now=now)
        limits = dict(found.limits)
        assert len(found.now) <= room
        assert found.now or found.later
        for number in found.now:
            times[number] = now
            del due[number]
        assert all(at > now for at in found.later.values())
        due.update(found.later)
    return times


def seconds(times: dict[int, datetime]) -> list[float]:
    return [(times[number] - START).total_seconds() for number in sorted(times)]


def test_a_channel_gets_one_post_a_second_in_order() -> None:
    assert seconds(sends(waiting(["C1", "C1", "C1"]))) == [0, 1, 2]


def test_a_workspace_gets_a_burst_and_then_four_a_second() -> None:
    waits = seconds(sends(waiting([f"D{i}" for i in range(BURST + 8)])))
    assert waits[:BURST] == [0] * BURST
    assert waits[BURST:] == [0.25 * i for i in range(1, 9)]


def test_a_channel_that_must_wait_holds_back_no_other() -> None:
    times = sends(waiting(["C1"] * 9 + ["D1", "D2"]))
    assert (times[9], times[10]) == (START, START)


def test_one_workspace_does_not_wait_for_another() -> None:
    queue = waiting([f"D{i}" for i in range(100)])
    small = Waiting(100, "T2", "D1", POST)
    assert sends([*queue, small])[100] == START


@given(st.lists(st.sampled_from(["C1", "C2", "D3", "D4"]), min_size=1, max_size=60), st.integers(1, 9))
def test_no_mix_of_channels_breaks_a_limit(channels: list[str], room: int) -> None:
    times = sends(waiting(channels), room=room)
    for channel in set(channels):
        own = [times[number] for number, each in enumerate(channels) if each == channel]
        assert all(b - a >= pace.PER_CHANNEL.every for a, b in pairwise(own))
    for at in times.values():
        within = [one for one in times.values() if timedelta() <= at - one < timedelta(seconds=10)]
        assert len(within) <= BURST + 40


@given(st.lists(st.sampled_from(["C1", "C2", "C3"]), min_size=1, max_size=120))
def test_edits_keep_the_order_of_their_channel_and_slacks_tier(channels: list[str]) -> None:
    times = sends(waiting(channels, method=EDIT))
    for channel in set(channels):
        own = [times[number] for number, each in enumerate(channels) if each == channel]
        assert own == sorted(set(own))
    for at in times.values():
        later = [one for one in times.values() if timedelta(seconds=20) <= one - at < timedelta(seconds=80)]
        assert len(later) <= 50


def test_a_closed_method_waits_for_its_time_and_holds_back_no_other() -> None:
    until = START + timedelta(seconds=30)
    for method, other in [(POST, EDIT), (EDIT, POST)]:
        limits = {("T1", pace.method_key(method)): pace.closed(method, until=until)}
        queue = [
            Waiting(1, "T1", "C1", method),
            Waiting(2, "T1", "C2", other),
            Waiting(3, "T2", "C1", method),
        ]
        found = plan(queue, limits, room=9, now=START)
        assert found.now == [2, 3]
        assert found.later == {1: until}


def test_edits_are_not_counted_as_posts() -> None:
    limits = {("T1", pace.channel_key("C1")): START + timedelta(seconds=1)}
    assert plan(waiting(["C1"], method=EDIT), limits, room=9, now=START).now == [0]


def test_what_finds_no_room_keeps_its_place() -> None:
    found = plan(waiting(["D1", "D2", "D3"]), {}, room=2, now=START)
    assert (found.now, found.later) == ([0, 1], {})


def test_whispers_hold_back_no_post_and_keep_slacks_tier() -> None:
    """Fifty press the same button: each is answered, and the channel goes on."""
    whispers = waiting(["C1"] * 300, method=WHISPER)
    times = sends([*whispers, Waiting(300, "T1", "C1", POST), Waiting(301, "T1", "C1", POST)])
    assert (times.pop(300), times.pop(301)) == (START, START + timedelta(seconds=1))
    assert max(seconds(times)) < 60 * 300 / 95
    for at in times.values():
        later = [one for one in times.values() if timedelta(seconds=20) <= one - at < timedelta(seconds=80)]
        assert len(later) <= 100


@pytest.mark.parametrize("method", [POST, EDIT, WHISPER])
@pytest.mark.parametrize("lanes", [1, 7, 200])
def test_what_waits_is_looked_at_when_it_may_go(method: str, lanes: int) -> None:
    """Each look at a message that may not go yet is a write: of two hundred, and of a morning's thousands."""
    looks: Counter[int] = Counter()
    sends(waiting([f"C{number % lanes}" for number in range(200)], method=method), looked_at=looks)
    assert looks.total() <= 3 * 200


def test_posts_that_are_promised_together_have_a_slot_each() -> None:
    waits = [(at - START).total_seconds() for at in pace.slots(BURST + 4, after=None, now=START)]
    assert waits == [0] * BURST + [0.25, 0.5, 0.75, 1]
    later = pace.slots(3, after=START + timedelta(seconds=1), now=START)
    assert [(at - START).total_seconds() for at in later] == [1.25, 1.5, 1.75]
    assert (
        pace.slots(BURST, after=START, now=START + timedelta(seconds=9))
        == [START + timedelta(seconds=9)] * BURST
    )

"""O5 and O6: a Slack that enforces its limits, and a big workspace beside a thousand small ones."""

import time
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import now
from bot.sandbox.pace import PostingLimits
from bot.sandbox.state import LogEntry
from bot.sandbox.workspace import SandboxWorkspace
from tests.soak.crew import crew
from tests.soak.field import Field, field
from tests.soak.ground import Ground, Report, Scenarios, pause

A_MINUTE = 60.0
# What any minute may hold: our pace, its burst, and half a second's tremor of the machine.
ALLOWED = 250
WARM_UP_S = 20.0
MEASURED_S = 80.0
RATE = 0.95

SMALL = 999
BIG = 20_000
LONGER_S = 10.0


async def budget(ground: Ground) -> Report:
    """O5: three processes together keep the limits of two workspaces, and use them."""
    async with field(ground.postgresql("budget"), spaces=2, people=600) as slack:
        for space in slack.spaces:
            space.limits = PostingLimits(channel_burst=2, per_minute=ALLOWED)
        async with crew(slack, ground.folder("budget"), hands=3) as hands:
            await slack.promise(slack.spread(2))
            await hands.done(ground.within(30))
            await slack.promise(slack.spread(2 * 500))
            await pause(WARM_UP_S + MEASURED_S)
        rates = [_rate(space.calls("chat.postMessage")) for space in slack.spaces]
        refused = sum(entry.status == 429 for entry in slack.calls())
    share = min(rates) * A_MINUTE / ALLOWED
    report = Report(
        f"{ALLOWED} a minute allowed in each of 2 workspaces, 3 processes:"
        f" {min(rates) * A_MINUTE:.1f} a minute sent ({share:.1%}), {refused} refused"
    )
    report.expect("Slack refused posts", is_so=refused == 0)
    report.expect("less was sent than might be", is_so=share >= RATE)
    return report


def _rate(posts: Sequence[LogEntry]) -> float:
    """Posts a second, once the burst is over."""
    warm = posts[0].at + timedelta(seconds=WARM_UP_S)
    times = [entry.at for entry in posts if entry.at >= warm and entry.note == "ok"]
    return (len(times) - 1) / (times[-1] - times[0]).total_seconds()


async def fairness(ground: Ground) -> Report:
    """O6: with three processes on PostgreSQL."""
    return await _crowded(ground, "fairness", ground.postgresql("fairness"), hands=3)


async def fairness_lite(ground: Ground) -> Report:
    """O6: with the one process on SQLite."""
    return await _crowded(ground, "fairness-lite", ground.sqlite("fairness-lite"), hands=1)


async def _crowded(ground: Ground, name: str, url: str, *, hands: int) -> Report:
    """The small workspaces first alone, then together with a big one's morning."""
    async with field(url, spaces=SMALL + 1, people=0) as slack:
        big, small = slack.spaces[0], slack.spaces[1:]
        async with crew(slack, ground.folder(name), hands=hands) as working:
            await slack.promise([big] * 3)
            await working.done(ground.within(60))
            alone = await _waits(slack, small, ground.within(60))
            crowded = await _waits(slack, small, ground.within(120), beside=[big] * BIG)
    longer = crowded[-1] - alone[-1]
    report = Report(
        f"{SMALL} workspaces with one message each: alone {alone[-1]:.1f} s (median {alone[SMALL // 2]:.1f});"
        f" beside one with {BIG:,} {crowded[-1]:.1f} s (median {crowded[SMALL // 2]:.1f})"
    )
    report.expect("small workspaces waited for the big one", is_so=longer <= ground.within(LONGER_S))
    return report


async def _waits(
    slack: Field,
    small: Sequence[SandboxWorkspace],
    patience: float,
    *,
    beside: Sequence[SandboxWorkspace] = (),
) -> list[float]:
    """How long the message of each took, from the moment in which all were promised."""
    before = {space: len(space.calls("chat.postMessage")) for space in small}
    await slack.promise([*beside, *small])
    promised = now()
    last = time.monotonic() + patience
    while any(len(space.calls("chat.postMessage")) == before[space] for space in small):
        if time.monotonic() > last:
            break
        await pause(0.5)
    came = [space.calls("chat.postMessage")[before[space] :] for space in small]
    return sorted((calls[0].at - promised).total_seconds() if calls else patience for calls in came)


SCENARIOS: Scenarios = {"budget": budget, "fairness": fairness, "fairness-lite": fairness_lite}

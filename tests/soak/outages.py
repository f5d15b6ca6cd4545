"""D2: Slack answers everything in one way that is wrong, a workspace for each way, and is healed."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import now
from bot.outbox.models import OUTBOX, SETTLED
from bot.sandbox.state import LogEntry
from bot.sandbox.trouble import Ill
from bot.sandbox.workspace import SandboxWorkspace
from tests.soak.crew import crew
from tests.soak.field import SAYS, Field, field
from tests.soak.ground import Ground, Report, Scenarios, pause

REST_S = 10
FAULTS: Mapping[str, Ill] = {
    "429": Ill(ratelimited=REST_S),
    "500": Ill(status=500),
    "503 with a page": Ill(status=503),
    "dropped before": Ill(drop="before"),
    "dropped after": Ill(drop="after"),
    "30 s slow": Ill(slow=30),
    "half the answer": Ill(truncated=True),
    "{ok": Ill(said="{ok"),
    "internal_error": Ill(error="internal_error", landed=True),
    "fatal_error": Ill(error="fatal_error"),
}
NUDGES = 20
WELL = 10
OUTAGE_S = 30.0
HEALED_S = 60.0
UNDER_WAY_S = 1.0  # a call that had begun when the refusal came


async def outages(ground: Ground) -> Report:
    """With three processes on PostgreSQL."""
    return await _suffered(ground, "outages", ground.postgresql("outages"), hands=3)


async def outages_lite(ground: Ground) -> Report:
    """With the one process on SQLite."""
    return await _suffered(ground, "outages-lite", ground.sqlite("outages-lite"), hands=1)


async def _suffered(ground: Ground, name: str, url: str, *, hands: int) -> Report:
    """Each ill workspace gets its twenty once healed, and no healthy one waits for that."""
    async with field(url, spaces=len(FAULTS) + WELL, people=NUDGES) as slack:
        ill, well = slack.spaces[: len(FAULTS)], slack.spaces[len(FAULTS) :]
        async with crew(slack, ground.folder(name), hands=hands) as working:
            await slack.promise(well)
            await working.done(ground.within(30))
            for space, fault in zip(ill, FAULTS.values(), strict=True):
                space.trouble.chance = lambda _method, fault=fault: fault
                await slack.promise([space] * NUDGES)
            promised = await _trickle(slack, well, OUTAGE_S)
            slack.heal()
            seconds = await _healed(slack, ill, ground.within(2 * HEALED_S))
            await working.done(ground.within(30))
            ground.pass_on()
            await working.swept(ground.within(240))
        return _told(ground, slack, _delays(slack, promised), seconds)


async def _trickle(slack: Field, well: Sequence[SandboxWorkspace], seconds: float) -> dict[str, datetime]:
    """A card for a healthy workspace four times a second; when each was promised."""
    promised: dict[str, datetime] = {}
    for number in range(int(seconds * 4)):
        promised[f"{SAYS}{slack.promised}"] = now()
        await slack.promise([well[number % len(well)]])
        await pause(0.25)
    return promised


async def _healed(slack: Field, ill: Sequence[SandboxWorkspace], patience: float) -> float:
    began = time.monotonic()
    teams = [space.state.team_id for space in ill]
    open_ = OUTBOX.c.workspace_id.in_(teams) & OUTBOX.c.fate.not_in(SETTLED)
    while await slack.count(open_) != 0 and time.monotonic() < began + patience:
        await pause(0.5)
    return time.monotonic() - began


def _delays(slack: Field, promised: Mapping[str, datetime]) -> list[float]:
    """How long each of these took, from its promise to its arrival."""
    came = {entry.args["text"]: entry.at for entry in slack.calls() if entry.note == "ok"}
    return sorted((came[text] - at).total_seconds() for text, at in promised.items() if text in came)


def _early(entries: Sequence[LogEntry], *, under_way: timedelta) -> int:
    """Calls of one method that came although Slack had asked for a rest."""
    refused = [entry.at for entry in entries if entry.status == 429]
    rest = timedelta(seconds=REST_S)
    return sum(any(at + under_way < entry.at < at + rest for at in refused) for entry in entries)


def _told(ground: Ground, slack: Field, delays: Sequence[float], seconds: float) -> Report:
    p95 = delays[int(len(delays) * 0.95)]
    limited = slack.spaces[list(FAULTS).index("429")]
    under_way = timedelta(seconds=ground.within(UNDER_WAY_S))
    calls = [limited.calls(method) for method in ("chat.postMessage", "conversations.history")]
    hasty = sum(_early(each, under_way=under_way) for each in calls)
    report = Report(
        f"{len(FAULTS)} ways to fail, {NUDGES} messages each: lost {slack.lost}, doubled {slack.doubled},"
        f" all there {seconds:.0f} s after healing, {hasty} calls before Retry-After was over;"
        f" others waited {p95:.2f} s (p95 of {len(delays)})"
    )
    report.expect("messages were lost", is_so=slack.lost == 0)
    report.expect("messages are there twice", is_so=slack.doubled == 0)
    report.expect("Slack was called before it allowed that", is_so=hasty == 0)
    report.expect("healing took too long", is_so=seconds <= ground.within(HEALED_S))
    report.expect("healthy workspaces waited", is_so=p95 <= ground.within(1))
    return report


SCENARIOS: Scenarios = {"outages": outages, "outages-lite": outages_lite}

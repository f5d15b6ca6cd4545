"""Storms: a Slack that answers badly, and workers that are killed, frozen or cut off from their database."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from bot.db import Db
from bot.sandbox.trouble import Ill
from tests.soak import promises
from tests.soak.crew import Crew, crew
from tests.soak.field import Field, field
from tests.soak.ground import Ground, Report, Scenarios, pause

Accidents = Callable[[Crew], Awaitable[None]]
TWICE_S = 180.0
CONNECTIONS = 12  # of one process at most: its pool, and one that migrates


@dataclass(frozen=True)
class Storm:
    """How hard it blows: faults as a share of all calls, `late` as a share of posts that land 25 s later.

    By `lasts` seconds all is sent; where it is `exact`, nobody sees a message twice even for a moment.
    """

    messages: int
    spaces: int
    workers: int
    faults: float = 0
    late: float = 0
    lasts: float = 300
    exact: bool = False


class Weather:
    """A bad answer to so many calls, of every kind that Slack or the network has given."""

    kinds: Sequence[Ill] = (
        *[Ill(ratelimited=1)] * 4,
        *[Ill(drop="after")] * 4,
        *[Ill(status=500)] * 2,
        *[Ill(status=503)] * 2,
        *[Ill(drop="before")] * 2,
        *[Ill(error="internal_error")] * 2,
        *[Ill(error="internal_error", landed=True)] * 2,
        *[Ill(truncated=True)] * 2,
        Ill(hang="before"),
        Ill(hang="after"),
        Ill(said="{ok"),
        Ill(said="{ok", landed=True),
    )
    lates = (Ill(late=4), Ill(late=25))

    def __init__(self, storm: Storm, chance: random.Random) -> None:
        self._storm = storm
        self._chance = chance

    def __call__(self, method: str) -> Ill | None:
        dice = self._chance.random()
        if dice < self._storm.faults:
            return self._chance.choice(self.kinds)
        if method == "chat.postMessage" and dice > 1 - self._storm.late:
            return self._chance.choice(self.lates)
        return None


async def nothing(_: Crew) -> None:
    """No accident."""


async def blow(ground: Ground, name: str, url: str, storm: Storm, accidents: Accidents = nothing) -> Report:
    """Promise the messages, let the workers work and suffer, and count what people see in the end."""
    chance = ground.chance(name)
    async with field(url, spaces=storm.spaces) as slack:
        for space in slack.spaces:
            space.trouble.chance = Weather(storm, chance)
        await slack.promise(slack.spread(storm.messages))
        async with crew(slack, ground.folder(name), hands=storm.workers) as hands:
            _, seconds = await asyncio.gather(accidents(hands), hands.done(ground.within(2 * storm.lasts)))
            at_first = slack.doubled
            slack.heal()
            ground.pass_on()
            await hands.swept(ground.within(240))
        report = await _told(slack, storm, seconds=seconds, at_first=at_first)
        _deleted(slack, storm, report)
    report.expect(f"more than {storm.lasts:.0f} s", is_so=seconds <= ground.within(storm.lasts))
    return report


async def _told(slack: Field, storm: Storm, *, seconds: float, at_first: int) -> Report:
    posts = slack.calls()
    limited = sum(1 for entry in posts if entry.status == 429)
    fates = await promises.fates(slack.db)
    report = Report(
        f"{storm.messages:,} messages, {storm.workers} processes: lost {slack.lost}, doubled {slack.doubled}"
        f" (before the sweep {at_first}), {seconds:.0f} s, {len(posts):,} posts,"
        f" {len(slack.calls('conversations.history')):,} look-ups, {limited} times limited, {fates}"
    )
    report.expect("messages were lost", is_so=slack.lost == 0)
    report.expect("messages are there twice", is_so=slack.doubled == 0)
    report.expect("messages were there twice for a while", is_so=at_first == 0 or not storm.exact)
    report.expect("not every message is sent", is_so=fates == {"sent": storm.messages})
    return report


def _deleted(slack: Field, storm: Storm, report: Report) -> None:
    """How long what was taken back stood there: no message was there twice for longer."""
    stood = [
        entry.at.timestamp() - float(entry.args["ts"])
        for entry in slack.calls("chat.delete")
        if entry.note == "ok"
    ]
    if not storm.late:
        return
    report.figures += f", {len(stood)} taken back after {max(stood, default=0):.0f} s at most"
    report.expect("nothing landed twice: nothing was shown", is_so=bool(stood))
    report.expect("a message was there twice for too long", is_so=max(stood, default=0) <= TWICE_S)


async def kills(ground: Ground) -> Report:
    """D1: three processes on PostgreSQL, one of them killed every two seconds."""
    chance = ground.chance("victims")

    async def accidents(hands: Crew) -> None:
        for _ in range(15):
            await pause(2)
            await hands.replace(chance.randrange(3))

    storm = Storm(messages=10_000, spaces=120, workers=3, faults=0.1, lasts=120, exact=True)
    return await blow(ground, "kills", ground.postgresql("kills"), storm, accidents)


async def kills_lite(ground: Ground) -> Report:
    """D1: the one process on SQLite, killed every four seconds."""

    async def accidents(hands: Crew) -> None:
        for _ in range(10):
            await pause(4)
            await hands.replace(0)

    storm = Storm(messages=2_000, spaces=40, workers=1, faults=0.1, lasts=120, exact=True)
    return await blow(ground, "kills-lite", ground.sqlite("kills-lite"), storm, accidents)


async def restarts(ground: Ground) -> Report:
    """D3: PostgreSQL struck down twice in the storm; nobody ends, and no connection is left behind."""
    url = ground.postgresql("restarts")
    most = 0
    ended: list[int | None] = []

    async def accidents(hands: Crew) -> None:
        nonlocal most
        for _ in range(2):
            await pause(7)
            await asyncio.to_thread(ground.server.strike)
        await pause(7)
        most = await _connections(url)
        ended.extend(hand.returncode for hand in hands.hands if hand.returncode is not None)

    storm = Storm(messages=3_000, spaces=40, workers=3, faults=0.1)
    report = await blow(ground, "restarts", url, storm, accidents)
    report.figures += f", {most} connections"
    report.expect("a process ended", is_so=ended == [])
    report.expect("connections leak", is_so=most <= (storm.workers + 1) * CONNECTIONS)
    return report


async def _connections(url: str) -> int:
    db = Db.open(url)
    async with db.read() as session:
        query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        found = await session.scalar(query) or 0
    await db.close()
    return int(found)


async def freezes(ground: Ground) -> Report:
    """D4: workers stopped in their tracks for 20 s, and once for longer than a lease."""

    async def accidents(hands: Crew) -> None:
        await pause(4)
        await asyncio.gather(hands.freeze(0, 20), hands.freeze(1, 35))
        await hands.freeze(2, 20)

    storm = Storm(messages=3_000, spaces=15, workers=3)
    return await blow(ground, "freezes", ground.postgresql("freezes"), storm, accidents)


async def freezes_lite(ground: Ground) -> Report:
    """D4: the one process on SQLite, stopped three times, and once for longer than a lease."""

    async def accidents(hands: Crew) -> None:
        for seconds in (20, 35, 20):
            await pause(3)
            await hands.freeze(0, seconds)

    storm = Storm(messages=2_000, spaces=15, workers=1)
    return await blow(ground, "freezes-lite", ground.sqlite("freezes-lite"), storm, accidents)


async def late(ground: Ground) -> Report:
    """D5: posts of which Slack says nothing, and which land seconds later, some of them after the look-up."""
    storm = Storm(messages=2_000, spaces=80, workers=3, late=0.02)
    return await blow(ground, "late", ground.postgresql("late"), storm)


async def late_lite(ground: Ground) -> Report:
    """D5: the same with the one process on SQLite."""
    storm = Storm(messages=2_000, spaces=80, workers=1, late=0.02)
    return await blow(ground, "late-lite", ground.sqlite("late-lite"), storm)


SCENARIOS: Scenarios = {
    "kills": kills,
    "kills-lite": kills_lite,
    "restarts": restarts,
    "freezes": freezes,
    "freezes-lite": freezes_lite,
    "late": late,
    "late-lite": late_lite,
}

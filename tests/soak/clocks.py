"""T3: machines whose clocks jump while they work, and two whose clocks differ."""

import asyncio
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from bot.clock import now
from bot.outbox.models import OUTBOX
from bot.outbox.service import POST
from bot.questions.drafts import State
from bot.questions.models import Draft
from bot.sandbox.trouble import Ill
from tests.soak import promises
from tests.soak.crew import crew
from tests.soak.field import SAYS, Field
from tests.soak.field import field as field_of
from tests.soak.ground import Ground, Report, Scenarios, pause
from tests.soak.takeover import want_drafts

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
FAKED = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_CACHE_DURATION": "1", "DONT_FAKE_MONOTONIC": "1"}
SPACES = 5
UNHEARD = 0.3  # so many posts are there, and Slack does not say so
EVERY_S = 0.5  # a card
JUMPS = (timedelta(hours=1), timedelta(hours=-1))
BELIEVED_S = 20.0  # a jump is followed after fifteen seconds
APART = "+5m"
STALLED_S = 120.0
LATER, LATER_BY = 20, timedelta(minutes=4)  # cards that nobody may see yet


@dataclass
class Machine:
    """A field and a clock that may be off: what is promised there, and how long it took."""

    slack: Field
    is_alone: bool  # its database has no clock of its own
    file: Path
    off: timedelta = timedelta()
    ticked: list[float] = field(default_factory=list)
    promised: dict[str, datetime] = field(default_factory=dict)
    is_enough: bool = False

    async def trickle(self) -> None:
        """Promise a card now and then, due now by the clock that counts here, until it is enough."""
        for number in count():
            if self.is_enough:
                return
            self.promised[f"{SAYS}{self.slack.promised}"] = now()
            due = now() + self.off if self.is_alone else now()
            await self.slack.promise([self.slack.spaces[number % SPACES]], due=due)
            await pause(EVERY_S)

    async def stop(self, flowing: "asyncio.Task[None]") -> None:
        """Promise no more; what is being promised is a promise once it is committed, and not before."""
        self.is_enough = True
        await flowing

    async def jump(self, off: timedelta) -> None:
        """Set the clock, and wait until that is believed and a tick has run."""
        self.off = off
        self.file.write_text(f"{off.total_seconds():+.0f}")
        began = time.monotonic()
        await want_drafts(self.slack, [next(iter(self.slack.spaces[0].state.users))])
        while await self._wanted():
            await pause(0.5)
        self.ticked.append(time.monotonic() - began)
        await pause(max(began + BELIEVED_S - time.monotonic(), 0))

    async def _wanted(self) -> int:
        wanted = select(func.count()).where(Draft.state == State.WANTED)
        async with self.slack.db.read() as session:
            return await session.scalar(wanted) or 0

    def delays(self) -> list[float]:
        """How long each card took that came."""
        came: dict[str, datetime] = {}
        for entry in self.slack.calls():
            if entry.note == "ok":
                came.setdefault(entry.args["text"], entry.at)
        return [(came[text] - at).total_seconds() for text, at in self.promised.items() if text in came]


async def _jumping(ground: Ground, name: str, slack: Field, *, is_alone: bool) -> Machine:
    """One process on a machine whose clock jumps."""
    folder = ground.folder(name)
    made = Machine(slack, is_alone, folder / "clock")
    made.file.write_text("+0")
    async with crew(slack, folder, hands=1, FAKETIME_TIMESTAMP_FILE=str(made.file), **FAKED):
        async with asyncio.timeout(ground.within(STALLED_S)):
            flowing = asyncio.create_task(made.trickle())
            for off in JUMPS:
                await made.jump(off)
        await made.stop(flowing)
        await promises.none_left(slack.db, promises.OPEN, patience=ground.within(STALLED_S))
    return made


async def _apart(ground: Ground, name: str, slack: Field) -> Machine:
    """Two processes whose clocks differ, and cards for later that the one ahead must not send."""
    folder, ahead = ground.folder(name), ground.folder(f"{name}-ahead")
    made = Machine(slack, False, folder / "clock")
    async with crew(slack, folder, hands=1), crew(slack, ahead, hands=1, FAKETIME=APART, **FAKED):
        await slack.promise([slack.spaces[0]] * LATER, due=now() + LATER_BY)
        flowing = asyncio.create_task(made.trickle())
        await pause(len(JUMPS) * BELIEVED_S)
        await made.stop(flowing)
        now_due = promises.OPEN & (OUTBOX.c.due_at < now())
        await promises.none_left(slack.db, now_due, patience=ground.within(STALLED_S))
    return made


def _unheard(slack: Field, chance: random.Random) -> None:
    """Let Slack keep silent about some posts that are there."""

    def ill(method: str) -> Ill | None:
        return Ill(drop="after") if method == POST and chance.random() < UNHEARD else None

    for space in slack.spaces:
        space.trouble.chance = ill


async def clocks(ground: Ground) -> Report:
    """Three machines at once: each promise is seen once, none early, and none much later."""
    if LIBRARY is None:
        return Report("not played: no libfaketime here (Debian: faketime)")
    names = ("clocks", "clocks-lite", "clocks-apart")
    urls = (ground.postgresql(names[0]), ground.sqlite(names[1]), ground.postgresql(names[2]))
    async with AsyncExitStack() as stack:
        fields = [await stack.enter_async_context(field_of(url, spaces=SPACES)) for url in urls]
        for name, slack in zip(names, fields, strict=True):
            _unheard(slack, ground.chance(name))
        machines = await asyncio.gather(
            _jumping(ground, names[0], fields[0], is_alone=False),
            _jumping(ground, names[1], fields[1], is_alone=True),
            _apart(ground, names[2], fields[2]),
        )
        return _told(ground, *machines)


def _told(ground: Ground, postgresql: Machine, sqlite: Machine, apart: Machine) -> Report:
    lost = [postgresql.slack.lost, sqlite.slack.lost, apart.slack.lost - LATER]
    doubled = [one.slack.doubled for one in (postgresql, sqlite, apart)]
    slowest = [max(one.delays()) for one in (postgresql, sqlite, apart)]
    ticked = [max(one.ticked) for one in (postgresql, sqlite)]
    cards = sum(len(one.promised) for one in (postgresql, sqlite, apart))
    report = Report(
        f"clocks set an hour on and two back (PostgreSQL, SQLite), and two {APART} apart: {cards} cards,"
        f" lost {lost}, doubled {doubled}, the slowest after {', '.join(f'{one:.0f} s' for one in slowest)};"
        f" a tick ran {' and '.join(f'{one:.0f} s' for one in ticked)} after a jump at the latest"
    )
    report.expect("cards are lost, or came early", is_so=lost == [0, 0, 0])
    report.expect("cards are there twice", is_so=doubled == [0, 0, 0])
    report.expect("something stalled", is_so=max(slowest + ticked) <= ground.within(STALLED_S))
    return report


SCENARIOS: Scenarios = {"clocks": clocks}

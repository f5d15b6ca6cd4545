"""What may befall a running product, one after the other: Slack, the model, the database, the machine."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.clock import now
from bot.db import file_of
from bot.sandbox.trouble import Ill
from tests.llm.fake_openai import FakeOpenAi, drafting, hanging
from tests.soak import outages
from tests.soak.fleet import Fleet
from tests.soak.ground import Ground, pause
from tests.soak.harbour import Harbour
from tests.soak.process import freeze

SLACK_S = 10.0
MODEL_S = 25.0  # champions' questions are put to it every ten seconds
SHORT_S, LONG_S = 12.0, 35.0  # frozen for less and for more than a lease
WRITER_S, READER_S = 12.0, 20.0  # a write is waited for ten seconds


@dataclass
class Scene:
    """All that may be struck."""

    ground: Ground
    here: Harbour
    ships: Fleet
    model: FakeOpenAi
    hung: int = 0  # times that the model was asked in vain


@dataclass(frozen=True)
class Fault:
    """One that passes; `is_of_database` is the one kind that a process may call an error."""

    name: str
    strike: Callable[[Scene], Awaitable[None]]
    is_of_database: bool = False


@dataclass(frozen=True)
class Spell:
    """A fault as it was: from when to when."""

    fault: Fault
    began: datetime
    ended: datetime


async def befall(scene: Scene, fault: Fault) -> Spell:
    """Let it come and pass."""
    began = now()
    await fault.strike(scene)
    return Spell(fault, began, now())


def _slack(name: str, ill: Ill) -> Fault:
    async def strike(scene: Scene) -> None:
        scene.here.slack.trouble.chance = lambda _method: ill
        await pause(SLACK_S)
        scene.here.slack.trouble.clear()

    return Fault(f"Slack: {name}", strike)


async def _model(scene: Scene) -> None:
    before, scene.model.mood = len(scene.model.bodies), hanging
    await pause(MODEL_S)
    scene.hung += len(scene.model.bodies) - before
    scene.model.mood = drafting()


async def _kill(scene: Scene) -> None:
    """Always the youngest: the others are watched from their beginning to their end."""
    await scene.ships.sink(scene.ships.ships[-1])
    await scene.ships.launch()


async def _short(scene: Scene) -> None:
    await freeze(scene.ships.ships[0].process, SHORT_S)


async def _long(scene: Scene) -> None:
    await freeze(scene.ships.ships[0].process, LONG_S)


async def _restart(scene: Scene) -> None:
    await asyncio.to_thread(scene.ground.server.strike)


async def _writer(scene: Scene) -> None:
    """Another program, a backup perhaps, writes for longer than anybody waits."""
    await _held(scene, "BEGIN IMMEDIATE", WRITER_S)


async def _reader(scene: Scene) -> None:
    """Another program reads in one transaction: what is written meanwhile stays in the log."""
    await _held(scene, "BEGIN", READER_S)


async def _held(scene: Scene, begin: str, seconds: float) -> None:
    with closing(sqlite3.connect(str(file_of(scene.here.url)), isolation_level=None)) as file:
        file.execute(begin)
        file.execute("SELECT count(*) FROM outbox").fetchone()
        await pause(seconds)
        file.execute("ROLLBACK")


KILLED = Fault("a process killed", _kill)
BLINKED = Fault(f"a process frozen for {SHORT_S:.0f} s", _short)
FROZEN = Fault(f"a process frozen for {LONG_S:.0f} s", _long)
HANGS = Fault("the model hangs", _model)
STRUCK = Fault("PostgreSQL restarted", _restart, is_of_database=True)
WRITTEN = Fault("the file held by a writer", _writer, is_of_database=True)
READ = Fault("the file held by a reader", _reader)

OF_SLACK = [_slack(name, ill) for name, ill in outages.FAULTS.items()]
OF_MANY = (STRUCK, KILLED, FROZEN, HANGS, STRUCK, BLINKED, KILLED, STRUCK, FROZEN, HANGS)
# Killed early: the last of its lives is watched for as long as possible.
OF_ONE = (KILLED, WRITTEN, KILLED, HANGS, READ, FROZEN, WRITTEN, BLINKED, READ, HANGS)


def in_turn(ours: Sequence[Fault]) -> list[Fault]:
    """One of the machine, one of Slack, and so on."""
    return list(chain.from_iterable(zip(ours, OF_SLACK, strict=True)))

"""Where the scenarios are played: one folder, one PostgreSQL, one turn at a time."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cryptography.fernet import Fernet
from sqlalchemy import make_url

from bot import vault
from tests import postgres

_HAS_TURN = ContextVar("has_turn", default=False)
KEY = Fernet.generate_key().decode()


@dataclass
class Report:
    """What a scenario showed: its figures in one line, and what it should not have shown."""

    figures: str
    breaches: list[str] = field(default_factory=list)

    def expect(self, what: str, *, is_so: bool) -> None:
        """Note a breach unless it is so."""
        if not is_so:
            self.breaches.append(what)


class Ground:
    """What every scenario has at hand; `slack` stretches bounds of time, never those of correctness."""

    def __init__(
        self, folder: Path, server: postgres.Running, *, seed: int, slack: float, lasts: float
    ) -> None:
        vault.use(vault.Vault([KEY]))
        self.server = server
        self.seed = seed
        self.lasts = lasts  # minutes of what goes on for as long as one likes
        self._folder = folder
        self._slack = slack
        self._turn = asyncio.Lock()

    def chance(self, name: str) -> random.Random:
        """The same accidents for the same seed, whatever else is played."""
        return random.Random(f"{self.seed}:{name}")

    def within(self, seconds: float) -> float:
        """A bound of time on this machine."""
        return seconds * self._slack

    def folder(self, name: str) -> Path:
        """A folder of the scenario's own."""
        made = self._folder / name
        made.mkdir(exist_ok=True)
        return made

    def sqlite(self, name: str) -> str:
        """A new file."""
        return f"sqlite:///{self.folder(name)}/afterglow.db"

    def postgresql(self, name: str) -> str:
        """A new database on the one server."""
        database = f"soak_{name.replace('-', '_')}"
        postgres.sql(self.server.url, f"CREATE DATABASE {database}")
        url = make_url(self.server.url).set(database=database)
        return url.render_as_string(hide_password=False)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Alone on the machine, but for those that only wait."""
        await self._turn.acquire()
        _HAS_TURN.set(True)
        try:
            yield
        finally:
            self.pass_on()

    def pass_on(self) -> None:
        """From here on this scenario only waits and counts: the next may begin."""
        if _HAS_TURN.get():
            _HAS_TURN.set(False)
            self._turn.release()


Scenario: TypeAlias = Callable[[Ground], Awaitable[Report]]
Scenarios: TypeAlias = Mapping[str, Scenario]


async def steadily(rate: float, count: int | None = None) -> AsyncIterator[tuple[int, float]]:
    """The numbers at this rate, each with the moment at which it is due, which may be over."""
    began = time.perf_counter()
    for number in itertools.count() if count is None else range(count):
        due = began + number / rate
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        yield number, due


async def pause(seconds: float) -> None:
    """Other processes work meanwhile; nothing but the clock tells of it."""
    await asyncio.sleep(seconds)

"""Worker processes: real ones, started as an operator starts them, and stopped in every way."""

import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.soak import promises
from tests.soak.field import Field
from tests.soak.ground import KEY
from tests.soak.process import Process, freeze, start

HAND = "hand-"


@dataclass(frozen=True)
class Stop:
    """How an order to stop was followed."""

    code: int
    seconds: float


class Crew:
    """The processes that send; whoever is killed is replaced."""

    def __init__(self, field: Field, folder: Path, more: Mapping[str, str]) -> None:
        self.hands: list[Process] = []
        self._field = field
        self._folder = folder
        self._more = more
        self._hired = 0

    async def hire(self, count: int = 1, *, tree: Path | None = None) -> None:
        """Start so many more, of this version or of the one in another tree."""
        for _ in range(count):
            self.hands.append(await self._start(tree))

    async def replace(self, number: int) -> None:
        """Kill one as a power cut does, and start another in its place."""
        self.hands[number].kill()
        await self.hands[number].wait()
        self.hands[number] = await self._start()

    async def freeze(self, number: int, seconds: float) -> None:
        """Stop one in its tracks for a while; it knows of nothing."""
        await freeze(self.hands[number], seconds)

    async def dismiss(self, number: int) -> Stop:
        """Order one to stop, and wait until it has."""
        hand = self.hands.pop(number)
        began = time.monotonic()
        hand.send_signal(signal.SIGTERM)
        return Stop(await hand.wait(), time.monotonic() - began)

    async def done(self, patience: float) -> float:
        """Wait until every message has its fate; how many seconds that took."""
        began = time.monotonic()
        await promises.none_left(self._field.db, promises.OPEN, patience=patience)
        return time.monotonic() - began

    async def swept(self, patience: float) -> None:
        """Wait until the last look at what was in doubt is taken."""
        await promises.none_left(self._field.db, promises.UNSWEPT, patience=patience)

    async def end(self) -> None:
        """Kill whoever is left."""
        for hand in self.hands:
            if hand.returncode is None:
                hand.kill()
            await hand.wait()

    async def _start(self, tree: Path | None = None) -> Process:
        self._hired += 1
        settings = {
            "DATABASE_URL": _named(self._field.url, f"{HAND}{self._hired}"),
            "SLACK_API_URL": f"{self._field.address}/api/",
            "SLACK_SIGNING_SECRET": "soak",
            "SLACK_CLIENT_ID": "1.1",
            "SLACK_CLIENT_SECRET": "soak",
            "AFTERGLOW_ENCRYPTION_KEY": KEY,
            "AFTERGLOW_ROLE": "worker",
            "PORT": "0",
            "LOG_LEVEL": "INFO",
            **self._more,
        }
        said = self._folder / f"{HAND}{self._hired}.log"
        return await start(settings, folder=self._folder, said=said, tree=tree)


def _named(url: str, name: str) -> str:
    """The address by which PostgreSQL knows whose connections they are."""
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.update_query_dict({"application_name": name})
    return address.render_as_string(hide_password=False)


@asynccontextmanager
async def crew(field: Field, folder: Path, *, hands: int, **more: str) -> AsyncIterator[Crew]:
    """So many processes that send what is promised on this field."""
    made = Crew(field, folder, more)
    try:
        await made.hire(hands)
        yield made
    finally:
        await made.end()

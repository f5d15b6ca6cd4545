"""Processes that take events over HTTP, and a tiny balancer before them that honours `/readyz`."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import request
from tests.soak.ground import pause
from tests.soak.process import Process, start

LOOKS_EVERY_S = 0.25
LOOK_S = 5.0
IDLE_S = 5.0
READY_S = 180.0
SECRET = "fleet"
READYZ = b"GET /readyz HTTP/1.1\r\nHost: fleet\r\n\r\n"

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Ship:
    """One process of the fleet."""

    process: Process
    port: int
    said: Path
    is_ready: bool = False
    idle: list[tuple[float, Wire]] = field(default_factory=list)  # since when, the longest first

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Send one request over a kept-open connection; the answer's status, 0 for none, and its body."""
        try:
            reader, writer = await self._wire()
        except OSError:
            return 0, b""
        is_kept = False
        try:
            writer.write(raw)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            at = head.find(b"content-length:")
            body = await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]) if at >= 0 else 0)
            is_kept = b"connection: close" not in head
        except (OSError, asyncio.IncompleteReadError):
            return 0, b""
        finally:
            if is_kept:
                self.idle.append((time.monotonic(), (reader, writer)))
            else:
                writer.close()
            self._let_go()
        return int(head[9:12]), body

    async def _wire(self) -> Wire:
        while self.idle:
            _, (reader, writer) = self.idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self.port)

    def _let_go(self, idle_s: float = IDLE_S) -> None:
        """Close what a crowd has left behind."""
        while self.idle and time.monotonic() - self.idle[0][0] >= idle_s:
            _, (_, writer) = self.idle.pop(0)
            writer.close()

    def forget(self) -> None:
        """It is gone."""
        self.is_ready = False
        self._let_go(0)


class Fleet:
    """The processes and who of them is ready; requests go to each in turn."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self.ships: list[Ship] = []
        self.acks: list[float] = []  # seconds from a request's due time to its answer
        self._settings = settings
        self._folder = folder
        self.launched = 0
        self._turn = 0
        self._watching: list[asyncio.Task[None]] = []

    @property
    def ready(self) -> list[Ship]:
        return [ship for ship in self.ships if ship.is_ready]

    async def launch(self, count: int = 1, *, waits: bool = True, tree: Path | None = None) -> None:
        """Start so many more, of this version or of the one in another tree, and wait until each is ready."""
        fresh = [await self._start(tree) for _ in range(count)]
        self.ships += fresh
        self._watching += [asyncio.create_task(self._watch(ship)) for ship in fresh]
        if not waits:
            return
        async with asyncio.timeout(READY_S):
            while not all(ship.is_ready for ship in fresh):
                await pause(0.05)

    async def retire(self, ship: Ship) -> tuple[int, float]:
        """Order one to stop; its exit code and how many seconds it took."""
        began = time.monotonic()
        ship.process.send_signal(signal.SIGTERM)
        code = await ship.process.wait()
        self._forget(ship)
        return code, time.monotonic() - began

    async def sink(self, ship: Ship) -> None:
        """Kill one as a power cut does."""
        ship.process.kill()
        await ship.process.wait()
        self._forget(ship)

    async def post(self, body: bytes, *, content_type: str, due: float | None = None) -> int:
        """Deliver one payload to whoever is next; the status of the answer, 0 for none."""
        began = time.perf_counter() if due is None else due
        ready = self.ready
        if not ready:
            return 0
        self._turn += 1
        ship = ready[self._turn % len(ready)]
        status, _ = await ship.ask(request(body, secret=SECRET, content_type=content_type))
        self.acks.append(time.perf_counter() - began)
        return status

    async def _watch(self, ship: Ship) -> None:
        """Look at its `/readyz` again and again, as a balancer does; slow is not red."""
        while ship in self.ships:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    status, _ = await ship.ask(READYZ)
                    ship.is_ready = status == 200 and ship in self.ships
            await pause(LOOKS_EVERY_S)

    async def end(self) -> None:
        for ship in list(self.ships):
            if ship.process.returncode is None:
                ship.process.kill()
            await ship.process.wait()
            self._forget(ship)
        await asyncio.gather(*self._watching)

    def _forget(self, ship: Ship) -> None:
        ship.forget()
        if ship in self.ships:
            self.ships.remove(ship)

    async def _start(self, tree: Path | None) -> Ship:
        self.launched += 1
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        said = self._folder / f"process-{self.launched}.log"
        process = await start(
            {**self._settings, "PORT": str(port)}, folder=self._folder, said=said, tree=tree
        )
        return Ship(process, port, said)


@asynccontextmanager
async def fleet(settings: Mapping[str, str], folder: Path, *, ships: int) -> AsyncIterator[Fleet]:
    """So many ready processes and a balancer that watches them."""
    made = Fleet(settings, folder)
    try:
        await made.launch(ships)
        yield made
    finally:
        await made.end()


def percentiles(seconds: Sequence[float]) -> str:
    """The usual three, in milliseconds."""
    ordered = sorted(seconds)
    p50, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    return f"p50 {p50:.1f}, p99 {p99:.1f}, max {1000 * ordered[-1]:.0f} ms"

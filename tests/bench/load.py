"""A load generator on plain sockets: closed loop for throughput, open loop for latency at a rate."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.web.signature import sign

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
Body = Callable[[int], bytes]


@dataclass(frozen=True)
class Run:
    """What one run measured; times in seconds."""

    seconds: float
    latencies: Sequence[float]
    failures: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def request(body: bytes, *, secret: str, content_type: str = JSON) -> bytes:
    """A signed POST to /slack/events, ready to be written to a socket."""
    stamp = str(int(time.time()))  # noqa: TID251 Slack signs with the real time
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: bench\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {sign(body, timestamp=stamp, secret=secret).decode()}\r\n\r\n"
    )
    return head.encode() + body


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, raw: bytes) -> int:
        """Send one request and read its answer; returns the status."""
        if self._reader is None or self._writer is None:
            raise RuntimeError("open the connection first")
        self._writer.write(raw)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 : lower.index(b"\r\n", at)]) if at >= 0 else 0
        if length:
            await self._reader.readexactly(length)
        return int(head[9:12])

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


async def closed_loop(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Run:
    """As many requests as `connections` clients get through, each waiting for its answer."""
    latencies: list[float] = []
    failures = 0
    began = time.perf_counter()

    async def client(number: int) -> None:
        nonlocal failures
        connection = Connection(port)
        await connection.open()
        at = number
        while time.perf_counter() - began < seconds:
            start = time.perf_counter()
            status = await connection.ask(requests[at % len(requests)])
            latencies.append(time.perf_counter() - start)
            failures += status != 200
            at += connections
        await connection.close()

    await asyncio.gather(*(client(number) for number in range(connections)))
    return Run(time.perf_counter() - began, latencies, failures)


async def open_loop(port: int, requests: Sequence[bytes], *, rate: float, connections: int = 16) -> Run:
    """Each request once, at a fixed rate whatever the answers do; latency counts from its due time."""
    latencies: list[float] = []
    failures = 0
    idle: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        connection = Connection(port)
        await connection.open()
        idle.put_nowait(connection)
    began = time.perf_counter()

    async def one(raw: bytes, due: float) -> None:
        nonlocal failures
        connection = await idle.get()
        status = await connection.ask(raw)
        latencies.append(time.perf_counter() - due)
        failures += status != 200
        idle.put_nowait(connection)

    async with asyncio.TaskGroup() as tasks:
        for number, raw in enumerate(requests):
            due = began + number / rate
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            tasks.create_task(one(raw, due))
    seconds = time.perf_counter() - began
    while not idle.empty():
        await idle.get_nowait().close()
    return Run(seconds, latencies, failures)

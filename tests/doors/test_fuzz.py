"""Whatever comes through whichever door: no failure of ours, no traceback, nobody's words in the log."""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from typing import TypeAlias

import aiohttp
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_bolt.response import BoltResponse

from bot import clock
from bot.web.door import Door
from bot.web.health import Health
from bot.web.server import Server, application
from tests.doors.conftest import Street
from tests.doors.siege import laid
from tests.stage import Stage

QUICK = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
Connection: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
LORISES = 100
ROUNDS = 5  # the best counts: the machine may be busy with something else


@pytest.mark.long
@QUICK
@given(chance=st.randoms(use_true_random=True))
async def test_nothing_that_comes_is_a_failure_of_ours(street: Street, chance: Random) -> None:
    async with laid(street) as siege:
        for wave in siege.waves:
            await wave(chance)
    assert siege.faults == []


async def test_a_body_that_never_ends_is_refused_when_it_is_too_long(stage: Stage) -> None:
    reader, writer = await _connected(stage)
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(17):
        writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
    await writer.drain()
    assert b"413" in await asyncio.wait_for(reader.readline(), timeout=5)
    writer.close()


async def test_a_body_that_is_announced_too_long_is_refused_at_once(stage: Stage) -> None:
    took = []
    for _ in range(ROUNDS):
        reader, writer = await _connected(stage)
        began = time.perf_counter()
        writer.write(HEAD + b"Content-Length: 1048577\r\n\r\n")
        assert b"413" in await asyncio.wait_for(reader.readline(), timeout=5)
        took.append(time.perf_counter() - began)
        writer.close()
    print(f"refused after {told(took)} ms, not one byte of the body read")
    assert min(took) < 0.05


async def test_a_hundred_slow_connections_hold_nobody_up(stage: Stage) -> None:
    slow = [await _connected(stage) for _ in range(LORISES)]
    for number, (_, writer) in enumerate(slow):
        writer.write(HEAD if number % 2 else HEAD + b"Content-Length: 1000\r\n\r\n{")
        await writer.drain()
    async with aiohttp.ClientSession() as http:
        longest = [await _longest_wait(stage, http, slow) for _ in range(ROUNDS)]
    print(f"{LORISES} slow connections: others wait {told(longest)} ms at most")
    assert min(longest) < 0.1
    for _, writer in slow:
        writer.close()


async def _longest_wait(stage: Stage, http: aiohttp.ClientSession, slow: Sequence[Connection]) -> float:
    """How long the slowest of fifty others waits, while each slow one sends a byte now and then."""
    waits = []
    for number in range(50):
        for _, writer in slow[number % 10 :: 10]:
            writer.write(b"X")
        began = time.perf_counter()
        async with http.get(f"{stage.address}/healthz") as answer:
            assert answer.status == 200
        waits.append(time.perf_counter() - began)
    return max(waits)


def told(seconds: Sequence[float]) -> str:
    return ", ".join(f"{one * 1000:.1f}" for one in seconds)


async def test_a_body_that_does_not_come_is_waited_for_only_so_long() -> None:
    async def never(_body: dict[str, object]) -> BoltResponse:
        raise AssertionError("nothing has come")

    door = Door(never, secrets=["x"], clock=clock.now, patience=0.05)
    app = application(door, Health({}, notes={}, vital={}))
    server = Server(app, host="127.0.0.1", port=0)
    reader, writer = await asyncio.open_connection("127.0.0.1", await server.start())
    writer.write(HEAD + b"Content-Length: 10\r\n\r\n{")
    assert b"408" in await asyncio.wait_for(reader.readline(), timeout=5)
    writer.close()
    await server.stop()


async def _connected(stage: Stage) -> Connection:
    host, port = stage.address.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port))

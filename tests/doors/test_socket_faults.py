"""Socket Mode as networks and gateways treat it: connections go, nothing is lost or done twice."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.questions.models import Question
from bot.sandbox.socket_mode import SocketGateway
from bot.slack.socket import Socket
from tests.stage import Stage

pytestmark = pytest.mark.long

PATIENCE_S = 0.5
HEARTBEAT_S = 0.2
QUESTIONS = 12
RECONNECTED_S = 10.0

Fault = Callable[[SocketGateway], Awaitable[None]]


async def _replaced(gateway: SocketGateway) -> None:
    await gateway.refresh()


async def _cut(gateway: SocketGateway) -> None:
    gateway.cut()


async def _half_open(gateway: SocketGateway) -> None:
    gateway.fall_silent()


@asynccontextmanager
async def connected(stage: Stage) -> AsyncIterator[Socket]:
    """The product on one socket of an impatient gateway."""
    product, workspace = stage.product, stage.workspace
    workspace.socket = workspace.door = SocketGateway(workspace.state, patience=PATIENCE_S)
    socket = Socket(
        lambda: product.client.socket_address(workspace.state.app.app_token),
        dispatch=product._dispatch,
        heartbeat=HEARTBEAT_S,
    )
    await socket.start()
    try:
        yield socket
    finally:
        await socket.stop()


async def ask(stage: Stage, number: int) -> None:
    workspace = stage.workspace
    words = f"How do I get Claude to summarise call {number} without losing the action items?"
    await workspace.acts.say(workspace.person("ana"), workspace.channel("marketing"), words)


async def again_until_taken(stage: Stage) -> None:
    """Slack delivers what failed again, in its own time."""
    while stage.workspace.courier.pending:
        stage.clock.advance(timedelta(minutes=5))
        await stage.workspace.deliver_retries()
    assert stage.workspace.courier.given_up == []


async def questions(stage: Stage) -> int:
    async with stage.db.read() as session:
        return await session.scalar(select(func.count()).select_from(Question)) or 0


@pytest.mark.parametrize("fault", [_replaced, _cut, _half_open])
async def test_a_connection_that_goes_is_back_within_seconds_and_nothing_is_lost_or_doubled(
    stage: Stage, fault: Fault
) -> None:
    await stage.a_team()
    async with connected(stage):
        gateway = stage.workspace.socket
        async with asyncio.TaskGroup() as asking:
            for number in range(QUESTIONS):
                asking.create_task(ask(stage, number))
                if number == QUESTIONS // 2:
                    began = time.monotonic()
                    before = set(gateway.lines)
                    await fault(gateway)
        async with asyncio.timeout(RECONNECTED_S):
            while not set(gateway.lines) - before:
                await gateway.changed()
        print(f"{fault.__name__}: reconnected after {time.monotonic() - began:.2f} s")
        await again_until_taken(stage)
        await stage.workspace.after()
    assert await questions(stage) == QUESTIONS
    said = stage.workspace.channel_messages("marketing")[-QUESTIONS:]
    assert [len(stage.workspace.thread(one)) for one in said] == [1] * QUESTIONS


async def test_a_replaced_connection_is_there_before_the_old_one_goes(stage: Stage) -> None:
    async with connected(stage) as socket:
        gateway = stage.workspace.socket
        await gateway.refresh()
        seen = []
        async with asyncio.timeout(RECONNECTED_S):
            while gateway.connections != 1:
                seen.append(socket.is_connected())
                await gateway.changed()
        assert all(seen) and socket.is_connected()


async def test_what_comes_while_it_stops_is_answered_before_it_closes(stage: Stage) -> None:
    await stage.a_team()
    async with connected(stage) as socket:
        asking = asyncio.create_task(ask(stage, 1))
        while not stage.product.metrics.in_flight:  # noqa: ASYNC110 turns of the loop, no time
            await asyncio.sleep(0)
        stopping = asyncio.create_task(socket.stop())
        await ask(stage, 2)
        await asking
        await stopping
    assert stage.workspace.courier.pending == []
    assert await questions(stage) == 2


async def test_slack_that_opens_nothing_is_asked_again_until_it_does(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(stage):
        stage.workspace.trouble.next("apps.connections.open", status=503)
        stage.workspace.socket.cut()
        async with asyncio.timeout(RECONNECTED_S):
            while not stage.workspace.socket.lines:
                await stage.workspace.socket.changed()
        assert "socket.not_opened reason=http_503" in caplog.text
        await stage.workspace.say("ana", "Good morning", channel="general")
    assert stage.workspace.courier.pending == []

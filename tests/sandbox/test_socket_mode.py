"""Socket Mode with slack_sdk's own client at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SandboxClock
from bot.sandbox.answers import Failed
from bot.sandbox.server import serving
from bot.sandbox.socket_mode import SocketGateway
from bot.sandbox.workspace import SandboxWorkspace

from .conftest import Json


class Receiver:
    """An app on a socket: keeps each envelope and acknowledges it, unless told to be deaf."""

    def __init__(self) -> None:
        self.got: list[SocketModeRequest] = []
        self.deaf = 0
        self.answer: Json | None = None

    async def receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.got.append(request)
        if self.deaf:
            self.deaf -= 1
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))


@pytest.fixture
async def workspace(clock: SandboxClock) -> AsyncIterator[SandboxWorkspace]:
    one = SandboxWorkspace(clock)
    one.socket = SocketGateway(one.state, patience=0.2)
    one.door = one.socket
    async with serving(one):
        yield one


@pytest.fixture
async def receiver(workspace: SandboxWorkspace) -> AsyncIterator[Receiver]:
    one = Receiver()
    web = AsyncWebClient(base_url=f"{workspace.state.address}/api/")
    client = SocketModeClient(app_token=workspace.state.app.app_token, web_client=web)
    client.socket_mode_request_listeners.append(one.receive)
    await client.connect()  # type: ignore[no-untyped-call]
    await workspace.socket.connected()
    yield one
    await client.close()  # type: ignore[no-untyped-call]


async def test_an_event_comes_as_an_envelope_and_is_acknowledged(
    workspace: SandboxWorkspace, receiver: Receiver
) -> None:
    await workspace.say("ana", "Hello", channel="general")
    assert (receiver.got[0].type, receiver.got[0].payload["event"]["text"]) == ("events_api", "Hello")
    assert workspace.deliveries("message.channels")[0].status == 200


async def test_an_unacknowledged_event_comes_again_with_its_count(
    workspace: SandboxWorkspace, receiver: Receiver
) -> None:
    receiver.deaf = 1
    await workspace.say("ana", "Hello", channel="general")
    assert await workspace.deliver_retries() == 1
    first, again = receiver.got
    assert (again.retry_attempt, again.retry_reason) == (1, "http_timeout")
    assert first.payload["event_id"] == again.payload["event_id"]
    assert first.envelope_id != again.envelope_id


async def test_a_command_is_answered_in_its_acknowledgement(
    workspace: SandboxWorkspace, receiver: Receiver
) -> None:
    receiver.answer = {"text": "Here you are"}
    shown = await workspace.command("priya", "/afterglow me")
    assert shown is not None
    assert shown.text == "Here you are"


async def test_a_command_that_nobody_takes_fails_before_the_person(workspace: SandboxWorkspace) -> None:
    with pytest.raises(Failed, match="dispatch_failed"):
        await workspace.command("priya", "/afterglow me")


async def test_a_refreshed_connection_is_opened_anew(workspace: SandboxWorkspace, receiver: Receiver) -> None:
    await workspace.socket.refresh()
    await asyncio.wait_for(workspace.socket.connected(), 5)
    await workspace.say("ana", "Still there?", channel="general")
    assert receiver.got[-1].payload["event"]["text"] == "Still there?"


async def test_a_socket_address_opens_once(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    url = workspace.socket.url()
    async with session.ws_connect(url) as first:
        assert (await first.receive_json())["type"] == "hello"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)

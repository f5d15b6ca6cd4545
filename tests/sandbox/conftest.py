"""A frozen Monday morning, the sandbox on loopback, and a small app that keeps what it receives."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SandboxClock
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace

Json = dict[str, Any]
MONDAY = datetime(2026, 11, 23, 8, 55, tzinfo=UTC)


@dataclass
class App:
    """Verifies, keeps and answers what Slack sends; `on` says what to do for a type or command."""

    verifier: SignatureVerifier
    url: str = ""
    no_retry: bool = False
    got: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answers: dict[str, Callable[[Json], Awaitable[Json | None]]] = field(default_factory=dict)

    async def receive(self, request: web.Request) -> web.Response:
        """The one address that Slack knows."""
        body = await request.read()
        if not self.verifier.is_valid_request(body, dict(request.headers)):
            return web.Response(status=401)
        payload = parse(request.content_type, body)
        self.got.append(payload)
        self.headers.append(dict(request.headers))
        if self.statuses:
            headers = {"x-slack-no-retry": "1"} if self.no_retry else {}
            return web.Response(status=self.statuses.pop(0), headers=headers)
        answer = self.answers.get(kind(payload))
        answered = await answer(payload) if answer else None
        return web.json_response(answered) if answered is not None else web.Response()

    def events(self, kind_: str = "") -> list[Json]:
        """The inner events received so far."""
        inner = [one["event"] for one in self.got if one.get("type") == "event_callback"]
        return [one for one in inner if kind_ in ("", one["type"])]

    def last(self, kind_: str) -> Json:
        """The newest payload of this type."""
        return next(one for one in reversed(self.got) if kind(one) == kind_)


def parse(content_type: str, body: bytes) -> Json:
    """A payload from the encoding of its kind."""
    if content_type == "application/json":
        return dict(json.loads(body))
    form = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else form


def kind(payload: Json) -> str:
    """The event, interaction or command that a payload is."""
    if payload.get("type") == "event_callback":
        return str(payload["event"]["type"])
    return str(payload.get("type") or payload["command"])


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(MONDAY, frozen=True)


@pytest.fixture
def advance(clock: SandboxClock) -> Callable[[timedelta], datetime]:
    return clock.advance


@pytest.fixture
async def workspace(clock: SandboxClock) -> AsyncIterator[SandboxWorkspace]:
    one = SandboxWorkspace(clock)
    async with serving(one):
        yield one


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


@pytest.fixture
def client(workspace: SandboxWorkspace, session: aiohttp.ClientSession) -> AsyncWebClient:
    state = workspace.state
    return AsyncWebClient(
        token=state.app.bot_token, base_url=f"{state.address}/api/", session=session, retry_handlers=[]
    )


@pytest.fixture
async def app(workspace: SandboxWorkspace) -> AsyncIterator[App]:
    secret = workspace.state.app.signing_secret
    one = App(SignatureVerifier(secret))
    site = web.Application()
    site.add_routes([web.post("/slack/events", one.receive)])
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    door = HttpDoor(one.url, secret)
    workspace.door = door
    yield one
    await door.close()
    await runner.cleanup()

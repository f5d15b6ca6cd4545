"""How the fake Slack reaches the app: signed HTTP, and the queue of deliveries that failed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from bot import clock

from .state import Json, Now, State, Way

PATIENCE = 3.0
RETRIES = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))


class Kind(StrEnum):
    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True)
class Retry:
    """The how-manieth repetition of a delivery and what went wrong before."""

    number: int
    reason: str


@dataclass(frozen=True)
class Answer:
    """What the app answered; status 0 when there was no answer, with the reason."""

    status: int
    body: Json | None = None
    text: str = ""
    reason: str = ""
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """True when Slack takes this as received."""
        return 200 <= self.status < 300

    @property
    def why(self) -> str:
        """Slack's word for a failed delivery."""
        return self.reason or "http_error"


class Door(Protocol):
    """One way to the app."""

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver one payload and wait for its acknowledgement."""
        ...


class HttpDoor:
    """Posts to the app's request URL as Slack does: signed, and with three seconds of patience."""

    def __init__(
        self,
        url: str,
        signing_secret: str,
        *,
        patience: float = PATIENCE,
        stamp: Now = clock.now,
        session: Callable[[], aiohttp.ClientSession] = aiohttp.ClientSession,
    ) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._timeout = aiohttp.ClientTimeout(total=patience)
        # Signatures are checked against the real clock, whatever day it is in the sandbox.
        self._stamp = stamp
        self._open = session
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Post one payload in the encoding that Slack uses for its kind."""
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, **self.signature(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        if self._session is None:
            self._session = self._open()
        try:
            return await self._post(self._session, body, headers)
        except TimeoutError:
            return Answer(0, reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(0, reason="connection_failed")

    def signature(self, body: bytes) -> dict[str, str]:
        """The headers by which the app knows that Slack wrote this body."""
        stamp = str(int(self._stamp().timestamp()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._secret, base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def close(self) -> None:
        """Let the connections go."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _post(self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]) -> Answer:
        posting = session.post(
            self.url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
        )
        async with posting as response:
            text = await response.text()
            no_retry = response.headers.get("x-slack-no-retry") == "1"
            return Answer(response.status, _json(text), text, no_retry=no_retry)


def encode(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """A payload as bytes: events as JSON, commands as a form, interactions as JSON inside a form."""
    if kind is Kind.EVENT:
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _json(text: str) -> Json | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class Pending:
    """A delivery that failed and when it is tried again."""

    title: str
    payload: Json
    retry: Retry
    due: datetime
    first: datetime


class Courier:
    """Carries payloads to the app through its door, writes the log and keeps what failed for later."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.door: Door | None = None
        self.pending: list[Pending] = []
        self.given_up: list[Pending] = []

    async def event(self, payload: Json) -> Answer:
        """Deliver an event; a failed one waits for its retries."""
        title = event_title(payload)
        answer = await self._send(Kind.EVENT, payload, title)
        if not answer.ok and not answer.no_retry and self.door:
            now = self.state.now()
            self.pending.append(Pending(title, payload, Retry(1, answer.why), now + RETRIES[0], now))
        return answer

    async def interactive(self, payload: Json) -> Answer:
        """Deliver an interaction: once, the person waits."""
        return await self._send(Kind.INTERACTIVE, payload, payload["type"])

    async def command(self, payload: Json) -> Answer:
        """Deliver a slash command: once, the person waits."""
        return await self._send(Kind.COMMAND, payload, payload["command"])

    async def deliver_retries(self, now: datetime) -> int:
        """Try again what is due; the number of deliveries made."""
        due = [one for one in self.pending if one.due <= now]
        for one in due:
            self.pending.remove(one)
            answer = await self._send(Kind.EVENT, one.payload, one.title, one.retry)
            if not answer.ok and not answer.no_retry:
                self._postpone(one, answer)
        return len(due)

    def _postpone(self, pending: Pending, answer: Answer) -> None:
        made = pending.retry.number
        if made >= len(RETRIES):
            self.given_up.append(pending)
            return
        due = pending.first + RETRIES[made]
        self.pending.append(replace(pending, retry=Retry(made + 1, answer.why), due=due))

    async def _send(self, kind: Kind, payload: Json, title: str, retry: Retry | None = None) -> Answer:
        if self.door is None:
            return Answer(0, reason="no_door")
        answer = await self.door.send(kind, payload, retry)
        note = "ok" if answer.ok else answer.why
        if retry:
            note += f" (retry {retry.number})"
        body: Json = {"payload": payload}
        if answer.body is not None or answer.text:
            body["answer"] = answer.body if answer.body is not None else answer.text
        self.state.note(Way.IN, title, status=answer.status, note=note, body=body)
        return answer


def event_title(payload: Json) -> str:
    """The name under which the manifest subscribes to this event."""
    event = payload.get("event") or payload
    kinds = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
    if event["type"] != "message":
        return str(event["type"])
    name = kinds.get(event.get("channel_type", ""), "message")
    return f"{name}/{event['subtype']}" if "subtype" in event else name

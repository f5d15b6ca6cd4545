"""Socket Mode: the same handlers behind websockets that we opened, each replaced before it is let go."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from bot.slack.client import Limited, SlackError

log = logging.getLogger(__name__)

Dispatch = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
Address = Callable[[], Awaitable[str]]

DRAIN_S = 5.0
HELLO_S = 5.0
GOODBYE = aiohttp.ClientWSTimeout(ws_close=1.0)
# A connection that is silent this long is asked for a sign of life, and dead without one half as long later.
HEARTBEAT_S = 4.0
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=10)
NO_HELLO = "no_hello"


class Line:
    """One websocket from its hello to its end; what came over it is acknowledged over it."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, dispatch: Dispatch) -> None:
        self._ws = ws
        self._dispatch = dispatch
        self._work: set[asyncio.Task[None]] = set()
        self._reading = asyncio.create_task(self._read())
        self.ending = asyncio.Event()  # Slack wants it replaced, or it is gone
        self.reason = "lost"

    @property
    def is_open(self) -> bool:
        return not self._ws.closed

    async def drain(self, *, within: float) -> None:
        """Answer what has begun and what comes meanwhile; close at the first quiet moment."""
        try:
            async with asyncio.timeout(within):
                while self._work:
                    await asyncio.wait(self._work)
        except TimeoutError:
            log.warning("socket.closed_early unanswered=%d; Slack delivers them again", len(self._work))
        await self._ws.close()
        await self._reading

    async def _read(self) -> None:
        try:
            async for frame in self._ws:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            self.ending.set()

    def _take(self, text: str) -> None:
        frame = _object(text)
        if frame.get("type") == "disconnect":
            self.reason = str(frame.get("reason") or "disconnect")
            self.ending.set()
        elif isinstance(frame.get("payload"), dict) and frame.get("envelope_id"):
            task = asyncio.create_task(self._answer(str(frame["envelope_id"]), frame["payload"]))
            self._work.add(task)
            task.add_done_callback(self._answered)

    async def _answer(self, envelope_id: str, payload: dict[str, Any]) -> None:
        answer = await self._dispatch(payload)
        if answer.status != 200:
            return  # no acknowledgement for what was not committed: Slack delivers it again
        try:
            await self._ws.send_str(json.dumps({"envelope_id": envelope_id, **_payload(answer)}))
        except (ConnectionError, aiohttp.ClientError):
            log.info("socket.unacknowledged; it is committed, and delivered again it changes nothing")

    def _answered(self, task: "asyncio.Task[None]") -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("socket.failed error=%s", type(error).__name__)


class Socket:
    """Keeps one connection to Slack open; a new one is there before the old one goes, where Slack allows."""

    def __init__(self, address: Address, *, dispatch: Dispatch, heartbeat: float = HEARTBEAT_S) -> None:
        self._address = address
        self._dispatch = dispatch
        self._heartbeat = heartbeat
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, connect=10))
        self._line: Line | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._leaving: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect, or raise what Slack says; from then on it stays connected by itself."""
        try:
            self._line = await self._open()
        except BaseException:
            await self._http.close()
            raise
        self._keeper = asyncio.create_task(self._keep(self._line))

    def is_connected(self) -> bool:
        return self._line is not None and self._line.is_open

    async def stop(self) -> None:
        """Finish what has begun, close (Slack delivers to the other connections), open no other."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        if self._line is not None:
            self._leave(self._line)
            self._line = None
        if self._leaving:
            await asyncio.wait(self._leaving)
        await self._http.close()

    async def _keep(self, line: Line) -> None:
        while True:
            await line.ending.wait()
            log.info("socket.ending reason=%s", line.reason)
            fresh = await self._reopened()
            self._leave(line)
            line = self._line = fresh

    async def _reopened(self) -> Line:
        wait = FIRST_WAIT
        while True:
            try:
                return await self._open()
            except (SlackError, aiohttp.ClientError, OSError) as error:
                said = error.code if isinstance(error, SlackError) else type(error).__name__
                log.warning("socket.not_opened reason=%s; it is tried again", said)
                await asyncio.sleep((error.after if isinstance(error, Limited) else wait).total_seconds())
                wait = min(2 * wait, LONGEST_WAIT)

    async def _open(self) -> Line:
        """A connection on which Slack has said hello."""
        url = await self._address()
        proxy = load_http_proxy_from_env()
        ws = await self._http.ws_connect(url, heartbeat=self._heartbeat, timeout=GOODBYE, proxy=proxy)
        try:
            async with asyncio.timeout(HELLO_S):
                first = await ws.receive()
        except TimeoutError:
            await ws.close()
            raise
        said = _object(first.data) if first.type is aiohttp.WSMsgType.TEXT else {}
        if said.get("type") != "hello":
            await ws.close()
            raise SlackError(str(said.get("reason") or NO_HELLO), definite=True)
        log.info("socket.opened connections=%s", said.get("num_connections"))
        return Line(ws, self._dispatch)

    def _leave(self, line: Line) -> None:
        task = asyncio.create_task(line.drain(within=DRAIN_S))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _payload(answer: BoltResponse) -> dict[str, Any]:
    """What is shown to the person, where there is anything."""
    if not answer.body:
        return {}
    kind = answer.headers.get("content-type", [""])[0]
    return {
        "payload": json.loads(answer.body) if kind.startswith("application/json") else {"text": answer.body}
    }

"""Socket Mode: the fake Slack's side of the websocket, one of its two doors to the app."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiohttp import WSMsgType, web

from .delivery import PATIENCE, Answer, Kind, Retry
from .state import Json, State

MOST = 10
PATH = "/sandbox/socket/"


class SocketGateway:
    """Hands each payload to one open connection and waits for its acknowledgement."""

    def __init__(self, state: State, *, patience: float = PATIENCE) -> None:
        self._state = state
        self._patience = patience
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._wires: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._silent: set[web.WebSocketResponse] = set()
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._came = asyncio.Event()
        self._change = asyncio.Event()
        self._turn = 0
        self.most = 0  # connections that were open at one moment
        self.refused = 0  # connections beyond what Slack allows

    @property
    def connections(self) -> int:
        """How many connections the app holds."""
        return len(self._open)

    @property
    def lines(self) -> Sequence[object]:
        """The connections themselves, oldest first."""
        return tuple(self._open)

    async def changed(self) -> None:
        """Wait until a connection comes or goes."""
        await self._change.wait()

    def _tell(self) -> None:
        self._change.set()
        self._change = asyncio.Event()

    def url(self) -> str:
        """A websocket address that can be opened once."""
        ticket = self._state.serial("ticket")
        self._tickets.add(ticket)
        base = self._state.address.replace("http", "ws", 1)
        return f"{base}{PATH}{self._state.team_id}?ticket={ticket}"

    async def connected(self) -> None:
        """Wait until the app holds a connection."""
        await self._came.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection: hello, then acknowledgements until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._wires) >= MOST:
            self.refused += 1
            await self._say(socket, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._open.append(socket)
        self.most = max(self.most, self.connections)
        if request.transport is not None:
            self._wires[socket] = request.transport
        await self._say(socket, self._hello())
        self._came.set()
        self._tell()
        try:
            await self._listen(socket)
        finally:
            self._gone(socket)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._state.app.id},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._acknowledged(frame.data)

    def _acknowledged(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            # Slack ignores frames that are no JSON; the SDK pings with bare text.
            return
        waiting = self._waiting.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(ack.get("payload"))

    def _gone(self, socket: web.WebSocketResponse) -> None:
        self._wires.pop(socket, None)
        self._pass_by(socket)

    def _pass_by(self, socket: web.WebSocketResponse) -> None:
        """Hand it nothing any more."""
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._came.clear()
        self._tell()

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver one payload as an envelope; no connection or no acknowledgement is a failed delivery."""
        socket = self._next()
        if socket is None:
            return Answer(0, reason="connection_failed")
        envelope: Json = {
            "envelope_id": self._state.serial("envelope"),
            "type": kind.value,
            "payload": payload,
            "accepts_response_payload": kind is not Kind.EVENT,
        }
        if kind is Kind.EVENT:
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": _reason(retry)}
        with self._expect(envelope["envelope_id"]) as ack:
            try:
                if socket not in self._silent:
                    await self._say(socket, envelope)
                body = await asyncio.wait_for(ack, self._patience)
            except TimeoutError:
                if socket in self._silent:
                    self._gone(socket)
                return Answer(0, reason="http_timeout")
            except ConnectionError:
                self._gone(socket)
                return Answer(0, reason="connection_failed")
        return Answer(200, body if isinstance(body, dict) else None, body if isinstance(body, str) else "")

    @contextmanager
    def _expect(self, envelope_id: str) -> Iterator[asyncio.Future[Json | None]]:
        self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            yield self._waiting[envelope_id]
        finally:
            del self._waiting[envelope_id]

    def _next(self) -> web.WebSocketResponse | None:
        self._open = [one for one in self._open if not one.closed]
        if not self._open:
            return None
        self._turn += 1
        return self._open[self._turn % len(self._open)]

    async def refresh(self, *lines: object) -> None:
        """Ask these connections, or every one, to go and come again, as Slack does every few hours."""
        for socket in self._these(lines):
            self._pass_by(socket)
            await self._say(socket, {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in tuple(self._open):
            self._gone(socket)
            await socket.close()

    def cut(self, *lines: object) -> None:
        """Break these connections, or every one, as a network does: no frame says so."""
        for socket in self._these(lines):
            wire = self._wires[socket]
            self._gone(socket)
            wire.abort()

    def fall_silent(self, *lines: object) -> None:
        """Leave these connections, or every one, open, and hear and say nothing on them any more."""
        for socket in self._these(lines):
            self._wires[socket].pause_reading()
            self._silent.add(socket)

    def _these(self, lines: Sequence[object]) -> list[web.WebSocketResponse]:
        return [one for one in self._open if not lines or one in lines]

    async def _say(self, socket: web.WebSocketResponse, frame: Json) -> None:
        await socket.send_str(json.dumps(frame))


def _reason(retry: Retry | None) -> str:
    return retry.reason if retry else ""

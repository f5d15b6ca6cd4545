"""Socket Mode: the same handlers behind a websocket that we opened, drained before it closes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

Dispatch = Callable[[dict[str, Any]], Awaitable[BoltResponse]]

quiet = logging.getLogger("slack_sdk.socket_mode")
quiet.setLevel(logging.WARNING)
DRAIN_S = 8.0


class Socket:
    """One connection; an envelope is acknowledged only when its handler's work is committed."""

    def __init__(self, web: AsyncWebClient, app_token: str, *, dispatch: Dispatch) -> None:
        self._client = SocketModeClient(app_token=app_token, logger=quiet, web_client=web, ping_interval=5)
        self._client.socket_mode_request_listeners.append(self._handle)
        self._dispatch = dispatch
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._draining = False

    async def start(self) -> None:
        await self._client.connect()  # type: ignore[no-untyped-call]

    async def is_connected(self) -> bool:
        return await self._client.is_connected()

    async def stop(self) -> None:
        """Take nothing new (Slack delivers it to another connection), finish what has begun, close."""
        self._draining = True
        self._client.auto_reconnect_enabled = False
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=DRAIN_S)
        await self._client.close()  # type: ignore[no-untyped-call]

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._draining:
            return
        task = asyncio.current_task()
        if task is not None:
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)
        answer = await self._dispatch(dict(request.payload))
        await send_async_response(client, request, answer, 0.0)

"""The HTTP door for everything Slack sends: verify, parse, then Bolt with a dictionary.

Bolt's own parser loses commands whose text contains "payload" and trips over junk before it has
checked the signature, so both are done here.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Now
from bot.web import shapes
from bot.web.signature import forged

log = logging.getLogger(__name__)

Dispatch: TypeAlias = Callable[[dict[str, Any]], Awaitable[BoltResponse]]

BIGGEST = 1024 * 1024
DEEPEST = 60
PATIENCE_S = 5.0  # for a body; Slack itself waits three seconds for the answer
TOO_BIG = "this body is larger than 1 MiB"


class BadBody(Exception):
    """The body is not what Slack sends."""


class Door:
    """Takes signed requests while it is open; `drain` closes it."""

    def __init__(
        self, dispatch: Dispatch, *, secrets: list[str], clock: Now, patience: float = PATIENCE_S
    ) -> None:
        self._answer = dispatch
        self._patience = patience
        self._secrets = secrets
        self._clock = clock

    async def handle(self, request: web.Request) -> web.Response:
        """`POST /slack/events`: events, interactivity and commands alike."""
        if (request.content_length or 0) > BIGGEST:
            return _closing(413, TOO_BIG)
        try:
            if request.content.is_eof():  # all of it came already: nothing is waited for
                body = request.content.read_nowait(BIGGEST + 1)
            else:
                async with asyncio.timeout(self._patience):
                    body = await _read(request)
        except TimeoutError:
            return _closing(408, "this body takes too long")
        except ValueError:
            return _closing(400, "this body cannot be read")
        if len(body) > BIGGEST:
            return _closing(413, TOO_BIG)
        wrong = forged(
            body,
            timestamp=request.headers.get("X-Slack-Request-Timestamp"),
            signature=request.headers.get("X-Slack-Signature"),
            secrets=self._secrets,
            now=self._clock(),
        )
        if wrong is not None:
            return web.Response(status=401, text=wrong)
        try:
            parsed = parse(body, content_type=request.content_type)
        except BadBody:
            return web.Response(status=400, text="this is neither a JSON object nor a form that Slack sends")
        return await self._dispatch(parsed)

    async def _dispatch(self, body: dict[str, Any]) -> web.Response:
        kind = body.get("type")
        if kind == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge", ""))})
        if kind == "app_rate_limited" and shapes.fault(body) is None:
            log.warning("door.rate_limited workspace=%s", body.get("team_id"))
            return web.Response()
        if "ssl_check" in body and "command" not in body:
            return web.Response()
        return _response(await self._answer(body))


async def dispatch(bolt: AsyncApp, body: dict[str, Any]) -> BoltResponse:
    """Run one verified request through Bolt; HTTP and Socket Mode meet here."""
    # Bolt takes a parsed body only in this mode; it means no more than that.
    return await bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))


def untaken(body: dict[str, Any]) -> BoltResponse | None:
    """The answer to what Slack never sends, or to a kind that nobody here answers; None for all else."""
    fault = shapes.fault(body)
    if fault is not None:
        log.warning("door.odd_request fault=%s", fault)
        return BoltResponse(status=400, body=f"Slack does not send this: {fault}")
    return None if shapes.is_known(body) else BoltResponse(status=200, body="")


def parse(body: bytes, *, content_type: str) -> dict[str, Any]:
    """The dictionary in a JSON or form body, or BadBody."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            return _object(text)
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=200)
    except ValueError as error:
        raise BadBody from error
    form = dict(pairs)
    if "payload" in form and "command" not in form:
        return _object(form["payload"])
    if not form:
        raise BadBody
    return dict(form)


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBody from error
    is_deep = text.count("{") + text.count("[") > DEEPEST and _depth(value) > DEEPEST
    if not isinstance(value, dict) or is_deep:
        raise BadBody
    return value


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


async def _read(request: web.Request) -> bytes:
    """The body, up to one byte more than it may have."""
    body = b""
    while request.can_read_body and len(body) <= BIGGEST and not request.content.at_eof():
        body += await request.content.read(BIGGEST + 1 - len(body))
    return body


def _response(answer: BoltResponse) -> web.Response:
    if not answer.body:
        return web.Response(status=answer.status)
    headers = {"Content-Type": answer.headers.get("content-type", ["text/plain"])[0]}
    return web.Response(status=answer.status, text=answer.body, headers=headers)


def _closing(status: int, why: str) -> web.Response:
    """Refuse without reading on: the connection cannot be used again."""
    response = web.Response(status=status, text=why)
    response.force_close()
    return response

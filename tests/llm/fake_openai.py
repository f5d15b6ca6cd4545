"""A server that speaks chat completions over loopback, well or badly, and remembers what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Mood = Callable[[web.Request], Awaitable[web.StreamResponse]]
GOOD = {
    "can_answer": True,
    "answer": "Ask for the action items first, each with an owner, then for the summary.",
    "steps": ["Paste the transcript.", "Ask for a table of actions.", "Check each line against the call."],
    "source_ids": [],
    "confidence": "medium",
}


@dataclass
class FakeOpenAi:
    """One fake model: `mood` decides how the next request is answered."""

    mood: Mood
    address: str = ""
    bodies: list[str] = field(default_factory=list)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.text())
        return await self.mood(request)

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    async def models(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"object": "list", "data": [{"id": "fake", "object": "model"}]})


@asynccontextmanager
async def serving(mood: Mood) -> AsyncIterator[FakeOpenAi]:
    """Serve a fake model on loopback."""
    fake = FakeOpenAi(mood)
    app = web.Application()
    app.add_routes([web.post("/v1/chat/completions", fake.complete), web.get("/v1/models", fake.models)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.address = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield fake
    finally:
        await runner.cleanup()


def saying(reply: Mapping[str, object] | str, **message: object) -> Mood:
    """A completion with this content, as JSON unless it is text already."""
    content = reply if isinstance(reply, str) else json.dumps(reply)

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 0,
                "model": "fake",
                "usage": {"prompt_tokens": 812, "completion_tokens": 97, "total_tokens": 909},
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": content, **message},
                    }
                ],
            }
        )

    return answer


def drafting(**changes: object) -> Mood:
    """A good draft, with these parts changed."""
    return saying(GOOD | changes)


def status(code: int) -> Mood:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "no", "type": "x", "code": None}}, status=code)

    return answer


def raw(body: bytes) -> Mood:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    return answer


async def hanging(_request: web.Request) -> web.StreamResponse:
    """Take the request and never answer."""
    await asyncio.Event().wait()
    return web.Response()


async def trickling(request: web.Request) -> web.StreamResponse:
    """A byte now and then, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while request.transport is not None and not request.transport.is_closing():
        await response.write(b" ")
        await asyncio.sleep(0.01)
    return response


async def breaking_off(request: web.Request) -> web.StreamResponse:
    """Begin an answer and drop the line."""
    response = web.StreamResponse(headers={"Content-Length": "4000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    if request.transport is not None:
        request.transport.abort()
    return response

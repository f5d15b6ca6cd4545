"""A collector of traces over loopback: OTLP as it is, protobuf over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Receiver:
    """What arrived."""

    address: str = ""
    bodies: list[bytes] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        assert request.headers["Content-Type"] == "application/x-protobuf"
        self.bodies.append(await request.read())
        self._arrived.set()
        answer = ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=answer, content_type="application/x-protobuf")

    def requests(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(body) for body in self.bodies]

    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests()
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name: str) -> list[dict[str, str]]:
        """The attributes of every span of this name, as text."""
        return [attributes(span) for span in self.spans() if span.name == name]

    def service(self) -> str:
        resource = self.requests()[0].resource_spans[0].resource
        names = (one.value.string_value for one in resource.attributes if one.key == "service.name")
        return str(next(names))

    async def hears_of(self, name: str, *, within: float = 90) -> None:
        async with asyncio.timeout(within):
            while not self.named(name):
                self._arrived.clear()
                await self._arrived.wait()


def attributes(span: Span) -> dict[str, str]:
    found = {}
    for one in span.attributes:
        kind = one.value.WhichOneof("value")
        found[one.key] = str(getattr(one.value, kind)) if kind else ""
    return found


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Serve a collector on loopback."""
    receiver = Receiver()
    app = web.Application()
    app.add_routes([web.post("/v1/traces", receiver.take)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()

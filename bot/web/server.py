"""The one web server: Slack's door, health, metrics, and what the composition root adds."""

from collections.abc import Sequence

from aiohttp import web

from bot.web.door import Door
from bot.web.health import Health

Routes = Sequence[web.RouteDef]
DRAIN_S = 5.0
KEPT_S = 75.0  # a connection on which no whole request comes; longer than proxies keep theirs
# What no page of ours sets otherwise: nothing that we answer is ever run, framed or taken for something else.
PLAIN = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
LINGER_S = 1.0  # how long the rest of a refused body is read, so that its sender sees the refusal


class CannotListen(Exception):
    """The address is taken, not ours, or no address at all; the words are the system's."""


def application(door: Door | None, health: Health, *, more: Routes = ()) -> web.Application:
    """All routes of the process; without a door it takes nothing from Slack."""
    app = web.Application(client_max_size=1024 * 1024)

    async def last_look(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in PLAIN.items():
            response.headers.setdefault(name, value)
        if health.draining:  # whoever keeps connections open is to open the next one elsewhere
            response.headers["Connection"] = "close"
            response.force_close()

    app.on_response_prepare.append(last_look)
    app.add_routes(
        [
            *([web.post("/slack/events", door.handle)] if door is not None else []),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
            *more,
        ]
    )
    return app


class Server:
    """An aiohttp server that finishes what it has begun before it closes."""

    def __init__(self, app: web.Application, *, host: str, port: int) -> None:
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=DRAIN_S, lingering_time=LINGER_S, keepalive_timeout=KEPT_S
        )
        self._host = host
        self._port = port

    async def start(self) -> int:
        """Listen; returns the port, which the system chose when it was 0."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except (OSError, UnicodeError) as error:
            await self._runner.cleanup()
            raise CannotListen(getattr(error, "strerror", None) or str(error)) from error
        addresses = self._runner.addresses
        return int(addresses[0][1])

    async def stop(self) -> None:
        """Stop listening, then wait for the requests in flight."""
        await self._runner.cleanup()

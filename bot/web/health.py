"""Is the process alive, and is it ready to take events?"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Check = Callable[[], Awaitable[str | None]]


class Health:
    """`/healthz` answers while the process runs; `/readyz` names every part that is not ready."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self.draining = False

    async def alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when every check passes; 503 with the reasons otherwise."""
        found = {name: await check() for name, check in self._checks.items()}
        if self.draining:
            found["process"] = "stopping"
        faults = {name: fault for name, fault in found.items() if fault}
        body = {"status": "not ready" if faults else "ready", "faults": faults}
        return web.json_response(body, status=503 if faults else 200)

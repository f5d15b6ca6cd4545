"""Is the process alive, and is it ready to take events?"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Check = Callable[[], Awaitable[str | None]]
Note = Callable[[], str | None]


class Health:
    """`/healthz`: whether this process does its work; `/readyz`: whether all that it needs is there.

    What a restart mends is `vital`; what it does not mend, a database or a Slack that is away, is `checks`.
    Notes are no faults: what an operator should know of a process that is ready.
    """

    def __init__(
        self, checks: Mapping[str, Check], *, vital: Mapping[str, Check], notes: Mapping[str, Note]
    ) -> None:
        self._checks = checks
        self._vital = vital
        self._notes = notes
        self.draining = False

    async def alive(self, _request: web.Request) -> web.Response:
        """200 while every part of the process lives; 503 with the reasons otherwise."""
        found = {name: await check() for name, check in self._vital.items()}
        faults = {name: fault for name, fault in found.items() if fault}
        if not faults:
            return web.json_response({"status": "ok"})
        return web.json_response({"status": "stuck", "faults": faults}, status=503)

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when every check passes; 503 with the reasons otherwise."""
        found = {name: await check() for name, check in self._checks.items()}
        if self.draining:
            found["process"] = "stopping"
        faults = {name: fault for name, fault in found.items() if fault}
        body: dict[str, object] = {"status": "not ready" if faults else "ready", "faults": faults}
        notes = {name: note for name, say in self._notes.items() if (note := say())}
        if notes:
            body["notes"] = notes
        return web.json_response(body, status=503 if faults else 200)

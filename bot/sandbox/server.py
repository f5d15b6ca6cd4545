"""The fake Slack over HTTP: Web API, response URLs, sockets, the page and its own API."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from . import answers
from .page_api import Advance, PageApi, Tour
from .socket_mode import PATH
from .state import Json
from .web_api import WebApi
from .workspace import SandboxWorkspace

HERE = Path(__file__).parent
ASSET = re.compile(r"[a-z][a-z0-9_-]*\.(js|css|svg)")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"


class Slack:
    """The addresses that an app uses: the Web API, response URLs and sockets of one or more workspaces."""

    def __init__(self, *workspaces: SandboxWorkspace) -> None:
        self._teams = {one.state.team_id: one for one in workspaces}
        self._api = WebApi(workspaces)

    def routes(self) -> list[web.RouteDef]:
        """Every address of Slack itself."""
        return [
            web.route("*", "/api/{method}", self._api.handle),
            web.post("/sandbox/respond/{team}/{key}", self.respond),
            web.get(PATH + "{team}", self.socket),
        ]

    async def respond(self, request: web.Request) -> web.Response:
        """A post to a response_url."""
        team = self._team(request)
        body: Json = await request.json()
        status, word = answers.respond(team.state, request.match_info["key"], body)
        return web.Response(status=status, text=word)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """A Socket Mode connection."""
        return await self._team(request).socket.serve(request)

    def _team(self, request: web.Request) -> SandboxWorkspace:
        team = self._teams.get(request.match_info["team"])
        if team is None:
            raise web.HTTPNotFound(text="no_team")
        return team


async def page(request: web.Request) -> web.Response:
    """The sandbox page."""
    return _file(HERE / "page.html")


async def asset(request: web.Request) -> web.Response:
    """A script or style sheet of the page."""
    name = request.match_info["name"]
    if not ASSET.fullmatch(name):
        raise web.HTTPNotFound
    inside = HERE / "page" / name
    return _file(inside if inside.is_file() else HERE / name)


def _file(path: Path) -> web.Response:
    if not path.is_file():
        raise web.HTTPNotFound(text=f"{path.name} is not here")
    headers = {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    text = path.read_text(encoding="utf-8")
    return web.Response(text=text, content_type=TYPES[path.suffix], headers=headers)


def routes(
    workspace: SandboxWorkspace,
    *others: SandboxWorkspace,
    advance: Advance | None = None,
    tour: Tour | None = None,
) -> list[web.RouteDef]:
    """All addresses of the sandbox; the page shows the first workspace."""
    return [
        *Slack(workspace, *others).routes(),
        *PageApi(workspace, advance, tour).routes(),
        web.get("/", page),
        web.get("/sandbox/page/{name}", asset),
        web.get("/sandbox/{name:page\\.(?:js|css)}", asset),
    ]


def install(
    app: web.Application,
    workspace: SandboxWorkspace,
    *others: SandboxWorkspace,
    advance: Advance | None = None,
) -> None:
    """Put the sandbox into a web application, so that its pages and sockets end when the server does."""
    app.add_routes(routes(workspace, *others, advance=advance))

    async def close(_: web.Application) -> None:
        for one in (workspace, *others):
            await one.close_doors()

    app.on_shutdown.append(close)


@asynccontextmanager
async def serving(
    workspace: SandboxWorkspace, *others: SandboxWorkspace, advance: Advance | None = None, port: int = 0
) -> AsyncIterator[str]:
    """Serve the sandbox on loopback; the base address, to which `/api/` is added for a client."""
    app = web.Application()
    install(app, workspace, *others, advance=advance)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    for one in (workspace, *others):
        one.state.address = address
    try:
        yield address
    finally:
        await runner.cleanup()

"""Processes of the two roles, on one database: each does its half, and together they do the whole."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select

from bot import vault
from bot.db import Db
from bot.outbox.models import OUTBOX, Fate
from bot.questions.models import Question
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Role
from bot.starting import BACK
from tests.conftest import KEY, SECRET
from tests.process.test_run import ASK, Running, page, running, seen, slack

TICKED = "afterglow_tick_seconds_count{"
SENT = "afterglow_sends_total{"

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@asynccontextmanager
async def process(
    folder: Path, role: Role, workspace: SandboxWorkspace, *, url: str, port: int, **more: str
) -> AsyncIterator[Running]:
    """One process of this role, connected."""
    settings = {
        "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{workspace.state.address}/api/",
        "DATABASE_URL": url,
        "AFTERGLOW_ENCRYPTION_KEY": KEY,
        "AFTERGLOW_ROLE": role,
        "PORT": str(port),
    }
    async with running(folder, **settings, **more) as bot:
        await bot.hears("slack.connected")
        yield bot


async def shown(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def standing(url: str) -> tuple[int, dict[str, int]]:
    """How many questions there are, and what became of the messages about them."""
    vault.use(vault.Vault([KEY]))
    db = Db.open(url)
    async with db.read() as session:
        questions = await session.scalar(select(func.count()).select_from(Question)) or 0
        fates = await session.execute(select(OUTBOX.c.fate, func.count()).group_by(OUTBOX.c.fate))
        found = questions, {str(fate): count for fate, count in fates}
    await db.close()
    return found


async def test_a_receiver_takes_and_a_worker_sends_and_ticks(
    database_url: str, tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    receives, works = unused_tcp_port_factory(), unused_tcp_port_factory()
    async with (
        slack() as (workspace, _),
        process(tmp_path, Role.RECEIVER, workspace, url=database_url, port=receives) as receiver,
    ):
        workspace.door = door = HttpDoor(f"http://127.0.0.1:{receives}/slack/events", SECRET)
        asked = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
        assert workspace.courier.pending == []
        assert await standing(database_url) == (1, {Fate.READY: 1})
        async with process(tmp_path, Role.WORKER, workspace, url=database_url, port=works) as worker:
            if sys.platform.startswith("linux"):
                here = os.getpriority(os.PRIO_PROCESS, 0)
                assert os.getpriority(os.PRIO_PROCESS, receiver.process.pid) == here
                assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) == max(here, BACK)
            await seen(workspace, lambda: len(workspace.thread(asked)) == 1)
            await page(works, "metrics", lambda text: SENT in text and TICKED in text)
            # All that time the receiver looked on: what it would have sent lay there before the other began.
            _, metrics = await shown(receives, "/metrics")
            assert SENT not in metrics and TICKED not in metrics
        await door.close()


async def test_a_worker_takes_nothing_from_slack_and_is_ready_all_the_same(
    database_url: str, tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, _):
        token = workspace.state.app.app_token
        async with process(
            tmp_path, Role.WORKER, workspace, url=database_url, port=port, SLACK_APP_TOKEN=token
        ):
            assert [(await shown(port, path))[0] for path in ("/readyz", "/healthz")] == [200, 200]
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET)
            await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            assert {one.retry.reason for one in workspace.courier.pending} == {"http_error"}
            assert [(await shown(port, path))[0] for path in ("/slack/install", "/report")] == [404, 404]
            assert await standing(database_url) == (0, {})
            assert workspace.calls("apps.connections.open") == []
            await door.close()


@pytest.mark.long
async def test_over_a_socket_the_two_do_the_whole(
    database_url: str, tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    async with slack() as (workspace, _):
        more = {"url": database_url, "SLACK_APP_TOKEN": workspace.state.app.app_token}
        async with (
            process(tmp_path, Role.WORKER, workspace, port=unused_tcp_port_factory(), **more),
            process(tmp_path, Role.RECEIVER, workspace, port=unused_tcp_port_factory(), **more) as receiver,
        ):
            assert workspace.socket.connections == 1
            workspace.door = workspace.socket
            asked = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(asked)) == 1)
            assert workspace.socket.connections == 1
        assert "socket.seated" in "".join(receiver.said)

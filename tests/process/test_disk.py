"""A full disk, a read-only database: nothing is acknowledged that is not kept, and all goes on by itself."""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot import migrate
from bot.clock import now
from bot.sandbox.delivery import HttpDoor
from tests.conftest import KEY, SECRET
from tests.postgres import sql
from tests.process.test_run import ASK, Running, page, running, seen, slack

QUESTIONS = 5
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="fills disks in Linux's ways"),
]
Act = Callable[[Running], object]


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A file system of this size; skips where none may be mounted."""
    place = folder / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room for anything else."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"0" * size):
                    continue
            except OSError:
                continue
    return ballast


async def story(folder: Path, port: int, url: str, *, full: Act, free: Act, says: str = "ready") -> None:
    """People ask while nothing can be kept; each gets their answer once it can. `/readyz` says it."""
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "DATABASE_URL": url,
            "AFTERGLOW_ENCRYPTION_KEY": KEY,
            "PORT": str(port),
        }
        async with running(folder, **settings) as bot:
            await bot.hears("roster.synced .* members=15")
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET, patience=30)
            full(bot)
            asked = [
                await workspace.say("ana", f"@afterglow {ASK} ({number})", channel="marketing")
                for number in range(QUESTIONS)
            ]
            refused = list(workspace.courier.pending)
            assert refused, "everything was acknowledged although nothing could be kept"
            assert all(entry.status != 200 for entry in workspace.deliveries() if entry.note != "ok")
            await page(port, "readyz", lambda text: says in text)
            free(bot)
            await page(port, "readyz", lambda text: '"status": "ready"' in text)
            while workspace.courier.pending:
                await workspace.deliver_retries(now() + timedelta(minutes=6))
            assert workspace.courier.given_up == []
            await seen(workspace, lambda: all(workspace.thread(one) for one in asked))
            assert [len(workspace.thread(one)) for one in asked] == [1] * QUESTIONS
            print(f"{len(refused)} of {QUESTIONS} refused meanwhile; all answered once after")
            await door.close()


async def test_a_sqlite_file_that_may_not_grow(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    def limit(bot: Running, size: int) -> None:
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    await story(
        tmp_path,
        unused_tcp_port_factory(),
        f"sqlite:///{tmp_path}/afterglow.db",
        full=lambda bot: limit(bot, 4096),
        free=lambda bot: limit(bot, resource.RLIM_INFINITY),
    )


async def test_a_sqlite_file_on_a_full_disk(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    with small_disk(tmp_path, megabytes=16) as disk:
        await story(
            tmp_path,
            unused_tcp_port_factory(),
            f"sqlite:///{disk}/afterglow.db",
            full=lambda _: fill(disk),
            free=lambda _: (disk / "ballast").unlink(),
        )


async def test_a_postgresql_whose_tables_find_no_room(
    tmp_path: Path, postgres: str, unused_tcp_port_factory: Callable[[], int]
) -> None:
    if "AFTERGLOW_TEST_DATABASE" in os.environ:
        pytest.skip("the server may be on another machine")
    base = make_url(postgres).set(drivername="postgresql")
    with (
        small_disk(tmp_path, megabytes=24) as disk,
        psycopg.connect(base.render_as_string(hide_password=False), autocommit=True) as admin,
    ):
        (disk / "tables").mkdir()
        shutil.chown(disk / "tables", user="pgserver")
        _open_the_way(disk)
        admin.execute(f"CREATE TABLESPACE small LOCATION '{disk}/tables'")
        admin.execute("CREATE DATABASE afterglow_small TABLESPACE small")
        try:
            await story(
                tmp_path,
                unused_tcp_port_factory(),
                base.set(database="afterglow_small").render_as_string(hide_password=False),
                full=lambda _: fill(disk),
                free=lambda _: (disk / "ballast").unlink(),
            )
        finally:
            admin.execute("DROP DATABASE afterglow_small WITH (FORCE)")
            admin.execute("DROP TABLESPACE small")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_postgresql_that_may_only_be_read(
    tmp_path: Path, postgres: str, database_url: str, unused_tcp_port_factory: Callable[[], int]
) -> None:
    name = make_url(database_url).database

    def protect(_bot: Running) -> None:
        sql(postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        # Only new connections see it; and those stay as they are when it is taken back.
        sql(postgres, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def release(_bot: Running) -> None:
        sql(postgres, f"ALTER DATABASE {name} RESET default_transaction_read_only")

    port = unused_tcp_port_factory()
    await story(tmp_path, port, database_url, full=protect, free=release, says="read-only transaction")


async def test_a_sqlite_file_that_may_only_be_read_ends_the_start(tmp_path: Path) -> None:
    with small_disk(tmp_path, megabytes=16) as disk:
        url = f"sqlite:///{disk}/afterglow.db"
        await asyncio.to_thread(migrate.upgrade, url)
        await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", str(disk)], check=True)
        settings = {"DATABASE_URL": url, "AFTERGLOW_ENCRYPTION_KEY": KEY, "SLACK_BOT_TOKEN": "xoxb-1"}
        async with running(tmp_path, SLACK_SIGNING_SECRET=SECRET, PORT="0", **settings) as bot:
            assert await bot.ends() == 2
    assert "DATABASE_URL: the database cannot be used" in "".join(bot.said)


def _open_the_way(disk: Path) -> None:
    """The server runs as another user, who has to come this far."""
    for folder in (disk, *disk.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)

"""A disk that is full: what cannot be kept is not acknowledged, nothing is lost, all goes on by itself."""

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

from bot.clock import now
from bot.sandbox.delivery import HttpDoor
from tests.conftest import KEY, SECRET
from tests.process.test_run import ASK, Running, running, seen, slack

QUESTIONS = 5
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="fills disks in Linux's ways")
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


async def story(folder: Path, port: int, url: str, *, full: Act, free: Act) -> None:
    """People ask while the disk is full; each gets their answer once there is room again."""
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
            assert refused, "everything was acknowledged although the disk was full"
            assert all(entry.status != 200 for entry in workspace.deliveries() if entry.note != "ok")
            free(bot)
            while workspace.courier.pending:
                await workspace.deliver_retries(now() + timedelta(minutes=6))
            assert workspace.courier.given_up == []
            await seen(workspace, lambda: all(workspace.thread(one) for one in asked))
            assert [len(workspace.thread(one)) for one in asked] == [1] * QUESTIONS
            print(f"{len(refused)} of {QUESTIONS} refused while the disk was full; all answered once after")
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


def _open_the_way(disk: Path) -> None:
    """The server runs as another user, who has to come this far."""
    for folder in (disk, *disk.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)

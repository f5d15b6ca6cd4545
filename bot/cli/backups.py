"""`backup` and `restored`: copy the database, tell a copy that it takes its place; `copy`: move house."""

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot import clock, copying, migrate
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.db import Db, file_of, reason
from bot.outbox import restores
from bot.outbox.restores import Restored
from bot.settings import Settings, database_address


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow backup afterglow-monday.db")(backup)
    app.command(epilog="Example: afterglow restored")(restored)
    app.command(epilog="Example: afterglow copy postgresql://afterglow@db.example.com/afterglow")(copy)


def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; it may not exist yet.")],
) -> None:
    """Copy the SQLite database while it is in use; PostgreSQL has pg_dump."""
    found = settings()
    file = file_of(found.database_url)
    if file is None:
        stop("DATABASE_URL is a PostgreSQL: back it up with pg_dump (docs/operating.md)", code=WRONG_USE)

    async def look() -> None:
        async with store.opened(found):
            return  # it is there, it is ours, and the key opens it

    store.work(look())
    try:
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        stop(f"{to}: the copy cannot be made: {error.strerror}", code=WRONG_USE)
    try:
        with closing(sqlite3.connect(file)) as own, closing(sqlite3.connect(to)) as copy:
            own.backup(copy)
    except sqlite3.Error as error:
        to.unlink()
        stop(f"{to}: the copy failed, and was removed: {error}", code=FAILED)
    typer.echo(
        f"Done: {to}. Keep {found.key_file or 'AFTERGLOW_ENCRYPTION_KEY'} too: only it opens the copy."
    )


def restored(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Say that this database came from a backup, before anything is started on it.

    What may have been sent since is then looked up in Slack first, so that nothing is sent twice.
    """
    found = settings()

    async def work() -> Restored:
        async with store.opened(found) as db, db.begin() as session:
            return await restores.begin_again(session, now=clock.now())

    done = store.work(work())
    if as_json:
        told = {**vars(done), "lost_since": done.lost_since.isoformat(timespec="seconds")}
        typer.echo(json.dumps(told))
        return
    typer.echo(f"Done. This database knows nothing after {done.lost_since:%Y-%m-%d %H:%M} UTC.")
    typer.echo(
        f"{done.looked_up} messages that were due will be looked up in Slack before they go out, and so will "
        f"what the clock sends again; {done.expired} that only one person would have seen are given up."
    )


def copy(
    to: Annotated[str, typer.Argument(metavar="URL", help="An empty database; its tables are made here.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Copy everything to another database, from SQLite to PostgreSQL or back. Stop every process first.

    All of it or nothing; every row is read back and compared. What is sealed keeps its key.
    """
    found = settings()
    try:
        address = database_address(to)
    except ValueError as error:
        stop(f"URL {error}", code=WRONG_USE)

    async def work() -> dict[str, int]:
        async with store.opened(found) as source:
            await asyncio.to_thread(migrate.upgrade, address)
            target = Db.open(address)
            try:
                return {done.table: done.rows async for done in copying.copy(source, target)}
            finally:
                await target.close()

    try:
        rows = store.work(work())
    except (copying.NotEmpty, copying.Differs) as error:
        stop(f"nothing was copied: {error} in the other database", code=FAILED)
    except DBAPIError as error:
        stop(f"nothing was copied: a database refused: {reason(error)}", code=FAILED)
    if as_json:
        typer.echo(json.dumps(rows))
        return
    typer.echo(f"Done: {sum(rows.values()):,} rows in {len(rows)} tables, each read back and the same.")
    typer.echo(
        f"Set DATABASE_URL to it, and AFTERGLOW_ENCRYPTION_KEY to the key of this one{_kept_in(found)}."
    )


def _kept_in(found: Settings) -> str:
    is_file = found.key_file and not found.afterglow_encryption_key
    return f": it is in {found.key_file}" if is_file else ""

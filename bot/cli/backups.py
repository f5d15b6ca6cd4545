"""`backup` and `restored`: copy the database while it runs; tell a copy that it takes its place."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.db import file_of
from bot.outbox import restores
from bot.outbox.restores import Restored


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow backup afterglow-monday.db")(backup)
    app.command(epilog="Example: afterglow restored")(restored)


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

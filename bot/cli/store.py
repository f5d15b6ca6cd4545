"""What commands that read or change the database share: a way in, and which workspace is meant."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from bot import migrate, vault
from bot.cli.ends import FAILED, WRONG_USE, stop, unusable, vault_trouble
from bot.db import Db, Unusable, file_of, passes, reason
from bot.settings import Settings
from bot.tables import load_tables
from bot.vault import VaultError
from bot.workspaces import service as workspaces
from bot.workspaces.models import Workspace

Result = TypeVar("Result")


def work(task: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work; a database that is away ends it with one line."""
    try:
        return asyncio.run(task)
    except VaultError as error:
        vault_trouble(error)
    except Unusable as error:
        unusable(error)
    except DBAPIError as error:
        if not passes(error):
            raise
        stop(f"the database did not answer, nothing was changed: {reason(error)}", code=FAILED)


@asynccontextmanager
async def opened(found: Settings) -> AsyncIterator[Db]:
    """The database, when it is there and at our migration."""
    missing = missing_file(found)
    if missing is not None:
        stop(
            f"there is no database yet at {missing}: `afterglow migrate` or `afterglow run` makes it",
            code=FAILED,
        )
    await _refuse_another_migration(found.database_url)
    unlock(found)
    load_tables()
    db = Db.open(found.database_url)
    try:
        yield db
    finally:
        await db.close()


def missing_file(found: Settings) -> Path | None:
    """The SQLite file that is not there; None when it is, and with PostgreSQL."""
    file = file_of(found.database_url)
    try:
        return None if file is None or file.exists() else file
    except OSError as error:
        raise Unusable(f"{file} cannot be looked at: {error.strerror}") from error


def unlock(found: Settings) -> None:
    """Use the operator's keys, or the one made on first use."""
    vault.unlock(found.afterglow_encryption_key, found.key_file)


async def _refuse_another_migration(url: str) -> None:
    # By the sync driver: the async one leaves a thread behind that crashes, when a file does not open.
    at = await asyncio.to_thread(migrate.reached, url)
    migrate.refuse_newer(at)
    if at != migrate.newest():
        stop(
            f"the database is at migration {at or 'none'}, this version needs {migrate.newest()}: "
            "run `afterglow migrate`",
            code=FAILED,
        )


async def chosen(db: Db, workspace_id: str | None) -> Workspace:
    """The named workspace, or the only one there is."""
    async with db.read() as session:
        every = await workspaces.active(session)
        named = await workspaces.find(session, workspace_id) if workspace_id else None
    if workspace_id and named is None:
        known = ", ".join(one.workspace_id for one in every) or "none"
        stop(f"--workspace: {workspace_id} is not installed here; installed: {known}", code=WRONG_USE)
    if named is not None:
        return named
    if not every:
        stop("no workspace has installed Afterglow yet: start it with `afterglow run` first", code=FAILED)
    if len(every) > 1:
        ids = ", ".join(one.workspace_id for one in every)
        stop(f"several workspaces are installed, name one with --workspace: {ids}", code=WRONG_USE)
    return every[0]

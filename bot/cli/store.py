"""What commands that read or change the database share: a way in, and which workspace is meant."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import InterfaceError, OperationalError

from bot import migrate, vault
from bot.cli.ends import FAILED, WRONG_USE, stop, vault_trouble
from bot.db import Db
from bot.settings import Settings
from bot.tables import load_tables
from bot.vault import Vault, VaultError
from bot.workspaces import service as workspaces
from bot.workspaces.models import Workspace

Result = TypeVar("Result")


def work(task: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's work; a database that is away ends it with one line."""
    try:
        return asyncio.run(task)
    except VaultError as error:
        vault_trouble(error)
    except (OperationalError, InterfaceError) as error:
        away(error)


def away(error: OperationalError | InterfaceError) -> NoReturn:
    reason = str(error.orig).splitlines()[0]
    stop(f"the database did not answer, nothing was changed: {reason}", code=FAILED)


@asynccontextmanager
async def opened(found: Settings) -> AsyncIterator[Db]:
    """The database, when it is there and at our migration."""
    missing = missing_file(found)
    if missing:
        stop(
            f"there is no database yet at {missing}: `afterglow migrate` or `afterglow run` makes it",
            code=FAILED,
        )
    unlock(found)
    load_tables()
    db = Db.open(found.database_url)
    try:
        await _refuse_another_migration(db)
        yield db
    finally:
        await db.close()


def missing_file(found: Settings) -> str | None:
    """The SQLite file that is not there; None when it is, and with PostgreSQL."""
    path = make_url(found.database_url).database if found.database_url.startswith("sqlite") else None
    return path if path and not Path(path).exists() else None


def unlock(found: Settings) -> None:
    """Use the operator's keys, or the one made on first use."""
    from bot.app import KEY_FILE

    given = found.afterglow_encryption_key
    keys = [key.strip() for key in given.split(",")] if given else [vault.key_from_file(KEY_FILE)]
    vault.use(Vault(keys))


async def _refuse_another_migration(db: Db) -> None:
    async with db.read() as session:
        at = await (await session.connection()).run_sync(migrate.current)
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

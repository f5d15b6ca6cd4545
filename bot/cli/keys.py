"""`key` and `rekey`: make a key, and seal everything stored with the newest one."""

import json
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot import reseal, vault
from bot.cli import store
from bot.cli.ends import FAILED, WRONG_USE, settings, stop
from bot.db import Db, file_of
from bot.reseal import Seen
from bot.settings import Settings

DATABASES = ("*.db", "*.sqlite", "*.sqlite3")
SET = "AFTERGLOW_ENCRYPTION_KEY"


@dataclass(frozen=True)
class Sum:
    """All that is sealed: how much lies under an old key now, and what was done about it."""

    values: int = 0
    resealed: int = 0
    under_old_keys: int = 0
    under_no_key: int = 0
    keys: int = 1


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow key >> .env")(key)
    app.command(epilog="Example: afterglow rekey --dry-run")(rekey)


def key() -> None:
    """Make a key for AFTERGLOW_ENCRYPTION_KEY."""
    typer.echo(Fernet.generate_key().decode())


def rekey(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="First make a new key, where it is kept in a file.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count what lies under an old key.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Seal everything stored with the newest key, while processes run; it may be stopped and begun again."""
    found = settings()
    if new_key and dry_run:
        stop("--new-key and --dry-run exclude each other: choose one", code=WRONG_USE)
    if new_key and (found.afterglow_encryption_key or found.key_file is None):
        stop(
            f"--new-key: the key stands in {SET}, not in a file: put one from `afterglow key` before it, "
            f"as {SET}=new,old, start every process again, and then run `afterglow rekey`",
            code=WRONG_USE,
        )

    async def work() -> Sum:
        async with store.opened(found) as db:
            if new_key and found.key_file is not None:
                await _put_first(db, found, found.key_file)
            return await _count(db) if dry_run else await _renew(db)

    counted = store.work(work())
    kept = _drop_old(found, counted) if not dry_run else None
    if as_json:
        typer.echo(json.dumps(asdict(counted)))
    else:
        _tell(counted, found, is_dry=dry_run, kept=kept)
    if counted.under_no_key or (not dry_run and counted.under_old_keys):
        raise typer.Exit(FAILED)


async def _put_first(db: Db, found: Settings, file: Path) -> None:
    vault.put_first(Fernet.generate_key().decode(), file)
    store.unlock(found)
    async with db.begin() as session:
        # Whoever was writing has ended by now: what is written from here on is sealed with the new key.
        await session.execute(select(1))


async def _renew(db: Db) -> Sum:
    """Seal until nothing lies under an old key; rows that others were busy with are taken the next time."""
    resealed = 0
    for _ in range(reseal.LOOKS):
        done = await _watched(db, reseal.renew)
        resealed += done.resealed
        left = await _count(db) if done.under_old_keys else done
        if not left.under_old_keys:
            break
    return Sum(left.values, resealed, left.under_old_keys, left.under_no_key, left.keys)


async def _count(db: Db) -> Sum:
    return await _watched(db, reseal.look)


async def _watched(db: Db, work: Callable[[Db, vault.Vault], AsyncIterator[Seen]]) -> Sum:
    """Do it, and show how far it is where somebody watches."""
    opened = vault.current()
    values = old = lost = resealed = 0
    label = "Looking" if work is reseal.look else "Sealing"
    with typer.progressbar(length=await reseal.size(db), label=label, file=sys.stderr) as bar:
        async for seen in work(db, opened):
            values, old, lost = values + seen.values, old + seen.old, lost + seen.lost
            resealed += seen.resealed
            bar.update(seen.rows)
    return Sum(values, resealed, old, lost, opened.count)


def _drop_old(found: Settings, counted: Sum) -> Path | None:
    """Forget the file's old keys once nothing lies under them; returns what else may need them."""
    file = found.key_file
    if found.afterglow_encryption_key or file is None or counted.under_old_keys or counted.under_no_key:
        return None
    other = _beside(found)
    if other is None and counted.keys > 1:
        vault.keep(vault.keys(None, file)[:1], file)
    return other


def _beside(found: Settings) -> Path | None:
    """Another database in the same folder: the key file is its own too."""
    own = file_of(found.database_url)
    if own is None:
        return None
    every = sorted(file for pattern in DATABASES for file in own.parent.glob(pattern))
    return next((file for file in every if file.resolve() != own.resolve()), None)


def _tell(counted: Sum, found: Settings, *, is_dry: bool, kept: Path | None) -> None:
    if counted.under_no_key:
        typer.echo(
            f"{counted.under_no_key} values open with none of the keys: put the one that sealed them behind "
            "the others, and run it again."
        )
    if is_dry or counted.under_old_keys:
        typer.echo(f"{counted.under_old_keys} of {counted.values} values lie under an old key.")
        typer.echo(
            "`afterglow rekey` seals them with the newest." if counted.under_old_keys else _may_go(found)
        )
        return
    typer.echo(f"Done: {counted.resealed} of {counted.values} values were sealed with the newest key.")
    if counted.under_no_key:
        return
    if kept is not None and counted.keys > 1:
        typer.echo(f"The old key stays in {found.key_file}, because {kept.name} beside it may need it.")
    elif not found.afterglow_encryption_key:
        typer.echo(f"{found.key_file} holds the newest key alone. Older backups need the key they lie with.")
    else:
        typer.echo(_may_go(found))


def _may_go(found: Settings) -> str:
    if not found.afterglow_encryption_key:
        return "Nothing needs an older key."
    return (
        f"The old keys may go from {SET} once every process was started with the newest first and "
        "`afterglow rekey --dry-run` still says 0. Older backups need the key they were made with."
    )

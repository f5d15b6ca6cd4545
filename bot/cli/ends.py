"""What commands share: settings or exit 2, and plain words on the way out."""

import sys
from pathlib import Path
from typing import NoReturn

import typer

from bot import log
from bot.db import Unusable
from bot.migrate import Newer
from bot.settings import Settings, SettingsError, load
from bot.vault import VaultError

WRONG_USE = 2
FAILED = 1
INSTALL_ZONES = "install the Python package tzdata"


def settings() -> Settings:
    """The settings, or one line that names the variable and exit 2."""
    try:
        found = load()
    except SettingsError as error:
        stop(str(error), code=WRONG_USE)
    log.set_up(level=found.log_level, form=found.log_format)
    return found


def folder(path: Path) -> Path:
    """The path, when it leads to a folder."""
    if not path.is_dir():
        stop(f"{path} is not a folder of packs", code=WRONG_USE)
    return path


def stop(reason: str, *, code: int) -> NoReturn:
    """End with one line on standard error."""
    typer.echo(f"afterglow: {reason}", err=True)
    raise typer.Exit(code)


def vault_trouble(error: VaultError) -> NoReturn:
    stop(str(error), code=WRONG_USE)


def unusable(error: Unusable) -> NoReturn:
    """The database is not one that this command can work with."""
    if isinstance(error, Newer):
        stop(f"{error}; nothing was changed", code=FAILED)
    stop(f"DATABASE_URL: the database cannot be used, nothing was changed: {error}", code=WRONG_USE)


def is_watched(stream: object = None) -> bool:
    """Whether a person sits at this stream: standard output, when none is given."""
    return bool(getattr(stream or sys.stdout, "isatty", bool)())

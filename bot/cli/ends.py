"""What commands share: settings or exit 2, and plain words on the way out."""

from typing import NoReturn

import typer

from bot import log
from bot.settings import Settings, SettingsError, load
from bot.vault import VaultError

WRONG_USE = 2
FAILED = 1


def settings() -> Settings:
    """The settings, or one line that names the variable and exit 2."""
    try:
        found = load()
    except SettingsError as error:
        stop(str(error), code=WRONG_USE)
    log.set_up(level=found.log_level, form=found.log_format)
    return found


def stop(reason: str, *, code: int) -> NoReturn:
    """End with one line on standard error."""
    typer.echo(f"afterglow: {reason}", err=True)
    raise typer.Exit(code)


def vault_trouble(error: VaultError) -> NoReturn:
    stop(str(error), code=WRONG_USE)

"""`doctor`, `manifest`, `key`: what an operator needs to set up and look after a running bot."""

import typer
from cryptography.fernet import Fernet


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: afterglow key >> .env")(key)


def key() -> None:
    """Make a key for AFTERGLOW_ENCRYPTION_KEY."""
    typer.echo(Fernet.generate_key().decode())

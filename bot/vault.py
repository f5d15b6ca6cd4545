"""Encryption at rest: tokens and people's text are sealed before they reach the database."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class VaultError(Exception):
    """The key is missing, malformed, or not the one the text was sealed with."""


class Vault:
    """Seals and opens text with the first key; opens with any (so that keys can be rotated)."""

    def __init__(self, keys: list[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise VaultError(
                "AFTERGLOW_ENCRYPTION_KEY is not a key: make one with `afterglow key`, 44 characters"
            ) from error

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise VaultError("stored text was sealed with another AFTERGLOW_ENCRYPTION_KEY") from error


_current: Vault | None = None


def use(vault: Vault) -> None:
    """Make this the process's vault; called once by the composition root."""
    global _current
    _current = vault


def key_from_file(path: Path) -> str:
    """The key kept in `path`, made on first use and readable by its owner only."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Fernet.generate_key().decode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
    return key


class Sealed(TypeDecorator[str]):
    """Text that the database holds only encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _vault().seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _vault().open(value)


def _vault() -> Vault:
    if _current is None:
        raise VaultError("no vault is open: the composition root calls vault.use first")
    return _current

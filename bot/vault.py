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
            raise VaultError(
                "stored text was sealed with another AFTERGLOW_ENCRYPTION_KEY: put that one back, behind the "
                "new one if there is one"
            ) from error


_current: Vault | None = None


def use(vault: Vault) -> None:
    """Make this the process's vault; called once by the composition root."""
    global _current
    _current = vault


def keys(given: str | None, kept_in: Path | None) -> list[str]:
    """The operator's keys, newest first; without any, the one in the file, which is made on first use."""
    if given:
        return [key.strip() for key in given.split(",")]
    if kept_in is None:
        raise VaultError("AFTERGLOW_ENCRYPTION_KEY is not set: make one with `afterglow key`")
    try:
        key = _made(kept_in) or kept_in.read_text().strip()
        Fernet(key)
    except OSError as error:
        raise VaultError(
            f"{kept_in}: the encryption key can be neither read nor made: {error.strerror}"
        ) from error
    except ValueError as error:
        raise VaultError(
            f"{kept_in} holds no key: put the right one back, or remove the file when nothing is stored yet"
        ) from error
    return [key]


def _made(path: Path) -> str | None:
    """A new key, readable by its owner only; None when there is a file already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return None
    key = Fernet.generate_key().decode()
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())  # text sealed with a key that a power cut took is lost
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

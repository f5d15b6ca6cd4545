"""Encryption at rest: tokens and people's text are sealed before they reach the database."""

import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

Stamp = tuple[int, int]

_PRESSED = b"\xff"  # no text begins so in UTF-8
_LONG = 512  # bytes; a token or a line is no shorter when pressed


class VaultError(Exception):
    """The key is missing, malformed, or not the one the text was sealed with."""


class Vault:
    """Seals with the first key and opens with any, so that keys can be rotated.

    Keys kept in a file are read again when the file changes: a process that runs seals with the new one
    from its next word on.
    """

    def __init__(self, keys: Sequence[str], *, kept_in: Path | None = None) -> None:
        self._file = kept_in
        self._stamp: Stamp | None = None  # not looked at since these keys were read
        self._use(keys)

    def _use(self, keys: Sequence[str]) -> None:
        try:
            self._fernets = [Fernet(key) for key in keys]
        except ValueError as error:
            raise VaultError(
                "AFTERGLOW_ENCRYPTION_KEY is not a key: make one with `afterglow key`, 44 characters"
            ) from error
        self._all = MultiFernet(self._fernets)
        self.count = len(self._fernets)

    def seal(self, text: str) -> str:
        self._follow()
        return self._all.encrypt(_packed(text)).decode()

    def open(self, sealed: str) -> str:
        try:
            return _unpacked(self._all.decrypt(sealed.encode()))
        except InvalidToken:
            if self._follow():
                return self.open(sealed)
            raise VaultError(
                "stored text was sealed with another AFTERGLOW_ENCRYPTION_KEY: put that one back, behind the "
                "new one if there is one"
            ) from None

    def is_newest(self, sealed: str) -> bool:
        """Whether this lies under the first key."""
        try:
            self._fernets[0].decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def reseal(self, sealed: str) -> str | None:
        """The same under the first key, as old as it was; None when no key opens it."""
        try:
            return self._all.rotate(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _follow(self) -> bool:
        """Read the file again when it is another than it was; whether it was."""
        if self._file is None or _stamp(self._file) == self._stamp:
            return False
        self._stamp = _stamp(self._file)
        self._use(_read(self._file))
        return True


def _packed(text: str) -> bytes:
    """What is sealed of a text: a long one is pressed, for sealed it could not be pressed any more."""
    plain = text.encode()
    return plain if len(plain) < _LONG else _PRESSED + zlib.compress(plain, level=1)


def _unpacked(packed: bytes) -> str:
    text = zlib.decompress(packed[1:]) if packed.startswith(_PRESSED) else packed
    return text.decode()


_current: Vault | None = None


def use(vault: Vault) -> None:
    """Make this the process's vault; called once by the composition root."""
    global _current
    _current = vault


def unlock(given: str | None, kept_in: Path | None) -> list[str]:
    """Make the operator's keys, or those in the file, this process's; returns them."""
    found = keys(given, kept_in)
    use(Vault(found, kept_in=None if given else kept_in))
    return found


def keys(given: str | None, kept_in: Path | None) -> list[str]:
    """The operator's keys, newest first; without any, those in the file, which is made on first use."""
    if given:
        return [key.strip() for key in given.split(",")]
    if kept_in is None:
        raise VaultError("AFTERGLOW_ENCRYPTION_KEY is not set: make one with `afterglow key`")
    try:
        made = _made(kept_in)
    except OSError as error:
        raise _out_of_reach(kept_in, error) from error
    return [made] if made else _read(kept_in)


def put_first(key: str, kept_in: Path) -> None:
    """Seal with this key from now on; what the others sealed still opens."""
    keep([key, *keys(None, kept_in)], kept_in)


def keep(found: Sequence[str], kept_in: Path) -> None:
    """Replace the keys in the file, newest first; whoever reads it finds the old ones or these."""
    made = kept_in.with_name(f".{kept_in.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("\n".join(found) + "\n")
            file.flush()
            os.fsync(file.fileno())
        made.replace(kept_in)
        _sync_folder(kept_in.parent)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise _out_of_reach(kept_in, error) from error


def _read(path: Path) -> list[str]:
    try:
        found = path.read_text().split()
        for key in found or [""]:
            Fernet(key)
    except OSError as error:
        raise _out_of_reach(path, error) from error
    except ValueError as error:
        raise VaultError(
            f"{path} holds no key: put the right one back, or remove the file when nothing is stored yet"
        ) from error
    return found


def _out_of_reach(path: Path, error: OSError) -> VaultError:
    return VaultError(f"{path}: the encryption key can be neither read nor made: {error.strerror}")


def _stamp(path: Path) -> Stamp | None:
    """Another for each file that ever lies here; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


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


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Sealed(TypeDecorator[str]):
    """Text that the database holds only encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else current().seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else current().open(value)


def current() -> Vault:
    """The process's vault."""
    if _current is None:
        raise VaultError("no vault is open: the composition root calls vault.use first")
    return _current

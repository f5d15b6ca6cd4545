"""Databases made once, of which every test gets its own copy."""

import shutil
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

from bot import migrate


class Store(Protocol):
    """Where databases of one kind are."""

    def create(self) -> str:
        """An empty database; its URL."""

    def copy(self, url: str) -> str:
        """Another database that holds the same; its URL. Nobody is connected to the first."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""


class Files:
    """SQLite databases, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> str:
        place = self._folder / uuid.uuid4().hex[:12]
        place.mkdir()
        return f"sqlite:///{place}/afterglow.db"

    def copy(self, url: str) -> str:
        made = self.create()
        shutil.copyfile(_path(url), _path(made))
        return made

    def drop(self, url: str) -> None:
        shutil.rmtree(_path(url).parent)


class Server:
    """Databases of one PostgreSQL, over one connection."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._admin = psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True)
        self._left: str | None = None

    def create(self, *, like: str = "template1") -> str:
        name = f"afterglow_{uuid.uuid4().hex[:12]}"
        # Copying files is four times as fast as the default, which writes all of it to the log as well.
        self._do(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def copy(self, url: str) -> str:
        return self.create(like=_name(url))

    def drop(self, url: str) -> None:
        """At the next time: whoever hung up just now is waited for in steps of a tenth of a second."""
        if self._left is not None:
            self._do(f"DROP DATABASE {self._left} WITH (FORCE)")
        self._left = _name(url)

    def close(self) -> None:
        self._admin.close()

    def _do(self, statement: str) -> None:
        self._admin.execute(statement.encode())


class Originals:
    """The originals of one store: each is made when a copy is first asked for."""

    def __init__(self, store: Store, install: Callable[[str, datetime], None]) -> None:
        self._store = store
        self._install = install
        self._made: dict[datetime | None, str] = {}

    def copy(self, *, installed_at: datetime | None = None) -> str:
        """A migrated database: empty, or with the product installed at this moment."""
        if installed_at not in self._made:
            self._made[installed_at] = self._original(installed_at)
        return self._store.copy(self._made[installed_at])

    def empty(self) -> str:
        """A database with nothing in it."""
        return self._store.create()

    def drop(self, url: str) -> None:
        """A test is done with its copy."""
        self._store.drop(url)

    def _original(self, installed_at: datetime | None) -> str:
        if installed_at is not None:
            url = self.copy()
            self._install(url, installed_at)
            return url
        url = self._store.create()
        migrate.upgrade(url)
        return url


def _path(url: str) -> Path:
    return Path(str(make_url(url).database))


def _name(url: str) -> str:
    return str(make_url(url).database)

"""The database: one declarative base, two ways in, aware UTC times."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    ExceptionContext,
    MetaData,
    TableClause,
    event,
    exc,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from bot import trips

BUSY_TIMEOUT_MS = 10_000
CONNECT_S = "5"
RETURNED = "returned"
RESTED_S = 1.0
# What is erased is overwritten in the file too; not every build of SQLite does so by itself.
PRAGMAS = (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
COMMITTED = "committed"
NEWS = "news"  # what listeners hear of once it is committed
# SQLite's codes for what passes: busy, locked, out of memory, interrupted, a failing and a full disk.
# Not read-only: a file that is open stays writable, and whoever starts on such a one ends with a line.
PASSING = frozenset({5, 6, 7, 9, 10, 13})
READ_ONLY = "25006"  # PostgreSQL's code for a connection that may only read


class Unusable(Exception):
    """This database cannot be used as it is, and waiting mends nothing; the words say why."""


def passes(error: DBAPIError) -> bool:
    """Whether waiting may mend it: a server that is away, a file that is locked, a disk that is full."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in PASSING
    return isinstance(error, OperationalError | InterfaceError | InternalError)


def reason(error: Exception) -> str:
    """The database's own line about what is wrong."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    for line in lines:
        if "FATAL:" in line:
            return line.split("FATAL:", 1)[1].strip()
    first, *more = lines
    return more[0].strip(" -") if more and first.endswith(":") else first


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None with PostgreSQL."""
    path = make_url(url).database if url.startswith("sqlite") else None
    return Path(path) if path else None


def make_folder(url: str) -> None:
    """See to it that the folder of a SQLite file is there."""
    file = file_of(url)
    try:
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"the folder {file and file.parent} cannot be made: {error.strerror}") from error


def make_file(url: str) -> None:
    """See to it that a SQLite file is there; a new one, with its log, is its owner's alone."""
    make_folder(url)
    file = file_of(url)
    try:
        if file:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise Unusable(f"{file} cannot be made: {error.strerror}") from error


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def async_url(url: str) -> str:
    """The operator's plain URL with our async driver in it."""
    return _with_driver(url, sqlite="sqlite+aiosqlite")


def sync_url(url: str) -> str:
    """The operator's plain URL with the driver that Alembic uses."""
    return _with_driver(url, sqlite="sqlite")


def _with_driver(url: str, *, sqlite: str) -> str:
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite"):
        return parsed.set(drivername=sqlite).render_as_string(hide_password=False)
    if "connect_timeout" not in parsed.query:
        # The driver's own is two minutes: longer than a stop may take, and than anybody waits for `/readyz`.
        parsed = parsed.update_query_dict({"connect_timeout": CONNECT_S})
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _tune_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    def connected(connection: Any, _record: object) -> None:
        # The driver's own transaction control would begin late and unlocked: we begin ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)


def _ping_rested(engine: AsyncEngine) -> None:
    """Try a connection that has rested before it is used: whoever restarted the database closed it.

    The pool's own `pre_ping` asks before every use, which is one of six round trips of a press.
    """

    def returned(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[RETURNED] = time.monotonic()

    def taken(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        now = time.monotonic()
        if now - record.info.get(RETURNED, now) < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", returned)
    event.listen(engine.sync_engine, "checkout", taken)


def _drop_read_only(engine: AsyncEngine) -> None:
    """Keep no connection that may only read: it would stay so for ever, whatever new ones may do."""

    def failed(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True

    event.listen(engine.sync_engine, "handle_error", failed)


class _Queue:
    """The connections of one engine, first come, first served; in the pool's own queue late comers pass."""

    def __init__(self, address: str, connections: int, *, wait_s: float) -> None:
        # max_overflow=0: bursts queue instead of opening and closing connections (measured, docs/decisions).
        through = {"async_creator_fn": trips.connect} if address.startswith("sqlite") else {}
        self.engine = create_async_engine(
            address,
            connect_args=through,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=wait_s,
            hide_parameters=True,
        )
        self._free = asyncio.Semaphore(connections)
        self._wait_s = wait_s

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncEngine]:
        try:
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise exc.TimeoutError(f"no connection was free for {self._wait_s} seconds") from error
        try:
            yield self.engine
        finally:
            self._free.release()


class Db:
    """The two ways in: `begin` for one write transaction, `read` for a look."""

    def __init__(self, writer: _Queue, reader: _Queue) -> None:
        self._writer = writer
        self._reader = reader
        self._listeners: list[Callable[[], None]] = []
        self._hearers: list[Callable[[Any], None]] = []

    @classmethod
    def open(cls, url: str) -> "Db":
        """Connect lazily to SQLite or PostgreSQL; nothing is contacted yet."""
        address = async_url(url)
        if address.startswith("sqlite"):
            make_folder(url)
            # One writer: SQLite serialises writes anyway, and queueing here is fair where its lock is not.
            writer, reader = _Queue(address, 1, wait_s=30), _Queue(address, 4, wait_s=30)
            _tune_sqlite(writer.engine, begin="BEGIN IMMEDIATE")
            _tune_sqlite(reader.engine, begin="BEGIN")
            return cls(writer, reader)
        both = _Queue(address, 10, wait_s=10)
        _ping_rested(both.engine)
        _drop_read_only(both.engine)
        return cls(both, both)

    @property
    def dialect(self) -> str:
        return self._writer.engine.dialect.name

    def when_committed(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit that promised a message."""
        self._listeners.append(listener)

    def when_told(self, hearer: Callable[[Any], None]) -> None:
        """Call `hearer` with each piece of news of a transaction, after its commit."""
        self._hearers.append(hearer)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        async with (
            self._writer.turn() as engine,
            AsyncSession(engine, expire_on_commit=False) as session,
        ):
            async with session.begin():
                yield session
            if session.info.get(COMMITTED):
                for listener in self._listeners:
                    listener()
            for piece in session.info.get(NEWS, ()):
                for hearer in self._hearers:
                    hearer(piece)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A consistent look without the write lock."""
        async with (
            self._reader.turn() as engine,
            AsyncSession(engine, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    async def close(self) -> None:
        await self._writer.engine.dispose()
        if self._reader is not self._writer:
            await self._reader.engine.dispose()


async def try_to_write(session: AsyncSession) -> None:
    """Change nothing, in a way that PostgreSQL refuses where it lets us only read."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("UPDATE alembic_version SET version_num = version_num WHERE false"))


def insert(session: AsyncSession, table: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that can say what to do on conflict, in this session's dialect."""
    return insert_into(table, session.get_bind().dialect.name)


def insert_into(table: type[Base] | TableClause, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """The same for a dialect of this name, to be built once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)

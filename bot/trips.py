"""SQLite in its own thread, one trip there and back for each statement.

The driver makes four of them: for a cursor, the statement, its rows, and the cursor's end. Each waits for
another thread to wake up, which costs more than most statements do.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite

Rows = list[tuple[Any, ...]]
AT_ONCE = 500


class _Cursor:
    """What SQLAlchemy asks of a cursor; the first rows come with the statement, most often all there are."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._rows: Rows = []
        self._rest: sqlite3.Cursor | None = None  # of rows too many for one trip
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.trip(self._run, sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.trip(self._run, sqlite3.Cursor.executemany, sql, parameters)

    async def fetchall(self) -> Rows:
        if self._rest is not None:
            await self._connection.trip(self._run_on, self._rest)
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int) -> Rows:
        if not self._rows and self._rest is not None:
            self._rows = await self._connection.trip(self._rest.fetchmany, max(size, AT_ONCE))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def close(self) -> None:
        if self._rest is not None:
            await self._connection.trip(self._rest.close)
            self._rest = None

    def _run(self, how: Callable[..., Any], sql: str, parameters: Any) -> None:
        """In the connection's thread."""
        cursor = self._connection.made()
        try:
            how(cursor, sql, parameters)
            self._rows = cursor.fetchmany(AT_ONCE)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self.rowcount = cursor.rowcount
        except BaseException:
            cursor.close()
            raise
        if len(self._rows) < AT_ONCE:
            cursor.close()
        else:
            self._rest = cursor

    def _run_on(self, cursor: sqlite3.Cursor) -> None:
        """In the connection's thread, to the last row: only then it is known how many were written."""
        self._rows += cursor.fetchall()
        self.rowcount = cursor.rowcount


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    def made(self) -> sqlite3.Cursor:
        """The driver's own cursor, in its thread."""
        return self._conn.cursor()

    async def trip(self, work: Callable[..., Any], *what: Any) -> Any:
        """Have it done in that thread."""
        return await self._execute(work, *what)  # type: ignore[no-untyped-call]


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Open a file in a thread that ends with the process."""
    opened = _Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    opened._thread.daemon = True
    return opened

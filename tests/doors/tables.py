"""What lies in the database, to be looked at before and after an act, and put back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, create_engine

from bot.db import Base, sync_url

Row = tuple[Any, ...]
Held = dict[str, set[Row]]


class Tables:
    """Every row of every table as it lies in the database, sealed text included."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = create_engine(sync_url(url))
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._names = [table.name for table in Base.metadata.sorted_tables]
        whose = {
            table.name: "workspace_id" if "workspace_id" in table.columns else "NULL"
            for table in Base.metadata.sorted_tables
        }
        # PostgreSQL gives whole rows as text, and takes them back as that.
        parts = (
            f"SELECT '{name}', {column}, {name}.* FROM {name}"
            if self._is_sqlite
            else f"SELECT '{name}', {column}, {name}::text FROM {name}"
            for name, column in whose.items()
        )
        self._looks = list(parts) if self._is_sqlite else [" UNION ALL ".join(parts)]
        # By this alone a database tells, in no time, whether anybody has changed anything.
        self._change = "PRAGMA data_version" if self._is_sqlite else "SELECT pg_current_snapshot()::text"
        self._looker = self._engine.raw_connection()  # without what costs most here: a type for each value
        self._last: tuple[object, Held] = (None, {})

    def held(self) -> Held:
        """All there is now; not to be changed."""
        (change,) = self._rows(self._change)
        if change != self._last[0]:
            found: Held = {name: set() for name in self._names}
            for look in self._looks:
                for name, *row in self._rows(look):
                    found[name].add(tuple(row))
            self._last = (change, found)
        return self._last[1]

    def _rows(self, look: str) -> list[Row]:
        cursor = self._looker.cursor()
        cursor.execute(look)
        rows = [tuple(row) for row in cursor.fetchall()]
        cursor.close()
        self._looker.rollback()
        return rows

    def put_back(self, held: Held) -> None:
        """Make it as it was, whatever happened since."""
        now = self.held()
        with self._engine.begin() as connection:
            if not self._is_sqlite:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for name in [name for name in self._names if now[name] != held[name]]:
                connection.exec_driver_sql(f"DELETE FROM {name}")
                rows = [row[1:] for row in held[name]]
                if self._is_sqlite and rows:
                    signs = ", ".join("?" * len(rows[0]))
                    connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({signs})", rows)
                elif rows:
                    whole = (
                        f"INSERT INTO {name} SELECT (each.row::{name}).* FROM unnest(%s::text[]) each(row)"
                    )
                    connection.exec_driver_sql(whole, ([row[0] for row in rows],))

    def close(self) -> None:
        self._looker.close()
        self._engine.dispose()


def of(held: Held, workspace_id: str) -> Held:
    """What of it is one workspace's."""
    return {name: {row for row in rows if row[0] == workspace_id} for name, rows in held.items()}


def differing(before: Held, after: Held, *, besides: Sequence[str] = ()) -> dict[str, set[Row]]:
    """The rows that are in one and not in the other, by table."""
    told = {name: before[name] ^ after[name] for name in before if name not in besides}
    return {name: rows for name, rows in told.items() if rows}

"""Seal what is stored with the newest key: every sealed column there is, in batches, beside what runs."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, Text, func, select, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.schema import Column

from bot.db import Base, Db
from bot.vault import Sealed, Vault

BATCH = 200  # on SQLite a batch keeps the one writer
LOOKS = 5  # rows that somebody was busy with are taken the next time

Values = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """What was looked at so far: rows of one table, and values of all that lay or lie under which key."""

    table: str
    rows: int
    values: int = 0
    old: int = 0  # under a key that is not the first
    lost: int = 0  # under none that we have
    resealed: int = 0


def sealed_columns() -> dict[Table, list[Column[Any]]]:
    """Every table that holds sealed text, with the columns that do."""
    found = {
        table: [column for column in table.columns if isinstance(column.type, Sealed)]
        for table in Base.metadata.sorted_tables
    }
    return {table: columns for table, columns in found.items() if columns}


async def size(db: Db) -> int:
    """How many rows there are to look at."""
    async with db.read() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(table)) or 0 for table in sealed_columns()
        ]
    return sum(counts)


async def look(db: Db, vault: Vault) -> AsyncGenerator[Seen, None]:
    """Count what lies under which key, a batch at a time, changing nothing."""
    for table, columns in sealed_columns().items():
        async for rows in _batches(db, table, columns):
            yield _seen(table, columns, rows, vault)


async def renew(db: Db, vault: Vault) -> AsyncGenerator[Seen, None]:
    """Seal what lies under an old key with the first, a batch at a time.

    It may be stopped at any moment and begun again: what is done stays done.
    """
    for table, columns in sealed_columns().items():
        async for rows in _batches(db, table, columns):
            seen = _seen(table, columns, rows, vault)
            done = await _renew(db, table, columns, rows, vault) if seen.old else 0
            yield Seen(seen.table, seen.rows, seen.values, seen.old, seen.lost, done)


def _seen(table: Table, columns: Sequence[Column[Any]], rows: Sequence[Row[Any]], vault: Vault) -> Seen:
    values = [row[column.name] for row in _named(rows) for column in columns if row[column.name] is not None]
    aged = [value for value in values if not vault.is_newest(value)]
    lost = sum(vault.reseal(value) is None for value in aged)
    return Seen(table.name, len(rows), len(values), len(aged) - lost, lost)


async def _batches(db: Db, table: Table, columns: Sequence[Column[Any]]) -> AsyncIterator[Sequence[Row[Any]]]:
    """All rows by primary key, sealed as they lie there."""
    keys = list(table.primary_key.columns)
    raw = [type_coerce(column, Text).label(column.name) for column in columns]
    query = select(*keys, *raw).order_by(*keys).limit(BATCH)
    last: tuple[Any, ...] | None = None
    while True:
        later = query if last is None else query.where(tuple_(*keys) > last)
        async with db.read() as session:
            rows = (await session.execute(later)).all()
        if not rows:
            return
        yield rows
        last = tuple(rows[-1][: len(keys)])


async def _renew(
    db: Db, table: Table, columns: Sequence[Column[Any]], rows: Sequence[Row[Any]], vault: Vault
) -> int:
    """Each row is changed only while it still holds what was read: who wrote meanwhile has sealed it anew."""
    done = 0
    async with db.begin() as session:
        for row in _named(rows):
            old = {column.name: row[column.name] for column in columns if row[column.name] is not None}
            new = {
                name: fresh
                for name, value in old.items()
                if not vault.is_newest(value) and (fresh := vault.reseal(value)) is not None
            }
            if new and await _free(session, table, row):
                done += await _replace(session, table, row, old, new)
    return done


async def _free(session: AsyncSession, table: Table, row: Mapping[Any, Any]) -> bool:
    """Whether nobody else is writing this row: we never wait with rows in our hands."""
    keys = list(table.primary_key.columns)
    mine = select(*keys).where(*(key == row[key.name] for key in keys)).with_for_update(skip_locked=True)
    return (await session.execute(mine)).first() is not None


async def _replace(
    session: AsyncSession, table: Table, row: Mapping[Any, Any], old: Values, new: Values
) -> int:
    same = [key == row[key.name] for key in table.primary_key.columns]
    same += [type_coerce(table.c[name], Text) == old[name] for name in new]
    fresh = {table.c[name]: type_coerce(value, Text) for name, value in new.items()}
    changed = await session.execute(
        update(table).where(*same).values(fresh).returning(*table.primary_key.columns)
    )
    return len(new) if changed.first() is not None else 0


def _named(rows: Sequence[Row[Any]]) -> list[Mapping[Any, Any]]:
    return [row._mapping for row in rows]

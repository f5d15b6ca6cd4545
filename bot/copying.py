"""Copy everything to another database, of whichever kind: every row as it lies there, and read back."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Base, Db
from bot.vault import Sealed

BATCH = 1_000


class NotEmpty(Exception):
    """The other database holds something already; its words say what."""


class Differs(Exception):
    """What was read back is not what was written; its words say where."""


@dataclass(frozen=True)
class Copied:
    """One table that is done."""

    table: str
    rows: int


async def copy(source: Db, target: Db) -> AsyncGenerator[Copied, None]:
    """Copy every table, those first that others refer to; all of it or, when anything fails, nothing.

    What is sealed stays sealed by the same key.
    """
    async with source.read() as reader, target.begin() as writer:
        await _refuse_full(writer)
        for table in _tables():
            rows, digest = await _seen(reader, table, into=writer)
            if await _seen(writer, table) != (rows, digest):
                raise Differs(f"{table.name} was not read back as it was written")
            yield Copied(table.name, rows)
        await _count_on(writer)


async def _seen(reader: AsyncSession, table: Table, *, into: AsyncSession | None = None) -> tuple[int, str]:
    """How many rows, and a digest of all their values in order; written into another database on the way."""
    rows, digest = 0, hashlib.sha256()
    async for batch in _batches(reader, table):
        if into is not None:
            await into.execute(insert(table), batch)
        rows += len(batch)
        for row in batch:
            digest.update(repr(tuple(row.values())).encode())
    return rows, digest.hexdigest()


async def _batches(session: AsyncSession, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    found = await session.stream(select(table).order_by(*table.primary_key))
    async for rows in found.mappings().partitions(BATCH):
        yield [dict(row) for row in rows]


async def _refuse_full(session: AsyncSession) -> None:
    for table in _tables():
        if await session.scalar(select(func.count()).select_from(table)):
            raise NotEmpty(f"{table.name} has rows")


async def _count_on(session: AsyncSession) -> None:
    """PostgreSQL gives the next row the number after the last: it has not seen ours."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in _tables():
        if "id" in table.columns and isinstance(table.c.id.type, Integer):
            last = f"(SELECT max(id) FROM {table.name})"
            await session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last}) WHERE {last} > 0")
            )


def _tables() -> list[Table]:
    """Every table as the database has it: what is sealed as plain text."""
    plain = MetaData()
    return [
        Table(
            table.name,
            plain,
            *(
                Column(
                    column.name,
                    Text() if isinstance(column.type, Sealed) else column.type,
                    primary_key=column.primary_key,
                    autoincrement=False,
                )
                for column in table.columns
            ),
        )
        for table in Base.metadata.sorted_tables
    ]

"""Many rows in one statement: they travel as one value, and the database takes them apart.

A statement with a parameter for each cell is long, and reading it costs more than writing the rows.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    CursorResult,
    Dialect,
    Select,
    Table,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Base, insert


async def insert_all(
    session: AsyncSession,
    into: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    returning: Sequence[str] = (),
) -> CursorResult[Any]:
    """Write rows of the same columns, but none that is there already; returns these columns of the new ones.

    Columns that the rows do not name get their default.
    """
    table, dialect = Base.metadata.tables[into.__tablename__], session.get_bind().dialect
    statement = (
        insert(session, into)
        .from_select(list(rows[0]), _source(table, rows, dialect))
        .on_conflict_do_nothing()
        .returning(*(table.c[name] for name in returning))
    )
    # Past the ORM, which would look for the rows in its session.
    return await (await session.connection()).execute(statement)


async def update_all(session: AsyncSession, of: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Give each row its own values; each names its `id`, and all name the same columns."""
    table, dialect = Base.metadata.tables[of.__tablename__], session.get_bind().dialect
    source = _source(table, rows, dialect).subquery()
    values = {name: source.c[name] for name in rows[0] if name != "id"}
    await (await session.connection()).execute(update(table).values(values).where(table.c.id == source.c.id))


def _source(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> Select[Any]:
    """The rows as something to select from."""
    names, packed = list(rows[0]), literal(_packed(table, rows, dialect), Text)
    if dialect.name == "sqlite":
        each = func.json_each(packed).table_valued("value")
        values = (func.json_extract(each.c.value, f"$.{name}").label(name) for name in names)
        # The condition tells SQLite that ON CONFLICT is not a join's.
        return select(*values).where(true())
    typed = (column(name, table.c[name].type) for name in names)
    taken = func.json_to_recordset(cast(packed, JSON)).table_valued(*typed)
    return select(*taken.render_derived("r", with_types=True).c)


def _packed(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> str:
    """The rows in JSON, each value as the database stores it."""
    stored = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in rows[0]]
    return json.dumps(
        [{name: row[name] if how is None else how(row[name]) for name, how in stored} for row in rows],
        default=_told,
    )


# Rows of one batch share their times and days.
@lru_cache(maxsize=1024)
def _told(value: date) -> str:
    return value.isoformat()

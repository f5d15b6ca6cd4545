"""What is written often, by statements that are built once.

Many rows in one statement travel as one value, and the database takes them apart: one with a parameter for
each cell is long, and reading it costs more than writing the rows.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    CursorResult,
    Dialect,
    Executable,
    Integer,
    Select,
    Table,
    Text,
    Update,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.types import TypeEngine

from bot.db import Base, insert_into

Insert = sqlite.Insert | postgresql.Insert
Told = ReadOnlyColumnCollection[str, Any]  # a row as it was given, of those that are there already


async def insert_one(session: AsyncSession, into: type[Base], row: Mapping[str, Any]) -> int | None:
    """Write one row, unless it is there already; returns its id, None when it is."""
    table, dialect = Base.metadata.tables[into.__tablename__], session.get_bind().dialect.name
    # Past the ORM, which would look for the row in its session.
    made: int | None = await (await session.connection()).scalar(_inserting(table, dialect), row)
    return made


@cache
def _inserting(table: Table, dialect: str) -> Executable:
    """Built once: that costs as much as writing a row, and every press writes some."""
    return insert_into(table, dialect).on_conflict_do_nothing().returning(table.c.id)


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
        _writing(table, tuple(rows[0]), dialect.name)
        .on_conflict_do_nothing()
        .returning(*(table.c[name] for name in returning))
    )
    # Past the ORM, which would look for the rows in its session.
    return await (await session.connection()).execute(statement, _values(table, rows, dialect))


async def merge_all(
    session: AsyncSession,
    into: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str],
    told: Callable[[Told], Mapping[str, ColumnElement[Any]]],
) -> None:
    """Write rows of the same columns; one that is there already, known `by` these, becomes what is `told`."""
    table, dialect = Base.metadata.tables[into.__tablename__], session.get_bind().dialect
    statement = _writing(table, tuple(rows[0]), dialect.name)
    statement = statement.on_conflict_do_update(index_elements=by, set_=told(statement.excluded))
    await (await session.connection()).execute(statement, _values(table, rows, dialect))


def _writing(table: Table, names: tuple[str, ...], dialect: str) -> Insert:
    return insert_into(table, dialect).from_select(list(names), _source(table, names, dialect))


async def update_all(
    session: AsyncSession,
    of: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str] = ("id",),
    also: Mapping[str, Any] | None = None,
) -> None:
    """Give each row its own values, and what `also` names to all; rows name the same columns.

    Those of `by` tell which row is meant and as what it is known: one that has become another is left alone.
    """
    table, dialect = Base.metadata.tables[of.__tablename__], session.get_bind().dialect
    also = also or {}
    statement = _updating(table, tuple(rows[0]), tuple(by), tuple(also), dialect.name)
    values = _values(table, rows, dialect) | {f"also_{name}": value for name, value in also.items()}
    await (await session.connection()).execute(statement, values)


@lru_cache(maxsize=64)
def _updating(
    table: Table, names: tuple[str, ...], by: tuple[str, ...], also: tuple[str, ...], dialect: str
) -> Update:
    """Built once: that costs as much as writing a few rows."""
    source = _source(table, names, dialect).subquery()
    values: dict[str, ColumnElement[Any]] = {name: source.c[name] for name in names if name not in by}
    values |= {name: bindparam(f"also_{name}", type_=table.c[name].type) for name in also}
    return update(table).values(values).where(*(table.c[name] == source.c[name] for name in by))


def among(session: AsyncSession, what: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether it is one of these values.

    On PostgreSQL they travel as one array, so that the words are the same however many there are: a
    statement with another number of parameters is another statement, and the driver takes it apart anew.
    """
    if session.get_bind().dialect.name != "postgresql":
        return what.in_(values)
    return what == any_(literal(list(values), ARRAY(what.type)))


def _source(table: Table, names: tuple[str, ...], dialect: str) -> Select[Any]:
    """The rows as something to select from, to be executed with their `_values`."""
    packed = bindparam("packed", type_=Text())
    if dialect == "sqlite":
        each = func.json_each(packed).table_valued("value")
        values = (func.json_extract(each.c.value, f"$.{name}").label(name) for name in names)
        # The condition tells SQLite that ON CONFLICT is not a join's.
        return select(*values).where(true())
    typed = (column(name, table.c[name].type) for name in names)
    taken = func.json_to_recordset(cast(packed, JSON)).table_valued(*typed)
    # Told how many there are, PostgreSQL goes by the index; it expects a hundred, and would read a table of
    # which it knows nothing yet as a whole.
    return select(*taken.render_derived("r", with_types=True).c).limit(bindparam("count", type_=Integer()))


def _values(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> dict[str, Any]:
    packed = {"packed": _packed(table, rows, dialect)}
    return packed if dialect.name == "sqlite" else packed | {"count": len(rows)}


def _packed(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> str:
    """The rows in JSON, each value as the database stores it."""
    stored = [(name, _processor(table.c[name].type, dialect)) for name in rows[0]]
    return json.dumps(
        [{name: row[name] if how is None else how(row[name]) for name, how in stored} for row in rows],
        default=_told,
    )


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes of a value what the database stores; JSON is JSON already."""
    return None if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


# Rows of one batch share their times and days.
@lru_cache(maxsize=1024)
def _told(value: date) -> str:
    return value.isoformat()

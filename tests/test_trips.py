"""Statements on SQLite bring their rows with them, all of them and in order, however many there are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db import Db
from bot.trips import AT_ONCE

COUNTS = [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7]
TO = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT :count"


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Db]:
    db = Db.open(f"sqlite:///{tmp_path}/rows.db")
    async with db.begin() as session:
        await session.execute(text("CREATE TABLE numbers (id INTEGER PRIMARY KEY, i INTEGER UNIQUE)"))
    yield db
    await db.close()


@pytest.mark.parametrize("count", COUNTS)
async def test_all_rows_come(file: Db, count: int) -> None:
    async with file.read() as session:
        rows = (await session.scalars(text(TO), {"count": count})).all()
        in_parts = [one async for one in (await session.stream(text(TO), {"count": count})).scalars()]
    assert rows == in_parts == list(range(1, count + 1))


@pytest.mark.parametrize("count", COUNTS)
async def test_what_is_written_is_counted_and_returned(file: Db, count: int) -> None:
    async with file.begin() as session:
        made = await session.execute(text(f"INSERT INTO numbers (i) {TO} RETURNING i"), {"count": count})
        assert sorted(made.scalars()) == list(range(1, count + 1))
        gone = await session.execute(text("DELETE FROM numbers"))
        assert gone.rowcount == count  # type: ignore[attr-defined]


async def test_what_is_left_unread_holds_nobody_up(file: Db) -> None:
    async with file.read() as session:
        rows = await session.stream(text(TO), {"count": 3 * AT_ONCE})
        assert len(await rows.fetchmany(2)) == 2
        await rows.close()
    async with file.begin() as session:
        await session.execute(text("DROP TABLE numbers"))


async def test_a_statement_that_fails_leaves_the_connection_usable(file: Db) -> None:
    many = text("INSERT INTO numbers (i) VALUES (:i)")
    with pytest.raises(DBAPIError, match="UNIQUE"):
        async with file.begin() as session:
            await session.execute(many, [{"i": 1}, {"i": 1}])
    async with file.begin() as session:
        with pytest.raises(DBAPIError, match="no such table"):
            await session.execute(text("SELECT * FROM nowhere"))
        await session.execute(many, [{"i": 1}, {"i": 2}])
    async with file.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM numbers")) == 2

"""Looking at the outbox costs what waits or failed, and not what was ever sent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.db import Db
from bot.outbox import counts, undelivered
from bot.outbox.models import Fate

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
COLUMNS = (
    "delivery_id, workspace_id, dedupe, kind, method, channel, body, due_at, expires_at, not_before, "
    "fate, attempts, created_at, settled_at, is_emptied"
)


@pytest.fixture
async def session(db: Db) -> AsyncIterator[AsyncSession]:
    """Two thousand messages sent, a few waiting long since, a few dead."""
    async with db.begin() as session:
        for number in range(2000):
            fate = {0: "dead", 250: "ready"}.get(number % 500, "sent")
            await session.execute(
                text(
                    f"INSERT INTO outbox ({COLUMNS}) VALUES ('d{number}', 'T1', 'k{number}', 'test', "
                    "'chat.postMessage', 'C1', '', :at, :at, :at, :fate, 1, :at, :at, false)"
                ),
                {"at": NOW - timedelta(days=1), "fate": fate},
            )
        await session.execute(text("ANALYZE"))
        yield session


@contextmanager
def _heard(connection: AsyncConnection) -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def hear(_c: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        statements.append((sql, values))

    event.listen(connection.sync_connection, "before_cursor_execute", hear)
    yield statements
    event.remove(connection.sync_connection, "before_cursor_execute", hear)


async def plans(session: AsyncSession, statements: list[tuple[str, Any]]) -> list[str]:
    """How the database finds the rows of each statement."""
    connection = await session.connection()
    how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    found = []
    for sql, values in statements:
        rows = await connection.exec_driver_sql(f"{how} {sql}", values)
        found.append("\n".join(str(row) for row in rows))
    return found


async def test_metrics_look_only_at_what_waits(session: AsyncSession) -> None:
    with _heard(await session.connection()) as statements:
        standing = await counts.standing(session, now=NOW)
    assert standing.waiting[Fate.READY] == 4
    assert standing.overdue == standing.passed_over == timedelta(days=1)
    for plan in await plans(session, [one for one in statements if "outbox" in one[0]]):
        assert "Seq Scan on outbox" not in plan and "SCAN outbox" not in plan, plan


async def test_app_home_looks_only_at_what_was_not_delivered(session: AsyncSession) -> None:
    with _heard(await session.connection()) as statements:
        (found,) = await undelivered.missed(session, "T1", now=NOW)
    assert found.count == 4
    (plan,) = await plans(session, statements)
    assert "ix_outbox_undelivered" in plan

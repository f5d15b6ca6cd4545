"""Finding what was not delivered costs what there is of it, not what was ever sent."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Db
from bot.outbox import undelivered

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def plan_of(db: Db, session: AsyncSession) -> str:
    """How the database finds the rows of the one statement that is run."""
    statements: list[tuple[str, object]] = []
    connection = await session.connection()

    def heard(_c: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        statements.append((sql, values))

    event.listen(connection.sync_connection, "before_cursor_execute", heard)
    await undelivered.missed(session, "T1", now=NOW)
    event.remove(connection.sync_connection, "before_cursor_execute", heard)
    ((sql, values),) = statements
    how = "EXPLAIN QUERY PLAN" if db.dialect == "sqlite" else "EXPLAIN"
    rows = await connection.exec_driver_sql(f"{how} {sql}", values)  # type: ignore[arg-type]
    return "\n".join(str(row) for row in rows)


async def test_only_what_was_not_delivered_is_looked_at(db: Db) -> None:
    columns = (
        "delivery_id, workspace_id, dedupe, kind, method, channel, body, due_at, expires_at, not_before, "
        "fate, attempts, created_at, settled_at, is_emptied"
    )
    at = NOW - timedelta(days=1)
    async with db.begin() as session:
        for number in range(2000):
            await session.execute(
                text(
                    f"INSERT INTO outbox ({columns}) VALUES ('d{number}', 'T1', 'k{number}', 'test', "
                    "'chat.postMessage', 'C1', '', :at, :at, :at, :fate, 1, :at, :at, false)"
                ),
                {"at": at, "fate": "dead" if number % 500 == 0 else "sent"},
            )
        await session.execute(text("ANALYZE"))
        assert "ix_outbox_undelivered" in await plan_of(db, session)
        (found,) = await undelivered.missed(session, "T1", now=NOW)
        assert found.count == 4

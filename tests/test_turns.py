"""Connections are few: whoever waits for one is served in turn."""

import asyncio

from sqlalchemy import text

from bot.db import Db

PEOPLE, TIMES = 60, 5
CONNECTIONS = 10


async def test_whoever_waits_for_a_connection_is_served_in_turn(db: Db) -> None:
    await _open_all(db)
    served = 0
    passed: list[int] = []

    async def come_again() -> None:
        nonlocal served
        for _ in range(TIMES):
            before = served
            async with db.begin() as session:
                await session.connection()
                passed.append(served - before)
                served += 1
                await session.execute(text("SELECT 1"))

    await asyncio.gather(*(come_again() for _ in range(PEOPLE)))
    assert served == PEOPLE * TIMES
    assert max(passed) <= PEOPLE + CONNECTIONS


async def _open_all(db: Db) -> None:
    """Hold every connection at once: while one is still opened, those that are open serve others."""
    together = asyncio.Barrier(CONNECTIONS if db.dialect == "postgresql" else 1)

    async def hold() -> None:
        async with db.begin() as session:
            await session.connection()
            await together.wait()

    await asyncio.gather(*(hold() for _ in range(together.parties)))

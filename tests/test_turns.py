"""Connections are few: whoever waits for one is served in turn."""

import asyncio
from itertools import pairwise

from sqlalchemy import text

from bot.db import Db

PEOPLE, TIMES = 60, 5
CONNECTIONS = 10


async def test_whoever_waits_for_a_connection_is_served_in_turn(db: Db) -> None:
    served: list[int] = []

    async def come_again(number: int) -> None:
        for _ in range(TIMES):
            async with db.begin() as session:
                served.append(number)
                await session.execute(text("SELECT 1"))

    await asyncio.gather(*(come_again(number) for number in range(PEOPLE)))
    turns = [[at for at, one in enumerate(served) if one == number] for number in range(PEOPLE)]
    waited = max(later - earlier for mine in turns for earlier, later in pairwise(mine))
    assert waited <= PEOPLE + CONNECTIONS

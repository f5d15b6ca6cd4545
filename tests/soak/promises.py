"""What became of the messages that were promised in one database."""

import asyncio

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.db import Db
from bot.outbox.models import OUTBOX, SETTLED, Fate
from tests.soak.ground import pause

OPEN = OUTBOX.c.fate.not_in(SETTLED)
UNSWEPT = OUTBOX.c.sweep_at.is_not(None)


async def count(db: Db, which: object) -> int | None:
    """How many messages are like this; None when the database does not say."""
    query = select(func.count()).select_from(OUTBOX).where(which)  # type: ignore[arg-type]
    try:
        async with db.read() as session:
            return await session.scalar(query) or 0
    except (DBAPIError, OSError):
        return None


async def none_left(db: Db, which: object, *, patience: float) -> None:
    """Wait until no message is like this."""
    async with asyncio.timeout(patience):
        while await count(db, which) != 0:
            await pause(0.5)


async def fates(db: Db) -> dict[str, int]:
    """How many messages came to what."""
    async with db.read() as session:
        rows = await session.execute(select(OUTBOX.c.fate, func.count()).group_by(OUTBOX.c.fate))
        return {str(Fate(fate)): count for fate, count in rows}

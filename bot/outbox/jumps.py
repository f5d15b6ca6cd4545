"""After the clock jumped back: nothing may wait for a time that was only reached by mistake."""

from datetime import datetime

from sqlalchemy import case, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.fates import SETTLE_TIME, SWEEP_AFTER
from bot.outbox.limits import PACES
from bot.outbox.models import OUTBOX, SETTLED, Fate


async def mend(session: AsyncSession, *, now: datetime) -> int:
    """Bring nearer what waits beyond its own rule; returns how many messages. Doing it twice changes nothing.

    What was promised for later keeps its time; leases that end too late are over by themselves. A method that
    Slack closed is open again: if Slack still wants it to rest, it says so once more.
    """
    c = OUTBOX.c
    at_once = or_(c.due_at <= now, c.due_at <= c.created_at)
    ready = update(OUTBOX).where(
        c.fate == Fate.READY, c.not_before > now, or_(at_once, c.not_before > c.due_at)
    )
    unsure = update(OUTBOX).where(c.fate == Fate.UNSURE, c.not_before > now + SETTLE_TIME)
    swept = update(OUTBOX).where(c.sweep_at > now + SWEEP_AFTER, c.fate.in_(SETTLED))
    results = [
        await session.scalars(statement.returning(c.id))
        for statement in (
            ready.values(not_before=case((at_once, now), else_=c.due_at)),
            unsure.values(not_before=now + SETTLE_TIME),
            swept.values(sweep_at=now + SWEEP_AFTER),
        )
    ]
    await session.execute(update(PACES).values(limits={}))
    return sum(len(found.all()) for found in results)

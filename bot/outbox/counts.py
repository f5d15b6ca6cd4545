"""How the outbox stands: what became of messages, and whether anything is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import Fate, OutboxMessage

WAITING = (Fate.READY, Fate.SENDING, Fate.UNSURE)


@dataclass(frozen=True)
class Standing:
    """Messages by fate; how long the oldest waiting one exists, and how long the latest one is overdue."""

    by_fate: dict[str, int]
    oldest: timedelta
    overdue: timedelta


async def standing(session: AsyncSession, *, now: datetime) -> Standing:
    """Count over all workspaces."""
    rows = await session.execute(select(OutboxMessage.fate, func.count()).group_by(OutboxMessage.fate))
    counted = {row[0]: row[1] for row in rows}
    waiting = OutboxMessage.fate.in_(WAITING)
    made = await session.scalar(
        select(func.min(OutboxMessage.created_at)).where(waiting, OutboxMessage.due_at <= now)
    )
    due = await session.scalar(select(func.min(OutboxMessage.due_at)).where(waiting))
    return Standing(
        by_fate={fate: counted.get(fate, 0) for fate in Fate},
        oldest=max(now - made, timedelta()) if made else timedelta(),
        overdue=max(now - due, timedelta()) if due else timedelta(),
    )

"""What is kept of messages that are settled: their words for a week, the fact of them for longer."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import SETTLED, OutboxMessage, about
from bot.outbox.service import DELETE, EDIT, HOME, RESPOND, WHISPER

WORDS_KEPT = timedelta(days=7)
PASSING_KEPT = timedelta(days=30)
NO_WORDS = "{}"
# Nothing refers to these once they are settled; an offer or a card may still be edited years later.
PASSING = (WHISPER, RESPOND, EDIT, DELETE, HOME)


async def forget_words(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Empty the bodies of messages settled a week ago; returns how many."""
    old = (
        select(OutboxMessage.id)
        .where(OutboxMessage.fate.in_(SETTLED), OutboxMessage.settled_at < now - WORDS_KEPT)
        .where(OutboxMessage.is_emptied.is_(False))
        .limit(limit)
    )
    emptied = await session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(old))
        .values(body=NO_WORDS, is_emptied=True)
        .returning(OutboxMessage.id)
    )
    return len(emptied.all())


async def forget_about(session: AsyncSession, *, workspace_id: str, prefix: str) -> None:
    """Empty at once what was settled about something that its author took back."""
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, about(prefix), OutboxMessage.fate.in_(SETTLED))
        .values(body=NO_WORDS, is_emptied=True)
    )


async def forget_passing(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove ephemerals, edits and App Home pages settled a month ago; returns how many."""
    old = (
        select(OutboxMessage.id)
        .where(OutboxMessage.fate.in_(SETTLED), OutboxMessage.settled_at < now - PASSING_KEPT)
        .where(OutboxMessage.method.in_(PASSING))
        .limit(limit)
    )
    gone = await session.scalars(
        delete(OutboxMessage).where(OutboxMessage.id.in_(old)).returning(OutboxMessage.id)
    )
    return len(gone.all())

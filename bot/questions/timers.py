"""Questions whose time is up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.questions import routing
from bot.questions.models import Question
from bot.questions.rules import Status

OVERDUE = Due(Question.escalate_at, Question.status == Status.OPEN)


async def escalate_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Escalate unclaimed questions that are due; rows another process holds are left to it."""
    due = await session.scalars(
        select(Question)
        .where(OVERDUE.by(now))
        .order_by(Question.escalate_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = due.all()
    for question in rows:
        await routing.escalate(session, question, now=now)
    return len(rows)

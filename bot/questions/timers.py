"""Questions whose time is up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.questions import holding, routing
from bot.questions.models import Question
from bot.questions.rules import Status

OVERDUE = Due(Question.escalate_at, Question.status.in_((Status.OPEN, Status.CLAIMED)))


async def escalate_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Ask for an answer to questions that are due: the next people, or whoever holds one in silence.

    Rows that another process holds are left to it.
    """
    due = await session.scalars(
        select(Question)
        .where(OVERDUE.by(now))
        .order_by(Question.escalate_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = due.all()
    for question in rows:
        look = routing.escalate if question.status == Status.OPEN else holding.look_after
        await look(session, question, now=now)
    return len(rows)

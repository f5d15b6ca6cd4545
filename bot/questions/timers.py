"""Questions whose time is up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.people.rules import Person
from bot.questions import holding, routing, service, waiting
from bot.questions.models import Question
from bot.questions.rules import Status, Step

OVERDUE = Due(Question.escalate_at, Question.status.in_((Status.DRAFT, Status.OPEN, Status.CLAIMED)))


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
        if question.escalate_at is not None and question.escalate_at > now:
            continue  # it was listed with one before it
        await _ask_again(session, question, now=now)
    return len(rows)


async def _ask_again(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Whoever is waited for: its asker, its holder, the next people, or all of them once more."""
    if question.status == Status.DRAFT:
        asker = Person(question.workspace_id, question.asker_id)
        await service.ask_on(session, question.id, by=asker, now=now)
    elif question.status != Status.OPEN:
        await holding.look_after(session, question, now=now)
    elif question.step == Step.EVERYBODY_ASKED:
        await waiting.resurface(session, question, now=now)
    else:
        await routing.escalate(session, question, now=now)

"""Colleagues who answer below a question though nobody asked them to."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.nominations import service as nominations
from bot.people.rules import Person, is_alias
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import LIVE

BY_CHAMPION = ("answered", "met")


async def heard(session: AsyncSession, question: Question, person: Person, *, now: datetime) -> None:
    """Somebody wrote below a question that is not over."""
    if question.status in LIVE:
        await nominations.heard(session, person, question.id, now=now)


async def solved(session: AsyncSession, question: Question, *, by: Person, now: datetime) -> None:
    """Its asker says that it is solved: by a colleague, where no champion answered it."""
    if by.user_id != question.asker_id or is_alias(by.user_id):
        return  # who asks without a name could be who answers
    answers = select(QuestionEvent.id).where(
        QuestionEvent.question_id == question.id, QuestionEvent.what.in_(BY_CHAMPION)
    )
    if await session.scalar(answers.limit(1)) is None:
        await nominations.credit(session, question, now=now)

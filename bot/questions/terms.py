"""The words of answered questions, by which both databases find them while their text lies sealed.

A word is kept as a number that only the workspace's own key makes of it (docs/decisions/0023).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all
from bot.library.rules import roots
from bot.questions.models import Question, QuestionTerm
from bot.questions.rules import Status
from bot.workspaces import service as workspaces
from bot.workspaces.rules import told_by

FEWEST = 2  # words in common: with one alone nearly everything is found


async def keep(session: AsyncSession, question: Question) -> None:
    """Let an answered question be found by its words from now on."""
    terms = await _terms(session, question)
    here = {"question_id": question.id, "workspace_id": question.workspace_id}
    if terms:
        await insert_all(session, QuestionTerm, [here | {"term": term} for term in terms])


async def drop(session: AsyncSession, question_id: int) -> None:
    """Its words are gone, or others: it is not found by them any more."""
    await session.execute(delete(QuestionTerm).where(QuestionTerm.question_id == question_id))


async def sharing(
    session: AsyncSession, question: Question, *, readable: ColumnElement[bool], limit: int
) -> Sequence[Question]:
    """Answered questions with the most words in common with this one, the newest first among equals."""
    terms = await _terms(session, question)
    if len(terms) < FEWEST:
        return []
    shared = func.count(QuestionTerm.term)
    nearest = await session.scalars(
        select(Question.id)
        .join(QuestionTerm, QuestionTerm.question_id == Question.id)
        .where(QuestionTerm.workspace_id == question.workspace_id, QuestionTerm.term.in_(terms))
        .where(Question.status == Status.RESOLVED, Question.id != question.id, readable)
        .group_by(Question.id)
        .having(shared >= FEWEST)
        .order_by(shared.desc(), Question.id.desc())
        .limit(limit)
    )
    near = nearest.all()
    if not near:
        return []
    found = select(Question).where(Question.id.in_(near)).order_by(Question.id.desc())
    return (await session.scalars(found)).all()


async def _terms(session: AsyncSession, question: Question) -> list[int]:
    key = await workspaces.search_key(session, question.workspace_id)
    return sorted(told_by(key, root) for root in roots(question.text))

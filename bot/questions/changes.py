"""What every change of a question is made of: found, shifted by one guarded statement, written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_one
from bot.people.rules import Person
from bot.questions import statements
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status

# A question that nobody holds any more, or yet.
LET_GO: dict[str, object] = {
    "status": Status.OPEN,
    "champion_id": None,
    "claimed_at": None,
    "nudged_at": None,
    "step": 0,
}


@dataclass(frozen=True)
class Changed:
    """What an order did: the question as it now is, and whether this order changed it."""

    question: Question
    won: bool
    may: bool = True


async def find(session: AsyncSession, row_id: int, *, by: Person) -> Question | None:
    """A question of the actor's own workspace; of one that was not placed yet only its asker knows."""
    return await session.scalar(statements.FOUND, statements.about(row_id, by))


async def shift(
    session: AsyncSession,
    row_id: int,
    *,
    by: Person,
    states: Sequence[Status],
    values: dict[str, object],
    only: ColumnElement[bool] | None = None,
) -> Question | None:
    """Change a question if it is in one of these states; the database decides who was first."""
    statement = update(Question).where(
        Question.id == row_id, Question.workspace_id == by.workspace_id, Question.status.in_(states)
    )
    if only is not None:
        statement = statement.where(only)
    return await session.scalar(
        statement.values(**values).returning(Question),
        execution_options={"populate_existing": True, "synchronize_session": False},
    )


async def unchanged(session: AsyncSession, row_id: int, *, by: Person, may: bool = True) -> Changed | None:
    question = await find(session, row_id, by=by)
    return Changed(question, won=False, may=may) if question is not None else None


async def note(
    session: AsyncSession, question: Question, what: str, actor: str | None, *, now: datetime
) -> int:
    """Write a change into the question's history; returns its number there."""
    event = {"question_id": question.id, "what": what, "actor_id": actor, "at": now}
    made = await insert_one(session, QuestionEvent, event | {"workspace_id": question.workspace_id})
    if made is None:
        raise LookupError("a change that was just written down is not there")
    return made

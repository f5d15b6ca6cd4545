"""What every press on a question asks of the database, built once: building it took half of a press."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.champions.service import IS_CHAMPION
from bot.db import Base, insert_into
from bot.people.rules import Person
from bot.questions.models import Question
from bot.questions.rules import Status

_QUESTIONS = Base.metadata.tables[Question.__tablename__]
# A question of the actor's own workspace; of one that was not placed yet only its asker knows.
_IS_HERE = (Question.id == bindparam("row_id")) & (Question.workspace_id == bindparam("actor_space"))
_IS_KNOWN = _IS_HERE & or_(Question.status != Status.DRAFT, Question.asker_id == bindparam("actor"))
# As it is now: what the transaction read before, somebody else may have changed since.
FOUND: Select[Question] = select(Question).where(_IS_KNOWN).execution_options(populate_existing=True)
FOUND_BY: Select[Question, bool] = FOUND.add_columns(IS_CHAMPION)
_TAKING = (
    update(_QUESTIONS)
    .where(_IS_HERE, Question.status == Status.OPEN)
    .values(
        status=Status.CLAIMED,
        champion_id=bindparam("actor"),
        claimed_at=bindparam("taken_at"),
        # By the clock, as a press has no time to ask for working hours: the look at it then does.
        escalate_at=bindparam("reminded_at"),
        nudged_at=None,
    )
    .returning(_QUESTIONS)
)


def _loaded(changing: ReturningUpdate[Any]) -> Executable:
    """The question as the statement leaves it; an UPDATE of the ORM's own is built anew at every press."""
    return select(Question).from_statement(changing).execution_options(populate_existing=True)


TAKEN = _loaded(_TAKING)
TAKEN_BY_CHAMPION = _loaded(_TAKING.where(IS_CHAMPION))


@cache
def recorded(dialect: str) -> ReturningInsert[Question]:
    """A new question, unless Slack delivered it before."""
    return insert_into(Question, dialect).on_conflict_do_nothing().returning(Question)


def about(row_id: int, by: Person) -> dict[str, object]:
    """Which question is meant, and who acts."""
    return {"row_id": row_id, "actor_space": by.workspace_id, "actor": by.user_id}

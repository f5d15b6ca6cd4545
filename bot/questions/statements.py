"""What every press on a question asks of the database, built once: building it took half of a press."""

from functools import cache

from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.champions.service import IS_CHAMPION
from bot.db import insert_into
from bot.people.rules import Person
from bot.questions.models import Question
from bot.questions.rules import Status

# A question of the actor's own workspace; of one that was not placed yet only its asker knows.
_IS_HERE = (Question.id == bindparam("row_id")) & (Question.workspace_id == bindparam("actor_space"))
_IS_KNOWN = _IS_HERE & or_(Question.status != Status.DRAFT, Question.asker_id == bindparam("actor"))
# As it is now: what the transaction read before, somebody else may have changed since.
FOUND: Select[Question] = select(Question).where(_IS_KNOWN).execution_options(populate_existing=True)
FOUND_BY: Select[Question, bool] = FOUND.add_columns(IS_CHAMPION)
TAKEN = (
    update(Question)
    .where(_IS_HERE, Question.status == Status.OPEN)
    .values(
        status=Status.CLAIMED,
        champion_id=bindparam("actor"),
        claimed_at=bindparam("taken_at"),
        # By the clock, as a press has no time to ask for working hours: the look at it then does.
        escalate_at=bindparam("reminded_at"),
        nudged_at=None,
    )
    .returning(Question)
    .execution_options(populate_existing=True, synchronize_session=False)
)
TAKEN_BY_CHAMPION = TAKEN.where(IS_CHAMPION)


@cache
def recorded(dialect: str) -> ReturningInsert[Question]:
    """A new question, unless Slack delivered it before."""
    return insert_into(Question, dialect).on_conflict_do_nothing().returning(Question)


def about(row_id: int, by: Person) -> dict[str, object]:
    """Which question is meant, and who acts."""
    return {"row_id": row_id, "actor_space": by.workspace_id, "actor": by.user_id}

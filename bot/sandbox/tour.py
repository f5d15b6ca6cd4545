"""The steps of the tour: each is done when the thing itself has happened, whoever did it and wherever."""

from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from bot.cadence.models import CadenceRow
from bot.db import Db
from bot.nudges.models import Nudge
from bot.questions.models import Question
from bot.questions.rules import Status


class Step(StrEnum):
    """What a newcomer does, in this order."""

    ANSWER = "answer"
    ASK = "ask"
    CLAIM = "claim"
    CADENCE = "cadence"


async def done(db: Db) -> list[str]:
    """The steps that are done, as the product has them on record."""
    asked = Question.status.not_in((Status.DRAFT, Status.WITHDRAWN))
    proofs = {
        Step.ANSWER: exists().where(Nudge.answer.is_not(None)),
        Step.ASK: exists().where(asked),
        Step.CLAIM: exists().where(Question.claimed_at.is_not(None)),
        Step.CADENCE: exists().where(CadenceRow.id.is_not(None)),
    }
    try:
        async with db.read() as session:
            found = (await session.execute(select(*proofs.values()))).one()
    except SQLAlchemyError:
        return []  # the page may be open before the database is: nothing has happened there yet
    return [step.value for step, is_done in zip(proofs, found, strict=True) if is_done]

"""The steps of the tour: each is done when the thing itself has happened, whoever did it and wherever."""

from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Db
from bot.nudges.models import Nudge
from bot.questions.models import QuestionEvent
from bot.workspaces.models import AdminAct


class Step(StrEnum):
    """What a newcomer does, in this order."""

    ANSWER = "answer"
    ASK = "ask"
    CLAIM = "claim"
    CADENCE = "cadence"


class Tour:
    """What is done, as the product has it on record; what was seen to be done stays done."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._seen: set[Step] = set()

    async def done(self) -> list[str]:
        """The steps that are done, in their order."""
        proofs = {
            Step.ANSWER: exists().where(Nudge.answer.is_not(None)),
            Step.ASK: exists().where(QuestionEvent.what == "asked"),
            Step.CLAIM: exists().where(QuestionEvent.what == "claimed"),
            Step.CADENCE: exists().where(AdminAct.act == "cadence.changed"),
        }
        try:
            async with self._db.read() as session:
                found = (await session.execute(select(*proofs.values()))).one()
        except SQLAlchemyError:
            found = None  # the page may be open before the database is: nothing has happened there yet
        self._seen.update(step for step, is_done in zip(proofs, found or (), strict=False) if is_done)
        return [step.value for step in Step if step in self._seen]

"""Until when an answer is likely: what is known of the last questions, else what is certain."""

from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import UtcDateTime
from bot.questions import prospect_blocks
from bot.questions.hours import Hours
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import ENOUGH, LIVE, Status, Step, usual_wait

LATELY = timedelta(days=90)
SETTLED = timedelta(days=3)  # what was asked since may yet be answered: it says nothing so far
MOST = 40
ANSWERED = ("answered", "resolved")
_FIRST_ANSWER = (
    select(func.min(QuestionEvent.at))
    .where(QuestionEvent.question_id == Question.id, QuestionEvent.what.in_(ANSWERED))
    .correlate(Question)
    .scalar_subquery()
)
# Built once: each card of a question that waits asks them.
_LATELY = (
    select(Question.asked_at, _FIRST_ANSWER)
    .where(
        Question.asked_at.between(
            bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
        )
    )
    .where(Question.status.in_((*LIVE, Status.RESOLVED)), Question.solved_with.is_(None))
    .order_by(Question.asked_at.desc())
    .limit(MOST)
)
_IN_TEAM = _LATELY.where(Question.team_id == bindparam("team"))
_ANYWHERE = _LATELY.where(Question.workspace_id == bindparam("space"))


async def line(
    session: AsyncSession, question: Question, hours: Hours, *, opens: datetime, now: datetime
) -> str:
    """What may be said of a question that waits; empty where nothing is known. `opens`: the working day."""
    wait = await _usual_wait(session, question, hours, now=now)
    usual_by = hours.after(wait, now=question.asked_at) if wait is not None else None
    if usual_by is not None and usual_by > now:
        return prospect_blocks.usual(usual_by, hours.zone)
    if opens > now:
        return prospect_blocks.opens(opens, hours.zone)
    next_at = question.escalate_at
    if next_at is not None and next_at > now and question.offered_to and question.step < Step.ADMIN:
        return prospect_blocks.asked_next(next_at, hours.zone)
    return ""


async def _usual_wait(
    session: AsyncSession, question: Question, hours: Hours, *, now: datetime
) -> timedelta | None:
    """How long one waits for an answer: in the question's team, or in all where that had too few."""
    lately = {"since": now - LATELY, "until": now - SETTLED}
    waits: list[timedelta | None] = []
    if question.team_id is not None:
        waits = await _waits(session, _IN_TEAM, lately | {"team": question.team_id}, hours)
    if len(waits) < ENOUGH:
        waits = await _waits(session, _ANYWHERE, lately | {"space": question.workspace_id}, hours)
    return usual_wait(waits)


async def _waits(
    session: AsyncSession, asked_lately: Executable, where: dict[str, object], hours: Hours
) -> list[timedelta | None]:
    """The working time that the last questions for champions waited; None for one without an answer."""
    rows = await session.execute(asked_lately, where)
    return [hours.between(asked, at) if at is not None else None for asked, at in rows]

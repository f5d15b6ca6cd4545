"""Until when an answer is likely: what is known of the last questions, else what is certain."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import rules as time_rules
from bot.cadence.rules import Cadence
from bot.questions import prospect_blocks
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


@dataclass(frozen=True)
class Hours:
    """When people work where a question was asked."""

    cadence: Cadence
    zone: ZoneInfo

    def open_at(self, now: datetime) -> datetime:
        """Now in working hours, else when they begin."""
        return self.after(timedelta(), now=now)

    def after(self, patience: timedelta, *, now: datetime) -> datetime:
        """When so much working time is over."""
        minutes = int(patience.total_seconds() // 60)
        return time_rules.working_time_after(now, minutes, zone=self.zone, cadence=self.cadence)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time that was."""
        return time_rules.working_time_between(start, end, zone=self.zone, cadence=self.cadence)


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
    waits: list[timedelta | None] = []
    if question.team_id is not None:
        waits = await _waits(session, Question.team_id == question.team_id, hours, now=now)
    if len(waits) < ENOUGH:
        waits = await _waits(session, Question.workspace_id == question.workspace_id, hours, now=now)
    return usual_wait(waits)


async def _waits(
    session: AsyncSession, where: ColumnElement[bool], hours: Hours, *, now: datetime
) -> list[timedelta | None]:
    """The working time that the last questions for champions waited; None for one without an answer."""
    rows = await session.execute(
        select(Question.asked_at, _FIRST_ANSWER)
        .where(where, Question.asked_at.between(now - LATELY, now - SETTLED))
        .where(Question.status.in_((*LIVE, Status.RESOLVED)), Question.solved_with.is_(None))
        .order_by(Question.asked_at.desc())
        .limit(MOST)
    )
    return [hours.between(asked, at) if at is not None else None for asked, at in rows]

"""Questions that nobody took although all were asked: brought back in a short list, oldest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import blocks as champion_blocks
from bot.outbox import service as outbox
from bot.people import service as people
from bot.questions import routing
from bot.questions.changes import note
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import AGAIN, Status, Step

MOST_LISTED = 3
LISTED = "listed"


async def resurface(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Show it, with what else waits in its team, to one of those who can take it; row locked and due."""
    hours = await routing.hours_of(session, question)
    listed = await _waiting_beside(session, question, now=now)
    oldest = listed[0] if listed else question
    whom = await _next_in_turn(session, oldest, now=now)
    again = hours.after(AGAIN, now=now)
    for one in listed:
        one.escalate_at = again
        await note(session, one, LISTED, whom, now=now)
    question.escalate_at = again
    await session.flush()
    if whom is None:
        return
    await outbox.enqueue(
        session,
        champion_blocks.still_waiting(await routing.listed(session, listed), now=now),
        to=outbox.Place(question.workspace_id, whom),
        dedupe=f"question:{oldest.id}:ping:{LISTED}:{whom}:{int(now.timestamp() * 1000)}",
        kind="question.waiting",
        now=now,
        due=hours.open_at(now),
        lasts=routing.PING_LASTS,
        guard=f"questions.unclaimed:{oldest.id}",
        occasion=outbox.Occasion(f"listed:{oldest.origin}:{now:%Y-%m-%d}", oldest.asked_at),
    )


async def _waiting_beside(session: AsyncSession, question: Question, *, now: datetime) -> Sequence[Question]:
    """The oldest of its team; rows that another process holds are left to it."""
    same_team = (
        Question.team_id.is_(None) if question.team_id is None else Question.team_id == question.team_id
    )
    rows = await session.scalars(
        select(Question)
        .where(Question.workspace_id == question.workspace_id, Question.status == Status.OPEN, same_team)
        .where(Question.step == Step.EVERYBODY_ASKED)
        .where(or_(Question.session_at.is_(None), Question.session_at <= now))
        .order_by(Question.id)
        .limit(MOST_LISTED)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def _next_in_turn(session: AsyncSession, question: Question, *, now: datetime) -> str | None:
    """One champion after another; an admin where there is none."""
    turn = await routing.in_turn(session, question, now=now)
    if not turn:
        admins = await people.admins(session, question.workspace_id)
        turn = [one.user_id for one in admins if one.user_id != question.asker_id]
    times = select(func.count()).where(QuestionEvent.question_id == question.id, QuestionEvent.what == LISTED)
    shown = await session.scalar(times) or 0
    return sorted(turn)[shown % len(turn)] if turn else None


async def session_moved(session: AsyncSession, workspace_id: str, team_id: int, *, now: datetime) -> None:
    """Office hours are at another time, or held no more: what waits for them waits anew, or no longer."""
    rows = await session.scalars(
        select(Question)
        .where(Question.workspace_id == workspace_id, Question.team_id == team_id)
        .where(Question.status == Status.OPEN, Question.session_at > now)
        .order_by(Question.id)
        .with_for_update()
    )
    for question in rows.all():
        question.session_at, question.escalate_at = None, now
        hours = await routing.hours_of(session, question)
        await routing.leave_to_session(session, question, hours, now=now)

"""Questions that nobody took although all were asked: brought back in a short list, oldest first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import blocks as champion_blocks
from bot.champions import service as champions
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import routing
from bot.questions.changes import note
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import AGAIN, Status, Step

MOST_LISTED = 3
MOST_BESIDE = 100
SOON = timedelta(days=2)
WEEK_SOON, AFTER_WEEK = timedelta(hours=4), timedelta(minutes=15)
LISTED = "listed"
_IS_WAITING = and_(Question.status == Status.OPEN, Question.step == Step.EVERYBODY_ASKED)


async def resurface(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Show the oldest of what waits in its team to one of those who can take it; row locked and due."""
    hours = await routing.hours_of(session, question)
    waiting = await _waiting_beside(session, question, now=now)
    oldest = waiting[0] if waiting else question
    turn, has_queue = await _in_turn(session, oldest, now=now)
    week = await champions.digest_due(session, Person(question.workspace_id, turn)) if turn else None
    if week is not None and week <= now + WEEK_SOON:
        question.escalate_at = max(week, now) + AFTER_WEEK  # it says the same, and puts the list off
        return
    listed, again = waiting[:MOST_LISTED], hours.after(AGAIN, now=now)
    question.escalate_at = again
    for one in waiting:
        one.escalate_at = again  # one list for all of them, and the next one when its time has come
    for one in listed:
        await note(session, one, LISTED, turn, now=now)
    await session.flush()
    if turn is None:
        return
    shown = await routing.listed(session, listed)
    await outbox.enqueue(
        session,
        champion_blocks.still_waiting(shown, of=len(waiting), has_queue=has_queue, now=now),
        to=outbox.Place(question.workspace_id, turn),
        dedupe=f"question:{oldest.id}:ping:{LISTED}:{turn}:{int(now.timestamp() * 1000)}",
        kind="question.waiting",
        now=now,
        due=hours.open_at(now),
        lasts=routing.PING_LASTS,
        guard=f"questions.unclaimed:{oldest.id}",
        occasion=outbox.Occasion(f"listed:{oldest.origin}:{now:%Y-%m-%d}", oldest.asked_at),
    )


async def put_off(session: AsyncSession, row_ids: Sequence[int], *, now: datetime) -> None:
    """A champion has just read of these otherwise: their next list comes when two working days are over."""
    rows = await session.scalars(
        select(Question)
        .where(Question.id.in_(row_ids), _IS_WAITING, Question.escalate_at <= now + SOON)
        .order_by(Question.id)
        .with_for_update(skip_locked=True)
    )
    for one in rows.all():
        one.escalate_at = (await routing.hours_of(session, one)).after(AGAIN, now=now)


async def _waiting_beside(session: AsyncSession, question: Question, *, now: datetime) -> Sequence[Question]:
    """What waits in its team, the oldest first; rows that another process holds are left to it."""
    same_team = (
        Question.team_id.is_(None) if question.team_id is None else Question.team_id == question.team_id
    )
    rows = await session.scalars(
        select(Question)
        .where(Question.workspace_id == question.workspace_id, _IS_WAITING, same_team)
        .where(or_(Question.session_at.is_(None), Question.session_at <= now))
        .order_by(Question.id)
        .limit(MOST_BESIDE)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def _in_turn(session: AsyncSession, question: Question, *, now: datetime) -> tuple[str | None, bool]:
    """One champion after another, else an admin; and whether it is a champion."""
    turn = await routing.in_turn(session, question, now=now)
    is_champion = bool(turn)
    if not turn:
        admins = await people.admins(session, question.workspace_id)
        turn = [one.user_id for one in admins if one.user_id != question.asker_id]
    times = select(func.count()).where(QuestionEvent.question_id == question.id, QuestionEvent.what == LISTED)
    shown = await session.scalar(times) or 0
    return (sorted(turn)[shown % len(turn)] if turn else None), is_champion


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

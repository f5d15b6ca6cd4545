"""How much each champion has to do with questions: now, this week and lately."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions.rules import Load
from bot.db import UtcDateTime
from bot.questions.models import Question
from bot.questions.rules import Status

A_WEEK, LATELY = timedelta(days=7), timedelta(days=28)
_TAKEN_THIS_WEEK = func.sum(case((Question.claimed_at >= bindparam("week", type_=UtcDateTime), 1), else_=0))
_HERE = (Question.workspace_id == bindparam("space"), Question.champion_id.is_not(None))
_HELD = (
    select(Question.champion_id, func.count())
    .where(*_HERE, Question.status == Status.CLAIMED)
    .group_by(Question.champion_id)
)
# By when it was asked, for which there is an index: what was taken lately was asked shortly before.
_TAKEN = (
    select(Question.champion_id, _TAKEN_THIS_WEEK, func.count())
    .where(*_HERE, Question.asked_at >= bindparam("since", type_=UtcDateTime))
    .group_by(Question.champion_id)
)


async def of_all(session: AsyncSession, workspace_id: str, *, now: datetime) -> dict[str, Load]:
    """What each champion holds and took, by Slack id; whoever has nothing is not in it."""
    space = {"space": workspace_id}
    held = {str(who): int(count) for who, count in await session.execute(_HELD, space)}
    since = {"week": now - A_WEEK, "since": now - LATELY}
    taken = {
        str(who): (int(week), int(lately))
        for who, week, lately in await session.execute(_TAKEN, space | since)
    }
    return {who: Load(held.get(who, 0), *taken.get(who, (0, 0))) for who in held.keys() | taken.keys()}

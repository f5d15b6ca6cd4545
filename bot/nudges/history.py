"""Reads what members were sent and what they answered."""

from collections import defaultdict
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day
from bot.nudges.deck import Past
from bot.nudges.fsrs import Grade
from bot.nudges.models import Nudge, NudgeState, Review
from bot.nudges.rules import Answer

ANSWERS = {answer.value: answer for answer in Answer}
GRADES = {grade.value: grade for grade in Grade}


async def of(session: AsyncSession, zones: Mapping[int, ZoneInfo]) -> dict[int, list[Past]]:
    """Each member's nudges with their grades, oldest first, in one query; members come with their zones."""
    if not zones:
        return {}
    rows = await session.execute(
        select(
            Nudge.member_id,
            Nudge.card_id,
            Nudge.day,
            Nudge.state,
            Nudge.snoozed_until,
            Nudge.answer,
            case((Nudge.answer == Answer.NOT_YET, Nudge.answered_at)),
            Review.grade,
            Review.day,
        )
        .outerjoin(Review, Review.nudge_id == Nudge.id)
        .where(Nudge.member_id.in_(zones))
        .order_by(Nudge.id)
    )
    found: dict[int, list[Past]] = defaultdict(list)
    for member_id, card_id, day, state, until, answer, answered_at, grade, graded_on in rows:
        past = Past(
            card_id,
            day,
            until if state == NudgeState.SNOOZED else None,
            ANSWERS[answer] if answer else None,
            local_day(answered_at, zones[member_id]) if answered_at else None,
            GRADES[grade] if grade else None,
            graded_on,
        )
        found[member_id].append(past)
    return found

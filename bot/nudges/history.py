"""Reads what members were sent and what they answered."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day
from bot.nudges.deck import Past
from bot.nudges.fsrs import Grade
from bot.nudges.models import Nudge, NudgeState, Review
from bot.nudges.rules import Answer


async def of(session: AsyncSession, zones: Mapping[int, ZoneInfo]) -> dict[int, list[Past]]:
    """Each member's nudges with their grades, oldest first, in one query; members come with their zones."""
    rows = await session.execute(
        select(
            Nudge.member_id,
            Nudge.card_id,
            Nudge.day,
            Nudge.state,
            Nudge.snoozed_until,
            Nudge.answer,
            Nudge.answered_at,
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
            card_id=card_id,
            day=day,
            snoozed_until=until if state == NudgeState.SNOOZED else None,
            answer=Answer(answer) if answer else None,
            acted_on=_day(answered_at, zones[member_id]),
            grade=Grade(grade) if grade else None,
            graded_on=graded_on,
        )
        found[member_id].append(past)
    return found


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return local_day(moment, zone) if moment is not None else None

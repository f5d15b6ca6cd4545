"""What happened to a question, for those who may see it: who did what and when, and nobody's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import zone_of
from bot.champions import service as champions
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import threads
from bot.questions.changes import find
from bot.questions.history_blocks import TOLD, Event
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import may_look_back

MOST = 40


@dataclass(frozen=True)
class History:
    """The latest changes, oldest first, on the clock of whoever looks."""

    events: Sequence[Event]
    zone: ZoneInfo


async def of(
    session: AsyncSession, row_id: int, *, by: Person, channel: str | None, now: datetime
) -> History | None:
    """The history of a question; None where there is none for this person. `channel`: where they pressed."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    rows = await session.scalars(
        select(QuestionEvent)
        .where(QuestionEvent.question_id == question.id, QuestionEvent.what.in_(TOLD))
        .order_by(QuestionEvent.id.desc())
        .limit(MOST)
    )
    events = [Event(row.what, row.actor_id, row.at) for row in reversed(rows.all())]
    member = await people.member(session, by, now=now)
    # Guests are let into some channels only, and read no more there than Slack shows them.
    channel = channel if member.can_learn else None
    may = await _may(session, question, events, by=by, channel=channel)
    return History(events, zone_of(member.zone)) if may else None


async def _may(
    session: AsyncSession, question: Question, events: Sequence[Event], *, by: Person, channel: str | None
) -> bool:
    place = await threads.place(session, question) if not question.private else None
    return may_look_back(
        viewer=by.user_id,
        part_of_it={question.asker_id, question.champion_id, *(one.actor_id for one in events)},
        private=question.private,
        is_there=place is not None and place.channel == channel,
        leads=await champions.is_champion(session, by) or await people.may_act_as_admin(session, by),
    )

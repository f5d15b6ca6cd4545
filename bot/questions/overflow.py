"""A question that nobody has time for, or that nobody took, waits for its team's next office hours."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import zone_of
from bot.cadence.service import time_of
from bot.enrolment.rules import day_text
from bot.office_hours.models import OfficeHours
from bot.office_hours.rules import Hours, next_session
from bot.outbox import aliases
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import overflow_blocks, threads
from bot.questions.blocks import QuestionCard
from bot.questions.models import Question

A_SESSION = timedelta(hours=1)  # that it is talked of, before anybody is asked again


@dataclass(frozen=True)
class Coming:
    """The next office hours of a team."""

    at: datetime
    place: str = field(repr=False)


async def coming(session: AsyncSession, question: Question, *, now: datetime) -> Coming | None:
    """The session in which it can be talked of; none for what was asked privately."""
    if question.private or question.team_id is None:
        return None
    row = await session.scalar(select(OfficeHours).where(OfficeHours.team_id == question.team_id))
    if row is None:
        return None
    hours = Hours(row.weekday, time_of(row.at), zone_of(row.zone))
    return Coming(next_session(now, hours), row.place)


def when(question: Question, zone: ZoneInfo, *, now: datetime) -> str:
    """The day and hour of the session that it waits for; empty when it waits for none."""
    if question.session_at is None or question.session_at <= now:
        return ""
    return moment(question.session_at, zone)


def moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{day_text(local.date())} at {local:%H:%M}"


async def tell(
    session: AsyncSession,
    question: Question,
    card: QuestionCard,
    there: Coming,
    *,
    due: datetime,
    now: datetime,
) -> None:
    """The asker hears, in their own time, when it is talked of."""
    asker = await aliases.real(session, Person(question.workspace_id, question.asker_id))
    known = await people.find(session, asker)
    told = moment(there.at, zone_of(known.zone if known is not None else None))
    await outbox.enqueue(
        session,
        overflow_blocks.on_agenda(card, at=told, place=there.place, url=await threads.url(session, question)),
        to=outbox.Place(question.workspace_id, question.asker_id),
        dedupe=f"question:{question.id}:agenda:{int(there.at.timestamp())}",
        kind="question.nobody",
        now=now,
        due=due,
        guard=f"questions.unclaimed:{question.id}",
        occasion=outbox.Occasion(f"agenda:{question.origin}:{there.at:%Y-%m-%dT%H:%M}", question.asked_at),
    )

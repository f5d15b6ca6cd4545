"""What a person will get in the days ahead, if each card is answered well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment.models import Assessment
from bot.assessment.rules import Occasion, State, occasion_on
from bot.cadence import absences
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, local_day, zone_of
from bot.champions import service as champions
from bot.cohorts.rules import Course, more_days
from bot.enrolment.frames import frame
from bot.enrolment.rules import Frame, expected, next_moment
from bot.nudges import history, leeches
from bot.nudges.deck import Learner, Past, held_by, pick
from bot.nudges.fsrs import Grade
from bot.nudges.rules import Answer
from bot.nudges.service import cards_for, learner_of
from bot.packs.catalog import Catalog
from bot.packs.schema import Card, Tier
from bot.people.models import Member
from bot.people.rules import Enrolment

Deck = Callable[[date], Sequence[Card]]


class Kind(StrEnum):
    CARD = "card"
    CHALLENGE = "challenge"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Upcoming:
    """One message ahead; `at` is in the person's own time zone. Only a card has a card's id."""

    day: date
    at: datetime
    kind: Kind
    title: str
    card_id: str | None = None
    asks_first: bool = False


async def preview(
    session: AsyncSession, catalog: Catalog, member: Member, *, now: datetime, days: int = 14
) -> tuple[Upcoming, ...]:
    """What this member gets in so many days; who has not started yet is shown as if they did now."""
    if member.enrolment == Enrolment.OUT or not member.can_learn or not member.wants_nudges:
        return ()
    around = await frame(session, member)
    past = await history.of(session, {member.id: around.zone})
    resting = (await leeches.pulled(session, [member.workspace_id]))[member.workspace_id]
    away = await absences.of(session, [member.id])
    leads = bool(await champions.among(session, [member.id]))
    today = local_day(now, around.zone)
    free = await cadences.free_from(session, member_id=member.id, today=today)
    due = member.next_nudge_at if member.enrolment == Enrolment.ACTIVE else None
    planned = expected(due, around) if due is not None else None
    first = next_moment(now, around, not_before=free)
    return upcoming(
        lambda day: cards_for(catalog, around, day, without=resting, leads=leads),
        past[member.id],
        learner_of(member, around, away=away.get(member.id, ())),
        around=around,
        first=max(planned, first) if planned else first,
        until=today + timedelta(days=days),
        with_challenges=member.wants_challenges and around.has_team,
        to_ask=await _to_ask(session, member, around.course),
    )


async def _to_ask(session: AsyncSession, member: Member, course: Course | None) -> frozenset[Occasion]:
    """On which occasions the member is still asked."""
    if course is None or not member.wants_assessments:
        return frozenset()
    asked = await session.scalars(
        select(Assessment.occasion)
        .where(Assessment.member_id == member.id, Assessment.cohort_id == course.cohort_id)
        .where(Assessment.state != State.PLANNED)
    )
    return frozenset(Occasion) - {Occasion(one) for one in asked}


def simulate(
    catalog: Catalog,
    *,
    role: str,
    now: datetime,
    days: int = 14,
    cadence: Cadence | None = None,
    zone: str = "UTC",
    trained_on: date | None = None,
    tier: Tier | None = None,
    with_challenges: bool = True,
    course: Course | None = None,
) -> tuple[Upcoming, ...]:
    """What a new person of this kind would get; with a `course`, in that cohort."""
    calendar = cadence or Cadence()
    around = Frame(
        calendar,
        zone_of(zone),
        calendar.default_at,
        role=role,
        trained_on=course.dates.trained_on if course else trained_on,
        course=course,
        more_days=more_days(course, calendar.days, calendar.workdays) if course else frozenset(),
    )

    def deck(day: date) -> Sequence[Card]:
        return [card for card in cards_for(catalog, around, day) if tier in (None, card.tier)]

    return upcoming(
        deck,
        (),
        Learner("simulated", around.trained_on, calendar.workdays, course=course),
        around=around,
        first=next_moment(now, around),
        until=local_day(now, around.zone) + timedelta(days=days),
        with_challenges=with_challenges,
        to_ask=frozenset(Occasion) if course else frozenset(),
    )


def upcoming(
    deck: Deck,
    past: Sequence[Past],
    learner: Learner,
    *,
    around: Frame,
    first: datetime,
    until: date,
    with_challenges: bool,
    to_ask: frozenset[Occasion] = frozenset(),
) -> tuple[Upcoming, ...]:
    """The messages from the slot `first` to the day before `until`, each card answered on its day."""
    known, found, moment = list(past), [], first
    while (day := local_day(moment, around.zone)) < until:
        at = moment.astimezone(around.zone)
        moment = next_moment(moment, around)
        cards = deck(day)
        is_held = held_by(cards, known, learner, day) is not None
        if with_challenges and not is_held and day.weekday() == around.cadence.challenge_day:
            found.append(Upcoming(day, at, Kind.CHALLENGE, "The weekly challenge of the team"))
            continue
        if (asked := _asked_on(day, around, to_ask)) is not None:
            found.append(Upcoming(day, at, Kind.ASSESSMENT, _title(asked)))
            to_ask -= {asked}
            continue
        picked = pick(cards, known, learner, day)
        if picked is None:
            continue
        found.append(Upcoming(day, at, Kind.CARD, picked.card.title, picked.card.id, picked.recall))
        known.append(_answered_well(picked.card, day))
    return tuple(found)


def _asked_on(day: date, around: Frame, to_ask: frozenset[Occasion]) -> Occasion | None:
    """The occasion on which somebody in a cohort is asked on this day, if they were not before."""
    if around.course is None or day.weekday() not in around.cadence.days:
        return None
    return occasion_on(day, around.course.dates.trained_on, among=to_ask)


def _title(asked: Occasion) -> str:
    when = "at the start" if asked is Occasion.START else f"{asked.days} days after the training"
    return f"Five short questions, {when}"


def _answered_well(card: Card, day: date) -> Past:
    return Past(card.id, day, answer=Answer.RIGHT, acted_on=day, grade=Grade.GOOD, graded_on=day)

"""Where members stand in the plans of their cohorts, and what keeps a plan from beginning for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.rules import local_day
from bot.cohorts.place_blocks import Place
from bot.cohorts.rules import Course, Hold, ahead, phase_on
from bot.cohorts.service import NEXT_SHOWN
from bot.enrolment.frames import frame
from bot.enrolment.rules import Frame
from bot.nudges import history
from bot.nudges.deck import held_by
from bot.nudges.service import cards_for, learner_of
from bot.packs.catalog import Catalog
from bot.people.models import Member


async def of(session: AsyncSession, catalog: Catalog, member: Member, *, now: datetime) -> Place | None:
    """A member's place in the plan of their cohort; None for who is in none."""
    around = await frame(session, member)
    if around.course is None:
        return None
    holds = await held(session, catalog, [member], {member.id: around}, now=now)
    return place(around.course, around, hold=holds.get(member.id), now=now)


def place(course: Course, around: Frame, *, hold: Hold | None, now: datetime) -> Place:
    """Where somebody with this frame stands today."""
    today = local_day(now, around.zone)
    return Place(
        cohort_id=course.cohort_id,
        name=course.name,
        trained_on=course.dates.trained_on,
        phase=phase_on(course.entries, today),
        next=ahead(course, today, limit=NEXT_SHOWN),
        hold=hold,
    )


async def held(
    session: AsyncSession,
    catalog: Catalog,
    members: Sequence[Member],
    around: Mapping[int, Frame],
    *,
    now: datetime,
) -> dict[int, Hold]:
    """Those of these members who get nothing but their company's rules today, and why."""
    planned = [member for member in members if around[member.id].course is not None]
    past = await history.of(session, {member.id: around[member.id].zone for member in planned})
    found = {}
    for member in planned:
        here = around[member.id]
        today = local_day(now, here.zone)
        cards = cards_for(catalog, here, today)
        found[member.id] = held_by(cards, past.get(member.id, []), learner_of(member, here), today)
    return {member_id: hold for member_id, hold in found.items() if hold is not None}

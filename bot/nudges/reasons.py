"""Why somebody got the last message that came by itself."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence.models import Attention
from bot.enrolment.frames import frame
from bot.nudges import blocks, plans
from bot.nudges.models import Nudge
from bot.nudges.service import NUDGE
from bot.nudges.sheets import sheet_of
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.slack.blockkit import Post


async def last_message(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> Post:
    """Why it came, who can see what was answered, and what the plan of their cohort waits for."""
    member = await people.member(session, person, now=now)
    place = await plans.of(session, catalog, member, now=now)
    return blocks.in_cohort(await _last(session, catalog, member), place.line if place else "")


async def _last(session: AsyncSession, catalog: Catalog, member: Member) -> Post:
    last = await session.scalar(
        select(Attention).where(Attention.member_id == member.id).order_by(Attention.day.desc()).limit(1)
    )
    if last is None:
        return blocks.why_other(None, None)
    if last.kind != NUDGE:
        return blocks.why_other(last.kind, last.day)
    nudge = await session.scalar(select(Nudge).where(Nudge.member_id == member.id, Nudge.day == last.day))
    card = catalog.card(nudge.card_id) if nudge is not None else None
    if nudge is None or card is None:
        return blocks.why_other(last.kind, last.day)
    around = await frame(session, member)
    return blocks.why(sheet_of(nudge, card, role=around.role), day=nudge.day)

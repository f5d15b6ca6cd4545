"""What is offered in the answer to a card: to show a colleague what one has tried, and a cue to go on."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cues import service as cues
from bot.nudges.blocks import NO_OFFERS, Offers
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.packs.catalog import Catalog
from bot.packs.schema import Card
from bot.teaching import service as teaching
from bot.teaching import steps
from bot.teaching.rules import STEP_OF, Step, completes


async def of(session: AsyncSession, catalog: Catalog, nudge: Nudge, card: Card) -> Offers:
    """The steps that this answer opened, each offered once: in the answer that opened it."""
    step = STEP_OF.get(Answer(nudge.answer)) if nudge.answer else None
    if step is None:
        return NO_OFFERS
    taken = await steps.taken(session, catalog, nudge.member_id, without=nudge.id)
    before = taken.get(card.skill, {}).keys()
    shows = completes(before, step) and not await teaching.was_asked(session, nudge.member_id, card.skill)
    is_first = step is Step.TRIED and Step.TRIED not in before
    cue = is_first and await cues.offers(session, nudge.member_id, card.skill)
    return Offers(show=shows, cue=cue)

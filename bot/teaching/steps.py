"""What a member has done of each skill: theirs alone, read from what they answered and what was confirmed."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.challenges.models import Entry, Round
from bot.challenges.rules import EntryState
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.packs.catalog import Catalog
from bot.teaching.models import Showing
from bot.teaching.rules import STEP_OF, State, Step

Taken = Mapping[str, Mapping[Step, str]]  # by skill: each step with what it was last taken by


async def taken(
    session: AsyncSession, catalog: Catalog, member_id: int, *, without: int | None = None
) -> Taken:
    """The steps a member took in each skill; `without` one of their nudges, as if it were not answered."""
    found: dict[str, dict[Step, str]] = defaultdict(dict)
    rows = await session.execute(
        select(Nudge.id, Nudge.card_id, Nudge.answer)
        .where(Nudge.member_id == member_id, Nudge.answer.in_(list(STEP_OF)))
        .order_by(Nudge.id)
    )
    for nudge_id, card_id, answer in rows:
        card = catalog.card(card_id)
        if answer is not None and card is not None and nudge_id != without:
            found[card.skill][STEP_OF[Answer(answer)]] = card_id
    done = await session.scalars(
        select(Round.challenge_id)
        .join(Entry, Entry.round_id == Round.id)
        .where(Entry.member_id == member_id, Entry.state == EntryState.DONE)
    )
    for challenge_id in done:
        if (challenge := catalog.challenge(challenge_id)) is not None:
            found[challenge.skill].setdefault(Step.TRIED, challenge_id)
    shown = await session.execute(
        select(Showing.skill, Showing.source_id).where(
            Showing.member_id == member_id, Showing.state == State.CONFIRMED
        )
    )
    for skill, source_id in shown:
        found[skill][Step.TAUGHT] = source_id
    return found

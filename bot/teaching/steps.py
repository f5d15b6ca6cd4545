"""What a member has done of each skill: theirs alone, read from what they answered and what was confirmed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class Act:
    """One step of a skill: what it was taken by, and when."""

    skill: str
    step: Step
    source_id: str
    at: datetime | None
    nudge_id: int | None = None


async def taken(
    session: AsyncSession, catalog: Catalog, member_id: int, *, without: int | None = None
) -> Taken:
    """The steps a member took in each skill; `without` one of their nudges, as if it were not answered."""
    found: dict[str, dict[Step, str]] = defaultdict(dict)
    for act in await acts(session, catalog, member_id):
        # A card says best by what something was tried, and the last one.
        if act.nudge_id is None and act.step is Step.TRIED:
            found[act.skill].setdefault(act.step, act.source_id)
        elif without is None or act.nudge_id != without:
            found[act.skill][act.step] = act.source_id
    return found


async def acts(session: AsyncSession, catalog: Catalog, member_id: int) -> list[Act]:
    """Every step that a member ever took: cards by time, then challenges, then what a colleague confirmed."""
    return [
        *await _by_cards(session, catalog, member_id),
        *await _by_challenges(session, catalog, member_id),
        *await _by_showings(session, member_id),
    ]


async def _by_cards(session: AsyncSession, catalog: Catalog, member_id: int) -> list[Act]:
    rows = await session.execute(
        select(Nudge.id, Nudge.card_id, Nudge.answer, Nudge.answered_at)
        .where(Nudge.member_id == member_id, Nudge.answer.in_(list(STEP_OF)))
        .order_by(Nudge.id)
    )
    return [
        Act(card.skill, STEP_OF[Answer(answer)], card_id, at, nudge_id)
        for nudge_id, card_id, answer, at in rows
        if answer is not None and (card := catalog.card(card_id)) is not None
    ]


async def _by_challenges(session: AsyncSession, catalog: Catalog, member_id: int) -> list[Act]:
    rows = await session.execute(
        select(Round.challenge_id, Entry.done_at)
        .join(Entry, Entry.round_id == Round.id)
        .where(Entry.member_id == member_id, Entry.state == EntryState.DONE)
    )
    return [
        Act(challenge.skill, Step.TRIED, challenge_id, at)
        for challenge_id, at in rows
        if (challenge := catalog.challenge(challenge_id)) is not None
    ]


async def _by_showings(session: AsyncSession, member_id: int) -> list[Act]:
    rows = await session.execute(
        select(Showing.skill, Showing.source_id, Showing.answered_at).where(
            Showing.member_id == member_id, Showing.state == State.CONFIRMED
        )
    )
    return [Act(skill, Step.TAUGHT, source_id, at) for skill, source_id, at in rows]

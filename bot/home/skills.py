"""What a person has read and tried of each skill: theirs alone, read from what they answered."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.challenges.models import Entry, Round
from bot.challenges.rules import EntryState
from bot.home.skill_blocks import READ, TRIED, Skill
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.packs.catalog import Catalog
from bot.packs.curriculum import in_stages
from bot.packs.schema import Role
from bot.people import service as people
from bot.people.rules import Person

STEP_OF = {
    Answer.RIGHT: READ,
    Answer.KNEW: READ,
    Answer.ALREADY_KNEW: READ,
    Answer.TRIED_WORKED: TRIED,
}


async def of(session: AsyncSession, catalog: Catalog, person: Person, *, role: str) -> tuple[Skill, ...]:
    """The skills of this role in the order in which they are taught, each with the steps taken."""
    member = await people.find(session, person)
    if member is None:
        return ()
    taken: dict[str, set[str]] = defaultdict(set)
    for card_id, answer in await session.execute(
        select(Nudge.card_id, Nudge.answer).where(
            Nudge.member_id == member.id, Nudge.answer.in_(list(STEP_OF))
        )
    ):
        if answer is not None and (card := catalog.card(card_id)) is not None:
            taken[card.skill].add(STEP_OF[Answer(answer)])
    for challenge_id in await session.scalars(
        select(Round.challenge_id)
        .join(Entry, Entry.round_id == Round.id)
        .where(Entry.member_id == member.id, Entry.state == EntryState.DONE)
    ):
        if (challenge := catalog.challenge(challenge_id)) is not None:
            taken[challenge.skill].add(TRIED)
    return tuple(Skill(name, frozenset(taken[name])) for name in in_stages(_taught(catalog, role)))


def _taught(catalog: Catalog, role: str) -> Iterator[str]:
    mine = Role(role) if role in list(Role) else Role.GENERAL
    return (skill for pack in catalog.packs_for(mine) for skill in pack.order)

"""What a person has read, tried and taught of each skill: theirs alone."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.home.skill_blocks import Skill
from bot.packs.catalog import Catalog
from bot.packs.curriculum import in_stages
from bot.packs.schema import Role
from bot.people import service as people
from bot.people.rules import Person
from bot.teaching import steps


async def of(session: AsyncSession, catalog: Catalog, person: Person, *, role: str) -> tuple[Skill, ...]:
    """The skills of this role in the order in which they are taught, each with the steps taken."""
    member = await people.find(session, person)
    if member is None:
        return ()
    taken = await steps.taken(session, catalog, member.id)
    leads = bool(await champions.among(session, [member.id]))
    taught = in_stages(_taught(catalog, role, leads=leads))
    return tuple(Skill(name, frozenset(taken.get(name, ()))) for name in taught)


def _taught(catalog: Catalog, role: str, *, leads: bool) -> Iterator[str]:
    packs = catalog.packs_for(Role.named(role), leads=leads)
    return (skill for pack in packs for skill in pack.order)

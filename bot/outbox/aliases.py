"""People under a made-up name: what is written to it reaches them, and only the vault's key tells who.

Everywhere in the database the alias stands where their id would; it is exchanged when a message is sent.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among
from bot.db import Base, insert
from bot.due import Due
from bot.outbox.leases import Leased
from bot.outbox.models import Alias
from bot.outbox.service import POST
from bot.people.rules import ALIAS, Person, is_alias

KEPT = timedelta(
    days=90
)  # then nothing can be passed on, and nobody can tell who it was, with the key either
ALIASES = Base.metadata.tables[Alias.__tablename__]
OLD = Due(Alias.made_at, after=KEPT)


async def give(session: AsyncSession, person: Person, *, mark: int, now: datetime) -> str | None:
    """A new name for somebody; None where this mark was used before."""
    row = {
        "alias": f"{ALIAS}{secrets.token_hex(12)}",
        "workspace_id": person.workspace_id,
        "person": person.user_id,
        "mark": mark,
        "made_at": now,
    }
    return await session.scalar(
        insert(session, Alias).values(row).on_conflict_do_nothing().returning(Alias.alias)
    )


async def behind(session: AsyncSession, workspace_id: str, alias: str) -> str | None:
    """Whose name this is; None when that was forgotten."""
    query = select(Alias.person).where(Alias.alias == alias, Alias.workspace_id == workspace_id)
    return await session.scalar(query)


async def real(session: AsyncSession, person: Person) -> Person:
    """Whoever is behind this name, or the person themselves; as they are named where that was forgotten."""
    if not is_alias(person.user_id):
        return person
    user_id = await behind(session, person.workspace_id, person.user_id)
    return person if user_id is None else Person(person.workspace_id, user_id)


async def of_person(session: AsyncSession, person: Person) -> set[str]:
    """Every name somebody has: all are opened for it, as nothing else tells whose they are."""
    here = select(Alias.alias, Alias.person).where(Alias.workspace_id == person.workspace_id)
    return {alias for alias, user_id in await session.execute(here) if user_id == person.user_id}


async def addressed(session: AsyncSession, taken: Sequence[Leased]) -> list[Leased]:
    """The same messages, those to an alias with the address of whoever is behind it."""
    wanted = {one.call.channel for one in taken} | {one.call.user_id for one in taken}
    names = [one for one in wanted if one is not None and is_alias(one)]
    if not names:
        return list(taken)
    rows = await session.scalars(select(Alias).where(among(session, ALIASES.c.alias, names)))
    known = {row.alias: row for row in rows}
    return [_addressed(one, known) for one in taken]


def _addressed(one: Leased, known: dict[str, Alias]) -> Leased:
    call = one.call
    behind, reader = known.get(call.channel), known.get(call.user_id or "")
    if reader is not None:
        call = replace(call, user_id=reader.person)
    if behind is None:
        return replace(one, call=call)
    # Slack opens a DM for a new message by itself; all else needs the DM.
    place = behind.person if call.method == POST else behind.direct or behind.person
    return replace(one, call=replace(call, channel=place), alias=behind.alias)


async def met(session: AsyncSession, places: Iterable[tuple[str, str]]) -> None:
    """Slack told the DM of whoever is behind an alias: what stands there can be changed from now on."""
    for alias, direct in places:
        unknown = update(Alias).where(Alias.alias == alias, Alias.direct.is_(None))
        await session.execute(unknown.values(direct=direct))


async def forget(session: AsyncSession, names: Iterable[str]) -> int:
    """Nobody can tell any more whose these were; returns how many there were."""
    gone = delete(Alias).where(among(session, ALIASES.c.alias, list(names)))
    return len((await session.scalars(gone.returning(Alias.alias))).all())


async def forget_old(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove the oldest ones whose time is over; returns how many."""
    old = select(Alias.alias).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(Alias).where(Alias.alias.in_(old)).returning(Alias.alias))
    return len(gone.all())

"""Cards on their way: begun on a message, drafted by a model where there is one, written and approved.

Every change is one guarded statement. Nothing is published here: what is approved waits to be taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import pages, sources
from bot.authoring.models import CardDraft
from bot.authoring.rules import (
    FORGOTTEN,
    KEPT,
    WITH_ITS_OWNER,
    Draft,
    Source,
    State,
    Why,
    message_key,
    packed,
    unpacked,
)
from bot.authoring.sources import Found, Used
from bot.champions import service as champions
from bot.db import insert
from bot.due import Due
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.rules import Person
from bot.workspaces import service as workspaces

OLD = Due(CardDraft.updated_at, CardDraft.state.in_(FORGOTTEN), after=KEPT)
MOST_LISTED = 20
LONGEST_KEY = 64


@dataclass(frozen=True)
class Begun:
    """A card of this person's, or why there is none."""

    row: CardDraft | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Changed:
    """What an order did: the card as it now is, and whether this order changed it.

    `faults` are what keeps it from being approved, by field.
    """

    row: CardDraft
    won: bool
    may: bool = True
    faults: dict[str, str] = field(default_factory=dict, repr=False)


async def may_write(session: AsyncSession, person: Person) -> bool:
    """Champions of any team and admins."""
    return await champions.is_champion(session, person) or await people.may_act_as_admin(session, person)


async def begin(session: AsyncSession, used: Used, *, has_model: bool, now: datetime) -> Begun:
    """The card that this person writes from a message: the one they have already, or a new one.

    A model drafts it by and by where there is one and the workspace allows it; else its owner fills it in.
    """
    if not await may_write(session, used.person):
        return Begun(why=Why.NOT_A_WRITER)
    found = await sources.find(session, used)
    if isinstance(found, Why):
        return Begun(why=found)
    workspace = await workspaces.find(session, used.person.workspace_id)
    is_drafted = has_model and workspace is not None and workspace.model_drafts
    row = await _of(session, used.person, found)
    if row is not None and row.state != State.THROWN_AWAY:
        return Begun(row)
    anew: dict[str, object] = {
        "heard_at": f"{used.channel}:{used.ts}"[:LONGEST_KEY] if found.words else None,
        "author_id": used.author_id if found.words else None,
        "words": found.words,
        "state": State.WANTED if is_drafted else State.WRITING,
        "updated_at": now,
    }
    if row is not None:
        back = {"version": CardDraft.version + 1}
        return Begun(await _shift(session, row.id, (State.THROWN_AWAY,), anew | back) or row)
    first = {"owner_id": used.person.user_id, "source": found.source, "source_id": found.row_id}
    rest = {"workspace_id": used.person.workspace_id, "text": "", "asked": 0, "version": 1, "made_at": now}
    statement = insert(session, CardDraft).values(**first, **rest, **anew)
    await session.execute(statement.on_conflict_do_nothing())
    return Begun(await _of(session, used.person, found))


async def begin_on(session: AsyncSession, question_id: int, *, by: Person, now: datetime) -> CardDraft | None:
    """The card that this person writes for a question which has no answer of its own."""
    found = Found(Source.QUESTION, question_id)
    row = await _of(session, by, found)
    if row is None:
        statement = insert(session, CardDraft).values(
            workspace_id=by.workspace_id, owner_id=by.user_id, source=found.source, source_id=question_id,
            words="", text="", state=State.WRITING, asked=0, version=1, made_at=now, updated_at=now,
        )  # fmt: skip
        await session.execute(statement.on_conflict_do_nothing())
    elif row.state == State.THROWN_AWAY:
        back: dict[str, object] = {
            "state": State.WRITING, "version": CardDraft.version + 1, "updated_at": now,
        }  # fmt: skip
        await _shift(session, row.id, (State.THROWN_AWAY,), back)
    return await _of(session, by, found)


async def _of(session: AsyncSession, person: Person, found: Found) -> CardDraft | None:
    return await session.scalar(
        select(CardDraft).where(
            CardDraft.workspace_id == person.workspace_id,
            CardDraft.owner_id == person.user_id,
            CardDraft.source == found.source,
            CardDraft.source_id == found.row_id,
        )
    )


async def find(session: AsyncSession, row_id: int, *, by: Person) -> CardDraft | None:
    """A card of the actor's own; of others' nobody is told."""
    return await session.scalar(
        select(CardDraft).where(
            CardDraft.id == row_id,
            CardDraft.workspace_id == by.workspace_id,
            CardDraft.owner_id == by.user_id,
            CardDraft.state != State.THROWN_AWAY,
        )
    )


async def mine(session: AsyncSession, person: Person, *, limit: int = MOST_LISTED) -> list[CardDraft]:
    """What this person writes, and what they approved and nobody took out yet: the last touched first."""
    rows = await session.scalars(
        select(CardDraft)
        .where(CardDraft.workspace_id == person.workspace_id, CardDraft.owner_id == person.user_id)
        .where(CardDraft.state.in_(WITH_ITS_OWNER))
        .order_by(CardDraft.updated_at.desc(), CardDraft.id.desc())
        .limit(limit)
    )
    return list(rows)


async def draft_of(session: AsyncSession, row: CardDraft) -> Draft:
    """The form as it opens: what was written, else what is known of where the card comes from."""
    return unpacked(row.text) or sources.begun(await sources.heard(session, row))


async def save(
    session: AsyncSession, row_id: int, draft: Draft, *, by: Person, version: int, key: str, now: datetime
) -> Changed | None:
    """Keep what its owner wrote, which is then no model's any more, and not approved.

    One form may be sent several times, and `key` names it; another that was opened earlier is too late.
    """
    row, key = await find(session, row_id, by=by), key[:LONGEST_KEY]
    if row is None:
        return None
    if not await may_write(session, by):
        return Changed(row, won=False, may=False)
    if row.state == State.TAKEN:
        return Changed(row, won=False)
    if row.saved_by == key and unpacked(row.text) == draft:
        return Changed(row, won=True)
    values: dict[str, object] = {
        "text": packed(draft), "words": "", "heard_at": None, "author_id": None, "state": State.WRITING,
        "saved_by": key, "version": CardDraft.version + 1, "lease_until": None, "card_id": None,
        "updated_at": now,
    }  # fmt: skip
    is_this_form = or_(CardDraft.version == version, CardDraft.saved_by == key)
    changed = await _shift(session, row.id, WITH_ITS_OWNER, values, only=is_this_form)
    return Changed(changed or row, won=changed is not None)


async def approve(
    session: AsyncSession, catalog: Catalog, row_id: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """Its owner finds it right: it waits to be taken out. Only a whole card, as it was shown to them."""
    row = await find(session, row_id, by=by)
    if row is None:
        return None
    if not await may_write(session, by):
        return Changed(row, won=False, may=False)
    draft = unpacked(row.text)
    if row.state != State.WRITING or draft is None:
        return Changed(row, won=False)
    faults = pages.faults(draft, catalog, today=now.date())
    if faults:
        return Changed(row, won=False, faults=faults)
    values: dict[str, object] = {
        "state": State.APPROVED, "version": CardDraft.version + 1, "updated_at": now,
        "card_id": pages.card_id(draft, await _taken_ids(session, row, catalog)),
    }  # fmt: skip
    changed = await _shift(session, row.id, (State.WRITING,), values, only=CardDraft.version == version)
    return Changed(changed or row, won=changed is not None)


async def _taken_ids(session: AsyncSession, row: CardDraft, catalog: Catalog) -> set[str]:
    others = await session.scalars(
        select(CardDraft.card_id).where(
            CardDraft.workspace_id == row.workspace_id, CardDraft.card_id.is_not(None)
        )
    )
    in_use = {card.id for pack in catalog.packs for card in pack.cards}
    in_use |= {challenge.id for pack in catalog.packs for challenge in pack.challenges}
    return in_use | {one for one in others if one is not None}


async def throw_away(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Its owner does not want it: its words go at once."""
    row = await find(session, row_id, by=by)
    if row is None:
        return None
    values: dict[str, object] = {
        "state": State.THROWN_AWAY, "text": "", "words": "", "heard_at": None, "author_id": None,
        "saved_by": None, "card_id": None, "lease_until": None, "version": CardDraft.version + 1,
        "updated_at": now,
    }  # fmt: skip
    changed = await _shift(session, row.id, WITH_ITS_OWNER, values)
    if changed is not None:
        here, prefix = by.workspace_id, message_key(row.id)
        await outbox.withdraw(session, workspace_id=here, prefix=prefix, reason="thrown away", now=now)
    return Changed(changed or row, won=changed is not None)


async def approved(session: AsyncSession, workspace_id: str) -> list[CardDraft]:
    """What waits to be taken out, in the order in which it was begun."""
    rows = await session.scalars(
        select(CardDraft)
        .where(CardDraft.workspace_id == workspace_id, CardDraft.state == State.APPROVED)
        .order_by(CardDraft.id)
    )
    return list(rows)


async def take_out(session: AsyncSession, rows: Sequence[tuple[int, int]], *, now: datetime) -> int:
    """Note of these rows, each with its version, that they are files now; returns how many still were so."""
    count = 0
    for row_id, version in rows:
        values: dict[str, object] = {"state": State.TAKEN, "updated_at": now}
        is_same = CardDraft.version == version
        count += await _shift(session, row_id, (State.APPROVED,), values, only=is_same) is not None
    return count


async def message_deleted(session: AsyncSession, workspace_id: str, *, channel: str, ts: str) -> None:
    """The author of a message deleted it: a card that was not written yet does not start from it."""
    await _unhear(session, workspace_id, CardDraft.heard_at == f"{channel}:{ts}")


async def win_withdrawn(session: AsyncSession, workspace_id: str, win_id: int) -> None:
    """Its author took a win back: the same."""
    is_win = and_(CardDraft.source == Source.WIN, CardDraft.source_id == win_id)
    await _unhear(session, workspace_id, is_win, CardDraft.heard_at.is_not(None))


async def _unhear(session: AsyncSession, workspace_id: str, *of: ColumnElement[bool]) -> None:
    await session.execute(
        update(CardDraft)
        .where(CardDraft.workspace_id == workspace_id, *of)
        .values(words="", heard_at=None, author_id=None)
    )


async def forget(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what nobody touched for ninety days, and what has been a file for as long."""
    old = select(CardDraft.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(CardDraft).where(CardDraft.id.in_(old)).returning(CardDraft.id))
    return len(gone.all())


async def _shift(
    session: AsyncSession,
    row_id: int,
    states: Sequence[State],
    values: dict[str, object],
    *,
    only: ColumnElement[bool] | None = None,
) -> CardDraft | None:
    """Change a card if it is in one of these states; the database decides who was first."""
    statement = update(CardDraft).where(CardDraft.id == row_id, CardDraft.state.in_(states))
    if only is not None:
        statement = statement.where(only)
    changed = await session.scalar(statement.values(**values).returning(CardDraft.id))
    return await session.get(CardDraft, row_id, populate_existing=True) if changed is not None else None


def is_models(row: CardDraft) -> bool:
    """Whether every word of it is a model's, so that somebody has to check it."""
    return bool(row.text) and row.saved_by is None

"""The replies that champions keep: their own, and those that champions of the same teams share."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.champions.macro_blocks import Draft, Saved
from bot.champions.models import Champion, Macro
from bot.champions.rules import MOST_MACROS
from bot.people.models import Member
from bot.people.rules import Person


async def listed(session: AsyncSession, person: Person) -> list[Saved]:
    """What this champion can begin an answer with: their own first, then by title."""
    rows = await session.execute(_seen(person))
    found = [_saved(macro, owner, person) for macro, owner in rows]
    return sorted(found, key=lambda one: (not one.is_own, one.title.casefold(), one.id))


async def find(session: AsyncSession, row_id: int, *, by: Person) -> Saved | None:
    """One of those; None where it is gone, or of others."""
    row = (await session.execute(_seen(by).where(Macro.id == row_id))).one_or_none()
    return _saved(row[0], row[1], by) if row is not None else None


async def keep(session: AsyncSession, draft: Draft, *, by: Person, now: datetime) -> bool:
    """Keep a reply, in place of one's own of the same name. False: there are enough."""
    # Held, so that two forms sent at once do not both find room for the last one.
    owner = await session.scalar(
        select(Member.id)
        .where(Member.workspace_id == by.workspace_id, Member.user_id == by.user_id)
        .with_for_update(key_share=True)
    )
    if owner is None:
        return False
    own = (await session.scalars(select(Macro).where(Macro.member_id == owner))).all()
    same = [one.id for one in own if one.title.casefold() == draft.title.casefold()]
    if same:
        return await change(session, same[0], draft, by=by, now=now)
    if len(own) >= MOST_MACROS:
        return False
    session.add(Macro(workspace_id=by.workspace_id, member_id=owner, **_values(draft, now=now)))
    await session.flush()
    return True


async def change(session: AsyncSession, row_id: int, draft: Draft, *, by: Person, now: datetime) -> bool:
    """Give one's own reply new words; False where it is gone, or of others."""
    there = await find(session, row_id, by=by)
    if there is not None and there.is_own and (there.title, there.text, there.is_shared) == draft.told:
        return True
    changed = update(Macro).where(Macro.id == row_id, Macro.member_id.in_(_me(by)))
    return await session.scalar(changed.values(_values(draft, now=now)).returning(Macro.id)) is not None


async def drop(session: AsyncSession, row_id: int, *, by: Person) -> bool:
    """Delete one's own; False where it is gone, or of others."""
    gone = delete(Macro).where(Macro.id == row_id, Macro.member_id.in_(_me(by)))
    return await session.scalar(gone.returning(Macro.id)) is not None


def _me(by: Person) -> ScalarSelect[int]:
    mine = select(Member.id).where(Member.workspace_id == by.workspace_id, Member.user_id == by.user_id)
    return mine.scalar_subquery()


def _values(draft: Draft, *, now: datetime) -> dict[str, object]:
    return {"title": draft.title, "text": draft.text, "is_shared": draft.is_shared, "changed_at": now}


def _seen(by: Person) -> Select[Macro, str]:
    return (
        select(Macro, Member.user_id)
        .join(Member, Member.id == Macro.member_id)
        .where(
            Macro.workspace_id == by.workspace_id, or_(Member.user_id == by.user_id, _is_of_their_teams(by))
        )
        .order_by(Macro.id)
        .limit(MOST_MACROS * 5)
    )


def _is_of_their_teams(by: Person) -> ColumnElement[bool]:
    """Shared by somebody who champions a team that they champion too."""
    mine, me, theirs = aliased(Champion), aliased(Member), aliased(Champion)
    together = (
        select(theirs.id)
        .join(mine, mine.team_id == theirs.team_id)
        .join(me, me.id == mine.member_id)
        .where(theirs.member_id == Macro.member_id, me.user_id == by.user_id)
        .where(me.workspace_id == by.workspace_id)
    )
    return and_(Macro.is_shared, together.exists())


def _saved(macro: Macro, owner: str, person: Person) -> Saved:
    return Saved(macro.id, macro.title, macro.text, macro.is_shared, owner, owner == person.user_id)

"""Two that say the same become one: seen when something is saved, and by whoever curates."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.library import rules, service, shelf, words
from bot.library.models import Prompt, PromptThanks
from bot.library.rules import Draft, State
from bot.library.service import Changed
from bot.library.shelf import Seen
from bot.people.models import Member
from bot.people.rules import Person
from bot.workspaces import service as workspaces

ALIVE = (State.DRAFT, State.VERIFIED, State.EXPIRED)
IN_USE = (State.DRAFT, State.VERIFIED)


async def nearest(session: AsyncSession, draft: Draft, *, by: Person) -> Seen | None:
    """What this person finds already that says nearly what they are about to save."""
    clean = words.settled(draft)
    every = await shelf.readable(session, by)
    return _nearest((clean.title, clean.text), (one for one in every if one.prompt.state in IN_USE))


async def twin(session: AsyncSession, seen: Seen, *, by: Person) -> Prompt | None:
    """What a waiting one could be merged into: a verified one, or an older one that is shared."""
    prompt = seen.prompt
    if not (seen.rights.curate and prompt.state in ALIVE) or prompt.state == State.VERIFIED:
        return None
    others = [one for one in await shelf.readable(session, by) if _may_take(one.prompt, prompt)]
    found = _nearest((prompt.title, prompt.text), others)
    return found.prompt if found is not None else None


def _may_take(other: Prompt, prompt: Prompt) -> bool:
    is_older = other.shared and other.state in ALIVE and other.id < prompt.id
    return other.id != prompt.id and (other.state == State.VERIFIED or is_older)


def _nearest(told: tuple[str, str], among: Iterable[Seen]) -> Seen | None:
    scored = [(rules.likeness(told, (one.prompt.title, one.prompt.text)), one) for one in among]
    score, found = max(scored, key=lambda one: one[0], default=(0.0, None))
    return found if score else None


async def merge(
    session: AsyncSession, row_id: int, into: int, *, by: Person, version: int, now: datetime
) -> Changed | None:
    """Whoever curates keeps one of two: from then on it answers in the other's place, and has its thanks.

    The other stays with its owner, retired. None: they see no such two.
    """
    seen, other = await shelf.find(session, row_id, by=by), await shelf.find(session, into, by=by)
    if seen is None or other is None:
        return None
    if not seen.rights.curate or seen.prompt.id != row_id:
        return Changed(seen.prompt, won=False, may=seen.rights.curate)
    if other.prompt.id == row_id or not (other.prompt.shared or other.prompt.state == State.VERIFIED):
        return Changed(seen.prompt, won=False)
    await workspaces.hold(session, by.workspace_id)
    kept = aliased(Prompt)
    is_there = exists(select(kept.id).where(kept.id == other.prompt.id, kept.state.in_(ALIVE)))
    values: dict[str, object] = {
        "state": State.RETIRED, "merged_into": other.prompt.id, "note_at": None, "updated_at": now,
    }  # fmt: skip
    changed = await service.shift(
        session, seen.prompt, version=version, states=ALIVE, values=values, only=is_there
    )
    if changed.won:
        await _move(session, row_id, other.prompt)
    return changed


async def _move(session: AsyncSession, row_id: int, into: Prompt) -> None:
    """What led to the one that is gone leads to the one that stays; its owner thanks nobody for it."""
    pointed = update(Prompt).where(Prompt.merged_into == row_id, Prompt.workspace_id == into.workspace_id)
    await session.execute(pointed.values(merged_into=into.id))
    owner = select(Member.id).where(Member.workspace_id == into.workspace_id, Member.user_id == into.owner_id)
    there = select(PromptThanks.member_id).where(PromptThanks.prompt_id == into.id)
    await session.execute(
        update(PromptThanks)
        .where(PromptThanks.prompt_id == row_id)
        .where(PromptThanks.member_id.not_in(there), PromptThanks.member_id.not_in(owner))
        .values(prompt_id=into.id)
        .execution_options(synchronize_session=False)
    )

"""Used, thanked, counted: whoever was helped says so once, and is never named."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.library import rules, shelf
from bot.library.models import Prompt, PromptThanks
from bot.library.rules import State
from bot.people import service as people
from bot.people.rules import Person

COUNTED_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Thanked:
    """What was thanked for; not `won` when this person had said so before, or cannot say it."""

    prompt: Prompt
    won: bool
    may: bool = True


@dataclass(frozen=True)
class Use:
    """How a workspace's library is used: what is verified, and the last four weeks' thanks by how many."""

    verified: int
    thanks: int
    people: int


async def thank(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Thanked | None:
    """A prompt helped: counted once a person, and its owner hears of it with the next note."""
    seen = await shelf.find(session, row_id, by=by)
    if seen is None:
        return None
    if seen.rights.own:
        return Thanked(seen.prompt, won=False, may=False)
    member = await people.member(session, by, now=now)
    statement = insert(session, PromptThanks).values(
        workspace_id=by.workspace_id, prompt_id=seen.prompt.id, member_id=member.id, told=False, at=now
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(PromptThanks.id))
    if made is not None:
        soon = now + rules.THANKS_GATHERED
        await session.execute(
            update(Prompt)
            .where(Prompt.id == seen.prompt.id, or_(Prompt.note_at.is_(None), Prompt.note_at > soon))
            .values(note_at=soon)
        )
    return Thanked(seen.prompt, won=made is not None)


async def use_of(session: AsyncSession, workspace_id: str, *, now: datetime) -> Use:
    """For the report, which shows what five people or more did."""
    here = Prompt.workspace_id == workspace_id, Prompt.state == State.VERIFIED
    verified = await session.scalar(select(func.count()).select_from(Prompt).where(*here))
    counted = select(func.count(), func.count(PromptThanks.member_id.distinct())).where(
        PromptThanks.workspace_id == workspace_id, PromptThanks.at > now - COUNTED_FOR
    )
    thanks, by = (await session.execute(counted)).one()
    return Use(verified or 0, thanks, by)

"""Doubts: heard in a team's channel, answered to their author alone, counted without names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_one
from bot.concerns import blocks
from bot.concerns.models import Concern
from bot.concerns.rules import ENOUGH, KEPT, LATELY
from bot.due import Due
from bot.outbox import service as outbox
from bot.people import roster
from bot.people import service as people
from bot.people.rules import Person
from bot.workspaces import service as workspaces
from bot.workspaces.rules import told_by

OLD = Due(Concern.at, after=KEPT)


@dataclass(frozen=True)
class Voiced:
    """A message in a team's channel that doubts whether to use AI."""

    person: Person
    channel: str
    ts: str
    thread_ts: str | None


@dataclass(frozen=True)
class Sign:
    """A department in which five people or more wrote of doubts lately."""

    team: str = field(repr=False)


async def hear(session: AsyncSession, voiced: Voiced, *, team_id: int, now: datetime) -> None:
    """Count it, and once a month show its author who listens in confidence; nobody else sees anything."""
    here, key = voiced.person.workspace_id, await workspaces.search_key(session, voiced.person.workspace_id)
    author = await people.member(session, voiced.person, now=now)
    if not author.can_learn:
        return
    row = {
        "workspace_id": here,
        "team_id": team_id,
        "author": told_by(key, voiced.person.user_id),
        "message": told_by(key, f"{voiced.channel}:{voiced.ts}"),
        "at": datetime.combine(now.date(), time(), tzinfo=now.tzinfo),  # the moment would tell who it was
    }
    if await insert_one(session, Concern, row) is None or not people.may_be_asked(author, now=now):
        return
    listeners = [one for one in await roster.listeners(session, here) if one != voiced.person.user_id]
    company = await workspaces.company(session, here)
    await outbox.enqueue(
        session,
        blocks.listening(listeners, company),
        to=outbox.Place(here, voiced.channel, voiced.thread_ts, voiced.person.user_id),
        # Neither what it is about nor the number that the row has: else the two together would name somebody.
        dedupe=f"whisper:{told_by(key, f'doubt {voiced.person.user_id} {now:%Y-%m}')}",
        kind="whisper",
        now=now,
    )


async def message_deleted(session: AsyncSession, workspace_id: str, *, channel: str, ts: str) -> None:
    """The message is gone: it does not count any more."""
    key = await workspaces.search_key(session, workspace_id)
    gone = Concern.message == told_by(key, f"{channel}:{ts}")
    await session.execute(delete(Concern).where(Concern.workspace_id == workspace_id, gone))


async def forget(session: AsyncSession, person: Person) -> int:
    """What this person wrote does not count any more; how many rows that were."""
    key = await workspaces.search_key(session, person.workspace_id)
    theirs = Concern.author == told_by(key, person.user_id)
    gone = delete(Concern).where(Concern.workspace_id == person.workspace_id, theirs)
    return len((await session.scalars(gone.returning(Concern.id))).all())


async def forget_old(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what was written a quarter ago."""
    old = select(Concern.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(Concern).where(Concern.id.in_(old)).returning(Concern.id))
    return len(gone.all())


async def signs(session: AsyncSession, workspace_id: str, *, now: datetime) -> Sequence[Sign]:
    """Departments with doubts of five people or more in four weeks, by name; how many, nobody is told."""
    voices = func.count(Concern.author.distinct())
    found = await session.scalars(
        select(Concern.team_id)
        .where(Concern.workspace_id == workspace_id, Concern.at > now - LATELY, Concern.team_id.is_not(None))
        .group_by(Concern.team_id)
        .having(voices >= ENOUGH)
    )
    many = set(found)
    teams = await people.teams(session, workspace_id)
    return [Sign(team.name) for team in sorted(teams, key=lambda one: one.name) if team.id in many]

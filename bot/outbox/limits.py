"""The limits of workspaces in the database: held by one worker at a time, forgotten when they are over."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among, update_all
from bot.db import Base, insert
from bot.outbox import pace
from bot.outbox.models import Pace

Held = Mapping[str, Mapping[str, str]]
PACES = Base.metadata.tables[Pace.__tablename__]


async def hold(session: AsyncSession, spaces: Collection[str]) -> Held:
    """The limits of these workspaces, ours until the transaction ends; without those another worker holds."""
    if not spaces:
        return {}
    found = await session.execute(
        select(PACES.c.workspace_id, PACES.c.limits)
        .where(among(session, PACES.c.workspace_id, sorted(spaces)))
        .order_by(PACES.c.workspace_id)
        .with_for_update(skip_locked=True)
    )
    held: dict[str, Mapping[str, str]] = {row.workspace_id: row.limits for row in found}
    new: list[dict[str, Any]] = [
        {"workspace_id": space, "limits": {}} for space in sorted(spaces) if space not in held
    ]
    if new:
        made = insert(session, Pace).values(new).on_conflict_do_nothing().returning(Pace.workspace_id)
        held |= {space: {} for space in await session.scalars(made)}
    return held


def flat(held: Held) -> dict[pace.Key, datetime]:
    """The same as the rules of pacing know them."""
    return {
        (space, key): datetime.fromisoformat(at)
        for space, limits in held.items()
        for key, at in limits.items()
    }


async def save(session: AsyncSession, limits: pace.Limits, *, of: Collection[str], now: datetime) -> None:
    """Write the limits of these held workspaces down, without those that are over."""
    spaces: dict[str, dict[str, str]] = {space: {} for space in sorted(of)}
    for (space, key), at in limits.items():
        if space in spaces and at > now:
            spaces[space][key] = at.isoformat()
    if spaces:
        kept = [{"workspace_id": space, "limits": its} for space, its in spaces.items()]
        await update_all(session, Pace, kept, by=("workspace_id",))


async def close(session: AsyncSession, spaces: Mapping[str, Mapping[str, datetime]]) -> None:
    """Close methods in workspaces until the times that Slack named."""
    for space, closed in sorted(spaces.items()):
        row = await session.get(Pace, space, with_for_update=True)
        if row is not None:
            held = {key: datetime.fromisoformat(at) for key, at in row.limits.items()}
            until = {key: max(at, held.get(key, at)) for key, at in closed.items()}
            row.limits = {**row.limits, **{key: at.isoformat() for key, at in until.items()}}

"""After a restore: what the lost database had sent is looked up in Slack before it goes out again.

Row ids begin again where the backup ended, so they say nothing about what was sent since. What the clock
sends has an occasion instead, the same in both lives of the database, and its delivery id follows from it.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import Fate, OutboxMessage
from bot.workspaces.models import Workspace

NAMES = uuid.UUID("6a1c6c0e-6f0f-5c1e-9a51-5d2f0f1d7a10")
NAMED = "5"  # the version of an id that follows from a name, its fifteenth character
MARGIN = timedelta(minutes=10)  # a backup may miss what was committed while it was made
RESTORED = "restored from a backup: may have been sent"
POST, WHISPER = "chat.postMessage", "chat.postEphemeral"
Stored: TypeAlias = dict[str, str | datetime | None]
_LOST = select(Workspace.workspace_id, Workspace.lost_since, Workspace.restored_at).where(
    Workspace.workspace_id.in_(bindparam("spaces", expanding=True)), Workspace.restored_at.is_not(None)
)


@dataclass(frozen=True)
class Occasion:
    """What the clock sends a message for, told without row ids, and when that began."""

    name: str
    began: datetime


@dataclass(frozen=True)
class Lost:
    """Between which moments the database of a workspace was another one."""

    since: datetime
    restored_at: datetime


@dataclass(frozen=True)
class Restored:
    """What the restore left in doubt."""

    lost_since: datetime
    workspaces: int
    looked_up: int
    expired: int


async def stored(session: AsyncSession, occasions: Sequence[tuple[str, Occasion | None]]) -> list[Stored]:
    """What promises for these occasions are stored with: new, or to be looked up first."""
    lost = await _lost(session, {space for space, occasion in occasions if occasion is not None})
    return [_stored(space, occasion, lost.get(space)) for space, occasion in occasions]


def anew() -> Stored:
    """What a promise is stored with of whose occasion nothing was lost."""
    return {"delivery_id": str(uuid.uuid4()), "fate": Fate.READY, "first_tried_at": None}


def is_by_the_clock(delivery_id: str) -> bool:
    """Whether the message of this name was promised for an occasion, and not because somebody acted."""
    return delivery_id[14:15] == NAMED


def _stored(space: str, occasion: Occasion | None, gap: Lost | None) -> Stored:
    if occasion is None:
        return anew()
    name = str(uuid.uuid5(NAMES, f"{space} {occasion.name}"))
    if gap is None or gap.restored_at <= occasion.began:
        return {"delivery_id": name, "fate": Fate.READY, "first_tried_at": None}
    return {"delivery_id": name, "fate": Fate.UNSURE, "first_tried_at": gap.since}


async def _lost(session: AsyncSession, spaces: Collection[str]) -> dict[str, Lost]:
    """Of which workspaces something was lost, and when."""
    if not spaces:
        return {}
    rows = await session.execute(_LOST, {"spaces": list(spaces)})
    return {space: Lost(since, at) for space, since, at in rows if since is not None and at is not None}


async def begin_again(session: AsyncSession, *, now: datetime) -> Restored:
    """This database is a backup: what may have been sent since is in doubt, and Slack is asked first."""
    since = await _last_known(session, now=now) - MARGIN
    due = (OutboxMessage.fate == Fate.READY, OutboxMessage.due_at <= now)
    doubtful = await session.scalars(
        update(OutboxMessage)
        .where(*due, OutboxMessage.method == POST)
        .values(
            fate=Fate.UNSURE,
            reason=RESTORED,
            first_tried_at=func.coalesce(OutboxMessage.first_tried_at, since),
            not_before=now,
            lease_token=None,
        )
        .returning(OutboxMessage.id)
    )
    expired = await session.scalars(
        update(OutboxMessage)
        .where(
            or_(OutboxMessage.fate == Fate.READY, OutboxMessage.fate == Fate.SENDING),
            OutboxMessage.due_at <= now,
            OutboxMessage.method == WHISPER,
        )
        .values(fate=Fate.EXPIRED, reason=RESTORED, settled_at=now, lease_token=None)
        .returning(OutboxMessage.id)
    )
    marked = await session.scalars(
        update(Workspace).values(lost_since=since, restored_at=now).returning(Workspace.workspace_id)
    )
    return Restored(since, len(marked.all()), len(doubtful.all()), len(expired.all()))


async def _last_known(session: AsyncSession, *, now: datetime) -> datetime:
    """When the backup was made, as far as its rows tell."""
    newest = await session.execute(
        select(func.max(OutboxMessage.created_at), func.max(OutboxMessage.settled_at)).where(
            OutboxMessage.created_at <= now
        )
    )
    installed = await session.scalar(select(func.max(Workspace.installed_at)))
    return max((at for at in (*newest.one(), installed) if at is not None), default=now)

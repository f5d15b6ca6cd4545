"""What became of a message before it came: its author's last word counts, in whatever order Slack tells."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_one
from bot.db import insert
from bot.due import Due
from bot.revisions.models import Revision

KEPT = timedelta(hours=1)  # Slack delivers again after a minute and after five
_Row: TypeAlias = dict[str, object]

OLD = Due(Revision.at, after=KEPT)


@dataclass(frozen=True)
class Message:
    """Which message, and whose, as far as the event says."""

    workspace_id: str
    channel: str
    ts: str
    author_id: str | None = None

    @property
    def origin(self) -> str:
        return f"{self.channel}:{self.ts}"


@dataclass(frozen=True)
class Overtaken:
    """What was known of a message before it came: its last words, or None where these tell us nothing."""

    text: str | None = field(repr=False)
    is_deleted: bool = False


async def come(session: AsyncSession, message: Message, *, now: datetime) -> Overtaken | None:
    """Take a message in; None when nothing overtook it. Its changes wait for this transaction."""
    if await insert_one(session, Revision, _row(message, now=now)) is not None:
        return None
    known = (await session.scalars(select(Revision).where(*_of(message)).with_for_update())).one()
    text, known.text = known.text, None
    return Overtaken(text, known.is_deleted) if known.is_deleted or known.changed_ts else None


async def changed(session: AsyncSession, message: Message, *, ts: str, now: datetime) -> bool:
    """Whether this is the last change we know: an older one, or one of what was deleted, says nothing."""
    is_older = or_(Revision.changed_ts.is_(None), Revision.changed_ts < ts)
    statement = insert(session, Revision).values(_row(message, now=now, ts=ts))
    statement = statement.on_conflict_do_update(
        index_elements=["workspace_id", "origin"],
        set_={"changed_ts": ts, "text": None, "at": now},
        where=and_(Revision.is_deleted.is_(False), is_older),
    )
    return await session.scalar(statement.returning(Revision.id)) is not None


async def keep(session: AsyncSession, message: Message, text: str) -> None:
    """Keep the words of a change until the message itself comes."""
    await session.execute(update(Revision).where(*_of(message)).values(text=text))


async def deleted(session: AsyncSession, message: Message, *, now: datetime) -> None:
    """Its author took it back: whatever comes of it now comes too late."""
    statement = insert(session, Revision).values(_row(message, now=now, is_deleted=True))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "origin"], set_={"is_deleted": True, "text": None, "at": now}
        )
    )


async def drop(session: AsyncSession, workspace_id: str, origin: str) -> None:
    """Nothing is known any more of a message that was taken in."""
    here = (Revision.workspace_id == workspace_id, Revision.origin == origin)
    await session.execute(delete(Revision).where(*here))


def _row(message: Message, *, now: datetime, is_deleted: bool = False, ts: str | None = None) -> _Row:
    return {
        "workspace_id": message.workspace_id,
        "origin": message.origin,
        "author_id": message.author_id,
        "changed_ts": ts,
        "is_deleted": is_deleted,
        "at": now,
    }


def _of(message: Message) -> tuple[ColumnElement[bool], ...]:
    return Revision.workspace_id == message.workspace_id, Revision.origin == message.origin


async def forget(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what is too old to overtake anything; returns how many."""
    old = select(Revision.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(Revision).where(Revision.id.in_(old)).returning(Revision.id))
    return len(gone.all())

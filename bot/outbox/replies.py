"""The answer to a press, where the person looks: in the message itself, or beside it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage
from bot.people.rules import Person
from bot.slack.blockkit import Post


@dataclass(frozen=True)
class Spot:
    """Where a press happened; `ts` is None where no message of ours can be changed, `key` names the press."""

    person: Person
    key: str
    channel: str | None = None
    ts: str | None = None
    is_ephemeral: bool = False
    thread_ts: str | None = None
    response_url: str = field(default="", repr=False)

    @property
    def dedupe(self) -> str:
        return f"{outbox.PRESSED}{self.person.user_id}:{self.key}"


async def is_repeated(session: AsyncSession, spot: Spot) -> bool:
    """Whether this very press was answered before: Slack may deliver it again."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.workspace_id == spot.person.workspace_id, OutboxMessage.dedupe == spot.dedupe
    )
    return await session.scalar(query) is not None


async def show(session: AsyncSession, spot: Spot, post: Post, *, now: datetime) -> None:
    """Put the answer in place of the pressed message; where that cannot be, write it beside."""
    if spot.channel and spot.is_ephemeral and spot.response_url:
        await outbox.respond(
            session,
            post,
            to=outbox.Place(spot.person.workspace_id, spot.channel, spot.thread_ts, spot.person.user_id),
            url=spot.response_url,
            dedupe=spot.dedupe,
            kind="whisper",
            now=now,
        )
        return
    if spot.channel is None or spot.ts is None or spot.is_ephemeral:
        await tell(session, spot, post, now=now)
        return
    place = outbox.Place(spot.person.workspace_id, spot.channel)
    await outbox.edit_at(session, post, to=place, ts=spot.ts, dedupe=spot.dedupe, now=now)


async def tell(session: AsyncSession, spot: Spot, post: Post, *, now: datetime) -> None:
    """Tell the one who pressed, for their eyes only; from a modal or App Home, in their DM."""
    eyes = spot.person.user_id if spot.channel else None
    thread = spot.thread_ts if spot.channel else None
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(spot.person.workspace_id, spot.channel or spot.person.user_id, thread, eyes),
        dedupe=spot.dedupe,
        kind="whisper" if eyes else "reply",
        now=now,
    )

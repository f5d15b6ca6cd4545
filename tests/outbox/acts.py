"""What the outbox tests do: promise a message, ask for its fate, and read what Slack shows."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.outbox import leases
from bot.outbox import service as outbox
from bot.outbox.leases import Leased
from bot.outbox.looks import Round
from bot.outbox.models import OutboxMessage
from bot.outbox.service import Place
from bot.outbox.worker import LEASE
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from tests.stage import Stage


def words(text: str) -> Post:
    return Post(text, [kit.section(text)])


async def promise(
    stage: Stage, text: str, *, to: str = "general", key: str | None = None, **more: object
) -> bool:
    place = Place(stage.team_id, stage.workspace.channel(to).id)
    async with stage.db.begin() as session:
        return await outbox.enqueue(
            session,
            words(text),
            to=place,
            dedupe=key or f"test:{text}",
            kind="test",
            now=stage.clock(),
            **more,  # type: ignore[arg-type]
        )


async def fate(stage: Stage, key: str) -> tuple[str, str | None]:
    async with stage.db.read() as session:
        row = await session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe == key))
    assert row is not None
    return row.fate, row.reason


def seen(stage: Stage, channel: str = "general") -> list[str]:
    bot = stage.workspace.bot.id
    return [one.text for one in stage.workspace.channel_messages(channel) if one.user == bot]


async def taken(stage: Stage, *, room: int = 20, way: Round | None = None) -> Sequence[Leased]:
    """What a worker takes that dies before it says what came of it."""
    async with stage.db.begin() as session:
        return await leases.lease(
            session, way or Round(), now=stage.clock(), guards={}, room=room, lasts=LEASE
        )

"""Where in Slack a question is talked about."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import OutboxMessage
from bot.questions import blocks
from bot.questions.models import Question
from bot.workspaces import service as workspaces


async def url(session: AsyncSession, question: Question) -> str:
    """Where the question is talked about; empty when it is private or not posted yet."""
    return (await urls(session, [question])).get(question.id, "")


async def urls(session: AsyncSession, questions: Sequence[Question]) -> dict[int, str]:
    """The same for many questions of one workspace, by question id."""
    open_ones = [one for one in questions if not one.private]
    if not open_ones:
        return {}
    here = open_ones[0].workspace_id
    base = await workspaces.url_of(session, here)
    posted = await _posted(session, here, [offer_key(one.id) for one in open_ones if one.thread_ts is None])
    asked = {one.id: (one.channel_id, one.thread_ts) for one in open_ones}
    return {
        row_id: blocks.permalink(base, *posted.get(offer_key(row_id), place))
        for row_id, place in asked.items()
    }


async def _posted(
    session: AsyncSession, workspace_id: str, keys: Sequence[str]
) -> dict[str, tuple[str | None, str | None]]:
    """Where Slack put these messages, by their key."""
    if not keys:
        return {}
    rows = await session.execute(
        select(OutboxMessage.dedupe, OutboxMessage.sent_channel, OutboxMessage.sent_ts).where(
            OutboxMessage.workspace_id == workspace_id, OutboxMessage.dedupe.in_(keys)
        )
    )
    return {dedupe: (channel, ts) for dedupe, channel, ts in rows}


def offer_key(question_id: int) -> str:
    return f"question:{question_id}:offer"

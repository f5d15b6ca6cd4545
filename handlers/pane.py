"""Slack's agent pane, where a workspace has it: a thread that is opened, and its openers.

Everything else that is written there is a direct message, answered in its thread (`handlers/messages.py`).
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import service as outbox
from bot.pane import blocks, rules
from bot.pane.rules import Opener
from bot.people.rules import Person
from bot.slack.blockkit import Post
from handlers import challenges
from handlers.doors import Desk, Event, Posted


async def opened(event: Event, desk: Desk) -> None:
    """Somebody opened a thread in the pane: greet them once, and say what they may begin with.

    Which channel they came from is told too, and not read.
    """
    thread = event.data.get("assistant_thread") or {}
    channel, thread_ts = str(thread.get("channel_id") or ""), str(thread.get("thread_ts") or "")
    if not channel or not thread_ts:
        return
    async with desk.db.begin() as session:
        is_new = await outbox.enqueue(
            session,
            blocks.greeting(),
            to=outbox.Place(event.workspace_id, channel, thread_ts),
            dedupe=f"menu:{channel}:{thread_ts}",
            kind="menu",
            now=desk.clock(),
        )
    if is_new:
        await desk.pane.suggest(channel, thread_ts)


async def answer(posted: Posted, opener: Opener, desk: Desk) -> None:
    """Answer an opener where it was said."""
    async with desk.db.begin() as session:
        await outbox.enqueue(
            session,
            await _answer(session, posted.person, opener, desk),
            to=posted.place,
            dedupe=f"menu:{posted.channel}:{posted.ts}",
            kind="menu",
            now=desk.clock(),
        )


async def _answer(session: AsyncSession, person: Person, opener: Opener, desk: Desk) -> Post:
    if opener == rules.CHALLENGE:
        return await challenges.own(session, person, desk)
    return blocks.ANSWERS[opener]


EVENTS = {"assistant_thread_started": opened}

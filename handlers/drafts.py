"""The one button on a draft."""

from typing import Never

from bot.questions import draft_blocks, drafts
from bot.questions import service as questions
from handlers.doors import Answer, Desk, Press

GONE = "This draft is no longer there."


async def not_helpful_pressed(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        marked = await drafts.mark_not_helpful(session, press.row_id, by=press.person)
        await questions.whisper(
            session,
            press.person,
            draft_blocks.NOTED if marked else GONE,
            channel=press.channel or press.person.user_id,
            thread_ts=press.thread_ts,
            key=press.trigger_id,
            now=now,
        )
    return None


PRESSES = {draft_blocks.NOT_HELPFUL: not_helpful_pressed}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

"""The one button on a draft."""

from typing import Never

from bot.outbox import replies
from bot.questions import blocks, draft_blocks, drafts
from handlers.doors import Answer, Desk, Press

GONE = "This draft is no longer there."


async def not_helpful_pressed(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        marked = await drafts.mark_not_helpful(session, press.row_id, by=press.person)
        text = draft_blocks.NOTED if marked else GONE
        await replies.tell(session, press.spot, blocks.note(text), now=now)
    return None


PRESSES = {draft_blocks.NOT_HELPFUL: not_helpful_pressed}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

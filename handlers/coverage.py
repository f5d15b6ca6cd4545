"""An admin leaves a team without more champions; to name one they have the form of champions."""

from typing import Never

from bot.coverage import blocks
from bot.coverage import service as coverage
from handlers import gate
from handlers.doors import Answer, Desk, Press


async def leave_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await coverage.leave(session, press.spot, press.row_id, now=desk.clock())
    return None


PRESSES = {blocks.LEAVE: gate.pressed(leave_pressed)}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

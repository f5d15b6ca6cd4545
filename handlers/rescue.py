"""Fewer messages for a while, and the way back."""

from collections.abc import Awaitable, Callable
from typing import Never

from bot.outbox import replies
from bot.rescue import blocks
from bot.rescue import service as rescue
from handlers.doors import Answer, Desk, Press

PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


async def fewer_pressed(press: Press, desk: Desk) -> Answer:
    """The card stays as it is; what was asked for is confirmed beside it."""
    now = desk.clock()
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await rescue.ease(session, press.person, now=now)
            await replies.tell(session, press.spot, blocks.eased(), now=now)
    return None


async def back_pressed(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await rescue.as_before(session, press.person, now=now)
            await replies.show(session, press.spot, blocks.as_before(), now=now)
    return None


PRESSES: dict[str, PressHandler] = {blocks.FEWER: fewer_pressed, blocks.BACK: back_pressed}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

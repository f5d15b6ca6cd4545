"""Who helps unasked: what they say to being named, and what admins make of it."""

from typing import Never

from bot.nominations import blocks
from bot.nominations import service as nominations
from bot.people import blocks as people_blocks
from handlers import gate
from handlers.doors import Answer, Desk, Press


async def yes_pressed(press: Press, desk: Desk) -> Answer:
    return await _answered(press, desk, yes=True)


async def no_pressed(press: Press, desk: Desk) -> Answer:
    return await _answered(press, desk, yes=False)


async def _answered(press: Press, desk: Desk, *, yes: bool) -> Answer:
    async with desk.db.begin() as session:
        await nominations.answer(session, press.spot, press.row_id, yes=yes, now=desk.clock())
    return None


async def name_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        named = await nominations.name(session, press.row_id, by=press.person, now=desk.clock())
    said = blocks.named(named) if named is not None else blocks.NOT_WILLING
    await gate.show(press, desk, people_blocks.notice(said))
    return None


async def set_aside_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        was_open = await nominations.set_aside(session, press.row_id, by=press.person)
    await gate.show(press, desk, people_blocks.notice(blocks.LATER if was_open else blocks.NOT_WILLING))
    return None


PRESSES = {
    blocks.YES: yes_pressed,
    blocks.NO: no_pressed,
    blocks.NAME: gate.pressed(name_pressed),
    blocks.SET_ASIDE: gate.pressed(set_aside_pressed),
}
SUBMISSIONS: dict[str, Never] = {}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

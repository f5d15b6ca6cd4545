"""Buddies: the modal, joining and leaving, and the buttons of a round."""

from collections.abc import Awaitable, Callable
from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.buddies import blocks, rules
from bot.buddies import service as buddies
from bot.buddies.blocks import Meeting
from bot.buddies.service import Obstacle
from bot.outbox import replies
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import View
from handlers import gate
from handlers.doors import Answer, Command, Desk, NextView, Press, Submission

Order = Callable[..., Awaitable[Meeting | Obstacle]]


async def buddies_typed(command: Command, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        form = await _form(session, command.person, desk)
    await desk.views.open(command.trigger_id, form)
    return None


async def buddies_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        form = await _form(session, press.person, desk)
    await gate.show(press, desk, form)
    return None


async def _form(session: AsyncSession, person: Person, desk: Desk, *, said: str = "") -> View:
    stands = await buddies.standing(session, desk.shelf.catalog, person, now=desk.clock())
    return blocks.form(stands, for_admin=await people.may_act_as_admin(session, person), said=said)


async def join_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await buddies.join(session, press.person, now=desk.clock())
    return await buddies_pressed(press, desk)


async def skip_next_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await buddies.skip_next(session, press.person, now=desk.clock())
    return await buddies_pressed(press, desk)


async def leave_pressed(press: Press, desk: Desk) -> Answer:
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        await buddies.leave(session, press.person, now=now)
        if not press.view_id:
            await replies.show(session, spot, blocks.left(), now=now)
    return await buddies_pressed(press, desk) if press.view_id else None


async def met_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(buddies.met, press, desk)


async def skip_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(buddies.skip, press, desk)


async def _ordered(order: Order, press: Press, desk: Desk) -> Answer:
    """Answer a round, once, and show what it made of things."""
    now, spot = desk.clock(), press.spot
    async with desk.db.begin() as session:
        if await replies.is_repeated(session, spot):
            return None
        told = await order(session, desk.shelf.catalog, press.row_id, by=press.person, now=now)
        if isinstance(told, Obstacle):
            await replies.tell(session, spot, blocks.note(told), now=now)
        else:
            await buddies.show(session, spot, told, by=press.person, now=now)
    return await buddies_pressed(press, desk) if press.view_id else None


async def rhythm_submitted(sent: Submission, desk: Desk) -> Answer:
    chosen = sent.text(blocks.RHYTHM)
    weeks = int(chosen) if chosen in map(str, rules.EVERY) else None
    async with desk.db.begin() as session:
        said = await buddies.choose_rhythm(session, weeks, by=sent.person, now=desk.clock())
        form = await _form(session, sent.person, desk, said=said or "")
    return NextView(form) if said else None


PRESSES = {
    blocks.OPEN: buddies_pressed,
    blocks.JOIN: join_pressed,
    blocks.PAUSE: skip_next_pressed,
    blocks.LEAVE: leave_pressed,
    blocks.MET: met_pressed,
    blocks.SKIP: skip_pressed,
}
SUBMISSIONS = {blocks.FORM: gate.sent(rhythm_submitted)}
COMMANDS = {"buddies": gate.alone(buddies_typed)}
SHORTCUTS: dict[str, Never] = {}

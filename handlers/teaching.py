"""The third step of a skill: whom one shows it to, and what the colleague says."""

from collections.abc import Awaitable, Callable
from typing import Never

from bot.outbox import replies
from bot.teaching import blocks
from bot.teaching import service as teaching
from bot.teaching.blocks import Refusal
from handlers.doors import Answer, Desk, FieldErrors, Press, Submission

PressHandler = Callable[[Press, Desk], Awaitable[Answer]]
ABOUT_THE_SKILL = (Refusal.OPEN, Refusal.TAUGHT, Refusal.NOT_READY)


async def offer_pressed(press: Press, desk: Desk) -> Answer:
    """The form, with the skill of the card that it was pressed on."""
    async with desk.db.read() as session:
        ready = await teaching.ready(session, desk.shelf.catalog, press.person, now=desk.clock())
        chosen = await teaching.skill_of(session, desk.shelf.catalog, press.person, press.row_id)
    form = blocks.form(ready, chosen=chosen)
    if press.view_callback:
        await desk.views.push(press.trigger_id, form)
    else:
        await desk.views.open(press.trigger_id, form)
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    skill, colleague = sent.text(blocks.SKILL), sent.text(blocks.COLLEAGUE)
    async with desk.db.begin() as session:
        refusal = await teaching.ask(
            session, desk.shelf.catalog, skill, colleague, by=sent.person, now=desk.clock()
        )
    if refusal is None:
        return None
    return FieldErrors({blocks.SKILL if refusal in ABOUT_THE_SKILL else blocks.COLLEAGUE: refusal})


async def yes_pressed(press: Press, desk: Desk) -> Answer:
    return await _answered(press, desk, yes=True)


async def not_yet_pressed(press: Press, desk: Desk) -> Answer:
    return await _answered(press, desk, yes=False)


async def _answered(press: Press, desk: Desk, *, yes: bool) -> Answer:
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, press.spot):
            await teaching.answer(
                session, desk.shelf.catalog, press.spot, press.row_id, yes=yes, now=desk.clock()
            )
    return None


PRESSES: dict[str, PressHandler] = {
    blocks.OFFER: offer_pressed,
    blocks.YES: yes_pressed,
    blocks.NOT_YET: not_yet_pressed,
}
SUBMISSIONS = {blocks.FORM: form_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

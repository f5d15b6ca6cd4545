"""The admins' gate, and the champions': checked when something is done, whoever was shown the button."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import blocks as champion_blocks
from bot.champions import service as champions
from bot.people import blocks
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import View
from handlers.doors import Answer, Command, Desk, Press, PushView, Reply, Submission

COURTESY = ("", "please", "now")
Typed: TypeAlias = Callable[[Command, Desk], Awaitable[Answer]]
Pressed: TypeAlias = Callable[[Press, Desk], Awaitable[Answer]]
Sent: TypeAlias = Callable[[Submission, Desk], Awaitable[Answer]]


def typed(handler: Typed, *, instead: str = "") -> Typed:
    """A command for admins; everybody else reads who they are, and what they may do instead."""

    async def admitted(command: Command, desk: Desk) -> Answer:
        refusal = await _refusal(command.person, desk)
        return Reply(f"{refusal} {instead}".strip()) if refusal else await handler(command, desk)

    return admitted


def alone(handler: Typed, *, instead: str = "") -> Typed:
    """A command that takes nothing after it: with more, nothing is done and the right form is shown."""

    async def bare(command: Command, desk: Desk) -> Answer:
        if command.rest.strip(" .!?").casefold() in COURTESY:
            return await handler(command, desk)
        return Reply(f"{blocks.stands_alone(command.word, command.rest)} {instead}".strip())

    return bare


def pressed(handler: Pressed) -> Pressed:
    """A button for admins."""

    async def admitted(press: Press, desk: Desk) -> Answer:
        refusal = await _refusal(press.person, desk)
        if refusal is None:
            return await handler(press, desk)
        await show(press, desk, blocks.notice(refusal))
        return None

    return admitted


def sent(handler: Sent) -> Sent:
    """A form for admins. The refusal lies on top of it: what was typed is still there beneath."""

    async def admitted(submission: Submission, desk: Desk) -> Answer:
        refusal = await _refusal(submission.person, desk)
        return PushView(blocks.notice(refusal)) if refusal else await handler(submission, desk)

    return admitted


async def show(press: Press, desk: Desk, view: View) -> None:
    """Show a modal where the press was made: in place of the modal it was made in, else as a new one."""
    if press.view_id and press.view_callback:
        await desk.views.update(press.view_id, view)
    else:
        await desk.views.open(press.trigger_id, view)


async def not_a_champion(session: AsyncSession, person: Person) -> str | None:
    """One kind line for everybody who is no champion; None for champions."""
    if await champions.is_champion(session, person):
        return None
    admins = [admin.user_id for admin in await people.admins(session, person.workspace_id)]
    return champion_blocks.not_a_champion(admins, is_admin=person.user_id in admins)


async def _refusal(person: Person, desk: Desk) -> str | None:
    async with desk.db.read() as session:
        if await people.may_act_as_admin(session, person):
            return None
        admins = await people.admins(session, person.workspace_id)
    return blocks.not_an_admin([admin.user_id for admin in admins])

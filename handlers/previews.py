"""What somebody would get in a fortnight, for admins: by a command with a name, or in a modal."""

from typing import Never

from bot.nudges import fortnight
from bot.people import blocks as people_blocks
from bot.people import roster
from bot.people import service as people
from bot.people.rules import Person
from bot.setup import blocks
from handlers import gate
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Submission


async def preview_typed(command: Command, desk: Desk) -> Answer:
    if not command.rest:
        await desk.views.open(command.trigger_id, blocks.preview_form())
        return None
    async with desk.db.read() as session:
        found = await roster.named(session, command.person.workspace_id, command.rest)
        if len(found) != 1:
            near = [member.name for member in found]
            line = people_blocks.unknown_name(command.rest, what="person called", near=near)
            return Reply(line if near else f"{line} A mention is surest: `/afterglow preview @person`.")
        if not found[0].can_learn:
            return Reply(blocks.gets_nothing(found[0].user_id))
        post = await fortnight.ahead_of(session, found[0], desk.shelf.catalog, now=desk.clock())
    return Reply(post.text, post.blocks)


async def preview_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, blocks.preview_form())
    return None


async def preview_submitted(sent: Submission, desk: Desk) -> Answer:
    user_id = sent.text(blocks.PERSON)
    async with desk.db.read() as session:
        member = await people.find(session, Person(sent.person.workspace_id, user_id))
        if member is None or not member.can_learn:
            return FieldErrors({blocks.PERSON: blocks.CANNOT_LEARN})
        post = await fortnight.ahead_of(session, member, desk.shelf.catalog, now=desk.clock())
    return NextView(blocks.preview_form(post, user_id=user_id))


PRESSES = {blocks.PREVIEW: gate.pressed(preview_pressed)}
SUBMISSIONS = {blocks.PREVIEW_FORM: gate.sent(preview_submitted)}
COMMANDS = {"preview": gate.typed(preview_typed)}
SHORTCUTS: dict[str, Never] = {}

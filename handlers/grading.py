"""Cards that are answered in one's own words: the form, and the comparison with a good answer."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from typing import Never

from bot.grading import blocks
from bot.grading import service as grading
from bot.grading.rules import GRADES, LONGEST
from bot.guard import service as red_lines
from bot.nudges import answers
from bot.nudges.answers import Pressed
from bot.outbox import replies
from bot.outbox.replies import Spot
from handlers import menu
from handlers.doors import Answer, CloseAll, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import carried

LONGEST_ID = 40  # of a channel or a message: a modal carries no more than it can
PressHandler = Callable[[Press, Desk], Awaitable[Answer]]


@dataclass(frozen=True)
class Aim:
    """Which card a form answers, where its message stands, and which version of it."""

    nudge: int = 0
    channel: str = ""
    ts: str = ""
    version: int = -1

    def packed(self) -> str:
        return json.dumps(asdict(self))

    def pressed(self, sent: Submission, what: str) -> Pressed:
        """The submission as a press on that message."""
        spot = Spot(sent.person, f"view:{sent.view_id}:{what}", self.channel or None, self.ts or None)
        row_id = self.nudge if 0 < self.nudge < 10**9 else 0
        return Pressed(spot, row_id, self.version)


async def write_pressed(press: Press, desk: Desk) -> Answer:
    pressed = Pressed(press.spot, press.row_id, -1)
    async with desk.db.begin() as session:
        found = await answers.written(session, desk.shelf.catalog, pressed, now=desk.clock())
        is_read = desk.settings.has_model and await grading.allows(session, press.person.workspace_id)
    if found is not None:
        aim = Aim(press.row_id, (press.channel or "")[:LONGEST_ID], (press.message_ts or "")[:LONGEST_ID])
        view = blocks.form(found[0], private=aim.packed(), has_model=is_read)
        await desk.views.open(press.trigger_id, view)
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    """Keep the words, then show them beside what a good answer has."""
    aim = carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    text = sent.text(blocks.WORDS).strip()[:LONGEST]
    if not grading.says_something(text):
        return FieldErrors({blocks.WORDS: blocks.NO_WORDS})
    pressed, now, catalog = aim.pressed(sent, "written"), desk.clock(), desk.shelf.catalog
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, pressed.spot):
            await answers.write(session, catalog, pressed, text=text, now=now)
        found = await answers.written(session, catalog, pressed, now=now)
        guard = await red_lines.of(session, sent.person.workspace_id)
    if found is None:
        return None
    told = replace(found[0], text=grading.guarded(text, guard), points=())
    private = replace(aim, version=found[1]).packed()
    return NextView(blocks.compared(told, private=private, was_redacted=told.text != text))


async def compared_submitted(sent: Submission, desk: Desk) -> Answer:
    """The grade that they gave themselves, as if it were pressed in the message."""
    aim = carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    grade = next((one for one in GRADES if one.value == sent.text(blocks.GRADE)), None)
    if grade is None:
        return FieldErrors({blocks.GRADE: blocks.NO_GRADE})
    pressed = aim.pressed(sent, "graded")
    async with desk.db.begin() as session:
        if not await replies.is_repeated(session, pressed.spot):
            await answers.tell(session, desk.shelf.catalog, pressed, answer=grade, now=desk.clock())
    return CloseAll()


PRESSES: dict[str, PressHandler] = {blocks.WRITE: write_pressed}
SUBMISSIONS = {blocks.FORM: form_submitted, blocks.COMPARED: compared_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

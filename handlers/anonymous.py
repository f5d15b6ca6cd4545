"""Questions asked without a name: the form that asks one, and what is passed on in both directions."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Never

from bot.outbox import replies
from bot.people.rules import Person, is_alias
from bot.questions import anonymous, anonymous_blocks, blocks, forms, routing
from bot.questions.anonymous import A_DAY, Refusal
from bot.questions.rules import Source
from bot.questions.service import Asked
from handlers.doors import Answer, Desk, FieldErrors, Press, Submission
from handlers.forms import red_lines_in, row_id

A_DRAFT = "draft:"
Handler = Callable[[Press, Desk], Awaitable[Answer]]
TOO_MANY = f"You have asked {A_DAY} questions without your name today. Ask this one with it, or tomorrow."
ASKED_BEFORE = "I have this question already."
GONE = "This question is no longer there."
NOT_YOURS = "Only the person who asked it can write back here."
NOBODY_THERE = "Nobody has this question at the moment, or it is closed. Your words were not sent."


def as_asker(handler: Handler) -> Handler:
    """The same press, done under the alias of somebody who asked without their name."""

    async def pressed(press: Press, desk: Desk) -> Answer:
        async with desk.db.read() as session:
            person = await anonymous.as_asker(session, press.row_id, press.person)
        return await handler(_under(press, person), desk)

    return pressed


def _under(press: Press, person: Person) -> Press:
    """Under an alias nothing that is kept of a press names its DM either."""
    if not is_alias(person.user_id):
        return press
    is_direct = press.channel is not None and press.channel.startswith(routing.A_DM)
    return replace(press, person=person, channel=person.user_id if is_direct else press.channel)


def of_draft(question_id: int) -> str:
    """What the form carries where the words were written under a name before."""
    return f"{A_DRAFT}{question_id}"


def draft_of(sent: Submission) -> int:
    """The draft whose words a form began with; 0 for none."""
    return row_id(sent.private.removeprefix(A_DRAFT)) if sent.private.startswith(A_DRAFT) else 0


async def ask(sent: Submission, text: str, desk: Desk, *, in_private: bool) -> Answer:
    """Ask what was typed into the form, and keep nothing that was written under a name before."""
    if found := await red_lines_in(text, sent.person, desk):
        return FieldErrors({forms.TEXT: found})
    asked = Asked(sent.person, text, Source.SHORTCUT, f"view:{sent.view_id}")
    async with desk.db.begin() as session:
        outcome = await anonymous.ask(
            session,
            asked,
            draft_id=draft_of(sent),
            in_private=in_private,
            catalog=desk.shelf.catalog,
            now=desk.clock(),
        )
        if isinstance(outcome, Refusal):
            return FieldErrors({forms.TEXT: TOO_MANY if outcome == Refusal.TOO_MANY else ASKED_BEFORE})
    return None


async def write_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        found = await anonymous.may_write(session, press.row_id, by=press.person)
        if found is None or not found.won:
            reason = GONE if found is None else NOBODY_THERE if found.may else NOT_YOURS
            await replies.tell(session, press.spot, blocks.note(reason), now=desk.clock())
            return None
    await desk.views.open(press.trigger_id, anonymous_blocks.write_form(routing.card_of(found.question)))
    return None


async def write_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(anonymous_blocks.TEXT).strip()
    if not text:
        return FieldErrors({anonymous_blocks.TEXT: "Write a sentence or two."})
    if found := await red_lines_in(text, sent.person, desk):
        return FieldErrors({anonymous_blocks.TEXT: found})
    question_id = row_id(sent.private)
    async with desk.db.begin() as session:
        by = await anonymous.as_asker(session, question_id, sent.person)
        changed = await anonymous.write(
            session, question_id, by=by, text=text, key=sent.view_id, now=desk.clock()
        )
    if changed is None or not changed.won:
        reason = GONE if changed is None else NOBODY_THERE if changed.may else NOT_YOURS
        return FieldErrors({anonymous_blocks.TEXT: reason})
    return None


PRESSES = {blocks.WRITE: as_asker(write_pressed)}
SUBMISSIONS = {anonymous_blocks.WRITE_FORM: write_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

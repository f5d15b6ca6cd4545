"""Asking: `/afterglow ask`, direct messages, the shortcut and the form, and where a question is then put."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import (
    anonymous,
    asking_blocks,
    blocks,
    earlier,
    earlier_blocks,
    forms,
    routing,
    telling,
    wording,
)
from bot.questions import service as questions
from bot.questions.changes import Changed
from bot.questions.rules import Source, Status
from bot.questions.service import Asked
from handlers import anonymous as anonymous_door
from handlers import questions as question_door
from handlers.anonymous import as_asker
from handlers.doors import Answer, Command, Desk, FieldErrors, Press, Reply, Shortcut, Submission
from handlers.questions import SAY_IT

ASKED_BEFORE = "This message is a question already: its thread shows who has it."


async def ask_typed(command: Command, desk: Desk) -> Answer:
    if not command.rest:
        await open_ask_form(command.person, command.trigger_id, desk)
        return None
    asked = Asked(command.person, command.rest, Source.COMMAND, f"trigger:{command.trigger_id}")
    return await preview(asked, desk)


async def preview(asked: Asked, desk: Desk) -> Reply:
    """Keep the question and let its asker say where it goes."""
    async with desk.db.begin() as session:
        drafted = await questions.draft(session, asked, now=desk.clock())
        if drafted is None:
            return Reply("I have this question already.")
        post = await earlier.preview(session, drafted, catalog=desk.shelf.catalog, today=desk.clock().date())
    return Reply(post.text, post.blocks)


async def preview_in_dm(session: AsyncSession, asked: Asked, desk: Desk, *, to: outbox.Place) -> None:
    """The same choice, as an answer where the question was written to us."""
    now = desk.clock()
    drafted = await questions.draft(session, asked, now=now)
    if drafted is None:
        return
    await outbox.enqueue(
        session,
        await earlier.preview(session, drafted, catalog=desk.shelf.catalog, today=desk.clock().date()),
        to=to,
        dedupe=f"question:{drafted.id}:preview",
        kind="question.preview",
        now=now,
    )


async def place_openly_pressed(press: Press, desk: Desk) -> Answer:
    return await _placed(press, desk, in_private=False)


async def place_privately_pressed(press: Press, desk: Desk) -> Answer:
    return await _placed(press, desk, in_private=True)


async def _placed(press: Press, desk: Desk, *, in_private: bool) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await questions.place(
            session, press.row_id, by=press.person, in_private=in_private, now=now
        )
        await _confirm(session, press, changed, now=now)
    return None


async def solved_it_pressed(press: Press, desk: Desk) -> Answer:
    """Something that was answered before is what the asker wanted."""
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await questions.self_serve(
            session, press.row_id, by=press.person, with_what=press.detail, now=now
        )
        if changed is None or not changed.won:
            await question_door.explain(session, press, changed, now=now)
        else:
            post = earlier_blocks.solved(press.row_id)
            await routing.put(session, press.spot, changed.question, post, now=now)
    return None


async def ask_on_pressed(press: Press, desk: Desk) -> Answer:
    """None of what was answered before fits."""
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await questions.ask_on(session, press.row_id, by=press.person, now=now)
        await _confirm(session, press, changed, now=now)
    return None


async def not_a_question_pressed(press: Press, desk: Desk) -> Answer:
    """Said before anybody was asked."""
    return await question_door.ordered(questions.reject, press, desk)


async def discard_pressed(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await questions.withdraw(session, press.row_id, by=press.person, now=now)
        await _confirm(session, press, changed, now=now)
    return None


async def _confirm(session: AsyncSession, press: Press, changed: Changed | None, *, now: datetime) -> None:
    if changed is None or not changed.won:
        await question_door.explain(session, press, changed, now=now)
        return
    asked = changed.question
    team = await people.team(session, asked.workspace_id, asked.team_id)
    due = await telling.expected(session, asked, now=now)
    channel = asked.channel_id or (team.channel_id if team else None)
    post = asking_blocks.placed(routing.card_of(asked), channel=channel, expected=due)
    await routing.put(session, press.spot, changed.question, post, now=now)


async def ask_shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    is_own = used.author_id == used.person.user_id and used.channel and used.message_ts
    origin = questions.origin_of(str(used.channel), str(used.message_ts)) if is_own else ""
    await open_ask_form(used.person, used.trigger_id, desk, text=used.text, origin=origin)
    return None


async def place_anonymously_pressed(press: Press, desk: Desk) -> Answer:
    """The same words in the form, where their asker reads what leaving the name out means."""
    async with desk.db.begin() as session:
        found = await wording.theirs(session, press.row_id, by=press.person)
        if found is None or not found.won or found.question.status != Status.DRAFT:
            await question_door.explain(session, press, found, now=desk.clock())
            return None
    text, origin = found.question.text, anonymous_door.of_draft(press.row_id)
    await open_ask_form(press.person, press.trigger_id, desk, text=text, origin=origin, is_anonymous=True)
    return None


async def open_ask_form(
    person: Person,
    trigger_id: str,
    desk: Desk,
    *,
    text: str = "",
    origin: str = "",
    is_anonymous: bool = False,
) -> None:
    """The form for a question; `origin` is the message or draft that its first words are of."""
    async with desk.db.begin() as session:
        member = await people.member(session, person, now=desk.clock())
        team = await people.team(session, member.workspace_id, member.team_id)
        is_hidden = await anonymous.is_hidden(session, member)
    channel = team.channel_id if team else None
    form = forms.ask_form(
        text, origin=origin, team_channel=channel, is_hidden=is_hidden, is_anonymous=is_anonymous
    )
    await desk.views.open(trigger_id, form)


async def ask_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(forms.TEXT).strip()
    if not text:
        return FieldErrors({forms.TEXT: SAY_IT})
    in_private = sent.text(forms.WHERE) == "private"
    if sent.many(forms.NAME):
        return await anonymous_door.ask(sent, text, desk, in_private=in_private)
    channel, _, ts = sent.private.partition(":")
    now = desk.clock()
    # Asked about one's own message in a team's channel: its thread is the place, if it may be open.
    is_bound = (
        bool(ts) and await desk.bindings.team_of(sent.person.workspace_id, channel, now=now) is not None
    )
    in_thread = is_bound and not in_private
    asked = Asked(
        sent.person,
        text,
        Source.SHORTCUT,
        sent.private or f"view:{sent.view_id}",
        channel=channel if in_thread else None,
        thread_ts=ts if in_thread else None,
    )
    async with desk.db.begin() as session:
        await anonymous.forget_draft(session, anonymous_door.draft_of(sent), by=sent.person)
        drafted = await questions.draft(session, asked, now=now)
        if drafted is None:
            return FieldErrors({forms.TEXT: ASKED_BEFORE})
        drafted.private = in_private
        if not await questions.propose(session, drafted, asked, catalog=desk.shelf.catalog, now=now):
            await questions.place(session, drafted.id, by=sent.person, in_private=in_private, now=now)
            await telling.tell_placed(session, drafted, now=now)
    return None


PRESSES = {
    blocks.PLACE_OPENLY: place_openly_pressed,
    blocks.PLACE_PRIVATELY: place_privately_pressed,
    blocks.PLACE_ANONYMOUSLY: place_anonymously_pressed,
    blocks.DISCARD: discard_pressed,
    earlier_blocks.SOLVED_IT: as_asker(solved_it_pressed),
    earlier_blocks.ASK_ON: as_asker(ask_on_pressed),
    earlier_blocks.NOT_ONE: not_a_question_pressed,
}
SUBMISSIONS = {forms.ASK_FORM: ask_submitted}
COMMANDS = {"ask": ask_typed}
SHORTCUTS = {"ask_champion_message": ask_shortcut_used}

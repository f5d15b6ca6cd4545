"""Questions: the champion's and the asker's buttons, the shortcut, and `/afterglow ask`."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import rules as guard
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import (
    blocks,
    earlier,
    earlier_blocks,
    forms,
    holding,
    holding_blocks,
    routing,
    threads,
    wording,
)
from bot.questions import service as questions
from bot.questions.changes import Changed
from bot.questions.rules import Remind, Source, Status
from bot.questions.service import Asked
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Shortcut, Submission
from handlers.forms import row_id

Order = Callable[..., Awaitable[Changed | None]]
ASKED_BEFORE = "This message is a question already: its thread shows who has it."
SAY_IT = "Write your question in a sentence or two."
OVER = "This question is closed. Reopen it if something is missing."
GONE = "This question is no longer there."


async def claim_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(questions.claim, press, desk)


async def release_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(questions.release, press, desk)


async def resolve_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(questions.resolve, press, desk)


async def reopen_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(questions.reopen, press, desk)


async def withdraw_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(questions.withdraw, press, desk)


async def answered_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(holding.say_answered, press, desk)


async def not_yet_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(holding.say_not_yet, press, desk)


async def reminder_chosen(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    when = Remind(press.detail) if press.detail in list(Remind) else Remind.TOMORROW
    async with desk.db.begin() as session:
        changed = await holding.remind(session, press.row_id, by=press.person, when=when, now=now)
        if changed is None or not changed.won:
            await _explain(session, press, changed, now=now)
            return None
        hours = await routing.hours_of(session, changed.question)
        post = holding_blocks.reminded(
            routing.card_of(changed.question),
            at=changed.question.escalate_at,
            url=await threads.url(session, changed.question),
            zone=hours.zone,
            now=now,
        )
        await routing.put(session, press.spot, changed.question, post, now=now)
    return None


async def more_chosen(press: Press, desk: Desk) -> Answer:
    order = questions.resolve if press.detail == "resolve" else questions.reject
    return await _ordered(order, press, desk)


async def _ordered(order: Order, press: Press, desk: Desk) -> Answer:
    """Give one order about a question, and say to who pressed what came of it."""
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await order(session, press.row_id, by=press.person, now=now)
        if changed is None or not changed.won:
            await _explain(session, press, changed, now=now)
        else:
            await routing.answer(session, press.spot, changed.question, now=now)
    return None


async def _explain(session: AsyncSession, press: Press, changed: Changed | None, *, now: datetime) -> None:
    text = GONE
    if changed is not None:
        card = routing.card_of(changed.question)
        is_asked = press.action == earlier_blocks.ASK_ON and card.status == Status.OPEN
        me = press.person.user_id
        told = blocks.outcome(card, pressed=press.action, by=me, may=changed.may)
        text = earlier_blocks.ASKED if is_asked else told
    await replies.tell(session, press.spot, blocks.note(text), now=now)


async def hand_over_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        found = await questions.give(session, press.row_id, by=press.person)
        if found is None or not found.may:
            await _explain(session, press, found, now=desk.clock())
            return None
        heirs = await questions.heirs(session, press.row_id, by=press.person)
    await desk.views.open(press.trigger_id, forms.hand_over_form(press.row_id, heirs))
    return None


async def hand_over_submitted(sent: Submission, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        changed = await questions.hand_over(
            session, row_id(sent.private), by=sent.person, to=sent.text(forms.HEIR), now=desk.clock()
        )
    if changed is not None and changed.won:
        return NextView(forms.handed(sent.text(forms.HEIR)))
    if changed is None:
        return FieldErrors({forms.HEIR: GONE})
    card = routing.card_of(changed.question)
    reason = blocks.outcome(card, pressed=blocks.HAND_OVER, by=sent.person.user_id, may=changed.may)
    return FieldErrors({forms.HEIR: reason})


async def leave_out_pressed(press: Press, desk: Desk) -> Answer:
    """What was taken out stays out: nothing changes but what the asker reads."""
    async with desk.db.begin() as session:
        await replies.show(session, press.spot, blocks.note(forms.LEFT_OUT), now=desk.clock())
    return None


async def rewrite_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        found = await wording.theirs(session, press.row_id, by=press.person)
        if found is None or not found.won:
            await _explain(session, press, found, now=desk.clock())
            return None
    await desk.views.open(press.trigger_id, forms.rewrite_form(press.row_id, found.question.text))
    return None


async def rewrite_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(forms.TEXT).strip()
    if not text:
        return FieldErrors({forms.TEXT: SAY_IT})
    if found := guard.find(text):
        kinds = dict.fromkeys(guard.words(one.kind).strip("[]") for one in found)
        return FieldErrors({forms.TEXT: f"This still holds {', '.join(kinds)}. Take it out."})
    async with desk.db.begin() as session:
        changed = await wording.rewrite(
            session, row_id(sent.private), by=sent.person, text=text, now=desk.clock()
        )
    if changed is None or not changed.won:
        return FieldErrors({forms.TEXT: GONE if changed is None or not changed.may else OVER})
    return None


async def ask_typed(command: Command, desk: Desk) -> Answer:
    if not command.rest:
        await _open_ask_form(command.person, command.trigger_id, desk, text="", origin="")
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


async def preview_in_dm(session: AsyncSession, asked: Asked, desk: Desk, *, channel: str) -> None:
    """The same choice, as an answer in the DM in which the question was written."""
    now = desk.clock()
    drafted = await questions.draft(session, asked, now=now)
    if drafted is None:
        return
    await outbox.enqueue(
        session,
        await earlier.preview(session, drafted, catalog=desk.shelf.catalog, today=desk.clock().date()),
        to=outbox.Place(drafted.workspace_id, channel),
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
            await _explain(session, press, changed, now=now)
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
    return await _ordered(questions.reject, press, desk)


async def discard_pressed(press: Press, desk: Desk) -> Answer:
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await questions.withdraw(session, press.row_id, by=press.person, now=now)
        await _confirm(session, press, changed, now=now)
    return None


async def _confirm(session: AsyncSession, press: Press, changed: Changed | None, *, now: datetime) -> None:
    if changed is None or not changed.won:
        await _explain(session, press, changed, now=now)
        return
    asked = changed.question
    team = await people.team(session, asked.workspace_id, asked.team_id)
    due = await routing.expected(session, asked, now=now)
    channel = asked.channel_id or (team.channel_id if team else None)
    post = blocks.placed(routing.card_of(asked), channel=channel, expected=due)
    await routing.put(session, press.spot, changed.question, post, now=now)


async def ask_shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    is_own = used.author_id == used.person.user_id and used.channel and used.message_ts
    origin = questions.origin_of(str(used.channel), str(used.message_ts)) if is_own else ""
    await _open_ask_form(used.person, used.trigger_id, desk, text=used.text, origin=origin)
    return None


async def _open_ask_form(person: Person, trigger_id: str, desk: Desk, *, text: str, origin: str) -> None:
    async with desk.db.begin() as session:
        member = await people.member(session, person, now=desk.clock())
        team = await people.team(session, member.workspace_id, member.team_id)
    form = forms.ask_form(text, origin=origin, team_channel=team.channel_id if team else None)
    await desk.views.open(trigger_id, form)


async def ask_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(forms.TEXT).strip()
    if not text:
        return FieldErrors({forms.TEXT: SAY_IT})
    in_private = sent.text(forms.WHERE) == "private"
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
        drafted = await questions.draft(session, asked, now=now)
        if drafted is None:
            return FieldErrors({forms.TEXT: ASKED_BEFORE})
        drafted.private = in_private
        if not await questions.propose(session, drafted, asked, catalog=desk.shelf.catalog, now=now):
            await questions.place(session, drafted.id, by=sent.person, in_private=in_private, now=now)
            await routing.tell_placed(session, drafted, now=now)
    return None


async def thread_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the thread itself and only wants an acknowledgement."""
    return None


PRESSES = {
    blocks.CLAIM: claim_pressed,
    blocks.RELEASE: release_pressed,
    blocks.RESOLVE: resolve_pressed,
    blocks.REOPEN: reopen_pressed,
    blocks.NOT_YET: not_yet_pressed,
    blocks.WITHDRAW: withdraw_pressed,
    blocks.MORE: more_chosen,
    blocks.HAND_OVER: hand_over_pressed,
    blocks.PLACE_OPENLY: place_openly_pressed,
    blocks.PLACE_PRIVATELY: place_privately_pressed,
    blocks.DISCARD: discard_pressed,
    blocks.OPEN_THREAD: thread_opened,
    blocks.ANSWERED: answered_pressed,
    blocks.REMIND: reminder_chosen,
    earlier_blocks.SOLVED_IT: solved_it_pressed,
    earlier_blocks.ASK_ON: ask_on_pressed,
    earlier_blocks.NOT_ONE: not_a_question_pressed,
    forms.LEAVE_OUT: leave_out_pressed,
    forms.REWRITE: rewrite_pressed,
    forms.CANCEL: withdraw_pressed,
}
SUBMISSIONS = {
    forms.HAND_OVER_FORM: hand_over_submitted,
    forms.ASK_FORM: ask_submitted,
    forms.REWRITE_FORM: rewrite_submitted,
}
COMMANDS = {"ask": ask_typed}
SHORTCUTS = {"ask_champion_message": ask_shortcut_used}

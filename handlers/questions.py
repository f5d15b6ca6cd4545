"""Questions: the champion's and the asker's buttons."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import blocks as champion_blocks
from bot.outbox import replies
from bot.questions import (
    blocks,
    earlier_blocks,
    elsewhere,
    elsewhere_blocks,
    forms,
    history,
    history_blocks,
    holding,
    holding_blocks,
    routing,
    telling,
    thanks,
    threads,
    wording,
)
from bot.questions import service as questions
from bot.questions.changes import Changed
from bot.questions.rules import Remind, Status
from handlers import gate
from handlers import replies as reply_door
from handlers.anonymous import as_asker
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import red_lines_in, row_id

Order = Callable[..., Awaitable[Changed | None]]
Sequel = Callable[..., Awaitable[None]]
SAY_IT = "Write your question in a sentence or two."
OVER = "This question is closed. Reopen it if something is missing."
GONE = "This question is no longer there."


async def claim_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(questions.claim, press, desk)


async def release_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(questions.release, press, desk)


async def resolve_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(_resolving(desk), press, desk, then=thanks.invite)


def _resolving(desk: Desk) -> Order:
    return partial(elsewhere.resolve, catalog=desk.shelf.catalog)


async def reopen_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(questions.reopen, press, desk)


async def withdraw_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(questions.withdraw, press, desk)


async def answered_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(holding.say_answered, press, desk)


async def not_yet_pressed(press: Press, desk: Desk) -> Answer:
    return await ordered(holding.say_not_yet, press, desk, then=telling.invite_more)


async def reminder_chosen(press: Press, desk: Desk) -> Answer:
    now, when = desk.clock(), Remind.of(press.detail)
    async with desk.db.begin() as session:
        changed = await holding.remind(session, press.row_id, by=press.person, when=when, now=now)
        if changed is None or not changed.won:
            await explain(session, press, changed, now=now)
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


async def look_back_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        found = await history.of(
            session, press.row_id, by=press.person, channel=press.channel, now=desk.clock()
        )
    view = history_blocks.history(found.events, found.zone) if found else history_blocks.not_yours()
    await gate.show(press, desk, view)
    return None


async def more_chosen(press: Press, desk: Desk) -> Answer:
    if press.detail == blocks.REPLYING:
        return await reply_door.reply_pressed(press, desk)
    if press.detail == blocks.HISTORY:
        return await look_back_pressed(press, desk)
    return await as_asker(_over_chosen)(press, desk)


async def _over_chosen(press: Press, desk: Desk) -> Answer:
    order = _resolving(desk) if press.detail == "resolve" else questions.reject
    return await ordered(order, press, desk)


async def ordered(order: Order, press: Press, desk: Desk, *, then: Sequel | None = None) -> Answer:
    """Give one order about a question, and say to who pressed what came of it."""
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await order(session, press.row_id, by=press.person, now=now)
        if changed is None or not changed.won:
            await explain(session, press, changed, now=now)
        else:
            await routing.answer(session, press.spot, changed.question, now=now)
            if then is not None:
                await then(session, press.spot, changed.question, now=now)
    return None


async def explain(session: AsyncSession, press: Press, changed: Changed | None, *, now: datetime) -> None:
    text = GONE
    if changed is not None:
        card = routing.card_of(changed.question)
        is_asked = press.action == earlier_blocks.ASK_ON and card.status == Status.OPEN
        me = press.person.user_id
        told = blocks.outcome(card, pressed=press.action, by=me, may=changed.may)
        text = earlier_blocks.ASKED if is_asked else told
    # What is gone for whoever looks takes its buttons along, where nobody else sees the message.
    is_stale = changed is None and routing.is_own(press.spot)
    await (replies.show if is_stale else replies.tell)(session, press.spot, blocks.note(text), now=now)


async def hand_over_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        found = await questions.give(session, press.row_id, by=press.person)
        if found is None or not found.may:
            await explain(session, press, found, now=desk.clock())
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
            await explain(session, press, found, now=desk.clock())
            return None
    await desk.views.open(press.trigger_id, forms.rewrite_form(press.row_id, found.question.text))
    return None


async def rewrite_submitted(sent: Submission, desk: Desk) -> Answer:
    text = sent.text(forms.TEXT).strip()
    if not text:
        return FieldErrors({forms.TEXT: SAY_IT})
    if found := await red_lines_in(text, sent.person, desk):
        return FieldErrors({forms.TEXT: found})
    async with desk.db.begin() as session:
        changed = await wording.rewrite(
            session, row_id(sent.private), by=sent.person, text=text, now=desk.clock()
        )
    if changed is None or not changed.won:
        return FieldErrors({forms.TEXT: GONE if changed is None or not changed.may else OVER})
    return None


async def thread_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the thread itself and only wants an acknowledgement."""
    return None


PRESSES = {
    blocks.CLAIM: claim_pressed,
    blocks.RELEASE: release_pressed,
    blocks.RESOLVE: as_asker(resolve_pressed),
    blocks.REOPEN: as_asker(reopen_pressed),
    blocks.NOT_YET: as_asker(not_yet_pressed),
    blocks.WITHDRAW: as_asker(withdraw_pressed),
    blocks.MORE: more_chosen,
    history_blocks.HISTORY: look_back_pressed,
    champion_blocks.LOOK_BACK: look_back_pressed,
    blocks.HAND_OVER: hand_over_pressed,
    blocks.OPEN_THREAD: thread_opened,
    elsewhere_blocks.WAITING: thread_opened,
    blocks.ANSWERED: answered_pressed,
    blocks.REMIND: reminder_chosen,
    forms.LEAVE_OUT: leave_out_pressed,
    forms.REWRITE: rewrite_pressed,
    forms.CANCEL: withdraw_pressed,
}
SUBMISSIONS = {
    forms.HAND_OVER_FORM: hand_over_submitted,
    forms.REWRITE_FORM: rewrite_submitted,
}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

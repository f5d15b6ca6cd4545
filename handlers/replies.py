"""Answering from the queue with a reply that a champion keeps; and what the asker says helped."""

from typing import Never

from bot.champions import macro_blocks, macros
from bot.champions.macro_blocks import Draft, Saved
from bot.outbox import replies as outbox_replies
from bot.people import blocks as people_blocks
from bot.people.rules import Person
from bot.questions import anonymous, answering, blocks, reply_blocks, routing, thanks, thanks_blocks
from bot.questions.rules import Reason
from bot.slack.blockkit import View
from handlers import gate
from handlers.anonymous import as_asker
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, Submission
from handlers.forms import red_lines_in, row_id

GONE = "This question is no longer there."


async def reply_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _form(press, desk))
    return None


async def _form(press: Press, desk: Desk, *, begun: int = 0) -> View:
    async with desk.db.read() as session:
        found = await answering.open_to(session, press.row_id, by=press.person)
        if found is None:
            return people_blocks.notice(GONE)
        card = routing.card_of(found.question)
        if not found.won:
            return people_blocks.notice(
                blocks.outcome(card, pressed=blocks.REPLY, by=press.person.user_id, may=found.may)
            )
        saved = await macros.listed(session, press.person)
    chosen = next((one for one in saved if one.id == begun), None)
    said = reply_blocks.NO_LONGER if begun and chosen is None else ""
    return reply_blocks.form(card, saved, begun=chosen, said=said)


async def begun_with(press: Press, desk: Desk) -> Answer:
    """A saved reply chosen in the form: its words stand in the field."""
    await gate.show(press, desk, await _form(press, desk, begun=row_id(press.detail)))
    return None


async def reply_submitted(sent: Submission, desk: Desk) -> Answer:
    field = next((name for name in sent.values if name.startswith(reply_blocks.TEXT)), reply_blocks.TEXT)
    text, title = sent.text(field).strip(), " ".join(sent.text(reply_blocks.KEEP).split())
    if fault := await _fault(text, sent, desk, empty=reply_blocks.SAY_IT):
        return FieldErrors({field: fault})
    if fault := await red_lines_in(title, sent.person, desk):
        return FieldErrors({reply_blocks.KEEP: fault})
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await answering.answer(
            session, row_id(sent.private), by=sent.person, text=text, key=sent.view_id, now=now
        )
        if changed is None:
            return FieldErrors({field: GONE})
        if not changed.won:
            card = routing.card_of(changed.question)
            me = sent.person.user_id
            return FieldErrors({field: blocks.outcome(card, pressed=blocks.REPLY, by=me, may=changed.may)})
        kept = not title or await macros.keep(session, Draft(title, text), by=sent.person, now=now)
    return None if kept else NextView(people_blocks.notice(f"Posted. {macro_blocks.FULL}"))


async def _fault(text: str, sent: Submission, desk: Desk, *, empty: str) -> str:
    return await red_lines_in(text, sent.person, desk) if text else empty


async def macros_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _listed(press.person, desk))
    return None


async def _listed(person: Person, desk: Desk, *, said: str = "") -> View:
    async with desk.db.read() as session:
        refusal = await gate.not_a_champion(session, person)
        if refusal is not None:
            return people_blocks.notice(refusal)
        return macro_blocks.listed(await macros.listed(session, person), said=said)


async def new_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        refusal = await gate.not_a_champion(session, press.person)
    await gate.show(press, desk, people_blocks.notice(refusal) if refusal else macro_blocks.form())
    return None


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        found: Saved | None = await macros.find(session, press.row_id, by=press.person)
    is_own = found is not None and found.is_own
    await gate.show(
        press, desk, macro_blocks.form(found) if is_own else people_blocks.notice(macro_blocks.GONE)
    )
    return None


async def delete_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        gone = await macros.drop(session, press.row_id, by=press.person)
    said = "Deleted." if gone else macro_blocks.GONE
    await gate.show(press, desk, await _listed(press.person, desk, said=said))
    return None


async def macro_submitted(sent: Submission, desk: Desk) -> Answer:
    title = " ".join(sent.text(macro_blocks.TITLE).split())
    text = sent.text(macro_blocks.TEXT).strip()
    faults = {
        macro_blocks.TITLE: await _fault(title, sent, desk, empty=macro_blocks.NEEDS_TITLE),
        macro_blocks.TEXT: await _fault(text, sent, desk, empty=macro_blocks.NEEDS_TEXT),
    }
    if any(faults.values()):
        return FieldErrors({name: fault for name, fault in faults.items() if fault})
    draft = Draft(title, text, macro_blocks.SHARED in sent.many(macro_blocks.SHARED))
    now = desk.clock()
    async with desk.db.begin() as session:
        refusal = await gate.not_a_champion(session, sent.person)
        if refusal is not None:
            return NextView(people_blocks.notice(refusal))
        if sent.private:
            saved = await macros.change(session, row_id(sent.private), draft, by=sent.person, now=now)
        else:
            saved = await macros.keep(session, draft, by=sent.person, now=now)
    if not saved:
        return FieldErrors({macro_blocks.TITLE: macro_blocks.GONE if sent.private else macro_blocks.FULL})
    return NextView(await _listed(sent.person, desk, said="Saved."))


async def thanks_pressed(press: Press, desk: Desk) -> Answer:
    """What helped, by one press."""
    now = desk.clock()
    (reason,) = (one for one, key in thanks_blocks.THANK.items() if key == press.action)
    async with desk.db.begin() as session:
        champion = await thanks.give(session, press.row_id, by=press.person, reason=reason, now=now)
        post = blocks.note(thanks_blocks.NOT_YOURS)
        if champion is not None:
            post = thanks_blocks.passed_on(champion, reason, None)
        await outbox_replies.show(session, press.spot, post, now=now)
    return None


async def thanks_in_words_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        champion = await thanks.champion_for(session, press.row_id, by=press.person)
    view = (
        people_blocks.notice(thanks_blocks.NOT_YOURS)
        if champion is None
        else thanks_blocks.form(press.row_id)
    )
    await gate.show(press, desk, view)
    return None


async def thanks_submitted(sent: Submission, desk: Desk) -> Answer:
    words = " ".join(sent.text(thanks_blocks.WORDS).split())
    if fault := await _fault(words, sent, desk, empty=thanks_blocks.SAY_IT):
        return FieldErrors({thanks_blocks.WORDS: fault})
    async with desk.db.begin() as session:
        by = await anonymous.as_asker(session, row_id(sent.private), sent.person)
        champion = await thanks.give(
            session, row_id(sent.private), by=by, reason=Reason.WORDS, words=words, now=desk.clock()
        )
    return None if champion is not None else FieldErrors({thanks_blocks.WORDS: thanks_blocks.NOT_YOURS})


PRESSES = {
    **dict.fromkeys(thanks_blocks.THANK.values(), as_asker(thanks_pressed)),
    thanks_blocks.IN_WORDS: as_asker(thanks_in_words_pressed),
    blocks.REPLY: reply_pressed,
    reply_blocks.FROM: begun_with,
    macro_blocks.LIST: macros_pressed,
    macro_blocks.NEW: new_pressed,
    macro_blocks.EDIT: edit_pressed,
    macro_blocks.DELETE: delete_pressed,
}
SUBMISSIONS = {
    reply_blocks.FORM: reply_submitted,
    macro_blocks.FORM: macro_submitted,
    thanks_blocks.FORM: thanks_submitted,
}
COMMANDS: dict[str, Never] = {}
SHORTCUTS: dict[str, Never] = {}

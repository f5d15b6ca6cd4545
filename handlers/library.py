"""The prompt library: search, "Save as prompt", and the buttons of a saved prompt."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.library import blocks, forms, shelf, words
from bot.library import service as library
from bot.library.blocks import PromptCard
from bot.library.forms import Aim
from bot.library.rules import LONGEST_TEXT, Draft
from bot.library.service import Changed, Source
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import Post, View
from handlers import gate, menu
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, Reply, Shortcut, Submission
from handlers.forms import carried

Order = Callable[..., Awaitable[Changed | None]]
FOUND = 3
LISTED = 5


async def library_typed(command: Command, desk: Desk) -> Answer:
    """`/afterglow library …`: prompts to copy; without words, what was saved last."""
    async with desk.db.read() as session:
        if command.rest:
            today = desk.clock().date()
            results = await shelf.search(
                session, desk.shelf.catalog, command.person, command.rest, limit=FOUND, today=today
            )
            post = blocks.found(results, command.rest)
        else:
            post = blocks.overview(await shelf.listing(session, command.person, limit=LISTED))
    return Reply(post.text, post.blocks)


async def open_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _search_form(press.person, "", desk))
    return None


async def search_submitted(sent: Submission, desk: Desk) -> Answer:
    return NextView(await _search_form(sent.person, sent.text(blocks.WORDS).strip(), desk))


async def _search_form(person: Person, query: str, desk: Desk) -> View:
    async with desk.db.read() as session:
        if not query:
            return blocks.overview_form(await shelf.listing(session, person, limit=LISTED))
        today = desk.clock().date()
        results = await shelf.search(session, desk.shelf.catalog, person, query, limit=FOUND, today=today)
    return blocks.search_form(query, results)


async def show_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        seen = await shelf.find(session, press.row_id, by=press.person)
        post = blocks.note(blocks.GONE)
        if seen is not None:
            post = blocks.shown(await shelf.card(session, seen.prompt, by=press.person))
        if not _in_modal(press):
            await replies.tell(session, press.spot, post, now=desk.clock())
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    """On a message: the form with its words, or with what this person saved from it before."""
    draft = words.told_by(used.text)
    aim = Aim(
        channel=used.channel or "",
        ts=used.message_ts or "",
        author_id="" if used.author_id in (used.person.user_id, desk.bot_user_id) else used.author_id or "",
        is_private=used.in_private,
        is_cut=len(draft.text) > LONGEST_TEXT,
    )
    await _open_new(used.person, draft, aim, desk, trigger_id=used.trigger_id)
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """An empty form."""
    await _open_new(press.person, Draft(), Aim(), desk, trigger_id=press.trigger_id)
    return None


async def _open_new(person: Person, draft: Draft, aim: Aim, desk: Desk, *, trigger_id: str) -> None:
    async with desk.db.begin() as session:
        member = await people.member(session, person, now=desk.clock())
        team = await people.team(session, member.workspace_id, member.team_id)
        there = await library.saved_before(session, person, Source(aim.channel, aim.ts)) if aim.ts else None
    aim = replace(aim, team=team.name if team is not None else "")
    if there is not None:
        aim = Aim(row_id=there.id, version=there.version, team=aim.team)
        await desk.views.open(trigger_id, forms.form(library.draft_of(there), aim))
        return
    is_open = team is not None and (not aim.ts or team.channel_id == aim.channel)
    aim = replace(aim, is_team_channel=is_open)
    draft = replace(draft, shared=is_open and not aim.is_private and not aim.author_id)
    clean = words.checked(draft)
    aim = replace(aim, redacted=int(bool(clean.found)))
    await desk.views.open(trigger_id, forms.form(clean.draft, aim, found=clean.found))


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        seen = await shelf.find(session, press.row_id, by=press.person)
        if seen is None or not seen.rights.own:
            post = blocks.note(blocks.GONE if seen is None else blocks.NOT_YOURS)
            await _answer(session, press, post, won=False, now=desk.clock())
            view = blocks.as_modal(post)
        else:
            team = await people.team(session, press.person.workspace_id, seen.prompt.team_id)
            aim = Aim(seen.prompt.id, seen.prompt.version, team=team.name if team is not None else "")
            view = forms.form(library.draft_of(seen.prompt), aim)
    if _in_modal(press) or (seen is not None and seen.rights.own):
        await gate.show(press, desk, view)
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    """Nothing is stored before it is free of red lines: what was taken out is shown first."""
    draft, aim = _draft_of(sent), carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    faults = words.faults(draft)
    if faults:
        return FieldErrors(faults)
    clean = words.checked(draft)
    if clean.found:
        again = replace(aim, redacted=aim.redacted + 1)
        return NextView(forms.form(clean.draft, again, found=clean.found))
    return await _store(sent, draft, aim, desk)


async def _store(sent: Submission, draft: Draft, aim: Aim, desk: Desk) -> Answer:
    now, key = desk.clock(), f"view:{sent.view_id}:{aim.version}"
    async with desk.db.begin() as session:
        changed: Changed | None
        if aim.row_id:
            changed = await library.change(
                session, aim.row_id, draft, by=sent.person, version=aim.version, key=key, now=now
            )
        else:
            source = Source(aim.channel, aim.ts)
            changed = await library.save(session, draft, by=sent.person, source=source, key=key, now=now)
        if changed is None:
            return FieldErrors({forms.TEXT: forms.STALE})
        if not changed.won:
            is_again = key in (changed.prompt.saved_by, changed.prompt.origin)
            why = forms.STALE if aim.row_id else forms.SAVED_BEFORE
            return None if is_again else FieldErrors({forms.TEXT: why})
        card = await shelf.card(session, changed.prompt, by=sent.person)
        await _write(session, sent.person, blocks.saved(card), card=card, key=key, now=now)
    return None


def _draft_of(sent: Submission) -> Draft:
    return Draft(
        title=sent.text(forms.TITLE),
        text=sent.text(forms.TEXT),
        tool=sent.text(forms.TOOL),
        tool_version=sent.text(forms.TOOL_VERSION),
        limits=sent.text(forms.LIMITS),
        change=sent.text(forms.CHANGE),
        shared=sent.text(forms.WHO) == forms.SHARED,
    )


async def verify_pressed(press: Press, desk: Desk) -> Answer:
    line = "Verified: everybody in this workspace finds it now."
    return await _ordered(library.verify, press, desk, line=line, tells=blocks.verified_for_owner)


async def retire_pressed(press: Press, desk: Desk) -> Answer:
    line = "Retired: only its owner finds it now."
    return await _ordered(library.retire, press, desk, line=line, tells=blocks.retired_for_owner)


async def delete_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(library.delete, press, desk, line=blocks.DELETED, tells=None)


async def _ordered(
    order: Order, press: Press, desk: Desk, *, line: str, tells: Callable[..., Post] | None
) -> Answer:
    """Give one order about a prompt; tell who gave it what became of it, and its owner too."""
    now = desk.clock()
    told = press.detail
    version = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
    async with desk.db.begin() as session:
        changed = await order(session, press.row_id, by=press.person, version=version, now=now)
        post = await _became(session, press, changed, line=line)
        won = changed is not None and changed.won
        await _answer(session, press, post, won=won, now=now)
        if changed is not None and won and tells is not None:
            await _tell_owner(session, press, changed, tells, now=now)
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def _became(session: AsyncSession, press: Press, changed: Changed | None, *, line: str) -> Post:
    """What became of an order, with the prompt as far as this person still sees it."""
    if changed is None:
        return blocks.note(blocks.GONE)
    if not changed.may:
        return blocks.note(blocks.NOT_YOURS)
    seen = await shelf.find(session, changed.prompt.id, by=press.person)
    if seen is None:
        return blocks.note(line if changed.won else blocks.GONE)
    if not changed.won:
        is_newer = press.detail != str(changed.prompt.version)
        line = blocks.CHANGED if is_newer else blocks.NOTHING_NEW
    return blocks.standing(await shelf.card(session, seen.prompt, by=press.person), line=line)


async def _answer(session: AsyncSession, press: Press, post: Post, *, won: bool, now: datetime) -> None:
    """In place of our message, or beside it; a modal shows the answer itself."""
    if _in_modal(press):
        return
    answer = replies.show if won else replies.tell
    await answer(session, press.spot, post, now=now)


async def _tell_owner(
    session: AsyncSession, press: Press, changed: Changed, tells: Callable[..., Post], *, now: datetime
) -> None:
    owner = Person(press.person.workspace_id, changed.prompt.owner_id)
    if owner == press.person:
        return
    card = await shelf.card(session, changed.prompt, by=owner)
    post = tells(card, by=press.person.user_id)
    await _write(session, owner, post, card=card, key=press.trigger_id, now=now)


async def _write(
    session: AsyncSession, person: Person, post: Post, *, card: PromptCard, key: str, now: datetime
) -> None:
    """By direct message: a shortcut is used where we may not be."""
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(person.workspace_id, person.user_id),
        dedupe=f"{library.message_key(card.id)}{key}",
        kind="library.answer",
        now=now,
    )


def _in_modal(press: Press) -> bool:
    return bool(press.view_id and press.view_callback)


async def link_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the message itself and only wants an acknowledgement."""
    return None


PRESSES: dict[str, Callable[[Press, Desk], Awaitable[Answer]]] = {
    blocks.OPEN: open_pressed,
    blocks.NEW: new_pressed,
    blocks.SHOW: show_pressed,
    blocks.EDIT: edit_pressed,
    blocks.VERIFY: verify_pressed,
    blocks.RETIRE: retire_pressed,
    blocks.DELETE: delete_pressed,
    blocks.LINK: link_opened,
}
SUBMISSIONS: dict[str, Callable[[Submission, Desk], Awaitable[Answer]]] = {
    blocks.SEARCH_FORM: search_submitted,
    forms.FORM: form_submitted,
}
COMMANDS = {"library": library_typed}
SHORTCUTS = {"save_prompt_message": shortcut_used}

"""The prompt library: search, and the buttons of a saved prompt."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.library import blocks, merging, note_blocks, shelf, thanks, views
from bot.library import service as library
from bot.library.service import Changed
from bot.outbox import replies
from bot.people.rules import Person
from bot.reading import plain
from bot.slack.blockkit import Post, View, cut, visible
from handlers import gate
from handlers.doors import Answer, Command, Desk, NextView, Press, Reply, Shortcut, Submission

Order = Callable[..., Awaitable[Changed | None]]
FOUND = 3
LONGEST_SEARCH = 150
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
            today = desk.clock().date()
            post = blocks.overview(await shelf.listing(session, command.person, limit=LISTED, today=today))
    return Reply(post.text, post.blocks)


async def open_pressed(press: Press, desk: Desk) -> Answer:
    await gate.show(press, desk, await _search_form(press.person, "", desk))
    return None


async def find_used(used: Shortcut, desk: Desk) -> Answer:
    """On a message: what the library has for what it says, and the words to change."""
    said = cut(" ".join(visible(plain.readable(used.text)).split()), LONGEST_SEARCH)
    await desk.views.open(used.trigger_id, await _search_form(used.person, said, desk))
    return None


async def search_submitted(sent: Submission, desk: Desk) -> Answer:
    return NextView(await _search_form(sent.person, sent.text(blocks.WORDS).strip(), desk))


async def _search_form(person: Person, query: str, desk: Desk) -> View:
    today = desk.clock().date()
    async with desk.db.read() as session:
        if not query:
            return blocks.overview_form(await shelf.listing(session, person, limit=LISTED, today=today))
        results = await shelf.search(session, desk.shelf.catalog, person, query, limit=FOUND, today=today)
    return blocks.search_form(query, results)


async def show_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        seen = await shelf.find(session, press.row_id, by=press.person)
        post = blocks.note(blocks.GONE)
        if seen is not None:
            post = blocks.shown(await views.of(session, seen.prompt, by=press.person, now=desk.clock()))
        if not _in_modal(press):
            await replies.tell(session, press.spot, post, now=desk.clock())
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def verify_pressed(press: Press, desk: Desk) -> Answer:
    line = "Verified: everybody in this workspace finds it now."
    return await _ordered(library.verify, press, desk, line=line, tells=blocks.verified_for_owner)


async def retire_pressed(press: Press, desk: Desk) -> Answer:
    line = "Retired: only its owner finds it now."
    return await _ordered(library.retire, press, desk, line=line, tells=blocks.retired_for_owner)


async def delete_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(library.delete, press, desk, line=blocks.DELETED, tells=None)


async def keep_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(library.keep, press, desk, line=blocks.KEPT, tells=None)


async def merge_pressed(press: Press, desk: Desk) -> Answer:
    """The value carries both: the one that goes, its version, and the one that stays."""
    into = _number(press.detail.partition(":")[2])
    order = partial(merging.merge, into=into)
    return await _ordered(order, press, desk, line=blocks.IS_MERGED, tells=blocks.merged_for_owner)


async def helped_pressed(press: Press, desk: Desk) -> Answer:
    """Beside what was read, which stays as it is."""
    async with desk.db.begin() as session:
        thanked = await thanks.thank(session, press.row_id, by=press.person, now=desk.clock())
        post = blocks.thanked(
            None if thanked is None else thanked.may, is_new=thanked is not None and thanked.won
        )
        if not _in_modal(press):
            await replies.tell(session, press.spot, post, now=desk.clock())
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def no_notes_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        await enrolment.change(session, press.person, Wishes(notes=False), now=desk.clock())
        await replies.show(session, press.spot, blocks.note(note_blocks.STOPPED), now=desk.clock())
    return None


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


async def _ordered(
    order: Order, press: Press, desk: Desk, *, line: str, tells: Callable[..., Post] | None
) -> Answer:
    """Give one order about a prompt; tell who gave it what became of it, and its owner too."""
    now, version = desk.clock(), _number(press.detail.partition(":")[0])
    async with desk.db.begin() as session:
        changed = await order(session, press.row_id, by=press.person, version=version, now=now)
        post = await _became(session, press, changed, line=line, now=now)
        won = changed is not None and changed.won
        await _answer(session, press, post, won=won, now=now)
        if changed is not None and won and tells is not None:
            await _tell_owner(session, press, changed, tells, now=now)
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def _became(
    session: AsyncSession, press: Press, changed: Changed | None, *, line: str, now: datetime
) -> Post:
    """What became of an order, with the prompt as far as this person still sees it."""
    if changed is None:
        return blocks.note(blocks.GONE)
    if not changed.may:
        return blocks.note(blocks.NOT_YOURS)
    seen = await shelf.find(session, changed.prompt.id, by=press.person)
    if seen is None:
        return blocks.note(line if changed.won else blocks.GONE)
    card = await views.of(session, seen.prompt, by=press.person, now=now)
    if changed.is_full:
        return blocks.full(card, await shelf.beside(session, seen.prompt, by=press.person))
    if not changed.won:
        is_newer = press.detail.partition(":")[0] != str(changed.prompt.version)
        line = blocks.CHANGED if is_newer else blocks.NOTHING_NEW
        line = blocks.MERGED if seen.prompt.id != press.row_id else line
    return blocks.standing(card, line=line)


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
    card = await views.of(session, changed.prompt, by=owner, now=now)
    post = tells(card, by=press.person.user_id)
    await views.tell(session, owner, post, about=card.id, key=press.trigger_id, now=now)


def _in_modal(press: Press) -> bool:
    return bool(press.view_id and press.view_callback)


async def link_opened(_press: Press, _desk: Desk) -> Answer:
    """A link button: Slack opens the message itself and only wants an acknowledgement."""
    return None


PRESSES: dict[str, Callable[[Press, Desk], Awaitable[Answer]]] = {
    blocks.OPEN: open_pressed,
    blocks.SHOW: show_pressed,
    blocks.VERIFY: verify_pressed,
    blocks.RETIRE: retire_pressed,
    blocks.DELETE: delete_pressed,
    blocks.KEEP: keep_pressed,
    blocks.MERGE: merge_pressed,
    blocks.HELPED: helped_pressed,
    note_blocks.NO_NOTES: no_notes_pressed,
    blocks.LINK: link_opened,
}
SUBMISSIONS: dict[str, Callable[[Submission, Desk], Awaitable[Answer]]] = {
    blocks.SEARCH_FORM: search_submitted,
}
COMMANDS = {"library": library_typed}
SHORTCUTS = {"find_prompt_message": find_used}

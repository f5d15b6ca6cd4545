"""Cards on their way: the shortcut, the two steps of the form, and the buttons of a draft."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import blocks, forms, gap_blocks, gaps, pages, views
from bot.authoring import service as authoring
from bot.authoring.forms import Aim
from bot.authoring.rules import Draft, Why
from bot.authoring.service import Changed
from bot.authoring.sources import Used
from bot.guard import service as red_lines
from bot.outbox import replies
from bot.people.rules import Person
from bot.slack.blockkit import Post, View
from handlers import gate, menu
from handlers.doors import Answer, Command, Desk, FieldErrors, NextView, Press, PushView, Shortcut, Submission
from handlers.forms import carried

GONE = PushView(blocks.as_modal(blocks.note(blocks.GONE)))


async def shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    """On an answer or a win: the form, or word that a model drafts the card."""
    is_ours = used.author_id in (None, desk.bot_user_id)
    on = Used(
        used.person,
        used.channel or "",
        used.message_ts or "",
        used.thread_ts,
        used.text,
        None if is_ours else used.author_id,
    )
    has_model, now = desk.settings.has_model, desk.clock()
    async with desk.db.begin() as session:
        begun = await authoring.begin(session, on, has_model=has_model, now=now)
        if begun.row is None:
            view = blocks.as_modal(blocks.note(blocks.WHY_NOT[begun.why] if begun.why else blocks.GONE))
        else:
            view = await views.of(session, desk.shelf.catalog, begun.row)
    await desk.views.open(used.trigger_id, view)
    return None


async def open_pressed(press: Press, desk: Desk) -> Answer:
    """From a list: the draft as it stands."""
    return await _show(press, desk, views.of)


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    return await _show(press, desk, views.form)


async def _show(press: Press, desk: Desk, drawn: Callable[..., Awaitable[View]]) -> Answer:
    async with desk.db.read() as session:
        row = await authoring.find(session, press.row_id, by=press.person)
        view = blocks.as_modal(blocks.note(blocks.GONE))
        if row is not None:
            view = await drawn(session, desk.shelf.catalog, row)
    await gate.show(press, desk, view)
    return None


async def list_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.read() as session:
        lines = await views.lines(session, press.person)
    await gate.show(press, desk, blocks.listed(lines))
    return None


async def card_submitted(sent: Submission, desk: Desk) -> Answer:
    """The first step is kept, whole or not; a whole one leads to the second."""
    return await _submitted(sent, desk, forms.with_card, pages.CARD_FIELDS)


async def asks_submitted(sent: Submission, desk: Desk) -> Answer:
    return await _submitted(sent, desk, forms.with_asks, (*pages.WORDING_FIELDS, *pages.TASK_FIELDS))


async def _submitted(
    sent: Submission,
    desk: Desk,
    read: Callable[[Draft, Callable[[str], str]], Draft],
    fields: tuple[str, ...],
) -> Answer:
    """Nothing is stored before it is free of red lines: what was taken out is shown first."""
    aim, now, catalog = carried(Aim, sent.private), desk.clock(), desk.shelf.catalog
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    async with desk.db.begin() as session:
        row = await authoring.find(session, aim.row_id, by=sent.person)
        if row is None:
            return GONE
        guard = await red_lines.of(session, sent.person.workspace_id)
        clean = pages.checked(pages.settled(read(await authoring.draft_of(session, row), sent.text)), guard)
        if clean.found:
            again = replace(aim, redacted=aim.redacted + 1)
            return NextView(views.step(sent.callback, clean.draft, again, catalog, found=clean.found))
        saved = await authoring.save(
            session, row.id, clean.draft, by=sent.person, version=aim.version,
            key=f"view:{sent.view_id}", now=now,
        )  # fmt: skip
        if saved is None or not saved.won:
            return _too_late(saved)
        faults = pages.faults(clean.draft, catalog, today=now.date())
        mine = {name: told for name, told in faults.items() if name in fields and name in sent.values}
        if mine:
            return FieldErrors(mine)
        if sent.callback == forms.CARD:
            return NextView(forms.asks_form(clean.draft, Aim(saved.row.id, saved.row.version)))
        return NextView(blocks.as_modal(views.standing(catalog, saved.row)))


def _too_late(saved: Changed | None) -> Answer:
    if saved is None:
        return GONE
    return PushView(blocks.as_modal(blocks.note(_why_not(saved))))


def _why_not(changed: Changed) -> str:
    if not changed.may:
        return blocks.NOT_A_WRITER
    return blocks.TAKEN if views.is_taken(changed.row) else blocks.STALE


async def approve_pressed(press: Press, desk: Desk) -> Answer:
    """A whole card as it was shown: approved, and nothing more."""
    now, told = desk.clock(), press.detail
    version = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
    async with desk.db.begin() as session:
        changed = await authoring.approve(
            session, desk.shelf.catalog, press.row_id, by=press.person, version=version, now=now
        )
        post = _approved(changed, desk)
        await _answer(session, press, desk, post, won=changed is not None and changed.won)
    return await _in_place(press, desk, post)


def _approved(changed: Changed | None, desk: Desk) -> Post:
    if changed is None:
        return blocks.note(blocks.GONE)
    if not changed.may:
        return blocks.note(blocks.NOT_A_WRITER)
    if changed.faults:
        return blocks.incomplete(changed.row.id, changed.faults)
    if changed.won:
        return views.standing(desk.shelf.catalog, changed.row)
    return views.unchanged(desk.shelf.catalog, changed.row)


async def throw_away_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        changed = await authoring.throw_away(session, press.row_id, by=press.person, now=desk.clock())
        won = changed is not None and changed.won
        line = blocks.THROWN_AWAY if won else blocks.GONE if changed is None else blocks.TAKEN
        post = blocks.note(line)
        await _answer(session, press, desk, post, won=won)
    return await _in_place(press, desk, post)


async def _answer(session: AsyncSession, press: Press, desk: Desk, post: Post, *, won: bool) -> None:
    """In place of our message, or beside it; a modal shows the answer itself."""
    if not _in_modal(press):
        await (replies.show if won else replies.tell)(session, press.spot, post, now=desk.clock())


async def _in_place(press: Press, desk: Desk, post: Post) -> Answer:
    if _in_modal(press):
        await gate.show(press, desk, blocks.as_modal(post))
    return None


async def gaps_pressed(press: Press, desk: Desk) -> Answer:
    view = await _gaps(press.person, desk)
    await gate.show(press, desk, view)
    return None


async def gaps_typed(command: Command, desk: Desk) -> Answer:
    await desk.views.open(command.trigger_id, await _gaps(command.person, desk))
    return None


async def _gaps(person: Person, desk: Desk, *, said: str = "") -> View:
    async with desk.db.read() as session:
        if not await authoring.may_write(session, person):
            return blocks.as_modal(blocks.note(gap_blocks.NOT_FOR_YOU))
        listed = await gaps.listed(session, desk.shelf.catalog, person, now=desk.clock())
    return gap_blocks.listed(listed, said=said)


async def write_pressed(press: Press, desk: Desk) -> Answer:
    """Whoever wants to write a card of a gap gets the form; it stands in their App Home until it is done."""
    async with desk.db.begin() as session:
        begun = await gaps.write(session, press.row_id, by=press.person, now=desk.clock())
        if isinstance(begun, str):
            view = blocks.as_modal(blocks.note(gap_blocks.taken(begun)))
        elif begun.row is None:
            told = blocks.NOT_A_WRITER if begun.why is Why.NOT_A_WRITER else gap_blocks.GONE
            view = blocks.as_modal(blocks.note(told))
        else:
            view = await views.of(session, desk.shelf.catalog, begun.row)
    await gate.show(press, desk, view)
    return None


def _in_modal(press: Press) -> bool:
    return bool(press.view_id and press.view_callback)


PRESSES: dict[str, Callable[[Press, Desk], Awaitable[Answer]]] = {
    blocks.OPEN: open_pressed,
    blocks.EDIT: edit_pressed,
    blocks.APPROVE: approve_pressed,
    blocks.THROW_AWAY: throw_away_pressed,
    blocks.LIST: list_pressed,
    gap_blocks.LIST: gaps_pressed,
    gap_blocks.WRITE: write_pressed,
}
SUBMISSIONS: dict[str, Callable[[Submission, Desk], Awaitable[Answer]]] = {
    forms.CARD: card_submitted,
    forms.ASKS: asks_submitted,
}
COMMANDS = {"gaps": gate.alone(gaps_typed)}
SHORTCUTS = {"draft_card_message": shortcut_used}

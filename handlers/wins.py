"""Wins: the author's buttons, the form, the shortcuts, and `/afterglow win`."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import service as authoring
from bot.outbox import service as outbox
from bot.people.rules import Person
from bot.slack.blockkit import Post
from bot.slack.client import SlackError
from bot.wins import blocks, records, words
from bot.wins import service as wins
from bot.wins.rules import Draft, Kind
from bot.wins.service import Changed, Source, Told
from handlers import menu
from handlers.doors import Answer, Command, Desk, FieldErrors, Press, Reply, Shortcut, Submission
from handlers.forms import carried

Order = Callable[..., Awaitable[Changed | None]]


@dataclass(frozen=True)
class Spot:
    """Where the author is answered: in place of what they pressed, beside it for their eyes, or by DM."""

    channel: str | None = None
    thread_ts: str | None = None
    replaces: str | None = None
    response_url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Aim:
    """What a form is about: a win we have, or else where a new one came from."""

    row_id: int = 0
    origin: str = ""
    source: Source = Source.SHORTCUT
    channel: str | None = None
    message_ts: str | None = None
    has_digest: bool = False
    spot: Spot = Spot()

    def packed(self) -> str:
        return json.dumps(asdict(self))


async def log_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(wins.log, press, desk)


async def decline_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(wins.decline, press, desk)


async def withdraw_pressed(press: Press, desk: Desk) -> Answer:
    return await _ordered(_withdraw, press, desk)


async def _withdraw(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Take it back, and its words out of cards that were to start from it."""
    changed = await wins.withdraw(session, row_id, by=by, now=now)
    if changed is not None and changed.won:
        await authoring.win_withdrawn(session, by.workspace_id, row_id)
    return changed


async def _ordered(order: Order, press: Press, desk: Desk) -> Answer:
    """Give one order about a win, and tell its author what became of it."""
    now = desk.clock()
    async with desk.db.begin() as session:
        changed = await order(session, press.row_id, by=press.person, now=now)
        await _tell(session, press, changed, now=now)
    return None


async def _tell(session: AsyncSession, press: Press, changed: Changed | None, *, now: datetime) -> None:
    spot = _spot_of(press)
    if changed is None:
        await _answer(
            session, press.person, blocks.note(blocks.GONE), key=f"win:{press.trigger_id}", spot=spot, now=now
        )
        return
    card = await records.card(session, changed.win)
    post = blocks.standing(card)
    if not changed.won:
        # A message keeps standing as it is: the press was somebody else's, or came too late.
        spot = replace(spot, replaces=None)
        post = blocks.outcome(card, pressed=press.action, may=changed.may)
    key = wins.answer_key(card.id, press.trigger_id)
    await _answer(session, press.person, post, key=key, spot=spot, now=now)


def _spot_of(press: Press) -> Spot:
    """A message of a DM is replaced by its timestamp, an ephemeral one by the address that Slack gave."""
    if press.channel is None:
        return Spot()
    if press.is_ephemeral:
        return Spot(press.channel, press.thread_ts, response_url=press.response_url)
    return Spot(press.channel, press.thread_ts, press.message_ts)


async def _answer(
    session: AsyncSession, person: Person, post: Post, *, key: str, spot: Spot, now: datetime
) -> None:
    if spot.channel and spot.replaces:
        place = outbox.Place(person.workspace_id, spot.channel)
        await outbox.edit_at(session, post, to=place, ts=spot.replaces, dedupe=key, now=now)
        return
    place = outbox.Place(person.workspace_id, person.user_id)
    if spot.channel:
        place = outbox.Place(person.workspace_id, spot.channel, spot.thread_ts, person.user_id)
    if spot.response_url:
        url = spot.response_url
        await outbox.respond(session, post, to=place, url=url, dedupe=key, kind="win.answer", now=now)
        return
    await outbox.enqueue(session, post, to=place, dedupe=key, kind="win.answer", now=now)


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    """The form with what we have; from “It didn't work” it stands on that already."""
    now = desk.clock()
    async with desk.db.begin() as session:
        found = await wins.open_to(session, press.row_id, by=press.person)
        if found is None or not found.won:
            await _tell(session, press, found, now=now)
            return None
        has_digest = await wins.has_digest(session, press.person, win=found.win, now=now)
        aim = Aim(row_id=found.win.id, has_digest=has_digest, spot=_spot_of(press))
        draft = records.draft_of(found.win)
        if press.action == blocks.FAILED:
            draft = replace(draft, kind=Kind.DIDNT_WORK)
        form = blocks.form(draft, has_digest=has_digest, private=aim.packed())
    await desk.views.open(press.trigger_id, form)
    return None


async def kind_chosen(press: Press, desk: Desk) -> Answer:
    """It worked, or it didn't: the form shows the fields of that kind, and keeps what was typed."""
    aim = carried(Aim, press.private)
    if press.view_id is None or aim is None:
        return None
    draft = _draft_of(Submission(press.person, blocks.FORM, press.view_id, press.private, press.state))
    form = blocks.form(draft, has_digest=aim.has_digest, private=press.private)
    await desk.views.update(press.view_id, form)
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    entry = words.entry_of(_draft_of(sent))
    if isinstance(entry, dict):
        return FieldErrors(entry)
    aim = carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    key = f"view:{sent.view_id}"
    now = desk.clock()
    async with desk.db.begin() as session:
        if aim.row_id:
            changed = await wins.save(session, aim.row_id, entry, by=sent.person, key=key, now=now)
        else:
            told = _told(sent, aim, key=key)
            changed = await wins.record(session, told, entry, key=key, now=now)
        if changed is None:
            return FieldErrors({blocks.TEXT: blocks.GONE})
        if not changed.may:
            return FieldErrors({blocks.TEXT: blocks.NOT_YOURS})
        if changed.won:
            card = await records.card(session, changed.win)
            answer = wins.answer_key(card.id, key)
            await _answer(session, sent.person, blocks.standing(card), key=answer, spot=aim.spot, now=now)
    return None


def _told(sent: Submission, aim: Aim, *, key: str) -> Told:
    return Told(
        person=sent.person,
        text="",
        origin=aim.origin or key,
        source=aim.source,
        channel=aim.channel,
        message_ts=aim.message_ts,
        private=True,
    )


def _draft_of(sent: Submission) -> Draft:
    return Draft(
        text=sent.text(blocks.TEXT),
        kind=Kind.DIDNT_WORK if sent.text(blocks.KIND) == Kind.DIDNT_WORK else Kind.WIN,
        tool=sent.text(blocks.TOOL),
        minutes=sent.text(blocks.MINUTES),
        share=bool(sent.many(blocks.SHARE)),
        anonymous=bool(sent.many(blocks.ANONYMOUS)),
    )


async def win_typed(command: Command, desk: Desk) -> Answer:
    """`/afterglow win …`: the form with what was typed in it; nobody loses their words when Slack is slow."""
    draft = words.told_by(words.readable(command.rest)) if command.rest else Draft()
    try:
        await _open_new(command.person, draft, Aim(source=Source.COMMAND), command.trigger_id, desk=desk)
    except SlackError:
        if not command.rest:
            raise
        post = blocks.given_back(command.rest)
        return Reply(post.text, post.blocks)
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """From App Home: an empty form."""
    await _open_new(press.person, Draft(), Aim(source=Source.SHORTCUT), press.trigger_id, desk=desk)
    return None


async def shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    """From anywhere: an empty form."""
    await _open_new(used.person, Draft(), Aim(source=Source.SHORTCUT), used.trigger_id, desk=desk)
    return None


async def message_shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    """On one's own message: the form with its words, or with what we have of it already."""
    if used.author_id != used.person.user_id or not used.channel or not used.message_ts:
        await desk.views.open(used.trigger_id, blocks.not_the_author())
        return None
    aim = Aim(
        origin=wins.origin_of(used.channel, used.message_ts),
        channel=used.channel,
        message_ts=used.message_ts,
    )
    draft = words.told_by(words.readable(used.text))
    await _open_new(used.person, draft, aim, used.trigger_id, desk=desk)
    return None


async def _open_new(person: Person, draft: Draft, aim: Aim, trigger_id: str, *, desk: Desk) -> None:
    async with desk.db.begin() as session:
        there = await wins.there_already(session, person, origin=aim.origin)
        has_digest = await wins.has_digest(session, person, win=there, now=desk.clock())
        draft = records.draft_of(there) if there is not None and there.text else draft
    aim = replace(aim, row_id=there.id if there is not None else 0, has_digest=has_digest)
    await desk.views.open(trigger_id, blocks.form(draft, has_digest=has_digest, private=aim.packed()))


PRESSES = {
    blocks.NEW: new_pressed,
    blocks.LOG: log_pressed,
    blocks.EDIT: edit_pressed,
    blocks.FAILED: edit_pressed,
    blocks.DECLINE: decline_pressed,
    blocks.WITHDRAW: withdraw_pressed,
    blocks.KIND_CHOSEN: kind_chosen,
}
SUBMISSIONS = {blocks.FORM: form_submitted}
COMMANDS = {"win": win_typed}
SHORTCUTS = {"log_win": shortcut_used, "log_win_message": message_shortcut_used}

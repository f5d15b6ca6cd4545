"""The one door for messages: chatter passes untouched, questions and wins are taken in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import service as authoring
from bot.concerns import service as concerns
from bot.concerns.service import Voiced
from bot.library import service as library
from bot.pane import rules as pane_rules
from bot.people import service as people
from bot.people.bindings import Bindings
from bot.people.rules import Person
from bot.questions import deletion, holding, labels, relays, threads, wording
from bot.questions import service as questions
from bot.questions.holding import Reply
from bot.questions.rules import Source
from bot.questions.service import Asked
from bot.reading import rules as reading
from bot.reading.rules import Kind, Verdict
from bot.rereading import rules as rereadings
from bot.rereading import service as rereading
from bot.rereading.service import Seen
from bot.revisions import service as revisions
from bot.revisions.service import Message, Overtaken
from bot.slack.blockkit import unescape
from bot.wins import service as wins
from handlers import asking, menu, pane
from handlers.doors import Desk, Event, Posted

A_THREAD = "assistant_app_thread"  # the first message of a thread of the agent pane: Slack writes it
A_STONE = "tombstone"  # what stays of a deleted message that has replies: Slack tells it as a change
OPEN = "channel"  # Slack's word for a channel that everybody in the workspace reads
# Written or shared by a person; every other subtype is Slack telling about itself.
PEOPLES = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def concerns_nobody(event: Event, bindings: Bindings, *, now: datetime) -> bool:
    """Whether an event is a channel message that nothing follows from, told without a look into the database.

    Most of what Slack sends is this, so it is asked before Bolt takes the request (docs/decisions/0002).
    """
    if event.kind != "message" or event.data.get("subtype") in ("message_changed", "message_deleted"):
        return False
    if not _is_peoples(event):
        return True
    posted = Posted.of(event)
    if posted.is_direct:
        return False
    if bindings.is_unbound(event.workspace_id, posted.channel, now=now):
        return True
    if not _is_read(posted):
        return False
    is_reread = not bindings.is_never_reread(event.workspace_id, now=now)
    return _listened_to(posted, is_reread=is_reread) is None


def _listened_to(posted: Posted, *, is_reread: bool) -> Verdict | None:
    """What a message is, if anything may follow from it: now, or once a model has read it too."""
    verdict = reading.look(posted.text)
    if verdict is None or reading.is_heard(verdict):
        return verdict
    return verdict if is_reread and _is_reread(posted, verdict, is_acted_on=False) else None


def _is_reread(posted: Posted, verdict: Verdict, *, is_acted_on: bool) -> bool:
    chance = rereadings.chance_of(posted.person.workspace_id, posted.channel, posted.ts)
    return rereadings.is_wanted(verdict, is_acted_on=is_acted_on, chance=chance)


async def message_posted(event: Event, desk: Desk) -> None:
    """Any `message` event. Most concern nobody, and those write nothing."""
    subtype = event.data.get("subtype")
    if subtype == "message_changed":
        if (event.data.get("message") or {}).get("subtype") == A_STONE:
            return await _message_deleted(event, desk)
        return await _message_edited(event, desk)
    if subtype == "message_deleted":
        return await _message_deleted(event, desk)
    if not _is_peoples(event):
        return None
    posted = Posted.of(event)
    if posted.is_direct:
        return await _written_to_us(posted, desk)
    if f"<@{desk.bot_user_id}>" in posted.text:
        return None  # it comes as app_mention too
    return await _posted_in_channel(posted, desk)


def _is_peoples(event: Event) -> bool:
    is_ours = event.data.get("bot_id") or not event.data.get("user")
    return not is_ours and event.data.get("subtype") in PEOPLES


def _is_read(posted: Posted) -> bool:
    """Only what begins a conversation is read; replies are heard for the question of their thread."""
    return posted.is_broadcast or not posted.is_reply


async def _posted_in_channel(posted: Posted, desk: Desk) -> None:
    now = desk.clock()
    if posted.is_reply and await _replied(posted, desk):
        return
    team_id = await desk.bindings.team_of(posted.person.workspace_id, posted.channel, now=now)
    if team_id is None or not _is_read(posted):
        return
    is_reread = await desk.bindings.is_reread(posted.person.workspace_id, now=now)
    verdict = _listened_to(posted, is_reread=is_reread)
    if verdict is None:
        return
    async with desk.db.begin() as session:
        last = await _as_it_is(session, posted, now=now)
        if last is not posted:
            verdict = _listened_to(last, is_reread=is_reread) if last else None
        if last is None or verdict is None:
            return
        is_acted_on = reading.is_heard(verdict) and await _acted_on(
            session, last, verdict, desk, team_id=team_id, now=now
        )
        if is_reread and _is_reread(last, verdict, is_acted_on=is_acted_on):
            await _keep(session, last, verdict, is_acted_on=is_acted_on, now=now)


async def _acted_on(
    session: AsyncSession, posted: Posted, verdict: Verdict, desk: Desk, *, team_id: int, now: datetime
) -> bool:
    """Do what follows from a message; False where this workspace wants us to be surer of a question."""
    if verdict.kind == Kind.QUESTION:
        if not await labels.is_acted_on(session, posted.person.workspace_id, confidence=verdict.confidence):
            return False
        asked = _asked(posted, Source.CHANNEL, verdict)
        asked = replace(asked, in_the_open=posted.kind == OPEN, confidence=verdict.confidence)
        await questions.ask(session, asked, team_id=team_id, catalog=desk.shelf.catalog, now=now)
    elif verdict.kind == Kind.WIN:
        await wins.propose(session, _told(posted, verdict), team_id=team_id, now=now)
    elif verdict.kind == Kind.CONCERN:
        voiced = Voiced(posted.person, posted.channel, posted.ts, posted.thread_ts)
        await concerns.hear(session, voiced, team_id=team_id, now=now)
    return True


async def _keep(
    session: AsyncSession, posted: Posted, verdict: Verdict, *, is_acted_on: bool, now: datetime
) -> None:
    seen = Seen(
        person=posted.person,
        channel=posted.channel,
        ts=posted.ts,
        thread_ts=posted.thread_ts,
        text=posted.text,
        in_the_open=posted.kind == OPEN,
        verdict=verdict,
        is_sure=not reading.is_unsure(verdict, is_acted_on=is_acted_on),
    )
    await rereading.keep(session, seen, now=now)


async def _replied(posted: Posted, desk: Desk) -> bool:
    """Take in what its asker or a champion writes in a question's thread; False for all else."""
    here, thread, now = posted.person.workspace_id, str(posted.thread_ts), desk.clock()
    if not await desk.bindings.may_hold_threads(here, posted.channel, now=now):
        return False
    async with desk.db.read() as session:
        row_id = await threads.followed(session, here, channel=posted.channel, thread_ts=thread)
    if row_id is None:
        return False
    async with desk.db.begin() as session:
        overtaken = await _come(session, posted, now=now)
        if overtaken is not None and overtaken.is_deleted:
            return True
        text = overtaken.text if overtaken is not None and overtaken.text is not None else posted.text
        reply = Reply(posted.person, posted.channel, thread, posted.ts, text)
        return await holding.replied(session, row_id, reply, now=now)


async def _as_it_is(session: AsyncSession, posted: Posted, *, now: datetime) -> Posted | None:
    """The message with its author's last words; None when it was taken back before it came."""
    overtaken = await _come(session, posted, now=now)
    if overtaken is None:
        return posted
    return replace(posted, text=overtaken.text) if overtaken.text is not None else None


async def _come(session: AsyncSession, posted: Posted, *, now: datetime) -> Overtaken | None:
    message = Message(posted.person.workspace_id, posted.channel, posted.ts, posted.person.user_id)
    return await revisions.come(session, message, now=now)


async def mentioned(event: Event, desk: Desk) -> None:
    """Somebody called us by name in a channel: a question, unless it is a win."""
    posted = Posted.of(event)
    text = _without(desk.bot_user_id, posted.text)
    if event.data.get("bot_id") or not event.data.get("user"):
        return
    if menu.is_small_talk(text):
        await menu.show_in_channel(posted, desk, key=posted.ts)
        return
    if posted.is_reply and await _replied(posted, desk):
        return
    now = desk.clock()
    team_id = await desk.bindings.team_of(posted.person.workspace_id, posted.channel, now=now)
    async with desk.db.begin() as session:
        last = await _as_it_is(session, posted, now=now)
        if last is None:
            return
        posted, text = last, _without(desk.bot_user_id, last.text)
        verdict = reading.read(text)
        # A mention does not say what kind of channel it came from: taken as private unless it does.
        in_the_open = event.data.get("channel_type") == OPEN
        if verdict.kind == Kind.WIN and reading.is_acting(verdict):
            told = replace(_told(posted, verdict), text=text, private=not in_the_open)
            await wins.propose(session, told, team_id=team_id, now=now)
            return
        if team_id is None:
            team_id = (await people.member(session, posted.person, now=now)).team_id
        asked = replace(_asked(posted, Source.MENTION, verdict, text=text), in_the_open=in_the_open)
        await questions.ask(session, asked, team_id=team_id, catalog=desk.shelf.catalog, now=now)


def _without(user_id: str, text: str) -> str:
    return text.replace(f"<@{user_id}>", " ").strip()


async def _written_to_us(posted: Posted, desk: Desk) -> None:
    """A DM, or below a thread of the agent pane: answered there.

    A question is shown back with the choice of where to ask it, a win with the offer to log it.
    """
    if menu.is_small_talk(posted.text):
        await menu.show_in_dm(posted, desk)
        return
    if menu.wants_quiet(posted.text):
        await menu.offer_quiet(posted, desk)
        return
    opener = pane_rules.opener(posted.text)
    if opener is not None:
        await pane.answer(posted, opener, desk)
        return
    now = desk.clock()
    async with desk.db.begin() as session:
        last = await _as_it_is(session, posted, now=now)
        if last is None:
            return
        verdict = reading.read(last.text)
        if verdict.kind == Kind.WIN and reading.is_acting(verdict):
            await wins.propose(session, _told(last, verdict), team_id=None, now=now)
            return
        origin = questions.origin_of(last.channel, last.ts)
        asked = Asked(last.person, last.text, Source.DIRECT, origin, beside=last.place)
        await asking.preview_in_dm(session, asked, desk, to=last.place)


async def _message_edited(event: Event, desk: Desk) -> None:
    message, before = event.data.get("message") or {}, event.data.get("previous_message") or {}
    if message.get("subtype") == A_THREAD:
        return  # its title, which follows what is written below
    if message.get("bot_id") or message.get("text") == before.get("text") or not message.get("ts"):
        return  # unfurls and thread counters come as edits too
    of = Message(event.workspace_id, _channel(event), str(message["ts"]), message.get("user"))
    text, now = unescape(str(message.get("text") or "")), desk.clock()
    is_for_us, thread = await _is_for_us(event, text, desk), await _thread_of(message, event, desk)
    async with desk.db.begin() as session:
        if not await revisions.changed(session, of, ts=_told_at(event), now=now):
            return
        await rereading.message_gone(session, of.workspace_id, channel=of.channel, ts=of.ts)
        asked = await wording.message_edited(
            session, of.workspace_id, channel=of.channel, ts=of.ts, text=text
        )
        told = await wins.message_edited(
            session, of.workspace_id, channel=of.channel, ts=of.ts, text=text, now=now
        )
        if thread is not None:
            reply = Reply(Person(of.workspace_id, str(of.author_id)), of.channel, thread, of.ts, text)
            is_for_us |= await relays.edited(session, reply, key=_told_at(event), now=now)
        if not asked and not told and is_for_us:
            await revisions.keep(session, of, text)


async def _thread_of(message: Mapping[str, Any], event: Event, desk: Desk) -> str | None:
    """The thread that an edited or deleted message stands in, where that may be a question's."""
    thread_ts = message.get("thread_ts")
    if thread_ts in (None, message.get("ts")):
        return None
    here, channel = event.workspace_id, _channel(event)
    may = await desk.bindings.may_hold_threads(here, channel, now=desk.clock())
    return str(thread_ts) if may else None


async def _is_for_us(event: Event, text: str, desk: Desk) -> bool:
    """Whether these words would be taken in if they were a message's first ones; no others are kept."""
    if event.data.get("channel_type") == "im" or f"<@{desk.bot_user_id}>" in text:
        return True
    thread_ts, ts = event.data["message"].get("thread_ts"), event.data["message"]["ts"]
    if thread_ts not in (None, ts) or reading.heard(text) is None:
        return False
    here, channel = event.workspace_id, _channel(event)
    return await desk.bindings.team_of(here, channel, now=desk.clock()) is not None


async def _message_deleted(event: Event, desk: Desk) -> None:
    before, stone = event.data.get("previous_message") or {}, event.data.get("message") or {}
    if before.get("bot_id"):
        return
    ts, now = str(event.data.get("deleted_ts") or stone.get("ts") or ""), desk.clock()
    of = Message(event.workspace_id, _channel(event), ts, before.get("user"))
    thread = await _thread_of(before, event, desk)
    async with desk.db.begin() as session:
        await revisions.deleted(session, of, now=now)
        # First, so that a question that a model's answer makes of it at this moment is found below.
        await rereading.message_gone(session, of.workspace_id, channel=of.channel, ts=ts)
        await deletion.message_deleted(session, of.workspace_id, channel=of.channel, ts=ts, now=now)
        await wins.message_deleted(session, of.workspace_id, channel=of.channel, ts=ts, now=now)
        await library.message_deleted(session, of.workspace_id, channel=of.channel, ts=ts)
        await concerns.message_deleted(session, of.workspace_id, channel=of.channel, ts=ts)
        await authoring.message_deleted(session, of.workspace_id, channel=of.channel, ts=ts)
        if thread is not None:
            here = of.workspace_id
            await relays.deleted(session, here, channel=of.channel, thread_ts=thread, ts=ts, now=now)


def _told_at(event: Event) -> str:
    return str(event.data.get("event_ts") or event.data.get("ts") or "")


def _channel(event: Event) -> str:
    return str(event.data.get("channel") or "")


def _asked(posted: Posted, source: Source, verdict: Verdict, *, text: str | None = None) -> Asked:
    return Asked(
        person=posted.person,
        text=text if text is not None else posted.text,
        source=source,
        origin=questions.origin_of(posted.channel, posted.ts),
        channel=posted.channel,
        thread_ts=posted.thread_ts or posted.ts,
        topic=verdict.topic or verdict.tool,
    )


def _told(posted: Posted, verdict: Verdict) -> wins.Told:
    return wins.Told(
        person=Person(posted.person.workspace_id, posted.person.user_id),
        text=posted.text,
        origin=wins.origin_of(posted.channel, posted.ts),
        source=wins.Source.DIRECT if posted.is_direct else wins.Source.CHANNEL,
        channel=posted.channel,
        message_ts=posted.ts,
        thread_ts=posted.thread_ts,
        tool=verdict.tool,
        minutes=verdict.minutes_saved,
        private=posted.kind != OPEN,
    )


EVENTS = {"message": message_posted, "app_mention": mentioned}

"""Wins: proposed, logged, declined, withdrawn. Only their author decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.due import Due
from bot.guard import notice
from bot.guard import service as red_lines
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import Post
from bot.wins import blocks, digest, records, rules, words
from bot.wins.models import Win
from bot.wins.rules import Entry, Status

UNANSWERED = Due(Win.proposed_at, Win.status == Status.PROPOSED, after=rules.FORGOTTEN_AFTER)


class Source(StrEnum):
    CHANNEL = "channel"
    DIRECT = "direct"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    CHALLENGE = "challenge"


@dataclass(frozen=True)
class Told:
    """A win as the door read it; `private` unless every colleague could read it where it was written."""

    person: Person
    text: str = field(repr=False)
    origin: str
    source: Source
    channel: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    tool: str | None = None
    minutes: int | None = None
    private: bool = False


@dataclass(frozen=True)
class Changed:
    """What an order did: the win as it now is, and whether this order changed it."""

    win: Win
    won: bool
    may: bool = True


async def propose(session: AsyncSession, told: Told, *, team_id: int | None, now: datetime) -> Win | None:
    """Ask the author, and nobody else, whether this is to be logged. None: asked before, or not to ask."""
    author = await people.member(session, told.person, now=now)
    if told.source is Source.CHANNEL and not people.may_be_asked(author, now=now):
        return None
    minutes = words.plausible(told.minutes)
    here, said = told.person.workspace_id, words.readable(told.text)
    entry = await records.guarded(session, here, Entry(said, tool=told.tool, minutes=minutes))
    win = await _insert(
        session,
        told,
        team_id=team_id if team_id is not None else author.team_id,
        values={**records.columns(entry), "status": Status.PROPOSED, "prompted": False},
        now=now,
    )
    if win is not None:
        place = _beside(win, thread_ts=told.thread_ts)
        found = (await red_lines.of(session, here)).find(said)
        await notice.tell(session, found, to=place, about=f"win:{win.id}", in_message=True, now=now)
        await _ask(session, win, to=place, now=now)
    return win


def _beside(win: Win, *, thread_ts: str | None) -> outbox.Place:
    """Where only its author reads: beside their message, or in their DM."""
    channel = win.channel_id or win.author_id
    if win.source == Source.DIRECT:
        return outbox.Place(win.workspace_id, channel, thread_ts)
    return outbox.Place(win.workspace_id, channel, thread_ts, win.author_id)


async def _ask(session: AsyncSession, win: Win, *, to: outbox.Place, now: datetime) -> None:
    await outbox.enqueue(
        session,
        blocks.prompt(await records.card(session, win)),
        to=to,
        dedupe=prompt_key(win.id),
        kind="win.prompt",
        now=now,
        guard=f"wins.waiting:{win.id}",
    )


async def record(
    session: AsyncSession, told: Told, entry: Entry, *, key: str, prompted: bool = False, now: datetime
) -> Changed:
    """Log what its author wrote in a form; `key` names that one sending of it, which counts once.

    A message that was proposed, declined or logged before becomes what the form says.
    """
    author = await people.member(session, told.person, now=now)
    kept = await records.guarded(session, told.person.workspace_id, entry)
    team_id = author.team_id
    values = {
        **records.columns(kept),
        "status": Status.LOGGED,
        "logged_at": now,
        "saved_by": key,
        "prompted": prompted,
        "shared_to": await records.audience(session, told.person, team_id=team_id, entry=kept),
    }
    made = await _insert(session, told, team_id=team_id, values=values, now=now)
    if made is not None:
        await _tell_found(session, made, entry, key=key, now=now)
        return Changed(made, won=True)
    there = await records.by_origin(session, told.person.workspace_id, told.origin)
    if there is None:
        raise LookupError("a win that is in the way is not there")
    saved = await save(session, there.id, entry, by=told.person, key=key, now=now)
    return saved or Changed(there, won=False)


async def save(
    session: AsyncSession, row_id: int, entry: Entry, *, by: Person, key: str, now: datetime
) -> Changed | None:
    """Log a proposed win, or change a logged one, as the form says; a form sent twice counts once."""
    win = await records.find(session, row_id, by=by)
    if win is None:
        return None
    if win.author_id != by.user_id:
        return Changed(win, won=False, may=False)
    kept = await records.guarded(session, by.workspace_id, entry)
    changed = await records.shift(
        session,
        row_id,
        by=by,
        states=tuple(Status),
        values={
            **records.columns(kept),
            "status": Status.LOGGED,
            "logged_at": win.logged_at if win.status == Status.LOGGED else now,
            "withdrawn_at": None,
            "saved_by": key,
            "shared_to": await records.audience(session, by, team_id=win.team_id, entry=kept),
        },
        unless_saved_by=key,
    )
    if changed is None:
        return Changed(win, won=False)
    await _tell_found(session, changed, entry, key=key, now=now)
    await digest.redraw(session, changed, now=now)
    return Changed(changed, won=True)


async def _tell_found(session: AsyncSession, win: Win, entry: Entry, *, key: str, now: datetime) -> None:
    """What was taken out of a form is told by DM, once for each sending."""
    place = outbox.Place(win.workspace_id, win.author_id)
    found = (await red_lines.of(session, win.workspace_id)).find(entry.text)
    about, in_message = f"win:{win.id}:{key}", win.message_ts is not None
    await notice.tell(session, found, to=place, about=about, in_message=in_message, now=now)


async def log(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Log a proposed win as it was read; written in the open, the digest may quote it."""
    win = await records.find(session, row_id, by=by)
    if win is None:
        return None
    entry = Entry(win.text, share=not win.private)
    values = {
        "status": Status.LOGGED,
        "logged_at": now,
        "shared_to": await records.audience(session, by, team_id=win.team_id, entry=entry),
    }
    return await _ordered(session, win, by=by, states=(Status.PROPOSED,), values=values)


async def decline(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Not a win, says its author: the words are deleted, and no reason is asked."""
    win = await records.find(session, row_id, by=by)
    if win is None:
        return None
    values = {**records.FORGET, "status": Status.DECLINED, "withdrawn_at": now}
    return await _ordered(session, win, by=by, states=(Status.PROPOSED,), values=values)


async def withdraw(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Take a win back: its words are deleted here and in the digest that quoted it."""
    win = await records.find(session, row_id, by=by)
    if win is None:
        return None
    values = {**records.FORGET, "status": Status.WITHDRAWN, "withdrawn_at": now}
    states = (Status.PROPOSED, Status.LOGGED)
    changed = await _ordered(session, win, by=by, states=states, values=values)
    if changed.won:
        await _drop_unsent(session, win, reason="withdrawn", now=now)
        await digest.redraw(session, changed.win, now=now)
    return changed


async def message_deleted(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, now: datetime
) -> None:
    """The author deleted the message: the win goes with it, logged or not."""
    win = await records.by_origin(session, workspace_id, origin_of(channel, ts))
    if win is None:
        return
    changed = await withdraw(session, win.id, by=Person(workspace_id, win.author_id), now=now)
    if changed is not None and changed.won:
        await _redraw_direct(session, win, blocks.source_gone(), reason="deleted", now=now)


async def message_edited(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, text: str, now: datetime
) -> bool:
    """The author changed the words before logging them: what we keep follows. Whether there is such a win."""
    win = await records.by_origin(session, workspace_id, origin_of(channel, ts))
    if win is None:
        return False
    draft = words.told_by(words.readable(text))
    minutes = int(draft.minutes) if draft.minutes else None
    edited = Entry(draft.text, tool=words.tool_of(draft.tool), minutes=minutes)
    entry = await records.guarded(session, workspace_id, edited)
    author = Person(workspace_id, win.author_id)
    changed = await records.shift(
        session, win.id, by=author, states=(Status.PROPOSED,), values=records.columns(entry)
    )
    if changed is not None:
        post = blocks.prompt(await records.card(session, changed))
        await _redraw_direct(session, changed, post, reason=str(now.timestamp()), now=now)
    return True


async def _redraw_direct(session: AsyncSession, win: Win, post: Post, *, reason: str, now: datetime) -> None:
    """In a DM the question is a message that can be replaced; an ephemeral one is gone with a reload."""
    if win.source != Source.DIRECT or win.channel_id is None:
        return
    await outbox.edit(
        session,
        post,
        of=prompt_key(win.id),
        to=outbox.Place(win.workspace_id, win.channel_id),
        dedupe=f"{prompt_key(win.id)}:{reason}",
        now=now,
    )


async def lapse(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Forget the words of wins that their authors never answered about."""
    unanswered = select(Win.id).where(UNANSWERED.by(now)).limit(limit)
    lapsed = {**records.FORGET, "status": Status.LAPSED}
    forgotten = await session.scalars(
        update(Win).where(Win.id.in_(unanswered)).values(**lapsed).returning(Win.id)
    )
    return len(forgotten.all())


async def waiting(session: AsyncSession, person: Person, *, limit: int = 5) -> list[blocks.WinCard]:
    """Wins of this person that wait for their answer, newest first."""
    return await _mine(session, person, status=Status.PROPOSED, limit=limit)


async def logged(session: AsyncSession, person: Person, *, limit: int = 5) -> list[blocks.WinCard]:
    """What this person has logged, newest first."""
    return await _mine(session, person, status=Status.LOGGED, limit=limit)


async def _mine(session: AsyncSession, person: Person, *, status: Status, limit: int) -> list[blocks.WinCard]:
    rows = await session.scalars(
        select(Win)
        .where(Win.workspace_id == person.workspace_id, Win.author_id == person.user_id, Win.status == status)
        # Ids follow time; by time itself SQLite would look through everybody's.
        .order_by(Win.id.desc())
        .limit(limit)
    )
    return [await records.card(session, win) for win in rows.all()]


async def open_to(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    """A win that its author may still change; `won` says whether they may."""
    win = await records.find(session, row_id, by=by)
    if win is None:
        return None
    is_open = win.status in (Status.PROPOSED, Status.LOGGED)
    is_mine = win.author_id == by.user_id
    return Changed(win, won=is_open and is_mine, may=is_mine)


async def there_already(session: AsyncSession, person: Person, *, origin: str) -> Win | None:
    """What this person's message was proposed or logged as, whatever became of it."""
    win = await records.by_origin(session, person.workspace_id, origin) if origin else None
    return win if win is not None and win.author_id == person.user_id else None


async def unanswered(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of the question: it is asked only while its author has not answered."""
    found = await session.scalars(select(Win.id).where(Win.id.in_(row_ids), Win.status == Status.PROPOSED))
    return found.all()


async def has_digest(session: AsyncSession, person: Person, *, win: Win | None, now: datetime) -> bool:
    """Whether there is a digest in which this person's win could be quoted."""
    team_id = win.team_id if win is not None else (await people.member(session, person, now=now)).team_id
    team = await people.team(session, person.workspace_id, team_id)
    return team is not None and team.channel_id is not None


def origin_of(channel: str, ts: str) -> str:
    """The natural key of a win told in a message."""
    return f"{channel}:{ts}"


def prompt_key(row_id: int) -> str:
    return f"win:{row_id}:prompt"


def answer_key(row_id: int, key: str) -> str:
    """The dedupe key of what an author is told after a press or a form, once for each."""
    return f"win:{row_id}:answer:{key}"


async def _insert(
    session: AsyncSession, told: Told, *, team_id: int | None, values: dict[str, object], now: datetime
) -> Win | None:
    statement = insert(session, Win).values(
        workspace_id=told.person.workspace_id,
        origin=told.origin,
        source=told.source,
        author_id=told.person.user_id,
        team_id=team_id,
        channel_id=told.channel,
        message_ts=told.message_ts,
        private=told.private,
        proposed_at=now,
        **values,
    )
    made = await session.scalar(statement.on_conflict_do_nothing().returning(Win.id))
    return await session.get(Win, made) if made is not None else None


async def _ordered(
    session: AsyncSession, win: Win, *, by: Person, states: Sequence[Status], values: dict[str, object]
) -> Changed:
    if win.author_id != by.user_id:
        return Changed(win, won=False, may=False)
    changed = await records.shift(session, win.id, by=by, states=states, values=values)
    if changed is not None:
        return Changed(changed, won=True)
    await session.refresh(win)
    return Changed(win, won=False)


async def _drop_unsent(session: AsyncSession, win: Win, *, reason: str, now: datetime) -> None:
    """What was promised about it and not sent yet still holds its words."""
    await outbox.withdraw(
        session, workspace_id=win.workspace_id, prefix=f"win:{win.id}:", reason=reason, now=now
    )

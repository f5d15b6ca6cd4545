"""Promise messages: the only way in which Afterglow speaks."""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, cast, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among, insert_all, insert_one
from bot.db import COMMITTED
from bot.outbox import news, pace
from bot.outbox.models import IS_READY, NEVER_ARRIVED, OUTBOX, Fate, OutboxMessage, about, ends
from bot.outbox.restores import Occasion as Occasion
from bot.outbox.restores import anew, stored
from bot.slack.blockkit import Post, View
from bot.slack.outcomes import ADDRESS

POST = "chat.postMessage"
WHISPER = "chat.postEphemeral"
EDIT = "chat.update"
DELETE = "chat.delete"
HOME = "views.publish"
PRESSED = "press:"  # begins the dedupe key of the answer to a press, before who pressed
RESPOND = "response_url"  # the one way to replace what one person alone sees

# Every press runs these: built once, and past the ORM, which would look for the rows in its session.
_MINE = OUTBOX.c.workspace_id == bindparam("space")
_NEW_WORDS = (
    update(OUTBOX)
    .where(_MINE, OUTBOX.c.dedupe == bindparam("of"), OUTBOX.c.fate == Fate.READY, OUTBOX.c.attempts == 0)
    .values(body=bindparam("words"))
    .returning(OUTBOX.c.id)
)
_WITHDRAWN = (
    update(OUTBOX)
    .where(_MINE, OUTBOX.c.dedupe >= bindparam("first"), OUTBOX.c.dedupe < bindparam("end"))
    .where(OUTBOX.c.fate == Fate.READY)
    .values(fate=Fate.DROPPED, reason=bindparam("why"), settled_at=bindparam("now"))
    .returning(OUTBOX.c.kind, OUTBOX.c.due_at)
)


@dataclass(frozen=True)
class Place:
    """Where a message goes: a channel, DM or user, perhaps a thread, perhaps for one pair of eyes."""

    workspace_id: str
    channel: str
    thread_ts: str | None = None
    user_id: str | None = None


@dataclass(frozen=True)
class Message:
    """One of many messages that are promised together, all due at once; its words as `words_of` has them."""

    words: str = field(repr=False)
    to: Place
    dedupe: str
    lasts: timedelta = timedelta(hours=2)
    guard: str | None = None
    occasion: Occasion | None = None


def words_of(post: Post) -> str:
    """A post as it is stored."""
    return json.dumps({"text": post.text, "blocks": post.blocks}, separators=(",", ":"))


async def enqueue(
    session: AsyncSession,
    post: Post,
    *,
    to: Place,
    dedupe: str,
    kind: str,
    now: datetime,
    due: datetime | None = None,
    lasts: timedelta = timedelta(hours=2),
    guard: str | None = None,
    occasion: Occasion | None = None,
) -> bool:
    """Promise a message in this transaction, once per dedupe key. False: it was promised before.

    What the clock sends names its occasion, by which it is known again after a restore.
    """
    method = WHISPER if to.user_id else POST
    body = words_of(post)
    (known,) = await stored(session, [(to.workspace_id, occasion)])
    row = _row(to, dedupe=dedupe, kind=kind, method=method, body=body, now=now) | {
        "due_at": due or now,
        "not_before": due or now,
        "expires_at": (due or now) + lasts,
        "guard": guard,
    }
    if await _promise(session, row | known):
        return True
    return occasion is not None and await _promise(session, row | anew())


async def enqueue_all(
    session: AsyncSession, messages: Sequence[Message], *, kind: str, now: datetime
) -> None:
    """Promise many messages in one statement, each once per dedupe key; or two, for a second one of a day."""
    known = await stored(session, [(one.to.workspace_id, one.occasion) for one in messages])
    rows = [
        _row(
            one.to,
            dedupe=one.dedupe,
            kind=kind,
            method=WHISPER if one.to.user_id else POST,
            body=one.words,
            now=now,
        )
        | {"expires_at": now + one.lasts, "guard": one.guard}
        | more
        for one, more in zip(messages, known, strict=True)
    ]
    if not rows:
        return
    await _spread(session, rows, now=now)
    made = set((await insert_all(session, OutboxMessage, rows, returning=["delivery_id"])).scalars())
    again = [row | anew() for row in rows if row["delivery_id"] not in made]
    if again:
        await insert_all(session, OutboxMessage, again)
    session.info[COMMITTED] = True


async def edit(
    session: AsyncSession,
    post: Post,
    *,
    of: str,
    to: Place,
    dedupe: str,
    now: datetime,
    lasts: timedelta = timedelta(hours=24),
) -> None:
    """Replace what the promised message `of` shows; one not sent yet simply changes its words."""
    body = words_of(post)
    changed = await session.scalar(_NEW_WORDS, {"space": to.workspace_id, "of": of, "words": body})
    if changed is not None or not await was_promised(session, to.workspace_id, of):
        return
    row = _row(to, dedupe=dedupe, kind="edit", method=EDIT, body=body, now=now)
    await _promise(session, row | {"edits": of, "expires_at": now + lasts})


async def edit_at(
    session: AsyncSession, post: Post, *, to: Place, ts: str, dedupe: str, now: datetime
) -> None:
    """Replace a message of ours whose timestamp is known, as a press on it tells."""
    row = _row(to, dedupe=dedupe, kind="edit", method=EDIT, body=words_of(post), now=now)
    await _promise(session, row | {"target_ts": ts, "expires_at": now + timedelta(hours=24)})


async def respond(
    session: AsyncSession, post: Post, *, to: Place, url: str, dedupe: str, kind: str, now: datetime
) -> None:
    """Replace the ephemeral that was pressed; where Slack no longer allows that, write beside it."""
    body = json.dumps({"text": post.text, "blocks": post.blocks, ADDRESS: url})
    row = _row(to, dedupe=dedupe, kind=kind, method=RESPOND, body=body, now=now)
    await _promise(session, row | {"expires_at": now + timedelta(hours=2)})


async def publish_home(session: AsyncSession, view: View, *, to: Place, dedupe: str, now: datetime) -> None:
    """Show a person their App Home."""
    row = _row(to, dedupe=dedupe, kind="home", method=HOME, body=json.dumps({"view": view}), now=now)
    await _promise(session, row | {"expires_at": now + timedelta(minutes=30)})


async def was_promised(session: AsyncSession, workspace_id: str, dedupe: str) -> bool:
    """Whether a message of this name was ever promised."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.workspace_id == workspace_id, OutboxMessage.dedupe == dedupe
    )
    return await session.scalar(query) is not None


async def promised(session: AsyncSession, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these were ever promised; each is a workspace and a dedupe key."""
    if not keys:
        return set()
    known = tuple_(OutboxMessage.workspace_id, OutboxMessage.dedupe)
    rows = await session.execute(
        select(OutboxMessage.workspace_id, OutboxMessage.dedupe).where(known.in_(keys))
    )
    return {(row[0], row[1]) for row in rows}


async def withdraw(
    session: AsyncSession, *, workspace_id: str, prefix: str, reason: str, now: datetime
) -> int:
    """Drop every unsent message whose dedupe key begins with `prefix`."""
    result = await session.execute(
        _WITHDRAWN, {"space": workspace_id, "first": prefix, "end": ends(prefix), "why": reason, "now": now}
    )
    gone = [news.settled(kind, Fate.DROPPED, reason, due=due, now=now) for kind, due in result]
    news.tell(session, *gone)
    return len(gone)


async def dropped(session: AsyncSession, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which of these were dropped before they were sent, with the row of each."""
    if not keys:
        return {}
    rows = await session.execute(
        select(OUTBOX.c.workspace_id, OUTBOX.c.dedupe, OUTBOX.c.id)
        .where(OUTBOX.c.workspace_id.in_({space for space, _ in keys}))
        .where(among(session, OUTBOX.c.dedupe, [key for _, key in keys]), OUTBOX.c.fate == Fate.DROPPED)
    )
    return {(space, key): row_id for space, key, row_id in rows if (space, key) in keys}


async def let_again(session: AsyncSession, row_ids: Collection[int]) -> None:
    """What never arrived may be promised again under its name: that message gives the name up."""
    never = OUTBOX.c.fate.in_(NEVER_ARRIVED)
    statement = update(OUTBOX).where(among(session, OUTBOX.c.id, row_ids), never)
    await session.execute(statement.values(dedupe=OUTBOX.c.dedupe + "~" + cast(OUTBOX.c.id, String)))


async def posted(session: AsyncSession, *, workspace_id: str, prefix: str) -> list[tuple[str, str]]:
    """The messages about `prefix` that stand in Slack or may: the key and the channel of each."""
    rows = await session.execute(
        select(OutboxMessage.dedupe, OutboxMessage.channel, OutboxMessage.sent_channel)
        .where(OutboxMessage.workspace_id == workspace_id, about(prefix), OutboxMessage.method == POST)
        .where(OutboxMessage.fate.in_((Fate.SENT, Fate.SENDING, Fate.UNSURE)))
        .order_by(OutboxMessage.id)
    )
    return [(dedupe, sent_channel or channel) for dedupe, channel, sent_channel in rows]


async def sent_place(session: AsyncSession, *, workspace_id: str, dedupe: str) -> tuple[str, str] | None:
    """The channel and timestamp that Slack gave the message, once it is sent."""
    row = (
        await session.execute(
            select(OutboxMessage.sent_channel, OutboxMessage.sent_ts).where(
                OutboxMessage.workspace_id == workspace_id,
                OutboxMessage.dedupe == dedupe,
                OutboxMessage.fate == Fate.SENT,
            )
        )
    ).first()
    return (row[0], row[1]) if row and row[0] and row[1] else None


def _row(to: Place, *, dedupe: str, kind: str, method: str, body: str, now: datetime) -> dict[str, object]:
    return {
        "delivery_id": str(uuid.uuid4()),
        "workspace_id": to.workspace_id,
        "dedupe": dedupe,
        "kind": kind,
        "method": method,
        "channel": to.channel,
        "user_id": to.user_id,
        "thread_ts": to.thread_ts,
        "body": body,
        "due_at": now,
        "not_before": now,
        "created_at": now,
        "is_emptied": False,
    }


async def _spread(session: AsyncSession, rows: Sequence[dict[str, object]], *, now: datetime) -> None:
    """Give each of many rows the slot that its workspace's pace leaves it."""
    together: dict[object, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        together[row["workspace_id"]].append(row)
    last = select(OUTBOX.c.workspace_id, func.max(OUTBOX.c.not_before))
    last = last.where(IS_READY, OUTBOX.c.workspace_id.in_(list(together)), OUTBOX.c.due_at <= now)
    after = {space: at for space, at in await session.execute(last.group_by(OUTBOX.c.workspace_id))}
    for space, its in together.items():
        for row, at in zip(its, pace.slots(len(its), after=after.get(space), now=now), strict=True):
            row["not_before"] = at


async def _promise(session: AsyncSession, row: dict[str, object]) -> bool:
    made = await insert_one(session, OutboxMessage, row)
    session.info[COMMITTED] = True
    return made is not None

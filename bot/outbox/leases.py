"""Take what is due, still true and within the pace, for one worker alone."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among, update_all
from bot.db import UtcDateTime
from bot.outbox import limits, looks, news, pace
from bot.outbox.looks import Round
from bot.outbox.models import NEVER_ARRIVED, OUTBOX, SETTLED, Fate, OutboxMessage
from bot.outbox.rules import TOO_LATE
from bot.outbox.service import EDIT, HOME
from bot.slack.outcomes import Call

FOR_OTHERS = timedelta(seconds=10)
REPLACING = (EDIT, HOME)  # each holds all that is to be seen
APART = timedelta(minutes=1)  # the clocks of two processes, at most

# What it takes to send one.
TAKEN = (
    OUTBOX.c.id,
    OUTBOX.c.delivery_id,
    OUTBOX.c.workspace_id,
    OUTBOX.c.kind,
    OUTBOX.c.method,
    OUTBOX.c.channel,
    OUTBOX.c.user_id,
    OUTBOX.c.thread_ts,
    OUTBOX.c.target_ts,
    OUTBOX.c.body,
    OUTBOX.c.attempts,
    OUTBOX.c.due_at,
    OUTBOX.c.expires_at,
    OUTBOX.c.first_tried_at,
    OUTBOX.c.created_at,
)


class Guard(Protocol):
    """Which of these rows are such that their message is still true at this moment."""

    async def __call__(
        self, session: AsyncSession, row_ids: Collection[int], /, *, now: datetime
    ) -> Collection[int]: ...


Guards = Mapping[str, Guard]


@dataclass(frozen=True)
class Leased:
    """One message that this worker alone may send until its lease ends."""

    row_id: int
    token: str
    workspace_id: str
    kind: str
    call: Call
    attempts: int
    due_at: datetime
    expires_at: datetime
    first_tried_at: datetime
    alias: str | None = None  # where the row names one in place of the channel


async def lease(
    session: AsyncSession, way: Round, *, now: datetime, guards: Guards, room: int, lasts: timedelta
) -> list[Leased]:
    """Take at most `room` messages and mark them SENDING; the rest of what was looked at gets its time.

    Who holds a workspace's pace alone takes its messages, so the rows themselves need no lock: each change
    of theirs asks whether they are still READY.
    """
    due = await _in_time(session, await looks.due(session, way, now=now), now=now)
    due = await _still_true(session, due, guards=guards, now=now)
    targets = await _targets(session, due)
    due = await _with_a_target(session, due, targets, now=now)
    held = await limits.hold(session, {row.workspace_id for row in due})
    due = [row for row in due if row.workspace_id in held]
    flying = await _flying(session, now=now)
    free = await _not_behind(session, due, flying, now=now)
    known = pace.crowded(limits.flat(held), Counter(space for space, _ in flying if space in held), now=now)
    waiting = [pace.Waiting(row.id, row.workspace_id, row.channel, row.method) for row in free]
    plan = pace.plan(waiting, known, room=room, now=now)
    await _postpone(session, plan.later)
    going = set(plan.now)
    charged = {row.workspace_id for row in free if row.id in going}
    await limits.save(session, plan.limits, of=charged, now=now)
    replacing = [row for row in free if row.id in going and row.method in REPLACING]
    overtaken = await _overtaken(session, replacing, now=now)
    last = [row for row in plan.now if row not in overtaken]
    return await _mark_sending(session, last, targets, now=now, lasts=lasts)


async def _in_time(session: AsyncSession, due: Sequence[Row[Any]], *, now: datetime) -> list[Row[Any]]:
    late: dict[str, list[int]] = defaultdict(list)
    for row in due:
        if row.expires_at <= now:
            late[too_late(row.reason)].append(row.id)
    for reason, rows in late.items():
        await _bury(session, rows, Fate.EXPIRED, reason, now=now)
    return [row for row in due if row.expires_at > now]


def too_late(waited_for: str | None) -> str:
    """Why a message expired: it came too late, because of what it waited for."""
    return f"{TOO_LATE}: {waited_for}"[:120] if waited_for else TOO_LATE


async def _still_true(
    session: AsyncSession, due: Sequence[Row[Any]], *, guards: Guards, now: datetime
) -> list[Row[Any]]:
    """Ask each guard once about all its messages; what is no longer true is dropped.

    A guard that we do not know is a newer version's: its messages wait for a process that does.
    """
    asked: dict[str, dict[int, int]] = defaultdict(dict)
    for row in due:
        if row.guard:
            name, _, about = row.guard.partition(":")
            asked[name][row.id] = int(about)
    gone = {row_id for name, abouts in asked.items() if name not in guards for row_id in abouts}
    await _postpone(session, dict.fromkeys(gone, now + FOR_OTHERS))
    for name, abouts in asked.items():
        if name not in guards:
            continue
        alive = set(await guards[name](session, set(abouts.values()), now=now))
        untrue = [row_id for row_id, about in abouts.items() if about not in alive]
        await _bury(session, untrue, Fate.DROPPED, f"no longer true: {name}", now=now)
        gone.update(untrue)
    return [row for row in due if row.id not in gone]


@dataclass(frozen=True)
class Target:
    """The message that an edit replaces."""

    fate: str
    channel: str | None
    ts: str | None

    @property
    def is_on_its_way(self) -> bool:
        return self.fate in (Fate.READY, Fate.SENDING, Fate.UNSURE)


async def _targets(session: AsyncSession, due: Sequence[Row[Any]]) -> dict[int, Target]:
    wanted = {(row.workspace_id, row.edits): row.id for row in due if row.edits}
    if not wanted:
        return {}
    columns = (OUTBOX.c.workspace_id, OUTBOX.c.dedupe, OUTBOX.c.fate, OUTBOX.c.sent_channel, OUTBOX.c.sent_ts)
    rows = await session.execute(
        select(*columns).where(tuple_(OUTBOX.c.workspace_id, OUTBOX.c.dedupe).in_(list(wanted)))
    )
    known = {(row.workspace_id, row.dedupe): Target(row.fate, row.sent_channel, row.sent_ts) for row in rows}
    missing = Target(Fate.DEAD, None, None)
    return {row.id: known.get((row.workspace_id, row.edits), missing) for row in due if row.edits}


async def _with_a_target(
    session: AsyncSession, due: Sequence[Row[Any]], targets: Mapping[int, Target], *, now: datetime
) -> list[Row[Any]]:
    """An edit waits for the message it edits, and goes with it."""
    early = {row_id: now + timedelta(seconds=1) for row_id, one in targets.items() if one.is_on_its_way}
    lost = [row_id for row_id, one in targets.items() if row_id not in early and not one.ts]
    await _postpone(session, early)
    await _bury(session, lost, Fate.DROPPED, "the message it edits was never sent", now=now)
    return [row for row in due if row.id not in early and row.id not in lost]


async def _flying(session: AsyncSession, *, now: datetime) -> list[pace.Key]:
    """The lane of every message in flight, its workspace first."""
    rows = await session.execute(
        select(OUTBOX.c.workspace_id, OUTBOX.c.channel, OUTBOX.c.method).where(
            OUTBOX.c.fate == Fate.SENDING, OUTBOX.c.lease_until > now
        )
    )
    return [pace.lane(row.workspace_id, row.channel, row.method) for row in rows]


async def _not_behind(
    session: AsyncSession, due: Sequence[Row[Any]], flying: Collection[pace.Key], *, now: datetime
) -> list[Row[Any]]:
    """The messages of lanes that have none in flight: so a channel keeps its order."""
    busy = set(flying)
    lanes = {row.id: pace.lane(row.workspace_id, row.channel, row.method) for row in due}
    behind = {row_id: now + pace.IN_ORDER for row_id, lane in lanes.items() if lane in busy}
    await _postpone(session, behind)
    return [row for row in due if row.id not in behind]


async def _postpone(session: AsyncSession, later: Mapping[int, datetime]) -> None:
    if later:
        rows = [{"id": row, "fate": Fate.READY, "not_before": at} for row, at in later.items()]
        await update_all(session, OutboxMessage, rows, by=("id", "fate"))


async def _bury(
    session: AsyncSession, rows: Collection[int], fate: Fate, reason: str, *, now: datetime
) -> None:
    if rows:
        statement = update(OUTBOX).where(among(session, OUTBOX.c.id, rows), OUTBOX.c.fate == Fate.READY)
        statement = statement.values(fate=fate, reason=reason, settled_at=now)
        buried = await session.execute(statement.returning(OUTBOX.c.kind, OUTBOX.c.due_at))
        news.tell(session, *(news.settled(kind, fate, reason, due=due, now=now) for kind, due in buried))


async def _overtaken(session: AsyncSession, rows: Sequence[Row[Any]], *, now: datetime) -> Collection[int]:
    """Drop what would show a message or a Home as it was: a newer one, sent or not, shows it all."""
    if not rows:
        return ()
    older, newer = OUTBOX.alias("older"), OUTBOX.alias("newer")
    same = and_(
        newer.c.workspace_id == older.c.workspace_id,
        newer.c.created_at >= min(row.created_at for row in rows) - APART,
        newer.c.id > older.c.id,
        newer.c.method == older.c.method,
        or_(
            newer.c.edits == older.c.edits,
            older.c.edits.is_(None)
            & (newer.c.channel == older.c.channel)
            & newer.c.target_ts.is_not_distinct_from(older.c.target_ts),
        ),
        newer.c.fate.not_in(NEVER_ARRIVED),
    )
    ids = [row.id for row in rows]
    these = among(session, older.c.id, ids)
    overtaken = set(await session.scalars(select(older.c.id).where(these, exists().where(same))))
    await _bury(session, overtaken, Fate.DROPPED, "a newer one shows it all", now=now)
    return overtaken


async def _mark_sending(
    session: AsyncSession,
    rows: Sequence[int],
    targets: Mapping[int, Target],
    *,
    now: datetime,
    lasts: timedelta,
) -> list[Leased]:
    if not rows:
        return []
    token = str(uuid.uuid4())
    marked = await session.execute(
        update(OUTBOX)
        .where(among(session, OUTBOX.c.id, rows), OUTBOX.c.fate == Fate.READY)
        .values(
            fate=Fate.SENDING,
            attempts=OUTBOX.c.attempts + 1,
            lease_token=token,
            lease_until=now + lasts,
            first_tried_at=func.coalesce(OUTBOX.c.first_tried_at, now),
        )
        .returning(*TAKEN)
    )
    order = {row_id: place for place, row_id in enumerate(rows)}
    found = sorted(marked.all(), key=lambda row: order[row.id])
    return [leased(row, token=token, target=targets.get(row.id)) for row in found]


def leased(row: Row[Any], *, token: str, target: Target | None = None) -> Leased:
    """A row of the table, taken under this token."""
    return Leased(
        row_id=row.id,
        token=token,
        workspace_id=row.workspace_id,
        kind=row.kind,
        call=Call(
            method=row.method,
            channel=(target.channel if target else None) or row.channel,
            delivery_id=row.delivery_id,
            body=json.loads(row.body),
            user_id=row.user_id,
            thread_ts=row.thread_ts,
            target_ts=target.ts if target else row.target_ts,
        ),
        attempts=row.attempts,
        due_at=row.due_at,
        expires_at=row.expires_at,
        first_tried_at=row.first_tried_at or row.created_at,
    )


@dataclass(frozen=True)
class Wake:
    """When the next message may be sent, and when one in doubt or in flight is to be looked at."""

    send: datetime | None
    doubt: datetime | None

    @property
    def at(self) -> datetime | None:
        return min((at for at in (self.send, self.doubt) if at is not None), default=None)


async def next_wake(session: AsyncSession, *, now: datetime, lasts: timedelta) -> Wake:
    """The earliest moments at which there is something to do; a lease too long to be one is over now."""
    found = await session.execute(_WAKE, {"now": now, "longest": now + lasts * 2})
    send, *doubts = found.one()
    return Wake(send, min((at for at in doubts if at is not None), default=None))


def _wake() -> Select[Any]:
    """Built once: every worker asks this many times a second."""
    flying = OUTBOX.c.lease_until
    too_long = flying > bindparam("longest", type_=UtcDateTime)
    over = case((too_long, bindparam("now", type_=UtcDateTime)), else_=flying)
    queries = (
        select(func.min(OUTBOX.c.not_before)).where(OUTBOX.c.fate == Fate.READY),
        select(func.min(OUTBOX.c.not_before)).where(OUTBOX.c.fate == Fate.UNSURE),
        select(func.min(over)).where(OUTBOX.c.fate == Fate.SENDING),
        select(func.min(OUTBOX.c.sweep_at)).where(OUTBOX.c.sweep_at.is_not(None), OUTBOX.c.fate.in_(SETTLED)),
    )
    return select(*(query.scalar_subquery() for query in queries))


_WAKE = _wake()

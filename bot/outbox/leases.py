"""Lease promised messages, pace them, and record their fate."""

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.outbox import pace
from bot.outbox.models import Fate, OutboxMessage, Pace
from bot.outbox.service import RESPOND, WHISPER
from bot.slack.outcomes import ADDRESS, Drop, Gone, Outcome, Retry, Sent, Unsure

MAX_ATTEMPTS = 8
SETTLE_TIME = timedelta(seconds=10)

Guard = Callable[[AsyncSession, str, int], Awaitable[bool]]
Guards = Mapping[str, Guard]


@dataclass(frozen=True)
class Leased:
    """One message that this worker alone may send until the lease ends."""

    row_id: int
    token: str
    message: OutboxMessage


async def lease(
    session: AsyncSession, *, now: datetime, guards: Guards, limit: int, lasts: timedelta
) -> list[Leased]:
    """Take due messages that are still true, not too late and within the pace; mark them SENDING."""
    await _bury_expired(session, now=now)
    due = select(OutboxMessage.id).where(OutboxMessage.fate == Fate.READY, OutboxMessage.not_before <= now)
    due = due.order_by(OutboxMessage.not_before, OutboxMessage.id).limit(limit)
    rows = (
        await session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id.in_(due.with_for_update(skip_locked=True)))
            .order_by(OutboxMessage.not_before, OutboxMessage.id)
            .with_for_update(skip_locked=True)
        )
    ).all()
    leased: list[Leased] = []
    busy: set[tuple[str, str]] = set()
    held: dict[tuple[str, str, str], datetime] = {}
    for row in rows:
        # One message of a channel at a time keeps its order; those behind one that waits wait as long.
        if (row.workspace_id, row.channel) in busy:
            row.not_before = held.get((row.workspace_id, row.channel, row.method), row.not_before)
            continue
        busy.add((row.workspace_id, row.channel))
        if not await _still_true(session, row, guards=guards, now=now):
            continue
        if await _paced(session, row, now=now):
            leased.append(_mark_sending(row, now=now, lasts=lasts))
        else:
            held[row.workspace_id, row.channel, row.method] = row.not_before
    return leased


def _mark_sending(row: OutboxMessage, *, now: datetime, lasts: timedelta) -> Leased:
    row.fate = Fate.SENDING
    row.attempts += 1
    row.lease_token = str(uuid.uuid4())
    row.lease_until = now + lasts
    row.first_tried_at = row.first_tried_at or now
    return Leased(row.id, row.lease_token, row)


async def _bury_expired(session: AsyncSession, *, now: datetime) -> None:
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.fate.in_((Fate.READY, Fate.UNSURE)), OutboxMessage.expires_at <= now)
        .where(OutboxMessage.not_before <= now)
        .values(fate=Fate.EXPIRED, reason="not sent in time", settled_at=now)
    )


async def _still_true(session: AsyncSession, row: OutboxMessage, *, guards: Guards, now: datetime) -> bool:
    if row.edits:
        return await _target_known(session, row, now=now)
    if not row.guard:
        return True
    name, _, row_id = row.guard.partition(":")
    if await guards[name](session, row.workspace_id, int(row_id)):
        return True
    _settle(row, Fate.DROPPED, f"no longer true: {name}", now=now)
    return False


async def _target_known(session: AsyncSession, row: OutboxMessage, *, now: datetime) -> bool:
    """An edit waits for the message it edits, and goes with it."""
    original = await session.scalar(
        select(OutboxMessage).where(
            OutboxMessage.workspace_id == row.workspace_id, OutboxMessage.dedupe == row.edits
        )
    )
    if original is not None and original.fate in (Fate.READY, Fate.SENDING, Fate.UNSURE):
        row.not_before = now + timedelta(seconds=1)
        return False
    if original is None or original.fate != Fate.SENT or not original.sent_ts:
        _settle(row, Fate.DROPPED, "the message it edits was never sent", now=now)
        return False
    row.channel = original.sent_channel or row.channel
    row.target_ts = original.sent_ts
    return True


async def _paced(session: AsyncSession, row: OutboxMessage, *, now: datetime) -> bool:
    stored = await session.scalars(
        select(Pace)
        .where(Pace.workspace_id == row.workspace_id, Pace.key.in_(pace.keys(row.method, row.channel)))
        .order_by(Pace.key)
        .with_for_update()
    )
    limits = {each.key: each.next_at for each in stored}
    verdict = pace.allow(row.method, row.channel, limits=limits, now=now)
    if verdict.wait_until:
        row.not_before = verdict.wait_until
        return False
    await _save_limits(session, row.workspace_id, verdict.limits)
    return True


async def _save_limits(session: AsyncSession, workspace_id: str, limits: Mapping[str, datetime]) -> None:
    for key, next_at in sorted(limits.items()):
        statement = insert(session, Pace).values(workspace_id=workspace_id, key=key, next_at=next_at)
        later = statement.on_conflict_do_update(
            index_elements=["workspace_id", "key"], set_={"next_at": statement.excluded.next_at}
        )
        await session.execute(later)


async def settle(session: AsyncSession, leased: Leased, outcome: Outcome, *, now: datetime) -> None:
    """Record what became of a leased message; a lease that was taken over changes nothing."""
    row = await session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == leased.row_id, OutboxMessage.lease_token == leased.token)
        .with_for_update()
    )
    if row is None:
        return
    row.lease_token, row.lease_until = None, None
    match outcome:
        case Sent(channel, ts):
            row.sent_channel, row.sent_ts = channel or row.channel, ts
            _settle(row, Fate.SENT, None, now=now)
        case Retry(after, limited):
            row.fate, row.not_before = Fate.READY, now + after
            if limited:
                key = pace.method_key(row.method)
                await _save_limits(session, row.workspace_id, {key: now + after})
            elif row.attempts >= MAX_ATTEMPTS:
                _settle(row, Fate.DEAD, f"gave up after {row.attempts} attempts", now=now)
        case Unsure(reason):
            row.fate, row.reason, row.not_before = Fate.UNSURE, reason, now + SETTLE_TIME
        case Drop() if row.method == RESPOND:
            _write_beside(row, now=now)
        case Drop(reason) | Gone(reason):
            _settle(row, Fate.DEAD, reason, now=now)


def _write_beside(row: OutboxMessage, *, now: datetime) -> None:
    """The ephemeral can no longer be replaced, half an hour later or after five answers."""
    body = json.loads(row.body)
    del body[ADDRESS]
    row.method, row.body = WHISPER, json.dumps(body)
    row.fate, row.not_before = Fate.READY, now


async def doubtful(session: AsyncSession, *, now: datetime, limit: int, lasts: timedelta) -> list[Leased]:
    """Take messages that Slack may or may not have: unsure ones, and those of a worker that died."""
    abandoned = (OutboxMessage.fate == Fate.SENDING) & (OutboxMessage.lease_until < now)
    unsure = (OutboxMessage.fate == Fate.UNSURE) & (OutboxMessage.not_before <= now)
    unheld = (OutboxMessage.lease_until.is_(None)) | (OutboxMessage.lease_until < now)
    rows = await session.scalars(
        select(OutboxMessage)
        .where(abandoned | (unsure & unheld))
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leased = []
    for row in rows:
        row.fate, row.lease_token, row.lease_until = Fate.UNSURE, str(uuid.uuid4()), now + lasts
        leased.append(Leased(row.id, row.lease_token, row))
    return leased


async def send_again(session: AsyncSession, leased: Leased, *, now: datetime) -> None:
    """The look-up found nothing: the message is ready once more."""
    row = await session.get(OutboxMessage, leased.row_id, with_for_update=True)
    if row is not None and row.lease_token == leased.token:
        row.fate, row.not_before, row.lease_token, row.lease_until = Fate.READY, now, None, None


async def next_wake(session: AsyncSession) -> datetime | None:
    """When the earliest waiting message, or the lease of one in flight, wants to be looked at."""
    waiting = select(func.min(OutboxMessage.not_before)).where(
        OutboxMessage.fate.in_((Fate.READY, Fate.UNSURE))
    )
    in_flight = select(func.min(OutboxMessage.lease_until)).where(OutboxMessage.fate == Fate.SENDING)
    found = (await session.execute(select(waiting.scalar_subquery(), in_flight.scalar_subquery()))).one()
    return min((at for at in found if at is not None), default=None)


def _settle(row: OutboxMessage, fate: Fate, reason: str | None, *, now: datetime) -> None:
    row.fate, row.reason, row.settled_at = fate, reason, now

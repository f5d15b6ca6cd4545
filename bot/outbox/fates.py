"""Record what became of messages that were sent: many in one transaction, each only by who leased it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import update_all
from bot.outbox import aliases, limits, news, pace
from bot.outbox.leases import Leased
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.rules import NO_TOKEN
from bot.outbox.service import POST, PRESSED, RESPOND, WHISPER
from bot.slack.outcomes import ADDRESS, Barred, Drop, Gone, Outcome, Retry, Sent, Unsure

MOST_STRAYS = 8  # refusals of a token that works elsewhere: then it is this one message that Slack refuses
LONGEST_WAIT = timedelta(seconds=30)
LONGEST_STRAY = timedelta(minutes=10)
# Codes of a channel in which a press can no longer be answered: archived, or closed to us or to the presser.
NOT_THERE = ("is_archived", "is_inactive", "channel_not_found", "not_in_channel", "user_not_in_channel")
SETTLE_TIME = timedelta(seconds=10)
UNLEASED = {"lease_token": None, "lease_until": None}
WITHOUT_TOKEN = timedelta(minutes=1)
WITHOUT_SCOPE = timedelta(minutes=5)
SWEEP_AFTER = timedelta(minutes=2)


async def settle(session: AsyncSession, results: Sequence[tuple[Leased, Outcome]], *, now: datetime) -> None:
    """Write the outcomes down; a lease that was taken over meanwhile changes nothing."""
    sent = [(leased, outcome) for leased, outcome in results if isinstance(outcome, Sent)]
    if sent:
        rows = [
            {
                "id": one.row_id,
                "lease_token": one.token,
                "sent_channel": one.alias or way.channel or one.call.channel,
                "sent_ts": way.ts,
            }
            for one, way in sent
        ]
        await aliases.met(
            session, [(one.alias, way.channel) for one, way in sent if one.alias and way.channel]
        )
        done = {"fate": Fate.SENT, "settled_at": now, "reason": None, **UNLEASED}
        await update_all(session, OutboxMessage, rows, by=("id", "lease_token"), also=done)
        news.tell(
            session,
            *(news.settled(one.kind, Fate.SENT, None, due=one.due_at, now=now) for one, _ in sent),
        )
    for leased, outcome in results:
        if not isinstance(outcome, Sent):
            await _settle_one(session, leased, outcome, now=now)
    await limits.close(session, _closed(results, now=now))


def _closed(
    results: Sequence[tuple[Leased, Outcome]], *, now: datetime
) -> Mapping[str, Mapping[str, datetime]]:
    """By workspace, what Slack wants to rest, or what should while it fails, and until when."""
    closed: dict[str, dict[str, datetime]] = defaultdict(dict)
    for leased, outcome in results:
        if isinstance(outcome, Unsure):
            closed[leased.workspace_id][pace.WORKSPACE_KEY] = pace.rested(now + pace.AFTER_DOUBT)
        after = _rest(outcome)
        if after is not None:
            until = pace.closed(leased.call.method, until=now + after)
            closed[leased.workspace_id][pace.method_key(leased.call.method)] = until
    return closed


def _rest(outcome: Outcome) -> timedelta | None:
    match outcome:
        case Retry(after, limited=True):
            return after
        case Gone():
            return WITHOUT_TOKEN
        case Barred():
            return WITHOUT_SCOPE
    return None


async def _settle_one(session: AsyncSession, leased: Leased, outcome: Outcome, *, now: datetime) -> None:
    row = await held(session, leased)
    if row is None:
        return
    row.lease_token, row.lease_until = None, None
    match outcome:
        case Retry(after, limited=True, reason=reason):
            _wait(row, reason, until=now + after)
        case Gone(reason):
            _wait(row, reason, until=now + WITHOUT_TOKEN)
        case Barred():
            _wait(row, outcome.reason, until=now + WITHOUT_SCOPE)
        case Retry(after, reason=reason):
            _try_again(session, row, reason, after=after, now=now)
        case Unsure(reason):
            doubt(row, reason, now=now)
        case Drop() if row.method == RESPOND:
            _write_beside(row, now=now)
        case Drop(reason) if reason in NOT_THERE and _presser(row) not in (None, row.channel):
            _write_to_the_presser(row, now=now)
        case Drop(reason):
            end(session, row, Fate.DEAD, reason, now=now)


async def held(session: AsyncSession, leased: Leased) -> OutboxMessage | None:
    """The row, while the lease is ours."""
    return await session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == leased.row_id, OutboxMessage.lease_token == leased.token)
        .with_for_update()
    )


def end(session: AsyncSession, row: OutboxMessage, fate: Fate, reason: str | None, *, now: datetime) -> None:
    """This is what became of it."""
    row.fate, row.reason, row.settled_at = fate, reason, now
    news.tell(session, news.settled(row.kind, fate, reason, due=row.due_at, now=now))


def doubt(row: OutboxMessage, reason: str, *, now: datetime) -> None:
    """Slack may or may not have it: looked up after a settling time, and swept once it is settled."""
    row.fate, row.reason = Fate.UNSURE, reason
    row.not_before, row.sweep_at = now + SETTLE_TIME, now + SWEEP_AFTER


def _try_again(
    session: AsyncSession, row: OutboxMessage, reason: str, *, after: timedelta, now: datetime
) -> None:
    """Later and later, until it is too late; what Slack keeps refusing is given up before."""
    longest = LONGEST_STRAY if reason else LONGEST_WAIT
    row.fate, row.reason = Fate.READY, reason or row.reason
    row.not_before = now + min(after * 2 ** min(row.attempts - 1, MOST_STRAYS), longest)
    if reason and row.attempts >= MOST_STRAYS:
        end(session, row, Fate.DEAD, f"gave up after {row.attempts} attempts: {reason}", now=now)


def _wait(row: OutboxMessage, reason: str, *, until: datetime) -> None:
    """Not sent, and through no fault of its own: that attempt does not count."""
    row.fate, row.not_before, row.attempts = Fate.READY, until, row.attempts - 1
    if reason != NO_TOKEN or not row.reason:  # Slack's own word for it says more
        row.reason = reason or row.reason


def _write_beside(row: OutboxMessage, *, now: datetime) -> None:
    """The ephemeral can no longer be replaced, half an hour later or after five answers."""
    body = json.loads(row.body)
    del body[ADDRESS]
    row.method, row.body = WHISPER, json.dumps(body)
    row.fate, row.not_before = Fate.READY, now


def _presser(row: OutboxMessage) -> str | None:
    """Whose press this answers, if it answers one."""
    return row.dedupe.split(":")[1] if row.dedupe.startswith(PRESSED) else None


def _write_to_the_presser(row: OutboxMessage, *, now: datetime) -> None:
    """The channel of the press takes no answer any more: it goes to their DM."""
    row.method, row.channel = POST, _presser(row) or row.channel
    row.user_id = row.thread_ts = row.target_ts = None
    row.fate, row.not_before = Fate.READY, now

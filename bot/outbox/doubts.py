"""Messages that Slack may or may not have: looked up before they go again, and swept for doubles later."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among
from bot.outbox import fates, news
from bot.outbox.leases import TAKEN, Leased, leased, too_late
from bot.outbox.models import OUTBOX, SETTLED, Fate, OutboxMessage
from bot.outbox.service import POST, RESPOND, Place, edit_at
from bot.slack.blockkit import Post
from bot.slack.client import IDEMPOTENT
from bot.slack.outcomes import Sent

# Saying these again changes nothing that was said before.
REPEATABLE = IDEMPOTENT | {RESPOND}
CANNOT_TELL = "its worker stopped: may have arrived, and cannot be looked up"


async def recover(session: AsyncSession, *, now: datetime, lasts: timedelta) -> int:
    """Take up what a worker left SENDING when it died; returns how many.

    A lease that ends later than any lease can was written by a clock that went wrong: it is over too.
    """
    over = or_(OutboxMessage.lease_until < now, OutboxMessage.lease_until > now + lasts * 2)
    rows = await session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.fate == Fate.SENDING, over)
        .order_by(OutboxMessage.id)
        .limit(200)
        .with_for_update(skip_locked=True)
    )
    count = 0
    for row in rows:
        count += 1
        row.lease_token, row.lease_until = None, None
        if row.method in REPEATABLE:
            row.fate, row.not_before = Fate.READY, now
        elif row.method == POST:
            fates.doubt(row, "its worker stopped", now=now)
        else:
            fates.end(session, row, Fate.DEAD, CANNOT_TELL, now=now)
    if count:
        news.tell(session, news.Recovered(count))
    return count


async def doubtful(session: AsyncSession, *, now: datetime, limit: int, lasts: timedelta) -> list[Leased]:
    """Take messages in doubt whose settling time is over; nobody else looks them up meanwhile."""
    waiting = select(OUTBOX.c.id).where(OUTBOX.c.fate == Fate.UNSURE, OUTBOX.c.not_before <= now)
    return await _take(session, waiting, column="not_before", now=now, limit=limit, lasts=lasts)


async def swept(session: AsyncSession, *, now: datetime, limit: int, lasts: timedelta) -> list[Leased]:
    """Take messages that were once in doubt and have to be looked at a last time."""
    waiting = select(OUTBOX.c.id).where(OUTBOX.c.sweep_at <= now, OUTBOX.c.fate.in_(SETTLED))
    return await _take(session, waiting, column="sweep_at", now=now, limit=limit, lasts=lasts)


async def _take(
    session: AsyncSession,
    waiting: Select[tuple[int]],
    *,
    column: str,
    now: datetime,
    limit: int,
    lasts: timedelta,
) -> list[Leased]:
    chosen = waiting.order_by(OUTBOX.c[column]).limit(limit).with_for_update(skip_locked=True)
    ids = (await session.scalars(chosen)).all()
    if not ids:
        return []
    token = str(uuid.uuid4())
    # Its time is moved past the lease: if this worker dies, the next one looks then.
    values = {column: now + lasts, "lease_token": token}
    taken = update(OUTBOX).where(among(session, OUTBOX.c.id, ids)).values(values)
    rows = await session.execute(taken.returning(*TAKEN))
    return [leased(row, token=token) for row in rows]


async def resolve(session: AsyncSession, looked: Leased, found: list[Sent], *, now: datetime) -> None:
    """What the look-up says: Slack has it, or it is to be sent again while it is not too late."""
    if found:
        await fates.settle(session, [(looked, found[0])], now=now)
        if not looked.attempts:
            await _make_ours(session, looked, found[0], now=now)
        return
    row = await fates.held(session, looked)
    if row is None:
        return
    row.lease_token = None
    if row.expires_at <= now:
        fates.end(session, row, Fate.EXPIRED, too_late(row.reason), now=now)
    else:
        row.fate, row.not_before = Fate.READY, now


async def _make_ours(session: AsyncSession, looked: Leased, sent: Sent, *, now: datetime) -> None:
    """A database that was lost had sent it: its buttons are to mean our rows."""
    place = Place(looked.workspace_id, looked.alias or sent.channel or looked.call.channel)
    post = Post(str(looked.call.body.get("text", "")), looked.call.body.get("blocks", []))
    dedupe = f"{looked.call.delivery_id}:restored"
    await edit_at(session, post, to=place, ts=str(sent.ts), dedupe=dedupe, now=now)


async def close(session: AsyncSession, looked: Leased, found: list[Sent], *, now: datetime) -> None:
    """The sweep is done: the oldest of what was found is the message."""
    row = await fates.held(session, looked)
    if row is None:
        return
    row.lease_token, row.sweep_at = None, None
    if found and row.fate != Fate.SENT:
        fates.end(session, row, Fate.SENT, None, now=now)
    if found:
        row.sent_channel, row.sent_ts = looked.alias or found[0].channel, found[0].ts


async def put_off(session: AsyncSession, looked: Leased, *, until: datetime, column: str) -> None:
    """Slack did not let us look: again at `until`."""
    held = (OUTBOX.c.id == looked.row_id) & (OUTBOX.c.lease_token == looked.token)
    await session.execute(update(OUTBOX).where(held).values({column: until, "lease_token": None}))


async def rest(session: AsyncSession, workspace_id: str, *, until: datetime) -> None:
    """Slack wants, or takes, no look-ups in this workspace before `until`."""
    # By what is in doubt, which is little, and not by the workspace, which is long: hence no plain column.
    here = OUTBOX.c.workspace_id + "" == workspace_id
    for column, of in ((OUTBOX.c.not_before, (Fate.UNSURE,)), (OUTBOX.c.sweep_at, SETTLED)):
        resting = update(OUTBOX).where(here, OUTBOX.c.fate.in_(of), column < until)
        await session.execute(resting.values({column: until}))

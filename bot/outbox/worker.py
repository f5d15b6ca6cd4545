"""The send loop: lease, call Slack, record."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Now
from bot.db import Db
from bot.outbox import leases
from bot.outbox.leases import Guards, Leased
from bot.outbox.models import OutboxMessage
from bot.slack.client import Client, SlackError
from bot.slack.outcomes import Call, Gone, Outcome, Retry, Sent

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
BATCH = 20
IDLE = timedelta(seconds=5)

Token = Callable[[str], Awaitable[str | None]]
Revoke = Callable[[AsyncSession, str, datetime], Awaitable[None]]
Report = Callable[[str, str], None]


def unheard(_method: str, _outcome: str) -> None:
    """Nobody counts what is sent."""


class Worker:
    """Sends what is due; any number of these may run side by side on one database."""

    def __init__(
        self,
        db: Db,
        client: Client,
        *,
        clock: Now,
        guards: Guards,
        token: Token,
        revoked: Revoke,
        report: Report = unheard,
    ) -> None:
        self._db = db
        self._client = client
        self._clock = clock
        self._guards = guards
        self._token = token
        self._revoked = revoked
        self._report = report
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something was promised: look now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the sends in flight, then return from `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped; a database that is away only makes it wait."""
        while not self._stopping:
            self._wake.clear()
            pause = IDLE
            try:
                next_at = await self.drain()
                if next_at is not None:
                    pause = min(max(next_at - self._clock(), timedelta(milliseconds=20)), IDLE)
            except SQLAlchemyError as error:
                # The loop outlives a database that went away: it says so and tries again.
                log.error("outbox.database_away error=%s", type(error).__name__)
            await self._nap(pause)

    async def _nap(self, pause: timedelta) -> None:
        if self._stopping:
            return
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            return

    async def drain(self) -> datetime | None:
        """Send all that may be sent now; returns when something may be sent next."""
        while not self._stopping:
            next_at = await self._next_wake()
            if next_at is None or next_at > self._clock():
                return next_at
            await self._look_up_doubtful()
            async with self._db.begin() as session:
                batch = await leases.lease(
                    session, now=self._clock(), guards=self._guards, limit=BATCH, lasts=LEASE
                )
            if not batch:
                break
            await asyncio.gather(*(self._send(leased) for leased in batch))
        return await self._next_wake()

    async def _next_wake(self) -> datetime | None:
        async with self._db.read() as session:
            return await leases.next_wake(session)

    async def _send(self, leased: Leased) -> None:
        message = leased.message
        token = await self._token(message.workspace_id)
        # No token: the workspace is closed for a minute, and its messages expire in their own time.
        outcome: Outcome = Retry(timedelta(minutes=1), limited=True)
        if token is not None:
            outcome = await self._client.send(_call(message), token=token)
        async with self._db.begin() as session:
            await leases.settle(session, leased, outcome, now=self._clock())
            if isinstance(outcome, Gone):
                await self._revoked(session, message.workspace_id, self._clock())
        self._report(message.method, type(outcome).__name__.lower())
        _report(message, outcome)

    async def _look_up_doubtful(self) -> None:
        async with self._db.begin() as session:
            batch = await leases.doubtful(session, now=self._clock(), limit=BATCH, lasts=LEASE)
        for leased in batch:
            await self._look_up(leased)

    async def _look_up(self, leased: Leased) -> None:
        message = leased.message
        token = await self._token(message.workspace_id)
        found: Sent | None = None
        try:
            if token is not None:
                since = message.first_tried_at or message.created_at
                found = await self._client.find(_call(message), token=token, since=since)
        except SlackError as error:
            log.warning("outbox.lookup_failed id=%s code=%s", message.delivery_id, error.code)
            return  # the lease runs out and the next look-up tries again
        async with self._db.begin() as session:
            if found is not None:
                await leases.settle(session, leased, found, now=self._clock())
            else:
                await leases.send_again(session, leased, now=self._clock())


def _call(message: OutboxMessage) -> Call:
    return Call(
        method=message.method,
        channel=message.channel,
        delivery_id=message.delivery_id,
        body=json.loads(message.body),
        user_id=message.user_id,
        thread_ts=message.thread_ts,
        target_ts=message.target_ts,
    )


def _report(message: OutboxMessage, outcome: Outcome) -> None:
    word = type(outcome).__name__.lower()
    reason = getattr(outcome, "reason", "")
    level = logging.DEBUG if isinstance(outcome, Sent) else logging.INFO
    if isinstance(outcome, Retry):
        reason = f"in {outcome.after.total_seconds():g}s"
    log.log(
        level,
        "outbox.%s id=%s workspace=%s kind=%s %s",
        word,
        message.delivery_id,
        message.workspace_id,
        message.kind,
        reason,
    )

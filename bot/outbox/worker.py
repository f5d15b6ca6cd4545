"""The send loop: lease, call Slack, record; look up what is in doubt."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.clock import Now
from bot.db import Db, passes
from bot.log import reason, traced
from bot.outbox import aliases, doubts, leases
from bot.outbox.fates import WITHOUT_TOKEN
from bot.outbox.leases import Guards, Leased, Wake
from bot.outbox.ledger import Ledger, Revoke
from bot.outbox.looks import Round
from bot.outbox.pulse import Pulse
from bot.outbox.rules import NO_TOKEN
from bot.outbox.service import DELETE
from bot.slack.client import TIMEOUT_S, Client, Limited, SlackError
from bot.slack.outcomes import Barred, Call, Outcome, Retry, Sent, Unsure
from bot.traces import span

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
AT_ONCE = 100  # sends in flight in one process
ROOM = AT_ONCE // 4  # free before more is taken
LOOKUPS = 8
LOOK_AGAIN = timedelta(seconds=5)
DOUBT, SWEEP = "not_before", "sweep_at"  # the column that says when it is looked up
IDLE = timedelta(seconds=0.5)  # what another process promises is seen by then
SHORTEST = timedelta(milliseconds=50)  # between two looks, unless somebody wakes us
LAST_SENDS = timedelta(seconds=6)

REINSTALL = "update the app from `afterglow manifest` and install it again; the message waits until then"

Token = Callable[[str], Awaitable[str | None]]
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
        pulse: Pulse | None = None,
    ) -> None:
        self._db = db
        self._client = client
        self._clock = clock
        self._guards = guards
        self._token = token
        self._report = report
        self.pulse = pulse or Pulse()
        self._ledger = Ledger(db, clock=clock, revoked=revoked, tried=self.pulse.beat)
        self._way = Round()
        self._flying: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._is_full = False  # what lands makes room for more
        self._stopping = False

    def wake(self) -> None:
        """Something was promised: look now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the sends in flight, then return from `run`."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped; a database that is away only makes it wait.

        A surprise ends nothing either; but one that stays lets the pulse fall silent, and is seen.
        """
        self.pulse.begin()
        while not self._stopping:
            self._wake.clear()
            pause = IDLE
            try:
                pause = await self._step()
            except Exception as error:
                self._stumble(error)
            await self._nap(pause)
        self.pulse.rest()
        await self._land()

    def _stumble(self, error: Exception) -> None:
        is_away = (
            passes(error) if isinstance(error, DBAPIError) else isinstance(error, SQLAlchemyError | OSError)
        )
        if is_away:
            log.error("outbox.database_away error=%s", type(error).__name__)
            self.pulse.beat()
        else:
            log.error("outbox.step_failed error=%s", reason(error), exc_info=traced(error))

    async def _step(self) -> timedelta:
        """Begin what is due; returns how long nothing else will be, if nobody wakes us."""
        if self._room < ROOM:
            self._is_full = True
            return IDLE
        wake = await self._next_wake()
        now, next_at = self._clock(), wake.at
        began = await self._take_up(wake) if next_at is not None and next_at <= now else 0
        self.pulse.beat()
        if began:
            return timedelta() if self._is_full else SHORTEST
        return min(max(next_at - now, SHORTEST), IDLE) if next_at is not None else IDLE

    async def drain(self) -> datetime | None:
        """Send all that may be sent now; returns when something may be sent next."""
        while not self._stopping:
            wake = await self._next_wake()
            if not self._flying and (wake.at is None or wake.at > self._clock()):
                return wake.at
            if self._room >= ROOM and not await self._take_up(wake) and not self._flying:
                break
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
        return (await self._next_wake()).at

    @property
    def _room(self) -> int:
        return AT_ONCE - len(self._flying)

    async def _take_up(self, wake: Wake) -> int:
        """Begin what there is to do and room for; returns how much that was."""
        now = self._clock()
        doubtful: list[Leased] = []
        swept: list[Leased] = []
        async with self._db.begin() as session:
            if wake.doubt is not None and wake.doubt <= now:
                await doubts.recover(session, now=now, lasts=LEASE)
                doubtful = await doubts.doubtful(session, now=now, limit=LOOKUPS, lasts=LEASE)
                swept = await doubts.swept(session, now=now, limit=LOOKUPS, lasts=LEASE)
                doubtful = await aliases.addressed(session, doubtful)
                swept = await aliases.addressed(session, swept)
            room = self._room
            batch = await leases.lease(
                session, self._way, now=now, guards=self._guards, room=room, lasts=LEASE
            )
            batch = await aliases.addressed(session, batch)
            self._is_full = len(batch) >= room
        until = time.monotonic() + LEASE.total_seconds() - TIMEOUT_S
        for one in batch:
            self._begin(self._send(one, until))
        for one in doubtful:
            self._begin(self._look_up(one))
        for one in swept:
            self._begin(self._sweep(one))
        return len(batch) + len(doubtful) + len(swept)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: "asyncio.Task[None]") -> None:
        self._flying.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("outbox.task_failed error=%s", type(error).__name__)
        if self._is_full and self._room >= ROOM:
            self._wake.set()

    async def _land(self) -> None:
        """Wait for the sends in flight; what is not answered by then is in doubt."""
        if self._flying:
            _, late = await asyncio.wait(self._flying, timeout=LAST_SENDS.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._ledger.close()

    async def _nap(self, pause: timedelta) -> None:
        if self._stopping:
            return
        try:
            async with asyncio.timeout(pause.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _next_wake(self) -> Wake:
        async with self._db.read() as session:
            return await leases.next_wake(session, now=self._clock(), lasts=LEASE)

    async def _send(self, leased: Leased, until: float) -> None:
        with span("outbox.send") as note:
            note(method=leased.call.method, kind=leased.kind, attempt=leased.attempts)
            outcome = await self._outcome(leased, until)
            await self._ledger.write(leased, outcome)
            note(outcome=type(outcome).__name__.lower())
        self._report(leased.call.method, type(outcome).__name__.lower())
        _tell(leased, outcome)

    async def _outcome(self, leased: Leased, until: float) -> Outcome:
        try:
            token = await self._token(leased.workspace_id)
            if token is None:
                # The workspace is closed for a minute, and its messages expire in their own time.
                return Retry(WITHOUT_TOKEN, limited=True, reason=NO_TOKEN)
            if time.monotonic() > until:
                # We slept, or were stopped: by the time of the answer the lease would be another's.
                return Retry(timedelta())
        except (SQLAlchemyError, OSError):
            return Retry(timedelta(seconds=1))
        try:
            return await self._client.send(leased.call, token=token)
        except asyncio.CancelledError:
            return Unsure("stopped before Slack answered")

    async def _look_up(self, looked: Leased) -> None:
        found = await self._found(looked, column=DOUBT)
        if found is not None:
            async with self._db.begin() as session:
                await doubts.resolve(session, looked, found, now=self._clock())

    async def _sweep(self, looked: Leased) -> None:
        found = await self._found(looked, column=SWEEP)
        if found is None:
            return
        token = await self._token(looked.workspace_id)
        for double in found[1:]:
            log.warning("outbox.double id=%s workspace=%s", looked.call.delivery_id, looked.workspace_id)
            gone = Call(DELETE, str(double.channel), looked.call.delivery_id, {}, target_ts=double.ts)
            outcome = await self._client.send(gone, token=str(token))
            if isinstance(outcome, Retry):
                return await self._put_off(looked, outcome.after, column=SWEEP)
        async with self._db.begin() as session:
            await doubts.close(session, looked, found, now=self._clock())

    async def _found(self, looked: Leased, *, column: str) -> list[Sent] | None:
        """What Slack has of it, oldest first; None when Slack does not say now."""
        try:
            token = await self._token(looked.workspace_id)
            if token is not None:
                return await self._client.find(looked.call, token=token, since=looked.first_tried_at)
            if looked.expires_at <= self._clock():
                return []
            after = WITHOUT_TOKEN
        except SlackError as error:
            log.warning("outbox.lookup_failed id=%s code=%s", looked.call.delivery_id, error.code)
            is_limit = isinstance(error, Limited)
            if looked.expires_at <= self._clock() and not is_limit and (error.definite or column == DOUBT):
                return []
            after = error.after if isinstance(error, Limited) else LOOK_AGAIN
            if is_limit or not error.definite:
                await self._rest(looked.workspace_id, after)
        await self._put_off(looked, after, column=column)
        return None

    async def _rest(self, workspace_id: str, after: timedelta) -> None:
        """Where one look-up fails the others would too."""
        async with self._db.begin() as session:
            await doubts.rest(session, workspace_id, until=self._clock() + after)

    async def _put_off(self, looked: Leased, after: timedelta, *, column: str) -> None:
        async with self._db.begin() as session:
            await doubts.put_off(session, looked, until=self._clock() + after, column=column)


def _tell(leased: Leased, outcome: Outcome) -> None:
    if isinstance(outcome, Barred):
        log.warning(
            "outbox.missing_scope workspace=%s method=%s needed=%s; %s",
            leased.workspace_id,
            leased.call.method,
            outcome.scope,
            REINSTALL,
        )
        return
    reason = getattr(outcome, "reason", "")
    if isinstance(outcome, Retry):
        reason = f"{reason} in {outcome.after.total_seconds():g}s".strip()
    log.log(
        logging.DEBUG if isinstance(outcome, Sent) else logging.INFO,
        "outbox.%s id=%s workspace=%s kind=%s %s",
        type(outcome).__name__.lower(),
        leased.call.delivery_id,
        leased.workspace_id,
        leased.kind,
        reason,
    )

"""Outcomes are written down together: as many as came in while the last ones were being committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Now
from bot.db import Db, passes
from bot.outbox import fates
from bot.outbox.leases import Leased
from bot.slack.outcomes import Gone, Outcome

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(seconds=1)
LAST_WRITES = timedelta(seconds=2)
Revoke = Callable[[AsyncSession, str, str, datetime], Awaitable[None]]


class Ledger:
    """What became of messages, on its way into the database."""

    def __init__(self, db: Db, *, clock: Now, revoked: Revoke, tried: Callable[[], None]) -> None:
        self._db = db
        self._tried = tried
        self._clock = clock
        self._revoked = revoked
        self._open: list[tuple[Leased, Outcome]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, leased: Leased, outcome: Outcome) -> None:
        """Return when it is committed; a database that is away is tried until it is back."""
        self._open.append((leased, outcome))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await asyncio.shield(self._writer)

    async def close(self) -> None:
        """Wait for what is being written; what cannot be is in doubt, and looked up by the next worker."""
        if self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer], timeout=LAST_WRITES.total_seconds())
            self._writer.cancel()

    async def _write_all(self) -> None:
        await asyncio.sleep(0)  # those that came in at this moment go together
        while self._open:
            batch, self._open = self._open, []
            if not await self._committed(batch):
                self._open = batch + self._open
                await asyncio.sleep(TRY_AGAIN.total_seconds())

    async def _committed(self, batch: list[tuple[Leased, Outcome]]) -> bool:
        self._tried()
        try:
            async with self._db.begin() as session:
                now = self._clock()
                await fates.settle(session, batch, now=now)
                gone = {(one.workspace_id, way.token) for one, way in batch if isinstance(way, Gone)}
                for workspace_id, token in gone:
                    await self._revoked(session, workspace_id, token, now)
        except (DBAPIError, OSError) as error:
            if isinstance(error, DBAPIError) and not passes(error):
                raise
            log.error("outbox.database_away error=%s", type(error).__name__)
            return False
        return True

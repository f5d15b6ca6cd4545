"""One time for all processes: the database's, looked at every few seconds and kept by a counter between."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, Result, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Count, Now, SteadyClock
from bot.db import Db
from bot.outbox import jumps

log = logging.getLogger(__name__)

SLOW_S = 0.5  # an answer that took longer says too little about the present


class Timekeeper:
    """Keeps `clock` at the database's time, and this machine's own jumps from stopping the ticks.

    With SQLite the database's time is this machine's. Leases, pace and what is due are compared over
    processes, so they must not be compared with clocks that differ.
    """

    def __init__(
        self,
        db: Db,
        clock: SteadyClock,
        *,
        host: Now,
        woken: Callable[[], None],
        count: Count = time.monotonic,
    ) -> None:
        self._db = db
        self._clock = clock
        self._host = host
        self._woken = woken
        self._count = count
        self._here = SteadyClock(host(), count=count)

    async def begin(self) -> None:
        """Take the database's time before anything is compared with it."""
        told = await self._told()
        if told is not None:
            self._clock.set(told)

    async def look(self) -> None:
        """Follow the database's clock, and mend what a jump of it or of this machine's leaves behind."""
        jumped = self._here.follow(self._host())
        if jumped is not None:
            log.warning("clock.jumped here by=%ds", jumped.total_seconds())
        try:
            moved = await self._follow()
        except (SQLAlchemyError, OSError) as error:
            # Without the database nothing is compared with the clock; it is looked at again when it is back.
            log.info("clock.database_away error=%s", type(error).__name__)
            moved = False
        if jumped is not None or moved:
            self._woken()

    async def _follow(self) -> bool:
        told = await self._told()
        jumped = self._clock.follow(told) if told is not None else None
        if jumped is None:
            return False
        rows = 0
        if jumped < timedelta():
            async with self._db.begin() as session:
                rows = await jumps.mend(session, now=self._clock())
        log.warning("clock.jumped database by=%ds messages_mended=%d", jumped.total_seconds(), rows)
        return True

    async def _told(self) -> datetime | None:
        """The time in the middle of the question; None when the answer took too long to be exact."""
        if self._db.dialect == "sqlite":
            return self._host()
        async with self._db.read() as session:
            await session.connection()  # what connecting takes says nothing about the clock
            asked = self._count()
            found: Result[Any] = await session.execute(
                select(func.clock_timestamp(type_=DateTime(timezone=True)))
            )
            took = self._count() - asked
        told: datetime = found.scalar_one().astimezone(UTC)
        return told + timedelta(seconds=took / 2) if took <= SLOW_S else None

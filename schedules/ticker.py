"""APScheduler, which only wakes: ticks of one interval run one after another, in the table's order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import clock as real_clock
from bot.clock import Now
from bot.log import reason, traced
from schedules.office import Office
from schedules.table import Tick

log = logging.getLogger(__name__)

Count = Callable[[str, Callable[[], Awaitable[int]]], Awaitable[int]]


class Ticker:
    """Runs the ticks of this process until stopped; `count` is told of each run."""

    def __init__(self, ticks: Sequence[Tick], office: Office, *, clock: Now, count: Count) -> None:
        self._ticks = ticks
        self._office = office
        self._clock = clock
        self._count = count
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    def start(self) -> None:
        for every in sorted({tick.every for tick in self._ticks}):
            self._scheduler.add_job(
                self._wake,
                "interval",
                args=[every],
                seconds=every.total_seconds(),
                next_run_time=real_clock.now(),
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def wake(self) -> None:
        """Run all ticks now: this machine's clock went back, and the scheduler waits for it to catch up."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=real_clock.now())

    async def stop(self) -> None:
        """Wake no more, and let the tick that runs now finish."""
        self._stopping = True
        if self._running:
            await asyncio.wait(self._running)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _wake(self, every: timedelta) -> None:
        # Shielded: the scheduler cancels its jobs when it shuts down, and a tick should end by itself.
        task = asyncio.create_task(self._run_all(every))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def _run_all(self, every: timedelta) -> None:
        for tick in self._ticks:
            if tick.every == every and not self._stopping:
                await self._run(tick)

    async def _run(self, tick: Tick) -> None:
        try:
            rows = await self._count(tick.name, lambda: tick.run(self._office, self._clock()))
        except Exception as error:
            # A tick must not end the schedule: its rows stay due and the next one finds them.
            log.error("tick.failed name=%s error=%s", tick.name, reason(error), exc_info=traced(error))
            return
        if rows:
            log.info("tick.done name=%s rows=%d", tick.name, rows)

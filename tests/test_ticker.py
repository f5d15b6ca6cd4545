"""The clock starts every tick at once and then at its interval, and again when it is woken."""

import asyncio
from datetime import datetime, timedelta

from schedules.office import Office
from schedules.table import Tick
from schedules.ticker import Ticker
from tests.stage import Stage


async def test_a_woken_ticker_runs_its_ticks_although_their_time_has_not_come(stage: Stage) -> None:
    ran = asyncio.Semaphore(0)

    async def run(_office: Office, _now: datetime) -> int:
        ran.release()
        return 0

    async def count(_name: str, work: object) -> int:
        return await work()  # type: ignore[operator, no-any-return]

    ticker = Ticker(
        [Tick("test", timedelta(hours=1), run)], stage.product.office, clock=stage.clock, count=count
    )
    ticker.start()
    async with asyncio.timeout(10):
        await ran.acquire()
        assert ran.locked()
        while ran.locked():  # woken while its first run ends, it would rightly not begin another
            ticker.wake()
            await asyncio.sleep(0)
    await ticker.stop()

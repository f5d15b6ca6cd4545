"""A message that nobody looks at is seen within minutes, and one that rightly waits raises no alarm."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

import schedules
from bot.db import Db
from bot.outbox import counts
from bot.outbox.leases import Guards
from bot.outbox.models import Fate
from bot.outbox.pulse import Pulse
from bot.outbox.worker import Worker
from tests.outbox.acts import fate, promise, seen, taken
from tests.stage import Stage
from tests.web.test_metrics import scraped, value_of

SIX = timedelta(minutes=6)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def passed_over(stage: Stage) -> timedelta:
    async with stage.db.read() as session:
        return await counts.passed_over(session, now=stage.clock())


async def test_a_due_message_that_nobody_looks_at_is_seen_within_six_minutes(
    stage: Stage, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    await promise(stage, "hello")
    stage.clock.advance(timedelta(minutes=4))
    assert await passed_over(stage) == timedelta()
    stage.clock.advance(timedelta(minutes=2))
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_outbox_passed_over_seconds") == SIX.total_seconds()
    with caplog.at_level(logging.ERROR):
        audit = next(tick for tick in schedules.TICKS if tick.name == "housekeeping.audit_outbox")
        await audit.run(stage.product.office, stage.clock())
    assert "outbox.passed_over for=360s" in caplog.text


async def test_what_a_dead_worker_holds_is_seen_too(stage: Stage) -> None:
    await promise(stage, "hello")
    await taken(stage)
    stage.clock.advance(SIX)
    assert await passed_over(stage) > timedelta(minutes=5)


async def test_a_message_whose_workspace_was_just_written_to_only_waits_for_its_turn(stage: Stage) -> None:
    await promise(stage, "one")
    await stage.product.worker.drain()
    await promise(stage, "two")
    stage.clock.advance(counts.PASSED_OVER + timedelta(seconds=0.1))
    assert await passed_over(stage) == timedelta()
    stage.clock.advance(timedelta(seconds=1))
    assert await passed_over(stage) > counts.PASSED_OVER


async def test_a_message_that_slack_lets_wait_raises_no_alarm(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", ratelimited=1800)
    await promise(stage, "one")
    await stage.product.worker.drain()
    stage.clock.advance(timedelta(minutes=10))
    await promise(stage, "two")
    stage.clock.advance(timedelta(minutes=10))
    assert await passed_over(stage) == timedelta()


NO_GUARDS: Guards = {}


class Heard(Pulse):
    """A pulse by a clock that the test moves, and whose beats it can wait for."""

    def __init__(self) -> None:
        super().__init__(lambda: self.at)
        self.at = 0.0
        self._beaten = asyncio.Event()

    def beat(self) -> None:
        super().beat()
        self._beaten.set()

    async def heard(self) -> None:
        self._beaten.clear()
        async with asyncio.timeout(30):
            await self._beaten.wait()


@asynccontextmanager
async def sending(
    stage: Stage, db: Db, *, guards: Guards = NO_GUARDS
) -> AsyncIterator[tuple[Worker, Heard, "asyncio.Task[None]"]]:
    """The sender of this process, running."""
    product, pulse = stage.product, Heard()
    worker = Worker(
        db,
        product.client,
        clock=stage.clock,
        guards=guards,
        token=product.standings.token,
        revoked=product._revoked,
        pulse=pulse,
    )
    running = asyncio.create_task(worker.run())
    await pulse.heard()
    yield worker, pulse, running
    worker.stop()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_sender_that_was_killed_is_seen_on_healthz(stage: Stage, http: aiohttp.ClientSession) -> None:
    async with sending(stage, stage.db) as (worker, pulse, running):
        stage.product.health._vital = {"sender": pulse.fault}
        pulse.at = 200
        worker.wake()
        await pulse.heard()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        pulse.at = 490
        assert (await http.get(f"{stage.address}/healthz")).status == 200
        pulse.at = 560
        async with http.get(f"{stage.address}/healthz") as answer:
            assert answer.status == 503
            assert (await answer.json())["faults"] == {
                "sender": "has not moved for 360 s; restart this process"
            }
        assert (await http.get(f"{stage.address}/readyz")).status == 200, "it still takes events"


async def test_a_process_that_does_not_send_is_healthy(stage: Stage, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{stage.address}/healthz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"status": "ok"}


async def test_a_sender_that_was_told_to_stop_is_not_called_stuck(stage: Stage) -> None:
    async with sending(stage, stage.db) as (worker, pulse, running):
        worker.stop()
        await running
        pulse.at = 1000
        assert await pulse.fault() is None


async def test_a_sender_whose_database_is_away_is_alive(stage: Stage) -> None:
    """A restart would not bring the database back: `/readyz` says what is wrong."""
    away = Db.open("postgresql://nobody@127.0.0.1:9/none")
    async with sending(stage, away) as (worker, pulse, _):
        pulse.at = 1000
        worker.wake()
        await pulse.heard()
        assert await pulse.fault() is None
    await away.close()


async def test_a_surprise_does_not_end_the_sender_and_one_that_stays_is_seen(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    is_broken, broke = [True], asyncio.Event()

    async def truth(_session: AsyncSession, abouts: Collection[int], /, *, now: datetime) -> Collection[int]:
        if is_broken:
            broke.set()
            raise KeyError("no such thing")
        return abouts

    async with sending(stage, stage.db, guards={"test": truth}) as (worker, pulse, running):
        await promise(stage, "hello", guard="test:1")
        for moment in (100, 200, 310):
            worker.wake()
            await asyncio.wait_for(broke.wait(), 30)
            broke.clear()
            pulse.at = moment
        assert await pulse.fault() is not None
        is_broken.clear()
        worker.wake()
        await pulse.heard()
        assert await pulse.fault() is None
        worker.stop()
        await running
    assert "outbox.step_failed error=KeyError" in caplog.text
    assert seen(stage) == ["hello"]


async def test_a_guard_that_only_a_newer_version_knows_holds_up_nobody_else(stage: Stage) -> None:
    await promise(stage, "newer", guard="not.known.here:1")
    await promise(stage, "ours", to="marketing")
    await stage.product.worker.drain()
    assert seen(stage, "marketing") == ["ours"]
    assert await fate(stage, "test:newer") == (Fate.READY, None)
    assert await passed_over(stage) == timedelta()

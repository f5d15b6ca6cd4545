"""The database's clock is everybody's; when it jumps back nothing stays behind for an hour."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.clock import SteadyClock, now
from bot.db import Db
from bot.outbox import jumps, leases
from bot.outbox.limits import PACES
from bot.outbox.models import OUTBOX, Fate, OutboxMessage
from bot.outbox.worker import LEASE
from bot.timekeeper import Timekeeper
from tests.outbox.acts import fate, promise, seen, taken
from tests.stage import Stage

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Machine:
    """The clock of a machine that somebody sets; it stands still otherwise."""

    def __init__(self) -> None:
        self.time = now()

    def __call__(self) -> datetime:
        return self.time


def still() -> float:
    return 0.0


async def test_with_postgresql_the_databases_time_counts_and_with_sqlite_this_machines(db: Db) -> None:
    machine, true = Machine(), now()
    machine.time = true - HOUR
    clock = SteadyClock(machine())
    keeper = Timekeeper(db, clock, host=machine, woken=lambda: None)
    await keeper.begin()
    expected = true if db.dialect == "postgresql" else true - HOUR
    assert abs(clock() - expected) < MINUTE


async def test_a_machine_whose_clock_is_set_back_wakes_its_ticks(db: Db) -> None:
    machine, woken = Machine(), asyncio.Event()
    clock = SteadyClock(machine())
    keeper = Timekeeper(db, clock, host=machine, woken=woken.set, count=still)
    await keeper.look()
    assert not woken.is_set()
    machine.time -= HOUR
    for _ in range(3):
        assert not woken.is_set()
        await keeper.look()
    assert woken.is_set()
    expected = now() if db.dialect == "postgresql" else machine()
    assert abs(clock() - expected) < MINUTE


async def _mended(stage: Stage) -> int:
    async with stage.db.begin() as session:
        return await jumps.mend(session, now=stage.clock())


async def _set(stage: Stage, key: str, **values: object) -> None:
    async with stage.db.begin() as session:
        await session.execute(update(OUTBOX).where(OUTBOX.c.dedupe == f"test:{key}").values(**values))


async def _not_before(stage: Stage, key: str) -> datetime:
    async with stage.db.read() as session:
        row = await session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe == f"test:{key}"))
    assert row is not None
    return row.not_before


async def test_after_a_jump_back_what_was_due_is_sent_and_what_is_for_later_waits(stage: Stage) -> None:
    at = stage.clock()
    ahead = at + HOUR
    for key in ("postponed", "promised ahead", "scheduled ahead"):
        await promise(stage, key)
    await promise(stage, "for later", due=at + 3 * HOUR)
    await _set(stage, "postponed", not_before=ahead)
    await _set(stage, "promised ahead", created_at=ahead, due_at=ahead, not_before=ahead)
    await _set(stage, "scheduled ahead", created_at=ahead, due_at=ahead + HOUR, not_before=ahead + 2 * HOUR)
    async with stage.db.begin() as session:
        await session.execute(
            PACES.insert().values(workspace_id=stage.team_id, limits={"workspace": ahead.isoformat()})
        )
    assert await _mended(stage) == 3
    assert await _mended(stage) == 0
    assert await _not_before(stage, "scheduled ahead") == ahead + HOUR
    assert await _not_before(stage, "for later") == at + 3 * HOUR
    await stage.play.settle()
    assert seen(stage) == ["postponed", "promised ahead"]
    assert stage.clock() - at < MINUTE


async def test_doubts_and_sweeps_come_nearer_too(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", drop="after")
    await promise(stage, "doubtful")
    await stage.product.worker.drain()
    assert (await fate(stage, "test:doubtful"))[0] == Fate.UNSURE
    await _set(stage, "doubtful", not_before=stage.clock() + HOUR, sweep_at=stage.clock() + HOUR)
    assert await _mended(stage) == 1
    began = stage.clock()
    await stage.play.settle()
    assert seen(stage) == ["doubtful"]
    assert (await fate(stage, "test:doubtful"))[0] == Fate.SENT
    await _set(stage, "doubtful", sweep_at=stage.clock() + HOUR)
    assert await _mended(stage) == 1
    assert stage.clock() - began < MINUTE


async def test_a_lease_from_a_time_that_never_was_is_over(stage: Stage) -> None:
    await promise(stage, "left behind")
    assert len(await taken(stage)) == 1
    await _set(stage, "left behind", lease_until=stage.clock() + HOUR)
    async with stage.db.read() as session:
        wake = await leases.next_wake(session, now=stage.clock(), lasts=LEASE)
    assert wake.doubt == stage.clock()
    await stage.play.settle()
    assert seen(stage) == ["left behind"]

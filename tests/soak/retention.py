"""P3: a million old messages are forgotten in small batches, and nobody who promises meanwhile waits."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import func, select, text

from bot import migrate, vault
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage
from bot.outbox.service import Place
from bot.settings import Settings
from bot.slack.blockkit import Post
from schedules import housekeeping
from schedules.office import Office
from tests.soak.acks import P99_S, begun
from tests.soak.fleet import percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause
from tests.soak.harbour import harbour

OLD, A_MILLION = 50_000, 1_000_000
LARGEST_BATCH = 5_000
RATE, CALM_S = 100.0, 10.0
LONGER_S = 0.25  # at the 99th percentile, than without
ROWS = {
    "postgresql": "SELECT n FROM generate_series(1, :count) AS n",
    "sqlite": "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < :count)"
    " SELECT n FROM c",
}
# Half are offers, which are kept without their words; half are edits, which go.
FILL = """
INSERT INTO outbox (delivery_id, workspace_id, dedupe, kind, method, channel, body, due_at, expires_at,
                    not_before, fate, attempts, created_at, settled_at, is_emptied)
SELECT 'd' || n, 'T1', 'old:' || n, CASE WHEN n % 2 = 0 THEN 'question.offer' ELSE 'edit' END,
       CASE WHEN n % 2 = 0 THEN 'chat.postMessage' ELSE 'chat.update' END, 'C1',
       :body, :at, :at, :at, 'sent', 1, :at, :at, :no
FROM ({rows}) AS numbers
"""


async def retention_postgresql(ground: Ground) -> Report:
    return await _forget(ground, ground.postgresql("retention"), old=OLD)


async def retention_sqlite(ground: Ground) -> Report:
    return await _forget(ground, ground.sqlite("retention"), old=OLD)


async def retention_million(ground: Ground) -> Report:
    return await _forget(ground, ground.postgresql("retention_million"), old=A_MILLION)


async def _forget(ground: Ground, url: str, *, old: int) -> Report:
    await asyncio.to_thread(migrate.upgrade, url)
    db = Db.open(url)
    await _fill(db, old)
    before = await _waits(db, "before", until=asyncio.create_task(pause(5)))
    began = time.monotonic()
    work = asyncio.create_task(housekeeping.forget_messages(_office(db), now()))
    during = await _waits(db, "during", until=work)
    seconds = time.monotonic() - began
    async with db.read() as session:
        kept = await session.scalar(select(func.count()).where(OutboxMessage.kind != "new"))
        wordy = await session.scalar(
            select(func.count()).where(OutboxMessage.kind != "new", OutboxMessage.is_emptied.is_(False))
        )
    await db.close()
    report = Report(
        f"{db.dialect}: {old:,} old messages, {work.result():,} changes in batches of {housekeeping.BATCH:,},"
        f" {seconds:.0f} s; a promise meanwhile took {_ms(during, 0.5)}/{_ms(during, 0.99)} ms (p50/p99 of"
        f" {len(during):,}; before {_ms(before, 0.5)}/{_ms(before, 0.99)})"
    )
    report.expect("batches are too large", is_so=housekeeping.BATCH <= LARGEST_BATCH)
    report.expect("words were kept", is_so=wordy == 0)
    report.expect("not exactly the offers were kept", is_so=kept == old // 2)
    longer = _share(during, 0.99) - _share(before, 0.99)
    report.expect("somebody waited", is_so=longer <= ground.within(LONGER_S))
    return report


async def retention_acks(ground: Ground) -> Report:
    """By two processes on PostgreSQL."""
    return await _acknowledged(ground, "retention-acks", ground.postgresql("retention-acks"), ships=2)


async def retention_acks_lite(ground: Ground) -> Report:
    """By the one process on SQLite, which has one writer."""
    name = "retention-acks-lite"
    return await _acknowledged(ground, name, ground.sqlite(name), ships=1)


async def _acknowledged(ground: Ground, name: str, url: str, *, ships: int) -> Report:
    """A million are forgotten by the processes that take messages, commands and presses meanwhile."""
    async with harbour(url, ground.folder(name), key=KEY) as here:
        await _fill(here.db, A_MILLION)
        async with here.fleet(ships=ships, role="all") as fleet:
            mix, began = await begun(here, fleet), time.monotonic()
            while await _is_left(here.db):
                await mix.flow(rate=RATE, seconds=CALM_S / 5)
            seconds = time.monotonic() - began
            during, fleet.acks = sorted(fleet.acks), []
            await mix.flow(rate=RATE, seconds=CALM_S)
            calm = sorted(fleet.acks)
        lost = await mix.lost()
    report = Report(
        f"{here.db.dialect}: {A_MILLION:,} old messages forgotten in {seconds:.0f} s, {RATE:.0f} requests"
        f" a second: acks {percentiles(during)}, afterwards {percentiles(calm)};"
        f" {mix.refused} not 200, lost {lost} of {mix.kept}"
    )
    report.expect("a request was refused", is_so=mix.refused == 0)
    report.expect("nothing that was answered 200 is lost", is_so=lost == 0 and mix.kept > 0)
    report.expect("somebody waited", is_so=_share(during, 0.99) <= ground.within(P99_S))
    return report


async def _is_left(db: Db) -> bool:
    """Whether an old message has its words still, or an old edit is there at all."""
    long_ago = now() - timedelta(days=39)
    wordy = OutboxMessage.is_emptied.is_(False), OutboxMessage.settled_at < long_ago
    edits = OutboxMessage.kind == "edit", OutboxMessage.settled_at < long_ago
    async with db.read() as session:
        found = [
            await session.scalar(select(OutboxMessage.id).where(*each).limit(1)) for each in (wordy, edits)
        ]
    return any(found)


def _office(db: Db) -> Office:
    settings = Settings(_env_file=None, afterglow_encryption_key=KEY)  # type: ignore[call-arg]
    return Office(db, None, settings, None, None)  # type: ignore[arg-type]


async def _fill(db: Db, old: int) -> None:
    long_ago = now() - timedelta(days=40)
    async with db.begin() as session:
        fill = text(FILL.format(rows=ROWS[db.dialect]))
        values = {"count": old, "at": long_ago, "no": False, "body": vault.current().seal("words")}
        await session.execute(fill, values)
    if db.dialect == "postgresql":
        async with db.begin() as session:
            await session.execute(text("ANALYZE outbox"))


async def _waits(db: Db, name: str, *, until: "asyncio.Task[object]") -> list[float]:
    """How long promises took until then, twenty in a second, sorted."""
    took: list[float] = []
    while not until.done():
        began = time.perf_counter()
        async with db.begin() as session:
            await outbox.enqueue(
                session,
                Post("hello", []),
                to=Place("T1", "C1"),
                dedupe=f"{name}:{len(took)}",
                kind="new",
                now=now(),
            )
        took.append(time.perf_counter() - began)
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await asyncio.shield(until)
    return sorted(took)


def _share(sorted_times: list[float], share: float) -> float:
    return sorted_times[int(len(sorted_times) * share)]


def _ms(sorted_times: list[float], share: float) -> str:
    return f"{_share(sorted_times, share) * 1000:.0f}"


SCENARIOS: Scenarios = {
    "retention-postgresql": retention_postgresql,
    "retention-sqlite": retention_sqlite,
}
LONG: Scenarios = {
    "retention-million": retention_million,
    "retention-acks": retention_acks,
    "retention-acks-lite": retention_acks_lite,
}

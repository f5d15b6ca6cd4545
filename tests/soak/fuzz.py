"""S1, S4: ten thousand requests of every kind at every door, and a thousand acts beside another workspace."""

import asyncio
import time

from bot import log, migrate
from bot.clock import SandboxClock
from tests.conftest import MONDAY
from tests.doors.conftest import Street, peopled
from tests.doors.siege import laid, wandered
from tests.doors.tables import differing, of
from tests.soak.ground import KEY, Ground, Report, Scenarios

WAVES = 2_500  # of four requests each
ACTS = 1_000
TIDY_EVERY = 100


async def on_sqlite(ground: Ground) -> Report:
    return await _doors(ground, ground.sqlite("doors"))


async def on_postgresql(ground: Ground) -> Report:
    return await _doors(ground, ground.postgresql("doors"))


async def _doors(ground: Ground, url: str) -> Report:
    log.quieten()  # as every process of ours is
    await asyncio.to_thread(migrate.upgrade, url)
    clock = SandboxClock(MONDAY, frozen=True)
    async with peopled(url, clock, afterglow_encryption_key=KEY) as street:
        report = await _besieged(street, ground)
        await _kept_apart(street, ground, report)
    return report


async def _besieged(street: Street, ground: Ground) -> Report:
    began, held = time.monotonic(), street.tables.held()
    async with laid(street) as siege:
        for number in range(WAVES):
            chance = ground.chance(f"siege {number}")
            for wave in siege.waves:
                await wave(chance)
            if number % TIDY_EVERY == 0:
                street.tables.put_back(held)
                await street.forget()
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(siege.answers.items()))
    seconds = time.monotonic() - began
    report = Report(f"{siege.answers.total():,} requests in {seconds:.0f} s: {told}")
    report.breaches += siege.faults[:10]
    return report


async def _kept_apart(street: Street, ground: Ground, report: Report) -> None:
    there = street.there.workspace_id
    before = of(street.tables.held(), there)
    faults = await wandered(street, ground.chance("wandered"), ACTS)
    changed = differing(before, of(street.tables.held(), there))
    report.figures += (
        f"; {ACTS:,} acts with ids of both workspaces: {len(changed)} tables of the other changed"
    )
    report.breaches += faults[:10]
    report.expect(f"another workspace stays as it was: {sorted(changed)}", is_so=not changed)


SCENARIOS: Scenarios = {"doors-sqlite": on_sqlite, "doors-postgresql": on_postgresql}

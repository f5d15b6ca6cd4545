"""The siege of every door for longer: ten thousand requests on each of the databases."""

import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot import migrate
from bot.clock import SandboxClock
from tests.conftest import MONDAY
from tests.doors.conftest import Street, peopled
from tests.doors.rows import differing, of
from tests.doors.siege import laid, wandered
from tests.postgres import server

WAVES = 2_500  # of four requests each, on each database
ACTS = 1_000
TIDY_EVERY = 100


async def run(seed: int) -> bool:
    """Whether nothing that came was a failure of ours; prints what it was answered."""
    is_whole = True
    with TemporaryDirectory() as folder, server(Path(folder), is_durable=False) as postgresql:
        for name, url in (("SQLite", f"sqlite:///{folder}/siege.db"), ("PostgreSQL", postgresql)):
            migrate.upgrade(url)
            async with peopled(url, SandboxClock(MONDAY, frozen=True)) as street:
                is_whole &= await _besiege(street, name, seed)
    return is_whole


async def _besiege(street: Street, name: str, seed: int) -> bool:
    began, held = time.monotonic(), street.tables.held()
    async with laid(street) as siege:
        for number in range(WAVES):
            chance = Random(f"{seed}:{number}")
            for wave in siege.waves:
                await wave(chance)
            if number % TIDY_EVERY == 0:
                street.tables.put_back(held)
                await street.forget()
        answers: Counter[int] = siege.answers
        told = ", ".join(f"{status}: {count:,}" for status, count in sorted(answers.items()))
        seconds = time.monotonic() - began
        print(f"fuzz on {name}, seed {seed}: {answers.total():,} requests in {seconds:.0f} s; {told}")
        print(f"  {len(siege.faults)} failures of ours, {sum(map(len, siege.faults)) and siege.faults[:5]}")
    return not siege.faults and await _keep_apart(street, name, seed)


async def _keep_apart(street: Street, name: str, seed: int) -> bool:
    """A thousand acts and events in one workspace, with ids of both: the other must stay as it was."""
    there = street.there.workspace_id
    before = of(street.tables.held(), there)
    faults = await wandered(street, Random(seed), ACTS)
    changed = differing(before, of(street.tables.held(), there))
    told = f"{len(faults)} not taken, {len(changed)} tables of the other changed"
    print(f"  {ACTS:,} acts in one workspace with ids of both: {told}")
    return not faults and not changed

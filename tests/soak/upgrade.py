"""O2: the version before the newest migration works on while this one migrates and takes over, one by one."""

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from dataclasses import field as field_
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, text

from bot import migrate
from bot.db import sync_url
from bot.outbox.models import OUTBOX, Fate
from tests.soak import inbound
from tests.soak.crew import HAND, Crew, crew
from tests.soak.field import Field, field
from tests.soak.fleet import Fleet
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause, steadily
from tests.soak.harbour import Harbour, harbour

FIRST = 300  # on the tables of the version before
MESSAGES = 3_000
HANDS = 3
PATIENCE_S = 180
TAKERS = 2
EVENTS_A_SECOND = 20.0
AWHILE_S = 5.0


NO_HISTORY = "not played: this copy of the repository has no history to take the version before from"


@dataclass(frozen=True)
class Before:
    """The version before, checked out, and a database that it made."""

    commit: str
    tree: Path
    url: str
    reached: str

    @property
    def beneath(self) -> str:
        return f"{self.commit} (migration {self.reached}) beneath {migrate.newest()}"


async def _version_before(ground: Ground, name: str) -> Before | None:
    commit = await asyncio.to_thread(_before)
    if commit is None:
        return None
    tree, url = ground.folder(name) / "before", ground.postgresql(name)
    await asyncio.to_thread(_check_out, commit, tree)
    return Before(commit, tree, url, await asyncio.to_thread(_migrated_by, tree, url))


async def upgrade(ground: Ground) -> Report:
    """Three of the version before send on the new tables, and three of this one take over under load."""
    before = await _version_before(ground, "upgrade")
    if before is None:
        return Report(NO_HISTORY)
    began = time.monotonic()
    async with field(before.url, spaces=60) as slack:
        # The old processes begin on the old tables: they take a step back first.
        await asyncio.to_thread(_step_down, before.url, before.reached)
        async with crew(slack, ground.folder("upgrade"), hands=0) as hands:
            await hands.hire(HANDS, tree=before.tree)
            await slack.promise(slack.spread(FIRST))
            await _sent(slack, FIRST)
            await _all_at_work(slack, HANDS)
            await asyncio.to_thread(migrate.upgrade, before.url)
            await slack.promise(slack.spread(MESSAGES - FIRST))
            await _sent(slack, MESSAGES // 3)
            by_old = await slack.count(OUTBOX.c.fate == Fate.SENT) or 0
            codes = await _roll(hands, slack)
            await hands.done(ground.within(120))
            await hands.swept(ground.within(200))
        seconds = time.monotonic() - began
        return _told(slack, before, by_old=by_old, codes=codes, seconds=seconds)


async def _roll(hands: Crew, slack: Field) -> list[int]:
    codes = []
    for _ in range(HANDS):
        await hands.hire()
        await _sent(slack, (await slack.count(OUTBOX.c.fate == Fate.SENT) or 0) + 200)
        codes.append((await hands.dismiss(0)).code)
    return codes


async def _all_at_work(slack: Field, count: int) -> None:
    """Wait until each of them has asked for messages: who starts later finds tables that it does not know."""
    seen: set[str] = set()
    asking = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity"
        f" WHERE application_name LIKE '{HAND}%' AND query LIKE '%min(outbox.not_before)%'"
    )
    async with asyncio.timeout(PATIENCE_S):
        while len(seen) < count:
            async with slack.db.read() as session:
                seen |= set(await session.scalars(asking))
            await pause(0.1)


async def _sent(slack: Field, count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await slack.count(OUTBOX.c.fate == Fate.SENT) or 0) < min(count, slack.promised):
            await pause(0.1)


def _told(slack: Field, before: Before, *, by_old: int, codes: list[int], seconds: float) -> Report:
    report = Report(
        f"{before.beneath}: {by_old:,} of {MESSAGES:,} sent by three"
        f" of the version before on the new tables, then replaced one by one: lost {slack.lost}, doubled"
        f" {slack.doubled}, exit codes {codes}, {seconds:.0f} s"
    )
    report.expect("messages were lost", is_so=slack.lost == 0)
    report.expect("messages are there twice", is_so=slack.doubled == 0)
    report.expect("the version before sent nothing", is_so=by_old >= MESSAGES // 3)
    report.expect("a process did not end with 0", is_so=set(codes) == {0})
    return report


async def upgrade_events(ground: Ground) -> Report:
    """Receivers and a worker of the version before take events while the tables change, and are replaced."""
    before = await _version_before(ground, "upgrade-events")
    if before is None:
        return Report(NO_HISTORY)
    async with harbour(before.url, ground.folder("upgrade-events"), key=KEY) as here:
        await asyncio.to_thread(_step_down, before.url, before.reached)
        async with here.fleet(ships=0) as takers, here.fleet(ships=0, role="worker") as senders:
            await takers.launch(TAKERS, tree=before.tree)
            await senders.launch(tree=before.tree)
            people = Flow(here, takers, await inbound.begun(here, takers))
            flowing = asyncio.create_task(people.flow())
            await pause(AWHILE_S)
            await asyncio.to_thread(migrate.upgrade, before.url)
            await pause(AWHILE_S)
            by_old = people.taken
            codes = [await _replaced(each) for each in [takers] * TAKERS + [senders]]
            await pause(AWHILE_S)
            people.is_over = True
            await flowing
        return await _taken(here, before, people, by_old=by_old, codes=codes)


@dataclass
class Flow:
    """Questions, wins and presses at a steady rate; what is refused is delivered again, as Slack does."""

    here: Harbour
    ships: Fleet
    rows: list[int]
    events: int = 0
    taken: int = 0
    again: Counter[int] = field_(default_factory=Counter)
    is_over: bool = False

    async def flow(self) -> None:
        async with asyncio.TaskGroup() as sending:
            async for number, _ in steadily(EVENTS_A_SECOND):
                if self.is_over:
                    break
                self.events = number + 1
                sending.create_task(self._one(number))

    async def _one(self, number: int) -> None:
        body, content_type = inbound.event(self.here, number, self.rows)
        while (status := await self.ships.post(body, content_type=content_type)) != 200:
            self.again[status] += 1
            await asyncio.sleep(inbound.AGAIN_S)
        self.taken += 1


async def _replaced(ships: Fleet) -> int:
    """Start one of this version and stop the oldest; its exit code."""
    await ships.launch()
    code, _ = await ships.retire(ships.ships[0])
    return code


async def _taken(here: Harbour, before: Before, people: Flow, *, by_old: int, codes: list[int]) -> Report:
    came = await inbound.done(here, people.events)
    report = Report(
        f"{before.beneath}: {people.events:,} questions, wins and presses, {by_old:,} of them taken by"
        f" {TAKERS} of the version before, then replaced one by one: {people.again.total()} not 200"
        f" {dict(people.again) or ''}, lost {came.lost}, {came.questions:,} questions, {came.asked:,} times"
        f" asked, {came.wins:,} wins, {came.claims} claims, exit codes {codes}"
    )
    inbound.once_each(report, came, people.events)
    report.expect("every event is answered 200", is_so=not people.again)
    report.expect("the version before took nothing", is_so=by_old > AWHILE_S * EVENTS_A_SECOND)
    report.expect("a process did not end with 0", is_so=set(codes) == {0})
    return report


def _before() -> str | None:
    """The last commit whose newest migration was another one."""
    newest = next(Path("migrations/versions").glob(f"{migrate.newest()}_*.py"))
    added = _git("log", "--diff-filter=A", "--format=%h", "-1", "--", str(newest))
    return _git("rev-parse", "--short", f"{added}^") or None if added else None


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _check_out(commit: str, tree: Path) -> None:
    tree.mkdir()
    packed = subprocess.run(["git", "archive", commit], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)


def _migrated_by(tree: Path, url: str) -> str:
    """Let the version in this tree make the database; the migration that it needs."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tree), "DATABASE_URL": url}
    environment["AFTERGLOW_ENCRYPTION_KEY"] = KEY
    words = [sys.executable, "-m", "bot", "migrate"]
    subprocess.run(words, cwd=tree, env=environment, check=True, capture_output=True)
    return str(migrate.reached(url))


def _step_down(url: str, revision: str) -> None:
    engine = create_engine(sync_url(url))
    with engine.connect() as connection:
        made = migrate.config(url)
        made.attributes["connection"] = connection
        command.downgrade(made, revision)
        connection.commit()
    engine.dispose()


SCENARIOS: Scenarios = {"upgrade": upgrade, "upgrade-events": upgrade_events}

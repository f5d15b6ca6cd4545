"""O2: the version before the newest migration works on while this one migrates and takes over, one by one."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from bot import migrate
from bot.db import sync_url
from bot.outbox.models import OUTBOX, Fate
from tests.soak.crew import Crew, crew
from tests.soak.field import Field, field
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause

FIRST = 300  # on the tables of the version before
MESSAGES = 3_000
HANDS = 3
PATIENCE_S = 180


async def upgrade(ground: Ground) -> Report:
    """Three of the version before send on the new tables, and three of this one take over under load."""
    before = await asyncio.to_thread(_before)
    if before is None:
        return Report(
            "not played: this copy of the repository has no history to take the version before from"
        )
    folder = ground.folder("upgrade")
    tree = folder / "before"
    await asyncio.to_thread(_check_out, before, tree)
    url = ground.postgresql("upgrade")
    reached = await asyncio.to_thread(_migrated_by, tree, url)
    began = time.monotonic()
    async with field(url, spaces=60) as slack:
        # The old processes begin on the old tables: they take a step back first.
        await asyncio.to_thread(_step_down, url, reached)
        async with crew(slack, folder, hands=0) as hands:
            await hands.hire(HANDS, tree=tree)
            await slack.promise(slack.spread(FIRST))
            await _sent(slack, FIRST)
            await asyncio.to_thread(migrate.upgrade, url)
            await slack.promise(slack.spread(MESSAGES - FIRST))
            await _sent(slack, MESSAGES // 3)
            by_old = await slack.count(OUTBOX.c.fate == Fate.SENT) or 0
            codes = await _roll(hands, slack)
            await hands.done(ground.within(120))
            await hands.swept(ground.within(200))
        seconds = time.monotonic() - began
        return _told(slack, before, reached, by_old=by_old, codes=codes, seconds=seconds)


async def _roll(hands: Crew, slack: Field) -> list[int]:
    codes = []
    for _ in range(HANDS):
        await hands.hire()
        await _sent(slack, (await slack.count(OUTBOX.c.fate == Fate.SENT) or 0) + 200)
        codes.append((await hands.dismiss(0)).code)
    return codes


async def _sent(slack: Field, count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await slack.count(OUTBOX.c.fate == Fate.SENT) or 0) < min(count, slack.promised):
            await pause(0.1)


def _told(
    slack: Field, before: str, reached: str, *, by_old: int, codes: list[int], seconds: float
) -> Report:
    report = Report(
        f"{before} (migration {reached}) beneath {migrate.newest()}: {by_old:,} of {MESSAGES:,} sent by three"
        f" of the version before on the new tables, then replaced one by one: lost {slack.lost}, doubled"
        f" {slack.doubled}, exit codes {codes}, {seconds:.0f} s"
    )
    report.expect("messages were lost", is_so=slack.lost == 0)
    report.expect("messages are there twice", is_so=slack.doubled == 0)
    report.expect("the version before sent nothing", is_so=by_old >= MESSAGES // 3)
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


SCENARIOS: Scenarios = {"upgrade": upgrade}

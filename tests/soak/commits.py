"""D3 on SQLite: a process that only commits is killed fifty times, and nothing it reported is lost."""

import asyncio
import multiprocessing
import sqlite3
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select

from bot import vault
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.models import OUTBOX
from bot.outbox.service import Place
from bot.slack.blockkit import Post
from tests.soak.crew import crew
from tests.soak.field import SAYS, Field, field
from tests.soak.ground import KEY, Ground, Report, Scenarios

KILLS = 50
LONGEST_LIFE_S = 0.1


async def commits(ground: Ground) -> Report:
    """What was reported as committed is there, the file is whole, and everything in it is sent once."""
    url = ground.sqlite("commits")
    async with field(url, spaces=40) as slack:
        reported = await asyncio.to_thread(_kill_again_and_again, ground, slack)
        found = await _stored(slack.db)
        whole = _integrity(Path(url.removeprefix("sqlite:///")))
        slack.promised = len(found)
        async with crew(slack, ground.folder("commits"), hands=1) as hands:
            seconds = await hands.done(ground.within(120))
        missing = len(reported - found)
        report = Report(
            f"{KILLS} kills, {len(reported):,} commits reported, {missing} missing, integrity {whole};"
            f" lost {slack.lost}, doubled {slack.doubled}, {seconds:.0f} s"
        )
        report.expect("commits are missing", is_so=missing == 0)
        report.expect("more is there than could be", is_so=len(found) <= len(reported) + KILLS)
        report.expect("the file is damaged", is_so=whole == "ok")
        report.expect("messages were lost", is_so=slack.lost == 0)
        report.expect("messages are there twice", is_so=slack.doubled == 0)
        return report


def _kill_again_and_again(ground: Ground, slack: Field) -> set[str]:
    """All that was reported as committed before the kills."""
    chance = ground.chance("commits")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    teams = [space.state.team_id for space in slack.spaces]
    person = next(user.id for user in slack.spaces[0].state.users.values() if not user.is_bot)
    reported: set[str] = set()
    for life in range(KILLS):
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_commit, args=(slack.url, KEY, teams, person, life, theirs))
        process.start()
        theirs.close()
        reported.add(mine.recv())
        process.join(chance.random() * LONGEST_LIFE_S)
        process.kill()
        process.join()
        reported |= set(_rest(mine))
    return reported


def _rest(mine: Connection) -> list[str]:
    said: list[str] = []
    try:
        while True:
            said.append(mine.recv())
    except EOFError:
        return said


def _commit(url: str, key: str, teams: list[str], person: str, life: int, theirs: Connection) -> None:
    """Promise one message after the other, and report each once it is committed."""
    vault.use(vault.Vault([key]))
    asyncio.run(_promise_on(url, teams, person, life, theirs))


async def _promise_on(url: str, teams: list[str], person: str, life: int, theirs: Connection) -> None:
    db = Db.open(url)
    for number in range(100_000):
        text = f"{SAYS}{life}-{number}"
        place = Place(teams[(life + number) % len(teams)], person)
        async with db.begin() as session:
            await outbox.enqueue(session, Post(text), to=place, dedupe=text, kind="soak", now=now())
        theirs.send(text)


async def _stored(db: Db) -> set[str]:
    async with db.read() as session:
        return set(await session.scalars(select(OUTBOX.c.dedupe)))


def _integrity(file: Path) -> str:
    with sqlite3.connect(file) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    return str(found[0])


SCENARIOS: Scenarios = {"commits": commits}

"""D9: many processes fire the same planning tick at the same moment, and everybody gets one card."""

import asyncio
import multiprocessing
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from sqlalchemy import func, insert, select

from bot import migrate
from bot.app import Product
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence
from bot.clock import now
from bot.db import Db
from bot.nudges.models import Nudge
from bot.outbox.models import OUTBOX
from bot.people.models import Member
from bot.people.rules import Enrolment
from bot.settings import Settings
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from schedules import nudges
from tests.soak.crew import crew
from tests.soak.field import Field, field
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause

PROCESSES = 5
DUE = 10_000
TICK_S = 2.0
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
EARLIER = "Etc/GMT-1"  # one hour before UTC: one person for each process, whose engine then runs warm
EVERY_DAY = frozenset(range(7))
ALWAYS = Cadence(days=EVERY_DAY, workdays=EVERY_DAY)


async def ticks(ground: Ground) -> Report:
    """Five processes tick in the same second, with thousands of people due."""
    url = ground.postgresql("ticks")
    await asyncio.to_thread(migrate.upgrade, url)
    db = Db.open(url)
    await _people(db, ["T0000SOAK"], each=DUE, zone="UTC", due=MONDAY)
    for hand in range(PROCESSES):
        await _people(db, [f"T000{hand}EARLY"], each=1, zone=EARLIER, due=_earlier(hand))
    seconds = await asyncio.to_thread(_tick_together, url)
    rows, people, cards = await _planned(db)
    await db.close()
    report = Report(
        f"{PROCESSES} processes tick at once, {DUE:,} people due: {rows:,} messages for {people:,} people,"
        f" {cards:,} cards, {seconds:.1f} s"
    )
    report.expect("not exactly one message for everybody", is_so=(rows, people, cards) == (DUE, DUE, DUE))
    report.expect("the tick took too long", is_so=seconds <= ground.within(TICK_S))
    return report


async def _people(db: Db, teams: list[str], *, each: int, zone: str, due: datetime) -> None:
    rows = [learner(team, f"U{number:07d}X", zone=zone, due=due) for team in teams for number in range(each)]
    async with db.begin() as session:
        for team in teams:
            await workspaces.install(session, Installation(team, team, "xoxb-soak", "U0BOT"), now=due)
            await workspaces.roster_read(session, team, now=now())
        await session.execute(insert(Member), rows)


def learner(team: str, user_id: str, *, zone: str, due: datetime) -> dict[str, object]:
    """The row of somebody who takes part and whose next card is due then."""
    return {
        "workspace_id": team,
        "user_id": user_id,
        "zone": zone,
        "enrolment": Enrolment.ACTIVE,
        "next_nudge_at": due,
        "seen_at": due,
        "enrolled_at": due - timedelta(days=30),
    }


async def _planned(db: Db) -> tuple[int, int, int]:
    here = OUTBOX.c.workspace_id == "T0000SOAK"
    async with db.read() as session:
        rows = await session.scalar(select(func.count()).where(here)) or 0
        people = await session.scalar(select(func.count(OUTBOX.c.channel.distinct())).where(here)) or 0
        cards = await session.scalar(select(func.count()).where(Nudge.workspace_id == "T0000SOAK")) or 0
    return rows, people, cards


def _earlier(hand: int) -> datetime:
    return MONDAY - timedelta(minutes=60 - hand)


def _tick_together(url: str) -> float:
    """How long the slowest took, from the moment at which all began."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    start = context.Barrier(PROCESSES)
    ends = [context.Pipe(duplex=False) for _ in range(PROCESSES)]
    hands = [
        context.Process(target=_tick, args=(hand, url, KEY, start, theirs))
        for hand, (_, theirs) in enumerate(ends)
    ]
    for hand in hands:
        hand.start()
    for _, theirs in ends:
        theirs.close()
    took = [mine.recv() for mine, _ in ends]
    for hand in hands:
        hand.join()
    return float(max(took))


def _tick(hand: int, url: str, key: str, start: Barrier, theirs: Connection) -> None:
    theirs.send(asyncio.run(_run(hand, url, key, start)))


async def _run(hand: int, url: str, key: str, start: Barrier) -> float:
    settings = Settings(_env_file=None, database_url=url, afterglow_encryption_key=key)  # type: ignore[call-arg]
    product = Product(settings)
    product.read_up()
    for turn in range(PROCESSES):
        if turn == hand:
            await nudges.send_due_nudges(product.office, _earlier(hand))
        await asyncio.to_thread(start.wait)
    began = time.monotonic()
    await nudges.send_due_nudges(product.office, MONDAY)
    took = time.monotonic() - began
    await product.http.close()
    await product.db.close()
    return took


async def schedulers(ground: Ground) -> Report:
    """Two processes whose schedulers start with everybody due: each person reads one card."""
    each, spaces = 30, 10
    async with field(ground.postgresql("schedulers"), spaces=spaces, people=each) as slack:
        moment = now()
        await _noon_everywhere(slack, each, moment)
        async with crew(slack, ground.folder("schedulers"), hands=2) as hands:
            last = time.monotonic() + ground.within(90)
            while sum(_read(slack).values()) < each * spaces and time.monotonic() < last:
                await pause(0.5)
            await pause(3)
            await hands.done(ground.within(30))
        read = _read(slack)
    report = Report(
        f"2 schedulers, {each * spaces} people due: {sum(read.values())} cards read by {len(read)} people"
    )
    report.expect(
        "not one card for everybody", is_so=set(read.values()) == {1} and len(read) == each * spaces
    )
    return report


def noon(moment: datetime) -> str:
    """A zone in which it is noon at this moment, give or take an hour."""
    return f"Etc/GMT{moment.hour - 12:+d}"


async def _noon_everywhere(slack: Field, each: int, moment: datetime) -> None:
    """A cadence that is open now, on whatever day and hour this runs."""
    zone = noon(moment)
    teams = [space.state.team_id for space in slack.spaces]
    async with slack.db.begin() as session:
        for team in teams:
            await cadences.change(session, team, ALWAYS, team_id=None, now=moment)
    tokens = {space.state.team_id: space.state.app.bot_token for space in slack.spaces}
    await _people(slack.db, teams, each=each, zone=zone, due=moment)
    async with slack.db.begin() as session:
        for team, token in tokens.items():
            await workspaces.install(session, Installation(team, team, token, "U0BOT"), now=moment)


def _read(slack: Field) -> Counter[tuple[str, str]]:
    """How many cards each person got."""
    return Counter(
        (space.state.team_id, entry.args["channel"])
        for space in slack.spaces
        for entry in space.calls("chat.postMessage")
        if entry.note == "ok"
    )


SCENARIOS: Scenarios = {"ticks": ticks, "schedulers": schedulers}

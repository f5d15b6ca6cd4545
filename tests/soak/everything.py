"""O1: everything at once and a fault each minute; nothing grows, is lost, or complains without cause."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update

from bot.cadence import service as cadences
from bot.clock import now
from bot.db import file_of
from bot.nudges.models import Nudge
from bot.people.models import Member, Team
from bot.sandbox.state import User
from tests import weight
from tests.llm.fake_openai import drafting, serving
from tests.soak import audit, faults, promises, ticks
from tests.soak.crowd import Crowd
from tests.soak.faults import Fault, Scene, Spell
from tests.soak.fleet import percentiles
from tests.soak.gauges import Complaint, Gauges, complaints
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause
from tests.soak.harbour import Harbour, harbour

A_MINUTE = 60.0
INTO_IT_S = 15.0  # when in its minute a fault comes
WARM_UP = 0.25  # of the time; what a process takes after it, it may take for ever
GROWTH = 0.05
POOL = 10  # connections to the database, opened when they are needed and kept
WAL_MB = 64.0
LEASE = timedelta(seconds=30)
SETTLED_S = 300.0
STOPPED_S = 10.0
FIRST_FEW = 10


@dataclass(frozen=True)
class Form:
    """How the product is run: on which database, in how many processes, and what may befall it."""

    url: str
    ships: int
    faults: Sequence[Fault]


async def everything(ground: Ground) -> Report:
    """Three processes on PostgreSQL."""
    return await _play(ground, "everything", Form(ground.postgresql("everything"), 3, faults.OF_MANY))


async def everything_lite(ground: Ground) -> Report:
    """One process on SQLite."""
    return await _play(ground, "everything-lite", Form(ground.sqlite("everything-lite"), 1, faults.OF_ONE))


async def _play(ground: Ground, name: str, form: Form) -> Report:
    folder, seconds = ground.folder(name), ground.lasts * A_MINUTE
    async with harbour(form.url, folder, key=KEY) as here, serving(drafting()) as model:
        due = await _furnish(here, seconds)
        settings = {"OPENAI_BASE_URL": model.address, "LOG_FORMAT": "json"}
        async with here.fleet(ships=form.ships, role="all", **settings) as fleet:
            crowd = Crowd(here, fleet, ground.chance(name))
            gauges = Gauges(fleet, wal=_wal(form.url))
            watching = asyncio.create_task(gauges.watch())
            scene = Scene(ground, here, fleet, model)
            striking = asyncio.create_task(_strike(scene, faults.in_turn(form.faults)))
            await crowd.flow(seconds)
            watching.cancel()
            spells = await striking
            await _settled(here, len(due), ground.within(SETTLED_S))
            stops = [await fleet.retire(ship) for ship in list(fleet.ships)]
        report = Report(_what(crowd, form, spells, seconds))
        report.expect("each stop ends with 0", is_so=all(code == 0 for code, _ in stops))
        longest = max(took for _, took in stops)
        report.expect("each stop ends in ten seconds", is_so=longest <= ground.within(STOPPED_S))
        report.expect("a hanging model was asked", is_so=scene.hung > 0 or faults.HANGS not in _of(spells))
        await audit.handled(crowd, report, due=due)
        (await audit.ledger(here)).told(report)
        _weighed(report, gauges, warm_up_s=seconds * WARM_UP)
        _complained(report, sorted(folder.glob("*.log")), spells)
    return report


async def _furnish(here: Harbour, seconds: float) -> list[str]:
    """A noon that lasts, and somebody whose card falls due each second; who."""
    moment = now()
    zone = ticks.noon(moment)
    due = [f"U{number:07d}X" for number in range(int(seconds))]
    for number, user in enumerate(due):
        here.slack.state.add_user(User(user, handle=f"p{number}", name=f"Person {number}", zone=zone))
    rows = [
        ticks.learner(here.team, user, zone=zone, due=moment + timedelta(seconds=number))
        for number, user in enumerate(due)
    ]
    async with here.db.begin() as session:
        await cadences.change(session, here.team, ticks.ALWAYS, team_id=None, now=moment)
        await session.execute(update(Team).values(zone=zone))
        await session.execute(insert(Member), rows)
    return due


async def _strike(scene: Scene, planned: Sequence[Fault]) -> list[Spell]:
    """One each minute, in turn; another seed begins elsewhere in the list."""
    spells, loop = [], asyncio.get_running_loop()
    began, first = loop.time(), (scene.ground.seed - 1) * 3
    for minute in range(int(scene.ground.lasts)):
        await pause(max(began + minute * A_MINUTE + INTO_IT_S - loop.time(), 0))
        spells.append(await faults.befall(scene, planned[(first + minute) % len(planned)]))
        print(f"{spells[-1].began:%H:%M:%S} {spells[-1].fault.name}", flush=True)
    return spells


async def _settled(here: Harbour, due: int, patience: float) -> None:
    """Wait until every card is planned and every message has its fate, the last look taken."""
    async with asyncio.timeout(patience):
        while await _planned(here) < due:
            await pause(1)
    await promises.none_left(here.db, promises.OPEN, patience=patience)
    await promises.none_left(here.db, promises.UNSWEPT, patience=patience)


async def _planned(here: Harbour) -> int:
    async with here.db.read() as session:
        return await session.scalar(select(func.count()).select_from(Nudge)) or 0


def _of(spells: Sequence[Spell]) -> list[Fault]:
    return [spell.fault for spell in spells]


def _wal(url: str) -> Path | None:
    file = file_of(url)
    return file.with_name(f"{file.name}-wal") if file is not None else None


def _what(crowd: Crowd, form: Form, spells: Sequence[Spell], seconds: float) -> str:
    answers = {kind: dict(counts) for kind, counts in crowd.statuses.items()}
    taken = sum(counts[200] for counts in crowd.statuses.values())
    return (
        f"{taken:,} taken in {seconds / A_MINUTE:.0f} min by {form.ships} processes"
        f" ({taken / seconds:.0f}/s; answers {answers}, 0 is none in 3 s), {len(spells)} faults,"
        f" acks {percentiles(crowd.ships.acks)}"
    )


def _weighed(report: Report, gauges: Gauges, *, warm_up_s: float) -> None:
    grown = gauges.grown(warm_up_s=warm_up_s)
    fds = [one.descriptors for one in grown]
    report.figures += f"; after {warm_up_s:.0f} s {', '.join(map(str, grown))}, descriptors {fds}"
    report.figures += f", log at most {gauges.wal_mb:.1f} MB" if gauges.wal_mb else ""
    report.expect("some process was watched", is_so=bool(grown) or not weight.CAN_TELL)
    report.expect("memory grows", is_so=all(one.share < GROWTH for one in grown))
    report.expect("descriptors grow", is_so=all(after <= before + POOL for before, after in fds))
    report.expect("SQLite's log grows", is_so=gauges.wal_mb < WAL_MB)


def _complained(report: Report, logs: Sequence[Path], spells: Sequence[Spell]) -> None:
    every = list(complaints(logs))
    without = without_cause(every, spells)
    report.figures += f", {len(every) - len(without)} errors in the log with cause, {len(without)} without"
    first = "\n  ".join(one.text for one in without[:FIRST_FEW])
    report.expect(f"errors without cause:\n  {first}", is_so=not without)


def without_cause(every: Sequence[Complaint], spells: Sequence[Spell]) -> list[Complaint]:
    """What no fault of the database explains; it may be told of until the leases of then are over."""
    causes = [(one.began, one.ended + LEASE) for one in spells if one.fault.is_of_database]
    return [
        one for one in every if one.at is None or not any(began <= one.at <= ended for began, ended in causes)
    ]


SCENARIOS: Scenarios = {"everything": everything, "everything-lite": everything_lite}

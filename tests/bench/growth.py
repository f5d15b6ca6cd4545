"""What growth costs: each tick by how many people exist and how many are due, and pages over a year.

`python -m tests.bench.growth` prints this part alone; with `--full` the year is that of 100,000 people in
200 workspaces, which takes 12 GB of disk and ten minutes. Each measurement is a process of its own.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from cryptography.fernet import Fernet
from sqlalchemy import delete, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

import schedules
from bot import vault
from bot.adoption import closing, report
from bot.adoption.models import ClosedFigure, ClosedWeek
from bot.adoption.rules import weeks_before
from bot.db import Db
from bot.home import service as home
from bot.packs.loader import load
from bot.people.rules import Person
from bot.settings import Settings
from schedules import nudges
from schedules.office import Office
from tests import postgres
from tests.bench import past
from tests.bench.figure import Figure
from tests.bench.past import ADMIN, CHAMPION, EMPLOYEE, FIRST, NOW, Company

KEY = Fernet.generate_key().decode()
LITE, POSTGRES = "SQLite", "PostgreSQL"
DUE = 1_000
SIZES = {LITE: (1_000, 10_000, 100_000), POSTGRES: (1_000, 10_000, 100_000, 1_000_000)}
A_YEAR = Company(people=22_000, workspaces=10, first=20_000, weeks=52, due=DUE)
A_WHOLE_YEAR = Company(people=100_000, workspaces=200, first=20_000, weeks=52, due=DUE)
EARLIER = NOW - timedelta(hours=1)  # nobody is due yet
SUNDAY = NOW - timedelta(days=2)  # the week that runs is full of what people did
RUNS = 7
MEMORY, IDLE, FLOOR, DUE_S = "memory", "idle", "floor", "due"
CLOSING = "closing a week"
PLANNING = "nudges.send_due_nudges"
MINUTES = [tick.name for tick in schedules.TICKS if tick.every <= timedelta(minutes=1)]
Page = Callable[[AsyncSession], Awaitable[object]]


def figures(*, full: bool = False) -> list[Figure]:
    """Both databases are made at the same time, and measured one after the other."""
    year = A_WHOLE_YEAR if full else A_YEAR
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, postgres.server(Path(folder), is_durable=True) as server:
        made = {kind: _databases(kind, folder, server, year) for kind in SIZES}
        for writer in [_started("write", *map(_packed, each)) for each in made.values()]:
            if writer.wait():
                raise SystemExit("a company could not be written")
        for kind, databases in made.items():
            *sizes, (_, grown) = databases
            runs = {_short(company.people): _measured("tick", url) for company, url in sizes}
            found += ticking(kind, runs)
            found += reading(kind, year, _measured("read", grown))
            found += after(kind, year, runs, _measured("tick", grown))
    return found


def ticking(kind: str, runs: dict[str, Any]) -> list[Figure]:
    """The same people are due, or nobody, among ever more who are not."""
    (few, least), *_, (many, most) = runs.items()
    _print(kind, runs)
    among = f"among {few}..{many} people, {kind}"
    idle = [run[IDLE][PLANNING] for run in runs.values()]
    every = [sum(run[IDLE][name] for name in MINUTES) for run in runs.values()]
    due = [run[DUE_S] for run in runs.values()]
    more = most[MEMORY] - least[MEMORY]
    return [
        _ratio(f"planning, nobody due, {among}", idle, "ms", at_most=2),
        Figure(
            f"the same, and a transaction with nothing in it, {kind}",
            f"{idle[-1]:.2f}, {most[FLOOR]:.2f} ms",
            f"{idle[-1] / most[FLOOR]:.2f}",
            "<= 1 ms",
            idle[-1] <= 1,
        ),
        _ratio(f"the minute's {len(MINUTES)} ticks, nobody due, {among}", every, "ms", at_most=2),
        _ratio(f"{DUE:,} cards due {among}", due, "s", at_most=1.5),
        Figure(
            f"peak memory of the same, {kind}",
            f"{most[MEMORY]:.0f} MB",
            f"+{more:.0f}",
            "<= +20 MB",
            more <= 20,
        ),
    ]


def after(kind: str, company: Company, runs: dict[str, Any], grown: dict[str, Any]) -> list[Figure]:
    """The same ticks where everybody has a year behind them."""
    first = next(iter(runs.values()))
    where = f"{company.people:,} people and {company.weeks} weeks, {kind}"
    every = [sum(run[IDLE][name] for name in MINUTES) for run in (first, grown)]
    return [
        _ratio(f"the minute's ticks, nobody due, 1k and {where}", every, "ms", at_most=2),
        _ratio(f"{DUE:,} cards due, 1k and {where}", [first[DUE_S], grown[DUE_S]], "s", at_most=3),
    ]


def reading(kind: str, company: Company, pages: dict[str, Any]) -> list[Figure]:
    """Pages of the biggest workspace at the end of a week, and that end, after a year."""
    where = f"{company.first:,} people and {company.weeks} weeks, {kind}"
    return [
        Figure(f"{name}, {where}", f"{ms:.0f} ms", "-", f"< {most} ms", ms < most)
        for name, ms in pages.items()
        for most in (1000 if name == CLOSING else 300,)
    ]


def _ratio(what: str, measured: list[float], unit: str, *, at_most: float) -> Figure:
    ratio = measured[-1] / measured[0]
    shown = ", ".join(f"{one:.2f}" for one in measured)
    return Figure(what, f"{shown} {unit}", f"{ratio:.2f}", f"<= {at_most}", ratio <= at_most)


def _print(kind: str, runs: dict[str, Any]) -> None:
    """What each tick costs, and what of it grows."""
    print(f"\n{f'{kind}, milliseconds with nobody due':40}" + "".join(f"{size:>9}" for size in runs))
    for name in next(iter(runs.values()))[IDLE]:
        print(f"{name:40}" + "".join(f"{run[IDLE][name]:9.2f}" for run in runs.values()), flush=True)


def _short(people: int) -> str:
    return f"{people // 1000}k" if people < 1_000_000 else f"{people // 1_000_000}M"


def _databases(kind: str, folder: str, server: str, year: Company) -> list[tuple[Company, str]]:
    sizes = [Company(people=size, workspaces=max(size // 500, 1), due=DUE) for size in SIZES[kind]]
    return [(each, _address(kind, folder, server, each)) for each in (*sizes, year)]


def _address(kind: str, folder: str, server: str, company: Company) -> str:
    name = f"growth_{company.people}_{company.weeks}"
    if kind == LITE:
        return f"sqlite:///{folder}/{name}.db"
    postgres.sql(server, f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _packed(database: tuple[Company, str]) -> str:
    company, url = database
    return json.dumps([company.people, company.workspaces, company.first, company.weeks, company.due, url])


def _started(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.growth", KEY, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _measured(what: str, url: str) -> dict[str, Any]:
    run = _started(what, url)
    out, _ = run.communicate()
    if run.returncode:
        raise SystemExit(f"{what} failed")
    return cast("dict[str, Any]", json.loads(out.splitlines()[-1]))


def write(*packed: str) -> None:
    """Write these companies, one after the other."""
    cards = [card.id for pack in load().catalog.packs for card in pack.cards]
    for each in packed:
        people, workspaces, first, weeks, due, url = json.loads(each)
        past.write(url, Company(people, workspaces, first, weeks, due), cards=cards)


async def tick(url: str) -> dict[str, Any]:
    """Each tick while nobody is due, then the one that sends cards when some are."""
    office = _office(url)
    idle = {}
    for each in schedules.TICKS:
        if each.every <= timedelta(hours=1):
            await each.run(office, EARLIER)  # what there is to do is done
            took = [await _timed(each.run(office, EARLIER)) for _ in range(RUNS)]
            idle[each.name] = min(took) * 1000  # whatever else this machine does
    floor = min([await _timed(_nothing(office.db)) for _ in range(RUNS)]) * 1000
    due = await _timed(nudges.send_due_nudges(office, NOW))
    await office.db.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {IDLE: idle, FLOOR: floor, DUE_S: due, MEMORY: peak}


async def read(url: str) -> dict[str, Any]:
    """Each page, read and drawn."""
    office = _office(url)
    catalog = office.shelf.catalog
    pages: dict[str, Page] = {
        f"App Home of {who}": lambda session, user=user: home.compose(  # type: ignore[misc]
            session, catalog, Person(FIRST, user), now=SUNDAY
        )
        for who, user in (("an employee", EMPLOYEE), ("a champion", CHAMPION), ("an admin", ADMIN))
    }
    pages |= {"/afterglow report": _glance, "/report": _page, "/report.csv": _table}
    found = {}
    for name, each in pages.items():
        took = []
        for _ in range(RUNS):
            async with office.db.read() as session:
                took.append(await _timed(each(session)))
        found[name] = statistics.median(took) * 1000
    found[CLOSING] = await _closing(office.db) * 1000
    await office.db.close()
    return found


async def _closing(db: Db) -> float:
    """A week counted in full and written down; presses wait for that on SQLite."""
    async with db.begin() as session:
        for table in (ClosedWeek, ClosedFigure):
            here = table.workspace_id == FIRST
            await session.execute(delete(table).where(here, table.week == weeks_before(NOW, count=1)[0]))
        return await _timed(closing.close_weeks(session, FIRST, now=NOW, limit=1))


async def _nothing(db: Db) -> None:
    async with db.begin() as session:
        await session.execute(text("SELECT 1"))


async def _glance(session: AsyncSession) -> object:
    return await report.glance(session, FIRST, now=SUNDAY)


async def _page(session: AsyncSession) -> object:
    return report.html(await report.page(session, FIRST, now=SUNDAY, by_team=1), table_url="report.csv")


async def _table(session: AsyncSession) -> object:
    return report.table(await report.page(session, FIRST, now=SUNDAY))


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


class _Shelf:
    def __init__(self) -> None:
        self.catalog = load().catalog


def _office(url: str) -> Office:
    nobody: Any = None  # no tick here calls Slack
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return Office(Db.open(url), cast(Any, _Shelf()), settings, nobody, nobody)


MEASURES: dict[str, Callable[[str], Coroutine[Any, Any, dict[str, Any]]]] = {"tick": tick, "read": read}


def main() -> None:
    if len(sys.argv) > 2:
        key, what, *rest = sys.argv[1:]
        vault.use(vault.Vault([key]))
        if what == "write":
            write(*rest)
        else:
            print(json.dumps(asyncio.run(MEASURES[what](*rest))))
        return
    for one in figures(full="--full" in sys.argv):
        print(one.line(70))


if __name__ == "__main__":
    main()

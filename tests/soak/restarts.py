"""D3: PostgreSQL struck down twice in the whole of D1, and how many connections each process has."""

import asyncio
from collections import Counter

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Db
from tests.soak.crew import HAND, Crew
from tests.soak.ground import Ground, Report, Scenarios, pause
from tests.soak.storm import Storm, blow

KILLS, STRIKES = 15, (5, 10)  # one killed every two seconds, and the database with these
CONNECTIONS = 10 + 1  # its pool, and one that migrates
LOOKS_S = 0.25
BY_PROCESS = text(
    "SELECT application_name, count(*) FROM pg_stat_activity"
    f" WHERE datname = current_database() AND application_name LIKE '{HAND}%' GROUP BY application_name"
)


async def restarts_kills(ground: Ground) -> Report:
    """As D1, with the database struck down beside the processes."""
    url, chance = ground.postgresql("restarts-kills"), ground.chance("victims")
    most: Counter[str] = Counter()
    ended: list[int | None] = []
    over = asyncio.Event()

    async def accidents(hands: Crew) -> None:
        counting = asyncio.create_task(_count(url, most, over))
        for kill in range(KILLS):
            await pause(2)
            ended.extend(hand.returncode for hand in hands.hands if hand.returncode is not None)
            if kill in STRIKES:
                await asyncio.to_thread(ground.server.strike)
            await hands.replace(chance.randrange(len(hands.hands)))
        await pause(10)  # whoever was cut off is back
        over.set()
        await counting

    storm = Storm(messages=10_000, spaces=120, workers=3, faults=0.1, lasts=120, exact=True)
    report = await blow(ground, "restarts-kills", url, storm, accidents)
    report.figures += (
        f", {KILLS} kills and {len(STRIKES)} restarts of the database, of {len(most)} processes"
        f" each had {max(most.values(), default=0)} connections at most"
    )
    report.expect("a process ended by itself", is_so=ended == [])
    report.expect("connections leak", is_so=max(most.values(), default=0) <= CONNECTIONS)
    report.expect("their connections are counted", is_so=len(most) >= storm.workers)
    return report


async def _count(url: str, most: Counter[str], over: asyncio.Event) -> None:
    """The most connections that each process has had at one time."""
    db = Db.open(url)
    while not over.is_set():
        try:
            async with db.read() as session:
                most |= Counter({name: number for name, number in await session.execute(BY_PROCESS)})
        except (SQLAlchemyError, OSError):
            pass  # struck down: nobody has any
        await pause(LOOKS_S)
    await db.close()


SCENARIOS: Scenarios = {"restarts-kills": restarts_kills}

"""D6: orders to stop in the middle of the work, and processes replaced one by one."""

import time

from bot.outbox.models import OUTBOX, Fate
from bot.sandbox.trouble import Ill
from tests.soak.crew import Crew, Stop, crew
from tests.soak.field import Field, field
from tests.soak.ground import Ground, Report, Scenarios, pause

MESSAGES = 3_000
STOPPED_S = 10.0
GOES_ON_S = 5.0


async def stops(ground: Ground) -> Report:
    """The only process stops and leaves nothing half done; then three are replaced under load."""
    async with field(ground.postgresql("stops"), spaces=40) as slack:
        for space in slack.spaces:
            space.trouble.chance = lambda _method: Ill(slow=0.3)
        await slack.promise(slack.spread(MESSAGES))
        async with crew(slack, ground.folder("stops"), hands=1) as hands:
            await _sent(slack, 300)
            slack.spaces[0].trouble.chance = lambda _method: Ill(hang="before")
            await pause(1)
            alone = await hands.dismiss(0)
            left = await slack.count(OUTBOX.c.fate == Fate.SENDING)
            slack.spaces[0].trouble.clear()
            slack.spaces[0].trouble.let_go()
            await hands.hire(3)
            gone_on = await _sent(slack, (await _count(slack)) + 100)
            rolled = await _roll(hands, slack)
            await hands.done(ground.within(120))
        return _told(ground, slack, alone, rolled, left=left, gone_on=gone_on)


async def _roll(hands: Crew, slack: Field) -> list[Stop]:
    """Each gets a successor that works before it is told to stop."""
    stopped = []
    for _ in range(3):
        await hands.hire()
        await _sent(slack, (await _count(slack)) + 150)
        stopped.append(await hands.dismiss(0))
    return stopped


async def _count(slack: Field) -> int:
    return await slack.count(OUTBOX.c.fate == Fate.SENT) or 0


async def _sent(slack: Field, count: int) -> float:
    """Wait until so many are sent, or all; how many seconds that took."""
    began = time.monotonic()
    while await _count(slack) < min(count, slack.promised - 10):
        await pause(0.1)
    return time.monotonic() - began


def _told(
    ground: Ground, slack: Field, alone: Stop, rolled: list[Stop], *, left: int | None, gone_on: float
) -> Report:
    every = [alone, *rolled]
    slowest = max(stop.seconds for stop in every)
    report = Report(
        f"{len(every)} orders to stop under load: lost {slack.lost}, doubled {slack.doubled}, {left} left in"
        f" flight, exit codes {[stop.code for stop in every]}, slowest {slowest:.1f} s;"
        f" three others began and sent a hundred in {gone_on:.1f} s"
    )
    report.expect("messages were lost", is_so=slack.lost == 0)
    report.expect("messages are there twice", is_so=slack.doubled == 0)
    report.expect("messages were left in flight", is_so=left == 0)
    report.expect("a process did not end with 0", is_so=all(stop.code == 0 for stop in every))
    report.expect("a stop took too long", is_so=slowest <= ground.within(STOPPED_S))
    report.expect("the others did not go on", is_so=gone_on <= ground.within(GOES_ON_S + 3))
    return report


SCENARIOS: Scenarios = {"stops": stops}

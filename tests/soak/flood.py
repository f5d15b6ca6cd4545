"""S10: one person sends commands by the thousand; the others are answered as if nobody did."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as fresh

from bot.people.allowance import MOST
from tests.bench.load import request
from tests.soak.fleet import SECRET, Fleet, percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios, steadily
from tests.soak.harbour import FORM, Harbour, harbour

OTHERS, SECONDS, ROUNDS = 50.0, 3.0, 5  # commands a second, each of somebody else; how long at a time
HELD = 1_000  # commands a minute of one person, beside whom nobody may wait longer
FLOODS = (0, HELD, 10 * HELD)  # the last for its figure: it is work, wherever it ends
SLOWER_S = 0.025
THE_ONE = "U0FLOODS001"


@dataclass
class Crowd:
    """Those who type commands into one process, and what they were answered."""

    here: Harbour
    fleet: Fleet
    waited: list[float] = fresh(default_factory=list)  # by the others
    statuses: Counter[int] = fresh(default_factory=Counter)
    told: int = 0  # answers in words to the one
    people: int = 0

    async def type(self, *, a_minute: int) -> list[float]:
        """The others at their rate and the one at this; how long the others waited."""
        self.waited = []
        async with asyncio.TaskGroup() as typing:
            typing.create_task(self._keep_up(OTHERS, self._somebody))
            if a_minute:
                typing.create_task(self._keep_up(a_minute / 60, lambda: THE_ONE))
        return self.waited

    def _somebody(self) -> str:
        self.people += 1
        return f"U0SOME{self.people:05d}"

    async def _keep_up(self, rate: float, who: Callable[[], str]) -> None:
        async with asyncio.TaskGroup() as typing:
            async for _, due in steadily(rate, int(rate * SECONDS)):
                typing.create_task(self._send(who(), due))

    async def _send(self, who: str, due: float) -> None:
        body = request(self.here.typed(user=who), secret=SECRET, content_type=FORM)
        status, words = await self.fleet.ready[0].ask(body)
        self.statuses[status] += 1
        if who != THE_ONE:
            self.waited.append(time.perf_counter() - due)
        elif words:
            self.told += 1


async def flood(ground: Ground) -> Report:
    return await _played(ground, ground.postgresql("flood"), "flood", role="receiver")


async def flood_lite(ground: Ground) -> Report:
    """One process that does everything, on SQLite."""
    return await _played(ground, ground.sqlite("flood-lite"), "flood-lite", role="all")


async def _played(ground: Ground, url: str, name: str, *, role: str) -> Report:
    folder = ground.folder(name)
    async with harbour(url, folder, key=KEY) as here, here.fleet(ships=1, role=role) as fleet:
        crowd = Crowd(here, fleet)
        await crowd.type(a_minute=0)  # the first answers of a process take longer
        waited: dict[int, list[list[float]]] = {rate: [] for rate in FLOODS}
        for rate in FLOODS * ROUNDS:
            waited[rate].append(await crowd.type(a_minute=rate))
    # Whatever else this machine does slows some rounds, and not all of them.
    best = {rate: min(rounds, key=_p99) for rate, rounds in waited.items()}
    figures = [f"beside {rate:,} a minute of one {percentiles(best[rate])}" for rate in FLOODS]
    report = Report(
        f"{OTHERS:.0f}/s of others, the best of {ROUNDS} rounds: {'; '.join(figures)}; {crowd.told} of"
        f" {THE_ONE}'s were answered in words, answers {dict(crowd.statuses)}"
    )
    report.expect("every command is answered 200", is_so=set(crowd.statuses) == {200})
    # Sixty and the notice; a new minute may have begun meanwhile.
    report.expect(f"one was told {crowd.told} times", is_so=0 < crowd.told <= 3 * (MOST + 1))
    slower = _p99(best[HELD]) - _p99(best[0])
    report.expect(f"p99 is {1000 * slower:.0f} ms longer", is_so=slower <= ground.within(SLOWER_S))
    return report


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


SCENARIOS: Scenarios = {"flood": flood, "flood-lite": flood_lite}

"""I3: how soon what comes in is acknowledged, during a storm of sending, and with the database away."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.clock import now
from bot.outbox import service as outbox
from bot.outbox.service import Message, Place
from bot.slack.blockkit import Post
from tests.soak.fleet import Fleet, percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause
from tests.soak.harbour import CHATTER, FORM, JSON, Harbour, harbour

RATE = 500
SECONDS = 15.0
CARDS = 3_000
AWAY_S = 10.0
P99_S = 2.5  # on a machine that also is Slack, the generator and the database; Slack waits three seconds
CLAIM = "questions.claim"


@dataclass
class Mix:
    """Messages, commands and presses, eight to one to one; one message of forty is a question."""

    here: Harbour
    ships: Fleet
    rows: list[int]
    statuses: Counter[int] = field(default_factory=Counter)
    asked: list[int] = field(default_factory=list)
    next: int = 1_000

    async def flow(self, *, rate: float, seconds: float) -> None:
        """At this rate for so long, whatever the answers do."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as sending:
            for number in range(int(rate * seconds)):
                due = began + number / rate
                await asyncio.sleep(max(due - time.perf_counter(), 0))
                sending.create_task(self._one(number, due))

    async def _one(self, number: int, due: float) -> None:
        self.next += 1
        mine = self.next
        if number % 10 == 8:
            status = await self.ships.post(self.here.typed(mine), content_type=FORM, due=due)
        elif number % 10 == 9:
            row, who = self.rows[number % len(self.rows)], self.here.champions[number % 2]
            body = self.here.pressed(CLAIM, row, who, trigger=f"{mine}.1.x")
            status = await self.ships.post(body, content_type=FORM, due=due)
        elif number % 50 == 0:
            status = await self.ships.post(self.here.asked(mine), content_type=JSON, due=due)
            if status == 200:
                self.asked.append(mine)
        else:
            status = await self.ships.post(self.here.told(mine, CHATTER), content_type=JSON, due=due)
        self.statuses[status] += 1

    async def lost(self) -> int:
        """Questions that were answered 200 and are not there."""
        known = await self.here.questions()
        return sum(self.here.origin(number) not in known for number in self.asked)


async def acks(ground: Ground) -> Report:
    """Under load while a third process sends and a model hangs."""
    async with (
        harbour(ground.postgresql("acks"), ground.folder("acks"), key=KEY) as here,
        _hanging() as model,
        here.fleet(ships=2, OPENAI_BASE_URL=model) as fleet,
        here.fleet(ships=1, role="worker"),
    ):
        for number in range(50):
            await fleet.post(here.asked(number), content_type=JSON)
        mix = Mix(here, fleet, list((await here.questions()).values()))
        await _promise(here)
        fleet.acks.clear()
        await mix.flow(rate=RATE, seconds=SECONDS)
        calm, refused = list(fleet.acks), mix.statuses.total() - mix.statuses[200]
        lost = await mix.lost()
    p99 = sorted(calm)[int(len(calm) * 0.99)]
    report = Report(
        f"{mix.statuses.total():,} requests 8:1:1 at {RATE}/s while {CARDS:,} cards go out and a model hangs:"
        f" {percentiles(calm)}, {refused} not 200 {dict(mix.statuses)},"
        f" lost {lost} of {len(mix.asked):,} questions"
    )
    report.expect("nothing that was answered 200 is lost", is_so=lost == 0 and bool(mix.asked))
    report.expect("every request is answered 200", is_so=refused == 0)
    report.expect(f"p99 within {P99_S} s", is_so=p99 <= ground.within(P99_S))
    return report


async def away(ground: Ground) -> Report:
    """PostgreSQL is struck again and again for ten seconds: an honest failure, and never a lost 200."""
    async with harbour(ground.postgresql("away"), ground.folder("away"), key=KEY) as here:
        async with here.fleet(ships=2) as fleet:
            await fleet.post(here.asked(0), content_type=JSON)
            mix = Mix(here, fleet, list((await here.questions()).values()))
            flowing = asyncio.create_task(mix.flow(rate=50, seconds=AWAY_S + 10))
            await pause(2)
            began = time.monotonic()
            while time.monotonic() - began < AWAY_S:
                await asyncio.to_thread(ground.server.strike)
                await pause(0.5)
            await flowing
            back = await _answers(fleet, here, ground.within(60))
        lost = await mix.lost()
    report = Report(
        f"{mix.statuses.total():,} requests, PostgreSQL struck for {AWAY_S:.0f} s:"
        f" answers {dict(mix.statuses)}, lost {lost} of {len(mix.asked):,} questions,"
        f" well again after {back:.1f} s, {percentiles(fleet.acks)}"
    )
    report.expect("nothing that was answered 200 is lost", is_so=lost == 0 and bool(mix.asked))
    report.expect("what failed was not answered 200", is_so=set(mix.statuses) <= {0, 200, 500, 503})
    return report


async def _answers(fleet: Fleet, here: Harbour, patience: float) -> float:
    """How long until a question is taken again."""
    began = time.monotonic()
    async with asyncio.timeout(patience):
        while await fleet.post(here.asked(900_000), content_type=JSON) != 200:
            await pause(0.2)
    return time.monotonic() - began


async def _promise(here: Harbour) -> None:
    """Cards for everybody, so that the third process has its hands full."""
    people = [user.id for user in here.slack.state.users.values() if not user.is_bot and not user.deleted]
    promised = [
        Message(
            outbox.words_of(Post(f"card {number}")),
            to=Place(here.team, people[number % len(people)]),
            dedupe=f"acks:{number}",
        )
        for number in range(CARDS)
    ]
    async with here.db.begin() as session:
        await outbox.enqueue_all(session, promised, kind="card", now=now())


@asynccontextmanager
async def _hanging() -> AsyncIterator[str]:
    """A model's server that answers nobody; its address."""
    over = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        await over.wait()
        return web.Response(status=503)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", never)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        over.set()
        await runner.cleanup()


SCENARIOS: Scenarios = {"acks": acks, "away": away}

"""I3: how soon what comes in is acknowledged, in a storm of sending, and with the database away."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from dataclasses import field as field_

from aiohttp import web
from sqlalchemy import select

from bot.outbox.models import OUTBOX, Fate
from bot.questions.models import QuestionEvent
from tests.soak.crew import Crew, crew
from tests.soak.field import field
from tests.soak.fleet import Fleet, percentiles
from tests.soak.ground import Ground, Report, Scenarios, pause, steadily
from tests.soak.harbour import CHATTER, FORM, JSON, Harbour, moored
from tests.soak.storm import Storm, Weather

RATE = 500
SECONDS = 30.0
# D1 at the pace that its 120 s ask for; in the first workspace people speak.
STORM = Storm(messages=10_000, spaces=26, workers=3, faults=0.1)
P99_S, MAX_S = 0.05, 1.0
AWAY_S = 10.0
SLACK_WAITS_S = 2.5  # for 99 of 100
SLACK_LEAVES_S = 3.0
CLAIM = "questions.claim"


@dataclass
class Mix:
    """Messages, commands and presses, eight to one to one; one message of forty is a question."""

    here: Harbour
    ships: Fleet
    rows: list[int]
    statuses: Counter[int] = field_(default_factory=Counter)
    asked: list[int] = field_(default_factory=list)
    pressed: dict[str, int] = field_(default_factory=dict)
    next: int = 1_000

    async def flow(self, *, rate: float, seconds: float) -> None:
        """At this rate for so long, whatever the answers do."""
        async with asyncio.TaskGroup() as sending:
            async for number, due in steadily(rate, int(rate * seconds)):
                sending.create_task(self._one(number, due))

    async def _one(self, number: int, due: float) -> None:
        self.next += 1
        mine = self.next
        if number % 10 == 8:
            status = await self.ships.post(
                self.here.typed(user=f"U0TYPES{mine % 5_000:04d}"), content_type=FORM, due=due
            )
        elif number % 10 == 9:
            row, who = self.rows[number % len(self.rows)], self.here.champions[number % 2]
            body = self.here.pressed(CLAIM, row, who, trigger=(key := f"{mine}.1.x"))
            status = await self.ships.post(body, content_type=FORM, due=due)
            if status == 200:
                self.pressed[key] = row
        elif number % 50 == 0:
            status = await self.ships.post(self.here.asked(mine), content_type=JSON, due=due)
            if status == 200:
                self.asked.append(mine)
        else:
            status = await self.ships.post(self.here.told(mine, CHATTER), content_type=JSON, due=due)
        self.statuses[status] += 1

    @property
    def refused(self) -> int:
        return self.statuses.total() - self.statuses[200]

    @property
    def kept(self) -> int:
        """What was answered 200 and must have left a trace."""
        return len(self.asked) + len(self.pressed)

    async def lost(self) -> int:
        """Questions and presses that were answered 200 and of which nothing is there."""
        known = await self.here.questions()
        questions = sum(self.here.origin(number) not in known for number in self.asked)
        told = await self._told()
        silent = Counter(row for mine, row in self.pressed.items() if mine not in told)
        async with self.here.db.read() as session:
            claims = select(QuestionEvent.question_id).where(QuestionEvent.what == "claimed")
            claimed = set(await session.scalars(claims))
        # The one press that took the question needs no words.
        return questions + sum(presses - (row in claimed) for row, presses in silent.items())

    async def _told(self) -> set[str]:
        """The presses whose author was told something."""
        return {message.dedupe.rsplit(":", 1)[-1] for message in await self.here.promised("whisper")}


async def acks(ground: Ground) -> Report:
    """While a third process sends what D1 sends, to a Slack that answers as badly, and a model hangs."""
    return await _stormy(ground, "acks", hands=1, every_s=0, p99=P99_S, longest=MAX_S)


async def acks_kills(ground: Ground) -> Report:
    """The same with D1's three processes that send, of which one is killed every two seconds.

    Each that starts takes a core for more than a second, and the generator, Slack and the database are on
    this machine too: what is asked of the answers is that Slack does not give up waiting for them.
    """
    return await _stormy(ground, "acks-kills", hands=3, every_s=2, p99=SLACK_WAITS_S, longest=SLACK_LEAVES_S)


async def _stormy(
    ground: Ground, name: str, *, hands: int, every_s: float, p99: float, longest: float
) -> Report:
    url, folder, chance = ground.postgresql(name), ground.folder(name), ground.chance(name)
    async with field(url, spaces=STORM.spaces) as slack, _hanging() as model:
        here = await moored(slack, folder)
        await slack.promise(slack.spread(STORM.messages))
        for space in slack.spaces:
            space.trouble.chance = Weather(STORM, chance)
        async with (
            here.fleet(ships=2) as fleet,
            crew(slack, folder, hands=hands, **model.settings) as sending,
        ):
            mix = await begun(here, fleet)
            _, kills = await asyncio.gather(
                mix.flow(rate=RATE, seconds=SECONDS), _kill(sending, chance, every_s=every_s)
            )
            sent = await slack.count(OUTBOX.c.fate == Fate.SENT) or 0
        lost = await mix.lost()
    report = Report(
        f"{mix.statuses.total():,} requests 8:1:1 at {RATE}/s while {sent:,} messages went out, {kills}"
        f" processes were killed and a model hung {model.asked} times: {percentiles(fleet.acks)},"
        f" {mix.refused} not 200 {dict(mix.statuses)}, lost {lost} of {mix.kept:,}"
    )
    report.expect("nothing that was answered 200 is lost", is_so=lost == 0 and bool(mix.asked))
    report.expect("every request is answered 200", is_so=mix.refused == 0)
    report.expect("the model was asked", is_so=model.asked > 0)
    report.expect("messages went out meanwhile", is_so=sent > 0)
    _in_time(report, fleet, ground, p99=p99, longest=longest)
    return report


async def away(ground: Ground) -> Report:
    """PostgreSQL is down for ten seconds and a model hangs: an honest failure, and never a lost 200."""
    url, folder = ground.postgresql("away"), ground.folder("away")
    async with field(url, spaces=2) as slack, _hanging() as model:
        here = await moored(slack, folder)
        async with here.fleet(ships=2) as fleet, crew(slack, folder, hands=1, **model.settings):
            mix = await begun(here, fleet)
            flowing = asyncio.create_task(mix.flow(rate=50, seconds=AWAY_S + 10))
            await pause(2)
            await asyncio.to_thread(ground.server.halt)
            await pause(AWAY_S)
            await asyncio.to_thread(ground.server.begin)
            await flowing
            back = await _answers(fleet, here, ground.within(60))
        lost = await mix.lost()
    report = Report(
        f"{mix.statuses.total():,} requests, PostgreSQL down for {AWAY_S:.0f} s and a model that hung"
        f" {model.asked} times: answers {dict(mix.statuses)}, lost {lost} of {mix.kept:,},"
        f" well again after {back:.1f} s, {percentiles(fleet.acks)}"
    )
    report.expect("nothing that was answered 200 is lost", is_so=lost == 0 and bool(mix.asked))
    report.expect("what failed was not answered 200", is_so=set(mix.statuses) <= {0, 200, 500, 503})
    report.expect("something failed, and something did not", is_so=0 < mix.refused < mix.statuses.total())
    _in_time(report, fleet, ground, p99=SLACK_WAITS_S, longest=SLACK_WAITS_S)
    return report


def _in_time(report: Report, fleet: Fleet, ground: Ground, *, p99: float, longest: float) -> None:
    ordered = sorted(fleet.acks)
    measured = ordered[int(len(ordered) * 0.99)]
    report.expect(f"p99 is {1000 * measured:.0f} ms", is_so=measured <= ground.within(p99))
    report.expect(f"one took {1000 * ordered[-1]:.0f} ms", is_so=ordered[-1] <= ground.within(longest))


async def begun(here: Harbour, fleet: Fleet) -> Mix:
    """Fifty questions to press on."""
    for number in range(50):
        await fleet.post(here.asked(number), content_type=JSON)
    rows = list((await here.questions()).values())
    fleet.acks.clear()
    return Mix(here, fleet, rows)


async def _kill(hands: Crew, chance: random.Random, *, every_s: float) -> int:
    kills = int(SECONDS // every_s) if every_s else 0
    for _ in range(kills):
        await pause(every_s)
        await hands.replace(chance.randrange(len(hands.hands)))
    return kills


async def _answers(fleet: Fleet, here: Harbour, patience: float) -> float:
    """How long until a question is taken again."""
    began = time.monotonic()
    async with asyncio.timeout(patience):
        while await fleet.post(here.asked(900_000), content_type=JSON) != 200:
            await pause(0.2)
    return time.monotonic() - began


@dataclass
class Model:
    """A model's server that answers nobody."""

    address: str = ""
    asked: int = 0

    @property
    def settings(self) -> dict[str, str]:
        return {"OPENAI_API_KEY": "sk-soak", "OPENAI_BASE_URL": self.address}


@asynccontextmanager
async def _hanging() -> AsyncIterator[Model]:
    over, model = asyncio.Event(), Model()

    async def never(_request: web.Request) -> web.Response:
        model.asked += 1
        await over.wait()
        return web.Response(status=503)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", never)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        model.address = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield model
    finally:
        over.set()
        await runner.cleanup()


SCENARIOS: Scenarios = {"acks": acks, "acks-kills": acks_kills, "away": away}

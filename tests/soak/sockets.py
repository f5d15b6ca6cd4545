"""I7: ten processes share the eight Socket Mode connections of an app, and both keep going away."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs

from sqlalchemy import func, select

from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status
from bot.sandbox.delivery import Answer, Kind, Retry
from bot.sandbox.socket_mode import SocketGateway
from bot.sandbox.state import Json
from bot.workspaces.seats import SEATS
from tests.soak.fleet import READYZ, Fleet, Ship, percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios
from tests.soak.harbour import CHATTER, Harbour, harbour

PROCESSES = 10
RATE = 20.0  # events a second
PRESS_EVERY = 10  # one of so many is a press
ASK_EVERY = 5  # one of so many a question
UNHEARD = 0.05  # so often Slack has not heard the answer, and delivers once more
AGAIN_S = (0.0, 5.0, 15.0)  # Slack waits longer, and gives up as soon
RECONNECTED_S = 10.0
SEATED_S = 60.0
EACH = 2  # lines taken away in each way
PRESSES, FIRST = 120, 100_000
CLAIM = "questions.claim"


@dataclass
class Feed:
    """Messages and presses over the gateway, each delivered until it is acknowledged or given up."""

    here: Harbour
    rows: list[int]  # questions to press on
    chance: random.Random
    taken: set[int] = field(default_factory=set)
    pressed: set[int] = field(default_factory=set)
    acks: list[float] = field(default_factory=list)
    again: int = 0
    given_up: int = 0
    is_over: bool = False

    async def flow(self) -> None:
        """At this rate until told to end."""
        began, number = time.monotonic(), 0
        async with asyncio.TaskGroup() as sending:
            while not self.is_over:
                await asyncio.sleep(max(began + number / RATE - time.monotonic(), 0))
                number += 1
                is_press = number % PRESS_EVERY == 0 and self.rows
                sending.create_task(self._press(self.rows.pop()) if is_press else self._say(number))

    async def _say(self, number: int) -> None:
        is_question = number % ASK_EVERY == 1
        said = self.here.asked(number) if is_question else self.here.told(number, CHATTER)
        payload: Json = json.loads(said)
        retry = None
        for tries, wait in enumerate((*AGAIN_S, None), start=1):
            answer = await self._send(Kind.EVENT, payload, retry)
            is_heard = self.chance.random() > UNHEARD
            if answer.ok and is_question:
                self.taken.add(number)
            if answer.ok and is_heard:
                return
            if wait is None:
                break
            self.again += 1
            retry = Retry(tries, answer.reason or "http_timeout")
            await asyncio.sleep(wait)
        self.given_up += not answer.ok

    async def _press(self, row: int) -> None:
        """Whoever sees Slack's error presses again."""
        for press in range(10):
            body = self.here.pressed(CLAIM, row, self.here.champions[0], trigger=f"{row}.{press}.x")
            payload: Json = json.loads(parse_qs(body.decode())["payload"][0])
            if (await self._send(Kind.INTERACTIVE, payload)).ok:
                self.pressed.add(row)
                return
        self.given_up += 1

    async def _send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        began = time.monotonic()
        answer = await self.here.slack.socket.send(kind, payload, retry)
        if answer.ok:
            self.acks.append(time.monotonic() - began)
        return answer


@dataclass
class Watch:
    """How long fewer connections than wanted were open, the longest time of all."""

    gateway: SocketGateway
    longest: float = 0

    async def look(self) -> None:
        since = None
        while True:
            is_short = self.gateway.connections < SEATS
            since = (since or time.monotonic()) if is_short else None
            self.longest = max(self.longest, time.monotonic() - since if since else 0)
            await self.gateway.changed()


async def sockets(ground: Ground) -> Report:
    """Two that hold a seat are killed and one stopped; then lines are replaced, cut and half-open."""
    chance = ground.chance("sockets")
    url, folder = ground.postgresql("sockets"), ground.folder("sockets")
    async with harbour(url, folder, key=KEY) as here:
        gateway = here.slack.socket
        app_token = here.slack.state.app.app_token
        async with here.fleet(ships=PROCESSES, role="receiver", SLACK_APP_TOKEN=app_token) as fleet:
            feed = Feed(here, await _questions(here), chance)
            watch = Watch(gateway)
            watching, flowing = asyncio.create_task(watch.look()), asyncio.create_task(feed.flow())
            code, taken_over = await _struck(fleet, gateway, chance)
            back = await _reconnects(gateway, chance)
            await _until(gateway, lambda: gateway.connections == SEATS, within=ground.within(2 * SEATED_S))
            feed.is_over = True
            await flowing
            watching.cancel()
        return await _told(ground, feed, watch, back, code=code, taken_over=taken_over)


async def _questions(here: Harbour) -> list[int]:
    """Questions that will be pressed on."""
    for number in range(PRESSES):
        await here.slack.socket.send(Kind.EVENT, json.loads(here.asked(FIRST + number)))
    return list((await here.questions()).values())


async def _struck(fleet: Fleet, gateway: SocketGateway, chance: random.Random) -> tuple[int, float]:
    """Kill two that hold a seat, stop a third; how that one ended, and when another sat in its place."""
    first, second, third = chance.sample(await _holders(fleet), 3)
    for one in (first, second):
        await fleet.sink(one)
    began = time.monotonic()
    code, _ = await fleet.retire(third)
    await fleet.launch(3, waits=False)
    await _until(gateway, lambda: gateway.connections == SEATS - 2, within=SEATED_S)
    return code, time.monotonic() - began


async def _holders(fleet: Fleet) -> list[Ship]:
    """Who is ready and not warm."""
    answers = [await ship.ask(READYZ) for ship in fleet.ships]
    return [ship for ship, (_, body) in zip(fleet.ships, answers, strict=True) if b"warm" not in body]


async def _reconnects(gateway: SocketGateway, chance: random.Random) -> dict[str, list[float]]:
    """Take one line after the other away in every way; how long until there was another for it."""
    faults: dict[str, Callable[[object], Awaitable[None]]] = {
        "replaced": gateway.refresh,
        "cut": _soon(gateway.cut),
        "half-open": _soon(gateway.fall_silent),
    }
    back: dict[str, list[float]] = {name: [] for name in faults}
    for name, fault in [*faults.items()] * EACH:
        before = set(gateway.lines)
        began = time.monotonic()
        await fault(chance.choice(gateway.lines))
        await _until(gateway, partial(_other_than, gateway, before), within=SEATED_S)
        back[name].append(time.monotonic() - began)
    return back


def _other_than(gateway: SocketGateway, before: Collection[object]) -> bool:
    return any(line not in before for line in gateway.lines)


async def _until(gateway: SocketGateway, is_so: Callable[[], bool], *, within: float) -> None:
    async with asyncio.timeout(within):
        while not is_so():
            await gateway.changed()


def _soon(act: Callable[[object], None]) -> Callable[[object], Awaitable[None]]:
    async def acted(line: object) -> None:
        act(line)

    return acted


async def _told(
    ground: Ground, feed: Feed, watch: Watch, back: Mapping[str, list[float]], *, code: int, taken_over: float
) -> Report:
    here, gateway = feed.here, watch.gateway
    known, noted, claimed = await here.questions(), await _noted(here), await _claimed(here)
    offers = len(await here.promised("question.offer"))
    lost = sum(here.origin(number) not in known for number in feed.taken) + len(feed.pressed - claimed)
    doubled = noted["asked"] - len(known) + noted["claimed"] - len(claimed) + offers - len(known)
    slowest = {name: max(seconds) for name, seconds in back.items()}
    gone = ", ".join(f"{EACH} {name} ({seconds:.1f} s to the next)" for name, seconds in slowest.items())
    report = Report(
        f"{PROCESSES} processes, two killed, one stopped, three started, lines {gone}:"
        f" at most {gateway.most} connections, {gateway.refused} refused; the stopped one's seat was taken"
        f" after {taken_over:.1f} s, fewer than {SEATS} for {watch.longest:.1f} s;"
        f" {len(feed.acks):,} answers ({percentiles(feed.acks)}), {len(feed.taken)} questions and"
        f" {len(feed.pressed)} presses among them, {feed.again} delivered again:"
        f" lost {lost}, doubled {doubled}, given up {feed.given_up}"
    )
    report.expect("too many connections", is_so=gateway.most == SEATS and gateway.refused == 0)
    report.expect("a seat was empty for too long", is_so=watch.longest <= ground.within(SEATED_S))
    is_soon = max(slowest.values()) <= ground.within(RECONNECTED_S)
    report.expect("a line was gone for too long", is_so=is_soon)
    report.expect(
        "what was acknowledged is lost", is_so=lost == 0 and bool(feed.taken) and bool(feed.pressed)
    )
    report.expect("something is there twice", is_so=doubled == 0)
    report.expect("Slack gave up on something", is_so=feed.given_up == 0)
    report.expect("the stopped one did not end with 0", is_so=code == 0)
    return report


async def _noted(here: Harbour) -> Counter[str]:
    """What happened to questions, and how often."""
    async with here.db.read() as session:
        rows = await session.execute(select(QuestionEvent.what, func.count()).group_by(QuestionEvent.what))
        return Counter({what: count for what, count in rows})


async def _claimed(here: Harbour) -> set[int]:
    async with here.db.read() as session:
        return set(await session.scalars(select(Question.id).where(Question.status == Status.CLAIMED)))


SCENARIOS: Scenarios = {"sockets": sockets}

"""What comes in while processes are replaced and killed, again and again, and all at once."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.questions.models import Question, QuestionEvent
from bot.wins.models import Win
from tests.soak.fleet import Fleet, percentiles
from tests.soak.ground import KEY, Ground, Report, Scenarios, pause, steadily
from tests.soak.harbour import ASK, CHATTER, FORM, JSON, WIN, Harbour, harbour
from tests.soak.race import ALREADY, CLOSED, MINE_ALREADY, NOBODY, Race

STOPPED_S = 10.0
ASK_EVERY = 5  # one message of so many is a question
AGAIN_S = 0.2
PRESSED_ON, BEFORE = 20, 500_000  # questions that were asked before, to press on
PATIENCE_S = 120.0


@dataclass
class Traffic:
    """Messages at a steady rate, each once, until told to end; the statuses of their answers."""

    here: Harbour
    ships: Fleet
    rate: float
    is_over: bool = False

    async def flow(self) -> dict[int, int]:
        answers: dict[int, int] = {}

        async def one(number: int, due: float) -> None:
            body = self.here.asked(number) if number % ASK_EVERY == 0 else self.here.told(number, CHATTER)
            answers[number] = await self.ships.post(body, content_type=JSON, due=due)

        async with asyncio.TaskGroup() as sending:
            async for number, due in steadily(self.rate):
                if self.is_over:
                    break
                sending.create_task(one(number, due))
        return answers


async def roll(here: Harbour, *, ships: int, rounds: int, rate: float) -> Report:
    """D7: processes are replaced one after another under traffic: stop, start, wait for the green."""
    async with here.fleet(ships=ships) as fleet:
        traffic = Traffic(here, fleet, rate)
        flowing = asyncio.create_task(traffic.flow())
        await pause(0.5)
        stops = []
        for _ in range(rounds):
            stops.append(await fleet.retire(fleet.ships[0]))
            await fleet.launch()
        traffic.is_over = True
        answers = await flowing
    known = await here.questions()
    taken = [number for number, status in answers.items() if status == 200 and number % ASK_EVERY == 0]
    lost = [number for number in taken if here.origin(number) not in known]
    refused = Counter(status for status in answers.values() if status != 200)
    longest = max(seconds for _, seconds in stops)
    report = Report(
        f"{len(answers):,} events at {rate:.0f}/s, {rounds} of {ships} replaced:"
        f" {sum(refused.values())} not 200 {dict(refused) or ''}, lost {len(lost)} of {len(taken):,} asked,"
        f" the longest stop {longest:.1f} s, acks {percentiles(fleet.acks)}"
    )
    report.expect("every event is answered 200", is_so=not refused)
    report.expect("nothing that was answered 200 is lost", is_so=not lost and bool(taken))
    report.expect("each stop ends with 0", is_so=all(code == 0 for code, _ in stops))
    report.expect("each stop ends in ten seconds", is_so=longest <= STOPPED_S)
    return report


async def fourfold(here: Harbour, *, ships: int, events: int) -> Report:
    """I1: each event four times, at the same moment and to different processes."""
    every = [await here.said(f"{ASK} {number}?") for number in range(events)]
    every += [await here.said(f"{WIN} And call {number} too.") for number in range(events)]
    async with here.fleet(ships=ships, role="all") as fleet:
        posts = (fleet.post(body, content_type=JSON) for body in every for _ in range(4))
        statuses = Counter(await asyncio.gather(*posts))
        for body in every[:1] + every[-1:]:  # and once more, when all is over
            statuses[await fleet.post(body, content_type=JSON)] += 1
        async with asyncio.timeout(PATIENCE_S):
            while len(replies(here)) < events:
                await pause(0.2)
    questions, wins = await here.count(Question), await here.count(Win)
    offers, prompts = await here.promised("question.offer"), await here.promised("win.prompt")
    told = Counter(replies(here))
    report = Report(
        f"{events} questions and {events} wins, each four times over {ships} processes:"
        f" answers {dict(statuses)},"
        f" {questions} questions, {len(offers)} offers, {sum(told.values())} replies in {len(told)} threads,"
        f" {wins} wins, {len(prompts)} asked about"
    )
    report.expect("every delivery is answered 200", is_so=set(statuses) == {200})
    report.expect("one question, one offer each", is_so=(questions, len(offers)) == (events, events))
    report.expect("one reply in each thread", is_so=len(told) == events and set(told.values()) == {1})
    report.expect("one win, asked about once", is_so=(wins, len(prompts)) == (events, events))
    return report


def replies(here: Harbour) -> list[str]:
    """The thread of each message that we posted in the channel."""
    every = here.slack.channel_messages("marketing", replies=True)
    return [one.root_ts for one in every if one.user == here.slack.bot.id and one.is_reply]


async def killed(
    here: Harbour, *, ships: int, events: int, rate: float, every_s: float, chance: random.Random
) -> Report:
    """I2: a process is killed now and then; what had no answer is delivered again, as Slack does."""
    async with here.fleet(ships=ships) as fleet:
        again: Counter[int] = Counter()
        rows = await begun(here, fleet)
        bodies = [event(here, number, rows) for number in range(events)]

        async def deliver(number: int) -> None:
            body, content_type = bodies[number]
            while await fleet.post(body, content_type=content_type) != 200:
                again[number] += 1
                await asyncio.sleep(AGAIN_S)

        killing = asyncio.create_task(_kill(fleet, every_s=every_s, chance=chance, left=ships - 1))
        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as sending:
            async for number, _ in steadily(rate, events):
                sending.create_task(deliver(number))
        killing.cancel()
        await asyncio.wait([killing])
        kills = fleet.launched - ships
    came = await done(here, events)
    report = Report(
        f"{events:,} events, {kills} kills, {len(again)} delivered again: lost {came.lost};"
        f" {came.questions:,} questions, {came.asked:,} times asked, {came.offers:,} offers;"
        f" {came.wins:,} wins, {came.prompts:,} asked about; {came.claims} claims, {came.told} told so"
    )
    once_each(report, came, events)
    report.expect("somebody was killed", is_so=bool(kills))
    return report


def once_each(report: Report, came: "Done", events: int) -> None:
    """Note what of so many events, all answered 200, is not there exactly once."""
    report.expect("nothing that was answered 200 is lost", is_so=came.lost == 0)
    asked = PRESSED_ON + sum(kind(number) == "question" for number in range(events))
    report.expect("each question is there once", is_so=came.questions == came.asked == came.offers == asked)
    won = sum(kind(number) == "win" for number in range(events))
    report.expect("each win is there once", is_so=came.wins == came.prompts == won)
    report.expect("each is claimed once", is_so=came.claims == PRESSED_ON)


@dataclass(frozen=True)
class Done:
    """What is there of the events in the end."""

    questions: int
    asked: int
    offers: int
    wins: int
    prompts: int
    claims: int
    told: int
    lost: int


def kind(number: int) -> str:
    """Of five events three are questions, one a win, one a press."""
    return ("question", "question", "question", "win", "press")[number % 5]


async def begun(here: Harbour, fleet: Fleet) -> list[int]:
    """Questions to press on."""
    for number in range(PRESSED_ON):
        await fleet.post(here.asked(BEFORE + number), content_type=JSON)
    return list((await here.questions()).values())


def event(here: Harbour, number: int, rows: list[int]) -> tuple[bytes, str]:
    """The body of a numbered event, and what it is written in."""
    match kind(number):
        case "question":
            return here.asked(number), JSON
        case "win":
            return here.told(number, f"{WIN} And call {number} too."), JSON
        case _:
            turn = number // 5
            who = here.champions[turn // len(rows) % len(here.champions)]
            return here.pressed(
                "questions.claim", rows[turn % len(rows)], who, trigger=_trigger(number)
            ), FORM


def _trigger(number: int) -> str:
    return f"{number}.killed.x"


async def done(here: Harbour, events: int) -> Done:
    """What came of events that were all answered 200."""
    known, whispers = await here.questions(), await here.promised("whisper")
    told = {message.dedupe.rsplit(":", 1)[-1] for message in whispers}
    async with here.db.read() as session:
        claims = list(
            await session.scalars(select(QuestionEvent.question_id).where(QuestionEvent.what == "claimed"))
        )
        asked = select(func.count()).where(QuestionEvent.what == "asked")
        counted = await session.scalar(asked) or 0
    lost = sum(here.origin(n) not in known for n in range(events) if kind(n) == "question")
    silent = sum(_trigger(n) not in told for n in range(events) if kind(n) == "press")
    return Done(
        questions=len(known),
        asked=counted,
        offers=len(await here.promised("question.offer")),
        wins=await here.count(Win),
        prompts=len(await here.promised("win.prompt")),
        claims=len(claims),
        told=len(told),
        # The press that took a question needs no words.
        lost=lost + max(silent - len(set(claims)), 0),
    )


async def _kill(fleet: Fleet, *, every_s: float, chance: random.Random, left: int) -> None:
    """Again and again one of those that are ready, unless fewer than `left` would be."""
    while True:
        await pause(every_s)
        if len(fleet.ready) > min(left, 1):
            await fleet.sink(chance.choice(fleet.ready))
            await fleet.launch(waits=False)


async def claims(here: Harbour, *, ships: int, questions: int) -> Report:
    """I4: all champions press at once on all questions, with every button in turn."""
    async with here.fleet(ships=ships) as fleet:
        asked = await asyncio.gather(
            *(fleet.post(here.asked(number), content_type=JSON) for number in range(questions))
        )
        await here.deliver()
        rows = list((await here.questions()).values())
        race = Race(here, fleet, rows)
        began = time.perf_counter()
        claimed = await race.press("questions.claim", here.champions)
        seconds = time.perf_counter() - began
        owners = await race.owners()
        twice = await race.by_owner("questions.claim", owners, times=2)
        released = await race.by_owner("questions.release", owners, times=3)
        freed = await race.owners()
        reclaimed = await race.press("questions.claim", here.champions[:3])
        resolved = await race.by_owner("questions.resolve", await race.owners(), times=3)
        late = await race.press("questions.claim", here.champions[:2])
    count, others = questions, questions * (len(here.champions) - 1)
    report = Report(
        f"{len(here.champions)} champions on {questions} questions over {ships} processes in {seconds:.1f} s:"
        f" {len(owners)} owners, {claimed.said[ALREADY]:,} told who was first, {claimed.edits} card updates;"
        f" claimed twice {twice.said[MINE_ALREADY]}; released {released.edits},"
        f" {released.said[NOBODY]} told;"
        f" claimed again {reclaimed.edits}; resolved {resolved.edits}, {resolved.said[CLOSED]} told;"
        f" too late {late.said[CLOSED]}; not 200: {race.refused}"
    )
    report.expect("every press is answered 200", is_so=race.refused == 0 and set(asked) == {200})
    report.expect("one owner each", is_so=len(owners) == count)
    report.expect("all others read who was first", is_so=claimed.said[ALREADY] == others)
    report.expect("one card update each", is_so=claimed.edits == count)
    report.expect(
        "a double press changes nothing", is_so=(twice.edits, twice.said[MINE_ALREADY]) == (0, 2 * count)
    )
    is_freed = (released.edits, released.said[NOBODY]) == (count, 2 * count) and not freed
    report.expect("released once each, and the rest read that nobody has it", is_so=is_freed)
    report.expect("claimed again once each", is_so=reclaimed.edits == count)
    is_closed = (resolved.edits, resolved.said[CLOSED]) == (count, 2 * count)
    report.expect("resolved once each, and the rest read that it is closed", is_so=is_closed)
    report.expect("too late is told so", is_so=(late.edits, late.said[CLOSED]) == (0, 2 * count))
    return report


async def play_roll(ground: Ground) -> Report:
    """D7 whole: three processes, each replaced, under 200 events a second."""
    async with harbour(ground.postgresql("roll"), ground.folder("roll"), key=KEY) as here:
        return await roll(here, ships=3, rounds=3, rate=200)


async def play_fourfold(ground: Ground) -> Report:
    async with harbour(ground.postgresql("fourfold"), ground.folder("fourfold"), key=KEY) as here:
        return await fourfold(here, ships=3, events=25)


async def play_killed(ground: Ground) -> Report:
    async with harbour(ground.postgresql("killed"), ground.folder("killed"), key=KEY) as here:
        chance = ground.chance("killed")
        return await killed(here, ships=3, events=2_000, rate=100, every_s=1, chance=chance)


async def play_killed_lite(ground: Ground) -> Report:
    async with harbour(ground.sqlite("killed-lite"), ground.folder("killed-lite"), key=KEY) as here:
        chance = ground.chance("killed-lite")
        return await killed(here, ships=1, events=1_000, rate=50, every_s=5, chance=chance)


async def play_claims(ground: Ground) -> Report:
    url, folder = ground.postgresql("claims"), ground.folder("claims")
    async with harbour(url, folder, key=KEY, champions_=50) as here:
        return await claims(here, ships=3, questions=200)


SCENARIOS: Scenarios = {
    "roll": play_roll,
    "fourfold": play_fourfold,
    "killed": play_killed,
    "killed-lite": play_killed_lite,
    "claims": play_claims,
}

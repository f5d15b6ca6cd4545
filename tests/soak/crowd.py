"""What many people do in Slack all the time, each event delivered until it is taken, as Slack does."""

import asyncio
import json
import random
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from bot.nudges.blocks import CHOICES, TELLS
from bot.questions.blocks import CLAIM, RESOLVE
from bot.sandbox import payloads
from bot.sandbox.state import Kind, Message
from bot.sandbox.values import Control, controls
from tests.soak.fleet import Fleet
from tests.soak.ground import pause, steadily
from tests.soak.harbour import CHATTER, FORM, JSON, WIN, Harbour

RATE = 50.0  # events a second
EVERY = 300  # one of so many is a question, one a win, one a card's answer: what a channel has room for
SLACK_WAITS_S = 3.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 8.0
LATE = 0.1  # so often Slack has not heard the answer, and delivers once more
HELD_S = 20.0  # between a claim and its solution: a draft is written meanwhile
LINES = ("help", "me", "why", "policy", "library notes")
ANSWERS = (*CHOICES, *TELLS)
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu")
EVENT, COMMAND, PRESS = "event", "command", "press"


def _words(number: int) -> str:
    """Words that no other question has: else its asker would be shown the answers to those first."""
    hundreds, rest = divmod(number // EVERY, 100)
    firsts = SYLLABLES[3 * hundreds % 9 : 3 * hundreds % 9 + 3]
    return " ".join(f"{first}{SYLLABLES[rest % 10]}{SYLLABLES[rest // 10]}" for first in firsts)


@dataclass
class Crowd:
    """Chatter mostly; reactions, commands, presses; questions that live until they are solved, and wins."""

    here: Harbour
    ships: Fleet
    chance: random.Random
    statuses: dict[str, Counter[int]] = field(
        default_factory=lambda: {EVENT: Counter(), COMMAND: Counter(), PRESS: Counter()}
    )
    asked: list[str] = field(default_factory=list)  # where each question stands
    told: list[str] = field(default_factory=list)  # where each win stands
    answered: dict[str, Message] = field(default_factory=dict)  # the card that each person answered
    _pressed: deque[bytes] = field(default_factory=lambda: deque(maxlen=20))

    async def flow(self, seconds: float) -> None:
        """For so long, and until the last event is taken."""
        async with asyncio.TaskGroup() as doing:
            async for number, _ in steadily(RATE, int(RATE * seconds)):
                doing.create_task(self._one(number))
                if number % EVERY == 0:
                    doing.create_task(self._question(number))
                if number % EVERY == EVERY // 3:
                    doing.create_task(self._win(number))
                if number % EVERY == 2 * EVERY // 3:
                    doing.create_task(self._answer())

    async def _one(self, number: int) -> None:
        people = [one.id for one in self.here.slack.state.users.values() if not (one.is_bot or one.deleted)]
        who = people[number % len(people)]
        match number % 10:
            case 7:
                await self._event(self._reacted(who))
            case 8:
                line = LINES[number // 10 % len(LINES)]
                await self._post(COMMAND, self.here.typed(line, user=who))
            case 9 if self._pressed:
                await self._post(PRESS, self.chance.choice(self._pressed))
            case _:
                await self._event(self.here.told(number, CHATTER, user=who))

    def _reacted(self, who: str) -> bytes:
        state = self.here.slack.state
        message = next(reversed(state.messages[self.here.channel].values()))
        return json.dumps(payloads.reacted(state, message, "tada", user=who)).encode()

    async def _question(self, number: int) -> None:
        """Asked, claimed by one champion, solved."""
        origin = await self._say(f"How do I get Claude to {_words(number)}?")
        self.asked.append(origin)
        row, who = await self._row(origin), self.here.champions[number // EVERY % 2]
        if row is None:
            return
        await self._press(CLAIM, row, who)
        await pause(HELD_S)
        await self._press(RESOLVE, row, who)

    async def _answer(self) -> None:
        """Somebody who has a card presses its first button."""
        found = next(self._cards(), None)
        if found is not None:
            user, card, button = found
            self.answered[user] = card
            await self._press(button.action_id, button.element["value"], user, on=card)

    def _cards(self) -> Iterator[tuple[str, Message, Control]]:
        """Everybody who has a card and has not answered it, with their first answer."""
        state = self.here.slack.state
        for channel in state.channels.values():
            if channel.kind is Kind.DM and channel.members[1] not in self.answered:
                for message in state.messages[channel.id].values():
                    buttons = [one for one in controls(message.blocks) if one.action_id in ANSWERS]
                    if buttons:
                        yield channel.members[1], message, buttons[0]

    async def _win(self, number: int) -> None:
        self.told.append(await self._say(f"{WIN} And call {number} too."))

    async def _say(self, text: str) -> str:
        """A message that stands in the channel; where."""
        body = await self.here.said(text)
        await self._event(body)
        if self.chance.random() < LATE:
            await self._event(body)
        event = json.loads(body)["event"]
        return f"{event['channel']}:{event['ts']}"

    async def _row(self, origin: str) -> int | None:
        """The question that came of it, if it is not lost; the database may be away."""
        while True:
            with suppress(DBAPIError, OSError):
                return (await self.here.questions()).get(origin)
            await pause(FIRST_WAIT_S)

    async def _event(self, body: bytes) -> None:
        wait = FIRST_WAIT_S
        while not await self._post(EVENT, body):
            await pause(wait)
            wait = min(2 * wait, LONGEST_WAIT_S)

    async def _press(self, action: str, value: object, who: str, *, on: Message | None = None) -> None:
        """Slack delivers a press once; whoever is told that it failed presses again."""
        times = 0
        is_done = False
        while not is_done:
            times += 1
            body = self.here.pressed(action, value, who, trigger=f"{value}.{times}.{action}", on=on)
            is_done = await self._post(PRESS, body)
            await pause(0 if is_done else FIRST_WAIT_S)
        self._pressed.append(body)

    async def _post(self, kind: str, body: bytes) -> bool:
        status = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SLACK_WAITS_S):
                status = await self.ships.post(body, content_type=JSON if kind == EVENT else FORM)
        self.statuses[kind][status] += 1
        return status == 200

"""Many people press the same buttons at the same moment; what each was told, and what the card shows."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.outbox.models import OutboxMessage
from bot.questions.models import Question
from bot.questions.rules import Status
from tests.soak.fleet import Fleet
from tests.soak.harbour import FORM, Harbour

ALREADY = "got there first."
MINE_ALREADY = "You already have this one."
NOBODY = "Nobody has this question at the moment."
CLOSED = "This question is closed."
AT_ONCE = 1_000  # presses on their way: whole questions, each with everybody's press
SAYINGS = (ALREADY, MINE_ALREADY, NOBODY, CLOSED)


@dataclass(frozen=True)
class Outcome:
    """What one wave of presses left: how often each thing was said, and how often a card changed."""

    said: Counter[str]
    edits: int


class Race:
    """Waves of presses on the same questions; a press is delivered once, as Slack does."""

    def __init__(self, here: Harbour, fleet: Fleet, rows: Sequence[int]) -> None:
        self.refused = 0
        self._here = here
        self._fleet = fleet
        self._rows = rows
        self._wave = 0
        self._doors = asyncio.Semaphore(AT_ONCE)

    async def press(self, action: str, people: Sequence[str]) -> Outcome:
        """Every one of them on every question."""
        return await self._all(action, [(row, one) for row in self._rows for one in people])

    async def by_owner(self, action: str, owners: Mapping[int, str], *, times: int) -> Outcome:
        """Whoever holds a question, so many times at once."""
        return await self._all(action, [each for each in owners.items() for _ in range(times)])

    async def owners(self) -> dict[int, str]:
        """Who holds which question."""
        async with self._here.db.read() as session:
            held = select(Question.id, Question.champion_id).where(Question.status == Status.CLAIMED)
            return {row: str(who) for row, who in await session.execute(held)}

    async def _all(self, action: str, presses: Sequence[tuple[int, str]]) -> Outcome:
        self._wave += 1
        said, edits = await self._said(), await self._edits()
        bodies = [
            self._here.pressed(action, row, who, trigger=f"{self._wave}.{number}.x")
            for number, (row, who) in enumerate(presses)
        ]
        statuses = await asyncio.gather(*(self._post(one) for one in bodies))
        self.refused += sum(status != 200 for status in statuses)
        return Outcome(await self._said() - said, await self._edits() - edits)

    async def _post(self, body: bytes) -> int:
        async with self._doors:
            return await self._fleet.post(body, content_type=FORM)

    async def _said(self) -> Counter[str]:
        """What people were told, by the sentence in it."""
        every = await self._here.promised("whisper")
        return Counter(one for message in every for one in SAYINGS if one in message.body)

    async def _edits(self) -> int:
        """How often the message about a question was changed."""
        async with self._here.db.read() as session:
            edits = select(func.count()).where(OutboxMessage.edits.like("question:%:offer"))
            return await session.scalar(edits) or 0

"""Slack tells what became of a message in any order, and again: one state comes of it."""

import asyncio
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.outbox.models import SETTLED, OutboxMessage
from bot.questions.models import Question
from bot.revisions import service as revisions
from bot.revisions.models import Revision
from bot.sandbox.state import Json, Message
from bot.wins.models import Win
from schedules import housekeeping
from tests.questions.test_anonymous import FIVE, NAMELESS
from tests.stage import Stage

pytestmark = pytest.mark.long

ASKED = "How do I get Claude to summarise a call without losing the names?"
ASKED_ON = "How do I get Claude to summarise a call without losing the names and the dates?"
ASKED_LAST = "How do I get Claude to summarise a call in French without losing the names?"
TOLD = "Claude turned the call transcript into the newsletter, that saved me two hours today!"
TOLD_ON = "Claude turned the call transcript into the newsletter, that saved me three hours today!"
TOLD_LAST = "Claude turned the transcript into the newsletter, that saved me four hours today!"
CHATTER = "Never mind, lunch at noon?"


class Saying:
    """One message in the team's channel, or in a thread there, and everything that Slack tells of it."""

    def __init__(self, stage: Stage, number: int, *, who: str = "ana", thread: Message | None = None) -> None:
        self._stage = stage
        self._number = number
        self.ts = f"{1795420000 + number}.000100"
        self.channel = stage.workspace.channel("marketing").id
        self._author = stage.workspace.person(who).id
        self._thread = {"thread_ts": thread.ts} if thread is not None else {}
        self._told = 0

    @property
    def origin(self) -> str:
        return f"{self.channel}:{self.ts}"

    def posted(self, text: str) -> Json:
        said = {"user": self._author, "text": text, "ts": self.ts} | self._thread
        return {"channel_type": "channel", **said}

    def edited(self, text: str, *, at: int) -> Json:
        message = {"type": "message", "user": self._author, "text": text, "ts": self.ts} | self._thread
        before = message | {"text": "another"}
        stamp = f"{1795420000 + self._number}.{at:06}"
        more = {"message": message, "previous_message": before, "ts": stamp, "event_ts": stamp}
        return {"channel_type": "channel", "subtype": "message_changed", "hidden": True, **more}

    def deleted(self) -> Json:
        before = {"type": "message", "user": self._author, "text": "another", "ts": self.ts} | self._thread
        more = {"deleted_ts": self.ts, "previous_message": before, "ts": f"{self.ts}9"}
        return {"channel_type": "channel", "subtype": "message_deleted", "hidden": True, **more}

    async def tell(self, events: Sequence[Json]) -> None:
        """Each as an event of its own, one after the other."""
        for event in events:
            self._told += 1
            body = {
                "type": "event_callback",
                "team_id": self._stage.team_id,
                "event_id": f"Ev{self._number}x{self._told}",
                "event": {"type": "message", "channel": self.channel, **event},
            }
            assert (await self._stage.workspace.courier.event(body)).status == 200


async def found(stage: Stage, what: type[Any], saying: Saying) -> Any:
    async with stage.db.read() as session:
        return await session.scalar(select(what).where(what.origin == saying.origin))


async def words_kept(stage: Stage) -> list[str | None]:
    async with stage.db.read() as session:
        return [text for text in await session.scalars(select(Revision.text)) if text is not None]


async def waiting(stage: Stage) -> int:
    """Messages that were promised and may still go out."""
    async with stage.db.read() as session:
        counted = select(func.count()).where(OutboxMessage.fate.not_in(SETTLED))
        return await session.scalar(counted) or 0


@pytest.mark.parametrize(
    ("what", "first", "then", "last", "status"),
    [
        (Question, ASKED, ASKED_ON, ASKED_LAST, "open"),
        (Win, TOLD, TOLD_ON, TOLD_LAST, "proposed"),
    ],
)
async def test_what_is_edited_twice_stands_once_with_its_last_words(
    stage: Stage, what: type[Any], first: str, then: str, last: str, status: str
) -> None:
    await stage.a_team()
    for number, order in enumerate(permutations(range(4))):
        saying = Saying(stage, number)
        events = (
            saying.posted(first),
            saying.edited(then, at=200),
            saying.edited(last, at=300),
            saying.posted(first),
        )
        await saying.tell([events[at] for at in order])
        row = await found(stage, what, saying)
        assert (row.text, row.status) == (last, status), order
        assert what is Question or row.minutes == 240, order
    assert await words_kept(stage) == []


@pytest.mark.parametrize(("first", "then", "what"), [(ASKED, ASKED_ON, Question), (TOLD, TOLD_ON, Win)])
async def test_what_was_deleted_is_gone_however_it_is_told(
    stage: Stage, first: str, then: str, what: type[Any]
) -> None:
    await stage.a_team()
    for number, order in enumerate(permutations(range(5))):
        saying = Saying(stage, number)
        events = (
            saying.posted(first),
            saying.edited(then, at=200),
            saying.edited(first + "!", at=300),
            saying.deleted(),
            saying.posted(first),
        )
        await saying.tell([events[at] for at in order])
        row = await found(stage, what, saying)
        assert row is None or (row.text, row.status) in {("", "deleted"), ("", "withdrawn")}, order
    assert await words_kept(stage) == []
    await stage.pass_time(minutes=1)
    assert await waiting(stage) == 0


async def test_a_question_edited_away_before_it_came_is_not_asked(stage: Stage) -> None:
    await stage.a_team()
    saying = Saying(stage, 1)
    await saying.tell([saying.edited(CHATTER, at=200), saying.posted(ASKED)])
    assert await found(stage, Question, saying) is None
    assert await words_kept(stage) == []


async def test_words_that_wait_for_their_message_are_sealed_and_forgotten_within_the_hour(
    stage: Stage,
) -> None:
    await stage.a_team()
    saying = Saying(stage, 1)
    await saying.tell([saying.edited(ASKED_ON, at=200)])
    assert await words_kept(stage) == [ASKED_ON]
    await housekeeping.forget_the_past(stage.product.office, stage.clock())
    assert await words_kept(stage) == [ASKED_ON]
    await housekeeping.forget_the_past(stage.product.office, stage.clock() + 2 * revisions.KEPT)
    assert await words_kept(stage) == []


async def test_only_words_that_would_be_taken_in_are_kept(stage: Stage) -> None:
    await stage.a_team()
    chatter, elsewhere, reply = (Saying(stage, number) for number in range(3))
    await chatter.tell([chatter.edited(CHATTER, at=200)])
    elsewhere.channel = stage.workspace.channel("general").id
    await elsewhere.tell([elsewhere.edited(ASKED, at=200)])
    in_a_thread = reply.edited(ASKED, at=200)
    in_a_thread["message"]["thread_ts"] = "1795420000.000001"
    await reply.tell([in_a_thread])
    assert await words_kept(stage) == []


async def test_what_is_deleted_while_it_comes_is_gone(stage: Stage) -> None:
    await stage.a_team()
    for number in range(30):
        saying = Saying(stage, number)
        await asyncio.gather(saying.tell([saying.posted(ASKED)]), saying.tell([saying.deleted()]))
        question = await found(stage, Question, saying)
        assert question is None or question.status == "deleted"


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_what_is_passed_on_from_a_thread_has_its_last_words(stage: Stage, *, is_deleted: bool) -> None:
    first, last = "Give it the notes.", "Give it the brief."
    await stage.a_team(members=FIVE)
    await stage.workspace.command("ana", "/afterglow ask")
    assert await stage.workspace.submit("ana", NAMELESS) == {}
    asked = stage.workspace.channel_messages("marketing")[-1]
    told = len(stage.workspace.inbox("ana").texts())
    for number, order in enumerate(permutations(range(3))):
        saying = Saying(stage, number, who="maya", thread=asked)
        over = saying.deleted() if is_deleted else saying.edited(last, at=200)
        events = (saying.posted(first), over, saying.posted(first))
        await saying.tell([events[at] for at in order])
        await stage.workspace.after()
        read = stage.workspace.inbox("ana").texts()[told:]
        assert first not in "".join(read), order
        assert sum(last in one for one in read) == (0 if is_deleted else number + 1), order
    assert await words_kept(stage) == []

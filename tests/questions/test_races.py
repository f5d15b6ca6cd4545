"""Forty at once: of each act on a question exactly one counts, and the others read kindly who was first."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import OutboxMessage
from bot.questions import holding, service, timers
from bot.questions.changes import Changed
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import LOOK, Remind, Status
from bot.sandbox.state import Message
from tests.questions.test_earlier import AGAIN
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

FORTY = 40
TAKEN = (("maya", "I'll take it"),)
ANSWERED = (*TAKEN, ("maya", "written"))
SOLVED = (*TAKEN, ("ana", "Solved"))
CLOSED = "This question is closed."
OPEN_AGAIN = "Nobody has this question at the moment."
Order = Callable[[AsyncSession], Awaitable[object]]


@dataclass(frozen=True)
class Race:
    """What happened before, who presses what forty times, and what then is true."""

    before: Sequence[tuple[str, str]]
    who: tuple[str, ...]
    press: str
    event: str
    status: Status
    kindly: tuple[str, ...]


RACES = {
    "claim": Race((), ("maya", "tom"), "I'll take it", "claimed", Status.CLAIMED, ("first", "already")),
    "release": Race(TAKEN, ("maya",), "Release", "released", Status.OPEN, (OPEN_AGAIN,)),
    "solved": Race(TAKEN, ("ana", "maya", "tom", "ana"), "Solved", "resolved", Status.RESOLVED, (CLOSED,)),
    "solved once answered": Race(ANSWERED, ("ana", "tom"), "Solved", "resolved", Status.RESOLVED, (CLOSED,)),
    "not yet": Race(ANSWERED, ("ana", "tom"), "Not yet", "asked_on", Status.CLAIMED, ("is on it already",)),
    "reopen": Race(SOLVED, ("ana", "tom"), "Reopen", "reopened", Status.OPEN, (OPEN_AGAIN,)),
    "already solved": Race((), ("ana", "tom"), "Already solved", "resolved", Status.RESOLVED, (CLOSED,)),
    "no question": Race((), ("ana",), "This is not a question", "rejected", Status.WITHDRAWN, (CLOSED,)),
}  # fmt: skip


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question in her team's channel; Maya and Tom are its champions."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


async def _nothing() -> None:
    pass


def offer(stage: Stage, asked: Message) -> Message:
    """Our one message in the thread, whoever else wrote there."""
    (ours,) = [one for one in stage.workspace.thread(asked) if one.bot_id]
    return ours


async def happened(stage: Stage, asked: Message, steps: Sequence[tuple[str, str]]) -> None:
    for who, what in steps:
        if what == "written":
            await stage.workspace.say(who, "Paste it in parts.", channel="marketing", thread=asked)
        else:
            await stage.workspace.press(who, what, on=asked)


async def the_question(stage: Stage) -> Question:
    async with stage.db.read() as session:
        return (await session.scalars(select(Question))).one()


async def noted(stage: Stage) -> Counter[str]:
    async with stage.db.read() as session:
        return Counter(await session.scalars(select(QuestionEvent.what)))


async def in_transactions(stage: Stage, *orders: Order) -> list[object]:
    """Forty orders in turn of these, each in a transaction of its own, all at once."""

    async def one(order: Order) -> object:
        async with stage.db.begin() as session:
            return await order(session)

    each = [orders[number % len(orders)] for number in range(FORTY)]
    return list(await asyncio.gather(*(one(order) for order in each)))


def won(outcomes: Sequence[object]) -> int:
    return sum(isinstance(one, Changed) and one.won for one in outcomes)


@pytest.mark.parametrize("name", RACES)
async def test_of_forty_presses_one_counts(stage: Stage, asked: Message, name: str) -> None:
    race = RACES[name]
    await happened(stage, asked, race.before)
    glance, before = stage.workspace.glance(offer(stage, asked)), await noted(stage)
    posts = len(stage.workspace.thread(asked))
    edits = len(stage.workspace.calls("chat.update"))
    whispers = {who: len(stage.workspace.ephemerals(who)) for who in set(race.who)}
    stage.workspace.settle = _nothing
    pressing = [race.who[number % len(race.who)] for number in range(FORTY)]
    await asyncio.gather(*(stage.workspace.press(who, race.press, on=glance) for who in pressing))
    await stage.play.settle()
    assert (await noted(stage) - before)[race.event] == 1
    assert (await the_question(stage)).status == race.status
    assert len(stage.workspace.thread(asked)) == posts, "no message was doubled"
    assert len(stage.workspace.calls("chat.update")) == edits + 1
    told = [one.text for who, first in whispers.items() for one in stage.workspace.ephemerals(who)[first:]]
    kind = [text for text in told if any(word in text for word in race.kindly)]
    assert len(kind) == FORTY - 1


async def test_forty_times_handed_over_it_has_one_heir_who_is_told_once(stage: Stage, asked: Message) -> None:
    await happened(stage, asked, TAKEN)
    row_id, now = (await the_question(stage)).id, stage.clock()
    maya, tom = stage.person("maya"), stage.person("tom")
    outcomes = await in_transactions(
        stage, lambda session: service.hand_over(session, row_id, by=maya, to=tom.user_id, now=now)
    )
    await stage.play.settle()
    assert won(outcomes) == 1
    assert (await noted(stage))["handed_over"] == (await noted(stage))["received"] == 1
    assert len([one for one in stage.workspace.inbox("tom").texts() if "handed you a question" in one]) == 1
    assert f"{at(stage, 'tom')} is on it." in offer(stage, asked).text


async def test_answered_and_solved_at_once_end_as_solved_once(stage: Stage, asked: Message) -> None:
    await happened(stage, asked, TAKEN)
    row_id, now = (await the_question(stage)).id, stage.clock()
    outcomes = await in_transactions(
        stage,
        lambda session: holding.say_answered(session, row_id, by=stage.person("maya"), now=now),
        lambda session: service.resolve(session, row_id, by=stage.person("ana"), now=now),
    )
    await stage.play.settle()
    found = await noted(stage)
    assert found["resolved"] == 1 and found["answered"] <= 1
    assert won(outcomes) == found["resolved"] + found["answered"]
    assert offer(stage, asked).text == f"Solved, says {at(stage, 'ana')}."


async def test_released_and_handed_over_at_once_it_is_where_the_last_one_put_it(
    stage: Stage, asked: Message
) -> None:
    await happened(stage, asked, TAKEN)
    row_id, now = (await the_question(stage)).id, stage.clock()
    maya, tom = stage.person("maya"), stage.person("tom")
    await in_transactions(
        stage,
        lambda session: service.release(session, row_id, by=maya, now=now),
        lambda session: service.hand_over(session, row_id, by=maya, to=tom.user_id, now=now),
    )
    await stage.play.settle()
    found, question = await noted(stage), await the_question(stage)
    assert found["released"] + found["handed_over"] == 1, "whoever gave it away has nothing left to give"
    is_toms = question.status == Status.CLAIMED and question.champion_id == tom.user_id
    assert is_toms == (found["handed_over"] == 1)


async def test_found_helpful_forty_times_it_is_self_served_once(stage: Stage, asked: Message) -> None:
    row_id, now, ana = (await the_question(stage)).id, stage.clock(), stage.person("ana")
    outcomes = await in_transactions(
        stage,
        lambda session: service.self_serve(session, row_id, by=ana, with_what="card:1", now=now),
        lambda session: service.claim(session, row_id, by=stage.person("tom"), now=now),
    )
    found = await noted(stage)
    assert found["self_served"] == 1 and found["claimed"] <= 1
    assert won(outcomes) == found["self_served"] + found["claimed"]
    assert (await the_question(stage)).status == Status.RESOLVED


async def test_a_claim_at_the_moment_of_an_escalation_stops_it(stage: Stage, asked: Message) -> None:
    row_id = (await the_question(stage)).id
    stage.clock.advance(timedelta(hours=1))
    now = stage.clock()
    outcomes = await in_transactions(
        stage,
        lambda session: service.claim(session, row_id, by=stage.person("maya"), now=now),
        lambda session: timers.escalate_due(session, now=now, limit=10),
    )
    await stage.play.settle()
    assert won(outcomes) == 1
    found = await noted(stage)
    assert found["claimed"] == 1
    assert found["offered"] <= 2, "it was offered first, and carried on once at most"
    assert (await the_question(stage)).status == Status.CLAIMED
    assert stage.workspace.inbox("tom").texts() == [], "a ping that was promised is withdrawn by the claim"
    assert f"{at(stage, 'maya')} is on it." in offer(stage, asked).text


async def test_forty_ticks_at_once_ask_the_next_champion_once(stage: Stage, asked: Message) -> None:
    stage.clock.advance(timedelta(hours=1))
    now = stage.clock()
    await in_transactions(stage, lambda session: timers.escalate_due(session, now=now, limit=10))
    await stage.play.settle()
    assert (await noted(stage))["offered"] == 2
    assert len(stage.workspace.inbox("tom")) == 1


async def test_forty_ticks_at_once_remind_the_holder_once(stage: Stage, asked: Message) -> None:
    await happened(stage, asked, TAKEN)
    stage.clock.advance(timedelta(hours=5))
    now = stage.clock()
    await in_transactions(stage, lambda session: timers.escalate_due(session, now=now, limit=10))
    await stage.play.settle()
    assert (await noted(stage))["reminded"] == 1
    assert len(stage.workspace.inbox("maya")) == 1


@pytest.mark.parametrize("hours", [5, 30])
async def test_an_answer_at_the_moment_of_a_reminder_or_its_lapse_counts(
    stage: Stage, asked: Message, hours: int
) -> None:
    await happened(stage, asked, TAKEN)
    row_id, maya = (await the_question(stage)).id, stage.person("maya")
    if hours > 5:  # reminded on the same day
        await stage.pass_time(hours=5)
    stage.clock.advance(timedelta(hours=hours - 5 if hours > 5 else hours))
    now = stage.clock()
    outcomes = await in_transactions(
        stage,
        lambda session: holding.say_answered(session, row_id, by=maya, now=now),
        lambda session: timers.escalate_due(session, now=now, limit=10),
    )
    await stage.play.settle()
    found, question = await noted(stage), await the_question(stage)
    assert found["answered"] + found["lapsed"] == 1, "it was answered, or let go before"
    assert won(outcomes) == found["answered"]
    assert (question.status == Status.ANSWERED) == (found["answered"] == 1)
    async with stage.db.read() as session:
        pings = select(OutboxMessage.dedupe).where(OutboxMessage.dedupe.contains(":ping:held:"))
        assert len((await session.scalars(pings)).all()) <= 1


async def test_of_forty_choices_of_a_reminder_one_is_kept(stage: Stage, asked: Message) -> None:
    await happened(stage, asked, TAKEN)
    row_id, now, maya = (await the_question(stage)).id, stage.clock(), stage.person("maya")
    outcomes = await in_transactions(
        stage, lambda session: holding.remind(session, row_id, by=maya, when=Remind.TOMORROW, now=now)
    )
    assert won(outcomes) == (await noted(stage))["remind_tomorrow"] == 1


@pytest.fixture
async def answered(stage: Stage) -> Message:
    """Leila's question, before which something was answered that may fit: she looks at it, alone."""
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "tom", "leila"))
    await stage.workspace.invite("leila", "marketing")
    first = await stage.workspace.say("ana", ASK, channel="marketing")
    await happened(stage, first, (*TAKEN, ("maya", "written"), ("ana", "Solved")))
    return await stage.workspace.say("leila", AGAIN, channel="marketing")


async def the_last(stage: Stage) -> Question:
    async with stage.db.read() as session:
        newest = select(Question).order_by(Question.id.desc()).limit(1)
        return (await session.scalars(newest)).one()


async def pressed_forty_times(stage: Stage, who: str, what: str, on: Message) -> list[str]:
    """What whoever pressed was told by forty presses at once; nobody else pressed anything."""
    glance, first = stage.workspace.glance(on), len(stage.workspace.ephemerals(who))
    stage.workspace.settle = _nothing
    await asyncio.gather(*(stage.workspace.press(who, what, on=glance) for _ in range(FORTY)))
    await stage.play.settle()
    return [one.text for one in stage.workspace.ephemerals(who)[first:]]


async def test_of_forty_presses_that_ask_on_one_asks_a_champion(stage: Stage, answered: Message) -> None:
    shown, before = stage.workspace.ephemerals("leila")[-1], await noted(stage)
    told = await pressed_forty_times(stage, "leila", "Ask a champion", shown)
    since = await noted(stage) - before
    assert since["asked"] == since["offered"] == 1
    assert len(stage.workspace.thread(answered)) == 1, "one offer"
    assert (await the_last(stage)).status == Status.OPEN
    assert sum("is asked already" in text for text in told) == FORTY - 1


async def test_asked_on_at_the_moment_of_the_tick_a_champion_is_asked_once(
    stage: Stage, answered: Message
) -> None:
    row_id, leila, before = (await the_last(stage)).id, stage.person("leila"), await noted(stage)
    stage.clock.advance(LOOK)
    now = stage.clock()
    await in_transactions(
        stage,
        lambda session: service.ask_on(session, row_id, by=leila, now=now),
        lambda session: timers.escalate_due(session, now=now, limit=10),
    )
    await stage.play.settle()
    since = await noted(stage) - before
    assert since["asked"] == since["offered"] == 1
    assert len(stage.workspace.thread(answered)) == 1


async def test_asked_on_and_taken_back_at_once_nobody_is_left_asked(stage: Stage, answered: Message) -> None:
    row_id, now, leila = (await the_last(stage)).id, stage.clock(), stage.person("leila")
    outcomes = await in_transactions(
        stage,
        lambda session: service.ask_on(session, row_id, by=leila, now=now),
        lambda session: service.withdraw(session, row_id, by=leila, now=now),
        lambda session: service.self_serve(session, row_id, by=leila, with_what="card:1", now=now),
    )
    await stage.play.settle()
    found, question = await noted(stage), await the_last(stage)
    closed = found["withdrawn"] + found["self_served"]
    assert closed == 1
    assert won(outcomes) == closed + found["asked"] - 1, "the first one was asked before"
    assert question.status in (Status.WITHDRAWN, Status.RESOLVED) and question.escalate_at is None
    shown = [one.text for one in stage.workspace.thread(answered)]
    assert shown in ([], ["Closed without an answer."], [f"Solved, says {at(stage, 'leila')}."])


@pytest.fixture
async def private(stage: Stage) -> Message:
    """Ana asked one champion privately; what she reads of it in her DM."""
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    return stage.workspace.inbox("ana").last


async def test_of_forty_presses_that_take_it_back_one_counts(stage: Stage, private: Message) -> None:
    told = await pressed_forty_times(stage, "ana", "Withdraw", private)
    assert (await noted(stage))["withdrawn"] == 1
    assert (await the_question(stage)).status == Status.WITHDRAWN
    assert sum(CLOSED in text for text in told) == FORTY - 1
    assert len(stage.workspace.inbox("ana")) == 1, "it is said where she pressed"


async def test_taken_back_and_taken_at_once_it_is_taken_back(stage: Stage, private: Message) -> None:
    row_id, now = (await the_question(stage)).id, stage.clock()
    outcomes = await in_transactions(
        stage,
        lambda session: service.withdraw(session, row_id, by=stage.person("ana"), now=now),
        lambda session: service.claim(session, row_id, by=stage.person("maya"), now=now),
    )
    await stage.play.settle()
    found, question = await noted(stage), await the_question(stage)
    assert found["withdrawn"] == 1 and found["claimed"] <= 1
    assert won(outcomes) == found["withdrawn"] + found["claimed"]
    assert question.status == Status.WITHDRAWN and question.escalate_at is None
    was_told = any("took this question back" in one for one in stage.workspace.inbox("maya").texts())
    assert was_told == (found["claimed"] == 1), "whoever had it for a moment reads that it is over"


@pytest.mark.parametrize("name", [[], ["yes"]])
async def test_a_form_of_app_home_that_is_sent_forty_times_asks_once(stage: Stage, name: list[str]) -> None:
    await stage.a_team(zone=BERLIN, members=("ana", "maya", "tom", "rosa", "leila"))
    await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Ask a champion")
    before = len(stage.workspace.channel_messages("marketing"))
    stage.workspace.settle = _nothing
    values = {"text": ASK, "where": "open", "name": name}
    sent = await asyncio.gather(*(stage.workspace.submit("ana", values) for _ in range(FORTY)))
    await stage.play.settle()
    assert sent.count({}) == 1, "the others read that it is asked, or may be, already"
    found = await noted(stage)
    assert found["asked"] == found["offered"] == 1
    (posted,) = stage.workspace.channel_messages("marketing")[before:]
    assert ASK in posted.text

"""Whom we never answer: ourselves, other bots and Slack itself; so nothing loops."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.outbox.models import OutboxMessage
from bot.questions.models import Question
from bot.sandbox import payloads
from bot.wins.models import Win
from tests.stage import Stage

pytestmark = pytest.mark.long

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
WIN = "Claude turned the call transcript into the newsletter, that saved me two hours today!"
EACH = 125
FEW = 20


async def left(stage: Stage) -> tuple[int, ...]:
    async with stage.db.read() as session:
        counts = [select(func.count()).select_from(table) for table in (Question, Win, OutboxMessage)]
        return tuple([await session.scalar(count) or 0 for count in counts])


def voices(stage: Stage) -> dict[str, dict[str, Any]]:
    """Who speaks without being heard, as Slack tells of their messages."""
    bot = stage.workspace.bot
    return {
        "ourselves": {"user": bot.id, "bot_id": bot.bot_id},
        "a bot": {"user": "U0OTHERBOT", "bot_id": "B0OTHERBOT", "subtype": "bot_message"},
        "an app without a user": {"user": None, "bot_id": "B0OTHERBOT"},
        "Slack itself": {"subtype": "channel_topic"},
    }


@pytest.mark.parametrize("voice", ["ourselves", "a bot", "an app without a user", "Slack itself"])
async def test_a_thousand_messages_of_no_person_leave_nothing(stage: Stage, voice: str) -> None:
    await stage.a_team()
    before, posted = await left(stage), len(stage.workspace.calls("chat.postMessage"))
    state, place = stage.workspace.state, stage.workspace.channel("marketing")
    told = []
    for number in range(EACH):
        for text in (f"{ASK} {number}", f"{WIN} {number}"):
            message = payloads.typed_message(
                state, stage.workspace.person("ana"), place, text, thread_ts=None
            )
            payload = payloads.posted(state, message)
            payload["event"] |= voices(stage)[voice]
            told.append(stage.workspace.courier.event(payload))
    answers = await asyncio.gather(*told)
    await stage.workspace.after()
    assert {answer.status for answer in answers} == {200}
    assert await left(stage) == before
    assert len(stage.workspace.calls("chat.postMessage")) == posted


async def test_whoever_is_no_colleague_gets_one_answer_to_each_question_and_no_letter(stage: Stage) -> None:
    """People of another company in a shared channel, and a colleague who has just left."""
    await stage.a_team()
    state, place = stage.workspace.state, stage.workspace.channel("marketing")
    await stage.workspace.change("ana", deleted=True)
    left_us = stage.workspace.person("ana")
    stranger = {"user": "U0STRANGER", "user_team": "T0ELSEWHERE", "source_team": "T0ELSEWHERE"}
    told = []
    for number in range(FEW):
        message = payloads.typed_message(state, left_us, place, f"{ASK} {number}", thread_ts=None)
        other = payloads.typed_message(state, left_us, place, f"{WIN} {number}", thread_ts=None)
        for said in (message, other):
            payload = payloads.posted(state, said)
            told.append(stage.workspace.courier.event(payload))
            payload = payloads.posted(state, said)
            payload["event"] |= {**stranger, "ts": said.ts.replace(".0", ".9")}
            told.append(stage.workspace.courier.event(payload | {"event_id": f"Ev{said.ts}"}))
    answers = await asyncio.gather(*told)
    assert {answer.status for answer in answers} == {200}
    await stage.workspace.after()
    await stage.pass_time(minutes=10)
    posts = [call for call in stage.workspace.calls("chat.postMessage") if call.note == "ok"]
    assert len(posts) <= 2 * FEW
    nobody = {left_us.id, "U0STRANGER"}
    assert [call for call in posts if call.args["channel"] in nobody] == []

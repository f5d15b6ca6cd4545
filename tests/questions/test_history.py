"""The history of a question: who did what and when, for those who may see it, without anybody's words."""

import pytest
from sqlalchemy import select

from bot.questions.history_blocks import NOT_YOURS
from bot.questions.models import Question
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question at nine in Berlin, offered to Maya."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


def shown(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


async def look(stage: Stage, who: str, on: Message) -> str:
    await stage.workspace.press(who, "History", on=on)
    return shown(stage, who)


async def test_it_tells_what_happened_on_the_clock_of_whoever_looks(stage: Stage, asked: Message) -> None:
    await stage.pass_time(minutes=12)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    await stage.workspace.submit("maya", {"heir": stage.person("tom").user_id})
    await stage.workspace.say("tom", "Paste it in parts.", channel="marketing", thread=asked)
    await stage.workspace.press("ana", "Not yet", on=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    await stage.workspace.press("ana", "Reopen", on=asked)
    ana, maya, tom = (at(stage, who) for who in ("ana", "maya", "tom"))
    hour = "09" if stage.workspace.person("ana").zone != "Europe/London" else "08"
    assert (await look(stage, "ana", asked)).splitlines()[1:-1] == [
        f"*23 Nov {hour}:00*  {ana} asked",
        f"*23 Nov {hour}:00*  offered to {maya}",
        f"*23 Nov {hour}:12*  {maya} took it",
        f"*23 Nov {hour}:12*  {maya} handed it over",
        f"*23 Nov {hour}:12*  now with {tom}",
        f"*23 Nov {hour}:12*  {tom} answered",
        f"*23 Nov {hour}:12*  {ana} said: not solved yet",
        f"*23 Nov {hour}:12*  {ana} marked it as solved",
        f"*23 Nov {hour}:12*  {ana} opened it again",
        f"*23 Nov {hour}:12*  offered to {maya}",
    ]
    assert ASK not in shown(stage, "ana")


async def test_it_is_found_in_every_state_and_in_the_queue(stage: Stage, asked: Message) -> None:
    assert "asked" in await look(stage, "tom", asked)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    assert "took it" in await look(stage, "tom", asked)
    queue = await stage.workspace.command("maya", "/afterglow queue")
    assert queue is not None
    assert "took it" in await look(stage, "maya", queue)
    await stage.workspace.press("ana", "Solved", on=asked)
    assert "marked it as solved" in await look(stage, "tom", asked)


async def test_who_was_reminded_and_let_it_lapse_stands_there(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.pass_time(days=2)
    told = await look(stage, "ana", asked)
    assert f"{at(stage, 'maya')} was reminded" in told
    assert f"no word from {at(stage, 'maya')}: asked on" in told
    assert f"offered to {at(stage, 'tom')}" in told


async def test_whoever_reads_the_thread_may_look_in_private(stage: Stage, asked: Message) -> None:
    await stage.workspace.invite("ben", "marketing")
    assert "asked" in await look(stage, "ben", asked)
    assert stage.workspace.ephemerals("ben") == []
    assert "History" not in offer_in(stage, asked).text


async def test_of_a_private_question_only_its_people_see_it(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask one champion privately")
    await stage.pass_time(minutes=1)
    async with stage.db.read() as session:
        (offered_to,) = await session.scalars(select(Question.offered_to))
    first = next(who for who in ("maya", "tom") if stage.person(who).user_id == offered_to)
    queue = await stage.workspace.command(first, "/afterglow queue")
    assert queue is not None
    assert f"{at(stage, 'ana')} asked" in await look(stage, first, queue)
    glance = stage.workspace.glance(queue)
    other = {"maya": "tom", "tom": "maya"}[first]
    await stage.workspace.press(other, "History", on=glance)
    assert shown(stage, other).splitlines()[1] == NOT_YOURS


async def test_a_button_of_a_question_that_is_gone_still_answers(stage: Stage, asked: Message) -> None:
    glance = stage.workspace.glance(offer_in(stage, asked))
    async with stage.db.begin() as session:
        await session.delete((await session.scalars(select(Question))).one())
    await stage.workspace.press("ana", "History", on=glance)
    assert NOT_YOURS in shown(stage, "ana")

"""«Not a question» teaches the reader of this workspace, and a mistake alone changes little."""

from sqlalchemy import select

from bot.questions.models import Question
from bot.reading import rules as reading
from bot.workspaces import service as workspaces
from tests.questions.test_flow import ASK, BERLIN, offer_in
from tests.stage import Stage

DOUBTFUL = "copilot excel column formulas, anyone?"


def test_what_nobody_corrected_is_heard_as_shipped() -> None:
    assert reading.learnt([]) == 0.52
    assert reading.learnt([(0.55, True), (0.6, True), (0.97, True)]) == 0.52


def test_one_mistake_changes_nothing_two_do() -> None:
    assert reading.learnt([(0.55, False)]) == 0.52
    assert reading.learnt([(0.52, False), (0.58, False)]) == 0.57
    assert reading.learnt([(0.7, False), (0.7, False), (0.8, False)]) == 0.72


def test_what_was_right_weighs_against_mistakes() -> None:
    assert reading.learnt([(0.6, False)] * 2 + [(0.6, True)] * 8) == 0.52


def test_it_never_falls_silent() -> None:
    assert reading.learnt([(0.99, False)] * 50) == 0.9


async def told(stage: Stage) -> tuple[list[str | None], float]:
    """The labels so far, oldest first, and from where on a question is acted on."""
    async with stage.db.read() as session:
        labels = await session.scalars(select(Question.label).order_by(Question.id))
        return list(labels), await workspaces.acts_from(session, stage.team_id)


async def test_not_a_question_is_a_labelled_example(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "This is not a question", on=asked)
    assert "This was no question." in offer_in(stage, asked).text
    assert await told(stage) == (["none"], 0.52)
    await stage.workspace.press("ana", "Reopen", on=asked)
    assert await told(stage) == ([None], 0.52)
    assert "can you take this one?" in offer_in(stage, asked).text


async def test_an_answered_question_is_one_too(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("ana", "Solved", on=asked)
    assert await told(stage) == (["question"], 0.52)


async def test_mistakes_make_it_silent_where_it_was_unsure(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    for number in range(12):
        wrong = await stage.workspace.say("ana", f"{ASK} {number}", channel="marketing")
        if stage.workspace.thread(wrong):
            await stage.workspace.press("maya", "This is not a question", on=wrong)
    _, threshold = await told(stage)
    assert threshold == 0.9
    assert reading.read(ASK).confidence >= threshold
    again = await stage.workspace.say("ana", ASK, channel="marketing")
    assert len(stage.workspace.thread(again)) == 1
    doubtful = await stage.workspace.say("tom", DOUBTFUL, channel="marketing")
    assert 0.52 <= reading.read(DOUBTFUL).confidence < threshold
    assert stage.workspace.thread(doubtful) == []


async def test_what_was_asked_by_name_teaches_nothing(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
    await stage.workspace.press("maya", "This is not a question", on=asked)
    assert await told(stage) == ([None], 0.0)


async def test_who_takes_a_question_back_teaches_nothing(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.pass_time(days=3)
    await stage.workspace.press("ana", "Withdraw")
    assert await told(stage) == ([None], 0.0)

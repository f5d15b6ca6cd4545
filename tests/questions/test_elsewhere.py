"""Another team solved this: two links in the champions' channel, seldom and only when it is sure."""

import pytest

from bot.sandbox.state import Message
from tests.questions.test_flow import BERLIN
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
ALIKE = "How can I summarise a call transcript with Claude without losing action items?"
OTHER = "Which AI tool makes a picture of our new office plant?"
POST = "Another team solved this: *Marketing* has an answer"


@pytest.fixture
async def teams(stage: Stage) -> Stage:
    """Marketing and Sales, each with a champion; the champions' channel is #general."""
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.a_team(
        "Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",), zone=BERLIN
    )
    await stage.workspace.command("priya", "/afterglow settings")
    channel = stage.workspace.channel("general").id
    assert await stage.workspace.submit("priya", {"The champions' channel": channel}) == {}
    assert "reads when one team solved" in stage.workspace.text_of(stage.workspace.modal("priya"))
    return stage


async def answered(stage: Stage, words: str = ASK) -> Message:
    asked = await stage.workspace.say("ana", words, channel="marketing")
    await stage.workspace.say("maya", "Ask for the action items of each part first.", thread=asked)
    return asked


def posts(stage: Stage) -> list[str]:
    channel = stage.workspace.channel("general").id
    return [
        stage.workspace.text_of(one)
        for one in stage.workspace.channel_messages(channel)
        if one.text.startswith(POST)
    ]


async def test_where_the_same_question_waits_champions_see_both_places(teams: Stage) -> None:
    await teams.workspace.say("rosa", ALIKE, channel="sales")
    asked = await answered(teams)
    await teams.workspace.press("ana", "Solved", on=asked)
    (post,) = posts(teams)
    assert "waits in *Sales*" in post
    assert "summarise" not in post


async def test_silence_when_it_is_not_sure(teams: Stage) -> None:
    await teams.workspace.say("rosa", OTHER, channel="sales")
    await teams.workspace.press("ana", "Solved", on=await answered(teams))
    assert posts(teams) == []


async def test_a_team_is_not_told_of_its_own_answer(teams: Stage) -> None:
    await teams.workspace.say("tom", ALIKE, channel="marketing")
    await teams.workspace.press("ana", "Solved", on=await answered(teams))
    assert posts(teams) == []


async def test_what_was_asked_privately_is_never_shown(teams: Stage) -> None:
    await teams.workspace.say("rosa", ALIKE, dm=True)
    await teams.workspace.press("rosa", "Ask one champion privately")
    await teams.workspace.press("ana", "Solved", on=await answered(teams))
    assert posts(teams) == []


async def test_a_waiting_question_is_shown_once(teams: Stage) -> None:
    await teams.workspace.say("rosa", ALIKE, channel="sales")
    asked = await answered(teams)
    for _ in range(2):
        await teams.workspace.press("ana", "Solved", on=asked)
        await teams.workspace.press("ana", "Reopen", on=asked)
        await teams.workspace.say("maya", "And once more.", thread=asked)
    assert len(posts(teams)) == 1


async def test_three_a_week_are_enough(teams: Stage) -> None:
    for number in range(4):
        await teams.workspace.say("rosa", f"{ALIKE} Part {number}, please?", channel="sales")
        await teams.pass_time(minutes=1)
    asked = await answered(teams)
    for _ in range(4):
        await teams.workspace.press("ana", "Solved", on=asked)
        await teams.workspace.press("ana", "Reopen", on=asked)
        await teams.workspace.say("maya", "And once more.", thread=asked)
    assert len(posts(teams)) == 3


async def test_without_a_champions_channel_nothing_is_posted(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    await stage.workspace.say("rosa", ALIKE, channel="sales")
    await stage.workspace.press("ana", "Solved", on=await answered(stage))
    assert posts(stage) == []

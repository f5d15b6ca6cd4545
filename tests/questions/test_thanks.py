"""What helped: said by the asker with one press, for the champion who answered and nobody else."""

import pytest

from bot.privacy import service as privacy
from bot.questions import thanks
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

INVITED = "Good. What helped?"
NAME = "jan.kowalski@example.com"


@pytest.fixture
async def answered(stage: Stage) -> Message:
    """Ana's question, answered by Maya."""
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.say("maya", "Paste the transcript and ask for a table.", thread=asked)
    return asked


async def kept(stage: Stage, who: str) -> list[str | None]:
    async with stage.db.read() as session:
        return [one.words or one.reason for one in await thanks.of_champion(session, stage.person(who))]


async def record(stage: Stage, who: str) -> str:
    await stage.workspace.command(who, "/afterglow record")
    return stage.workspace.text_of(stage.workspace.modal(who))


async def test_one_press_tells_the_champion_what_helped(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=answered)
    (asked,) = stage.workspace.ephemerals("ana")
    assert f"What helped? {at(stage, 'maya')} alone is told" in asked.text
    await stage.workspace.press("ana", "I can do it myself now", on=asked)
    assert f"Told {at(stage, 'maya')}, and nobody else" in stage.workspace.ephemerals("ana")[-1].text
    assert "“I can do it myself now”" in await record(stage, "maya")
    assert await kept(stage, "tom") == []


async def test_a_line_of_ones_own_is_passed_on_without_red_lines(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=answered)
    await stage.workspace.press("ana", "In my words", on=stage.workspace.ephemerals("ana")[-1])
    errors = await stage.workspace.submit("ana", {"What helped?": f"Ask {NAME}"})
    assert "Take it out" in errors["thank_words"]
    assert await stage.workspace.submit("ana", {"What helped?": "The example with the table"}) == {}
    assert "“The example with the table”" in await record(stage, "maya")


async def test_said_twice_the_last_word_counts_once(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=answered)
    asked = stage.workspace.ephemerals("ana")[-1]
    await stage.workspace.press("ana", "In my words", on=asked)
    await stage.workspace.submit("ana", {"What helped?": "The example"})
    assert await kept(stage, "maya") == ["The example"]
    await stage.workspace.press("ana", "It worked at once", on=asked)
    assert await kept(stage, "maya") == ["worked"]


async def test_whoever_tidies_up_is_not_asked_what_helped(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("maya", "Solved", on=answered)
    assert not any(INVITED in one.text for one in stage.workspace.ephemerals("maya"))
    assert stage.workspace.ephemerals("ana") == []


async def test_where_nobody_answered_nobody_is_thanked(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("ana", "Already solved", on=asked)
    assert stage.workspace.ephemerals("ana") == []


async def test_asked_privately_it_stays_between_the_two(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN, led_by=("maya",))
    await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    await stage.workspace.press("maya", "I'll take it")
    await stage.workspace.press("ana", "Solved")
    invited = stage.workspace.ephemerals("ana")[-1]
    assert INVITED in invited.text
    await stage.workspace.press("ana", "It saved me time", on=invited)
    assert await kept(stage, "maya") == ["time"]


async def test_reopened_it_can_no_longer_be_said(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=answered)
    asked = stage.workspace.ephemerals("ana")[-1]
    await stage.workspace.press("ana", "Reopen", on=answered)
    await stage.workspace.press("ana", "It worked at once", on=asked)
    assert "Only the asker of a solved question" in stage.workspace.ephemerals("ana")[-1].text
    assert await kept(stage, "maya") == []


async def test_whoever_is_erased_takes_their_words_along(stage: Stage, answered: Message) -> None:
    await stage.workspace.press("ana", "Solved", on=answered)
    await stage.workspace.press("ana", "It worked at once", on=stage.workspace.ephemerals("ana")[-1])
    async with stage.db.begin() as session:
        await privacy.erase(session, stage.person("ana"), now=stage.clock())
    assert await kept(stage, "maya") == []

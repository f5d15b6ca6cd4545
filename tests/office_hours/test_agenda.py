"""The agenda of office hours, and what came of a question written back into its thread."""

import pytest

from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at
from tests.stage import Stage

ANSWER = "Paste it in parts, and ask for the action items of each part first."


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's open question; Maya and Tom champion her team."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


async def agenda(stage: Stage, who: str) -> str:
    await stage.workspace.command(who, "/afterglow office")
    await stage.workspace.press(who, "Agenda")
    return str(stage.workspace.modal(who).blocks)  # type: ignore[union-attr]


async def write_down(stage: Stage, who: str, text: str) -> dict[str, str]:
    await agenda(stage, who)
    await stage.workspace.press(who, "Write down the answer")
    return await stage.workspace.submit(who, {"text": text})


def said_below(stage: Stage, asked: Message) -> list[str]:
    return [one.text for one in stage.workspace.thread(asked)]


async def test_what_is_not_solved_is_on_the_agenda(stage: Stage, asked: Message) -> None:
    assert ASK in await agenda(stage, "maya")
    await stage.workspace.press("ana", "Already solved", on=asked)
    assert "No question is open." in await agenda(stage, "maya")


async def test_an_answer_given_there_stands_in_the_thread(stage: Stage, asked: Message) -> None:
    await write_down(stage, "maya", ANSWER)
    offer, outcome = said_below(stage, asked)
    assert outcome.startswith(f"Answered in office hours, says {at(stage, 'maya')}:")
    assert ANSWER in outcome
    assert f"{at(stage, 'maya')} has replied. {at(stage, 'ana')}, did that solve it?" in offer
    await stage.workspace.press("ana", "Solved", on=asked)
    assert "No question is open." in await agenda(stage, "tom")


async def test_whoever_holds_it_keeps_it(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("tom", "I'll take it", on=asked)
    await write_down(stage, "maya", ANSWER)
    assert f"{at(stage, 'tom')} has replied." in said_below(stage, asked)[0]


async def test_a_question_asked_by_command_has_it_below_the_offer(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask in the team's channel")
    await stage.pass_time(minutes=1)
    await write_down(stage, "maya", ANSWER)
    (offer,) = [one for one in stage.workspace.channel_messages("marketing") if ASK in one.text]
    assert ANSWER in stage.workspace.thread(offer)[-1].text


async def test_private_questions_are_not_listed(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask one champion privately")
    assert "No question is open." in await agenda(stage, "maya")


async def test_red_lines_are_taken_out_before_it_is_written(stage: Stage, asked: Message) -> None:
    errors = await write_down(stage, "maya", "Ask jane.doe@customer.example for the file.")
    assert "everybody in the channel reads the thread" in str(errors)
    assert len(said_below(stage, asked)) == 1
    assert await stage.workspace.submit("maya", {"text": "..."}) == {
        "text": "Say in a sentence or two what helped."
    }


async def test_what_was_closed_meanwhile_is_said(stage: Stage, asked: Message) -> None:
    await agenda(stage, "maya")
    await stage.workspace.press("maya", "Write down the answer")
    await stage.workspace.press("ana", "Already solved", on=asked)
    assert "closed meanwhile" in str(await stage.workspace.submit("maya", {"text": ANSWER}))


async def test_others_see_no_agenda(stage: Stage, asked: Message) -> None:
    shown = await stage.workspace.command("ana", "/afterglow office")
    assert shown is not None and ASK not in str(shown.blocks)

"""A question with a red line in it: its asker alone is told, and chooses what becomes of it."""

import pytest

from bot.sandbox.state import Message
from tests.questions.test_flow import BERLIN, offer_in
from tests.stage import Stage

SECRET = "jane.doe@customer.example"
ASK = f"How do I get Claude to write a friendly reminder to {SECRET} about an invoice?"
BETTER = "How do I get Claude to write a friendly reminder about an invoice?"


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question with a customer's address in it."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


def notice_to(stage: Stage, who: str) -> Message:
    return stage.workspace.ephemerals(who)[-1]


async def test_its_asker_alone_is_told_and_chooses(stage: Stage, asked: Message) -> None:
    told = notice_to(stage, "ana")
    assert "I took something out of what I keep and show: e-mail address." in told.text
    assert stage.workspace.buttons(told) == ["Ask without it", "Rewrite", "Cancel"]
    assert stage.workspace.ephemerals("maya") == []
    await stage.workspace.press("ana", "Ask without it", on=asked)
    assert notice_to(stage, "ana").text == "Good: it is asked without it."
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    await stage.workspace.submit("maya", {"heir": stage.person("tom").user_id})
    await stage.pass_time(minutes=1)
    assert SECRET not in " ".join(stage.workspace.inbox("tom").texts())


async def test_it_can_be_said_anew(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("ana", "Rewrite", on=asked)
    form = stage.workspace.modal("ana")
    assert form is not None and SECRET not in str(form.blocks) and "friendly reminder" in str(form.blocks)
    assert "holds e-mail address" in str(await stage.workspace.submit("ana", {"text": ASK}))
    assert await stage.workspace.submit("ana", {"text": BETTER}) == {}
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Hand over", on=asked)
    await stage.workspace.submit("maya", {"heir": stage.person("tom").user_id})
    await stage.pass_time(minutes=1)
    assert BETTER in " ".join(stage.workspace.inbox("tom").texts())


async def test_it_can_be_cancelled(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("ana", "Cancel", on=asked)
    assert "Taken back." in notice_to(stage, "ana").text
    assert "Closed without an answer." in offer_in(stage, asked).text


async def test_what_is_over_is_not_rewritten(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("ana", "Already solved", on=asked)
    await stage.workspace.press("ana", "Rewrite", on=asked)
    assert stage.workspace.modal("ana") is None
    assert "This question is closed." in notice_to(stage, "ana").text

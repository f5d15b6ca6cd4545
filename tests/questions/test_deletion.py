"""A question goes with the message that asked it: its words from wherever they are, and for good."""

import pytest
from sqlalchemy import select, update

from bot.outbox.models import OutboxMessage
from bot.questions.models import Draft, Question
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage

WORDS = "call transcript"
GONE = "The message with this question was deleted, so it is closed"


@pytest.fixture
async def asked(stage: Stage) -> Message:
    """Ana's question in her team's channel, offered to a champion."""
    await stage.a_team(zone=BERLIN)
    return await stage.workspace.say("ana", ASK, channel="marketing")


async def kept(stage: Stage) -> str:
    """All that our database holds of the question and of what was said about it."""
    async with stage.db.read() as session:
        texts = await session.scalars(select(Question.text))
        drafts = await session.scalars(select(Draft.answer))
        bodies = await session.scalars(
            select(OutboxMessage.body).where(OutboxMessage.method != "views.publish")
        )
        return " ".join(str(one) for found in (texts, drafts, bodies) for one in found)


def shown(stage: Stage, who: str) -> str:
    """All that stands in somebody's direct messages from us."""
    return " ".join(stage.workspace.inbox(who).texts())


async def test_deleted_in_the_channel_it_is_closed_and_cannot_be_opened_again(
    stage: Stage, asked: Message
) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Solved", on=asked)
    old = stage.workspace.glance(offer_in(stage, asked))
    await stage.workspace.press("ana", "Reopen", on=asked)
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.delete("ana", asked)
    offer = offer_in(stage, asked)
    assert GONE in offer.text
    assert stage.workspace.buttons(offer) == []
    for who in ("ana", "maya"):
        await stage.workspace.press(who, "Reopen", on=old)
        told = stage.workspace.ephemerals(who)[-1].text
        assert GONE in told
        assert "It cannot be opened again, but it can be asked again." in told
    assert GONE in offer_in(stage, asked).text
    queue = await stage.workspace.command("maya", "/afterglow queue")
    assert "you hold no question" in stage.workspace.text_of(queue)


async def test_its_words_go_from_what_we_keep_and_from_the_pings(stage: Stage, asked: Message) -> None:
    await stage.pass_time(hours=2)
    assert WORDS in shown(stage, "tom")
    await stage.workspace.press("tom", "I'll take it", on=stage.workspace.inbox("tom").last)
    await stage.workspace.delete("ana", asked)
    assert WORDS not in shown(stage, "tom")
    assert GONE in shown(stage, "tom")
    assert WORDS not in await kept(stage)


async def test_a_draft_of_a_model_goes_with_it(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    async with stage.db.begin() as session:
        answer = f"Paste the {WORDS} and ask for a table."
        await session.execute(update(Draft).values(state="drafted", answer=answer))
    assert answer in await kept(stage)
    await stage.workspace.delete("ana", asked)
    assert WORDS not in await kept(stage)


async def test_an_edit_that_arrives_late_brings_no_words_back(stage: Stage, asked: Message) -> None:
    await stage.workspace.delete("ana", asked)
    late = await stage.workspace.say("ana", "Never mind", channel="marketing")
    async with stage.db.begin() as session:
        await session.execute(update(Question).values(origin=f"{late.channel}:{late.ts}"))
    await stage.workspace.edit("ana", late, ASK)
    assert WORDS not in await kept(stage)


async def test_solved_already_it_loses_its_words_and_stays_closed(stage: Stage, asked: Message) -> None:
    await stage.workspace.press("maya", "I'll take it", on=asked)
    await stage.workspace.press("maya", "Solved", on=asked)
    await stage.workspace.delete("ana", asked)
    assert GONE in offer_in(stage, asked).text
    assert WORDS not in await kept(stage)


async def test_deleted_in_the_dm_the_champion_who_had_it_is_told(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    said = await stage.workspace.say("ana", ASK, dm=True)
    await stage.workspace.press("ana", "Ask one champion privately")
    (champion,) = [who for who in ("maya", "tom") if len(stage.workspace.inbox(who))]
    await stage.workspace.press(champion, "I'll take it")
    assert at(stage, "ana") in shown(stage, champion)
    await stage.workspace.delete("ana", said)
    assert GONE in stage.workspace.inbox(champion).texts()[-1]
    assert all(WORDS not in shown(stage, who) for who in ("ana", champion))
    assert WORDS not in await kept(stage)

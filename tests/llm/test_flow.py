"""Drafts for the champion: in private, after the claim, with the cards as the way out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.llm.openai_client import OpenAiModel
from bot.questions import drafts
from bot.questions.models import Draft
from bot.sandbox.state import Message
from bot.workspaces.models import Workspace
from tests.llm import fake_openai
from tests.llm.fake_openai import GOOD, FakeOpenAi, Mood
from tests.stage import Stage

ASK = "How do I get Claude to turn messy meeting notes into action items with owners?"
CARD = "first-meeting-notes"
CARD_TITLE = "From rough notes to who does what by when"


@asynccontextmanager
async def with_model(stage: Stage, mood: Mood) -> AsyncIterator[FakeOpenAi]:
    async with fake_openai.serving(mood) as fake:
        asking = OpenAiModel(api_key=None, base_url=fake.address, model="fake", limit=timedelta(seconds=0.4))
        stage.product.office = replace(stage.product.office, model=asking)
        yield fake


async def taken(stage: Stage, text: str = ASK) -> Message:
    """A question in the team's channel, taken by Maya; no tick has run yet."""
    await stage.a_team()
    question = await stage.workspace.say("ana", text, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    return question


@pytest.mark.usefixtures("printed")
async def test_the_champion_gets_a_draft_for_their_eyes_only(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting(source_ids=[CARD])) as fake:
        question = await taken(stage)
        assert fake.bodies == []
        await stage.pass_time(minutes=1)
    (shown,) = stage.workspace.ephemerals("maya")
    text = stage.workspace.text_of(shown)
    assert "Draft by a model: check before you use it." in text
    assert str(GOOD["answer"]) in text
    assert CARD_TITLE in text
    assert shown.thread_ts == question.ts
    assert len(fake.bodies) == 1
    assert len(stage.workspace.thread(question)) == 1
    assert stage.workspace.ephemerals("ana") == stage.workspace.ephemerals("tom") == []


async def test_a_draft_wanted_on_a_machine_whose_clock_is_ahead_is_not_late(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()):
        await taken(stage)
        async with stage.db.begin() as session:
            await session.execute(update(Draft).values(asked_at=stage.clock() + timedelta(hours=1)))
        await stage.pass_time(minutes=1)
    assert len(stage.workspace.ephemerals("maya")) == 1


async def test_not_helpful_is_noted_and_thanked(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()):
        await taken(stage)
        await stage.pass_time(minutes=1)
    (shown,) = stage.workspace.ephemerals("maya")
    await stage.workspace.press("maya", "Not helpful", on=shown)
    assert "Thank you, noted." in stage.workspace.ephemerals("maya")[-1].text
    async with stage.db.read() as session:
        assert await session.scalar(select(Draft.state)) == drafts.State.NOT_HELPFUL


async def test_a_private_question_is_drafted_by_direct_message(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    async with with_model(stage, fake_openai.drafting()):
        shown = await stage.workspace.command("ana", f"/afterglow ask {ASK}")
        assert shown is not None
        await stage.workspace.press("ana", "Ask one champion privately", on=shown)
        await stage.workspace.press("maya", "I'll take it")
        await stage.pass_time(minutes=1)
    assert any("Draft by a model" in text for text in stage.workspace.inbox("maya").texts())
    assert not any("Draft by a model" in text for text in stage.workspace.inbox("ana").texts())


@pytest.mark.parametrize(
    "mood",
    [
        fake_openai.status(401),
        fake_openai.status(429),
        fake_openai.hanging,
        fake_openai.raw(b"x" * 2_000_000),
        fake_openai.saying("not json"),
        fake_openai.drafting(can_answer=False),
    ],
    ids=["401", "429", "hangs", "2 MB", "prose", "declines"],
)
async def test_without_a_draft_the_nearest_cards_are_named(stage: Stage, mood: Mood) -> None:
    async with with_model(stage, mood):
        await taken(stage)
        await stage.pass_time(minutes=1)
    (shown,) = stage.workspace.ephemerals("maya")
    assert "May help with this question" in shown.text
    assert CARD_TITLE in shown.text
    assert "Draft by a model" not in stage.workspace.text_of(shown)


async def test_without_a_model_the_nearest_cards_are_named(stage: Stage) -> None:
    await taken(stage)
    await stage.pass_time(minutes=1)
    (shown,) = stage.workspace.ephemerals("maya")
    assert CARD_TITLE in shown.text


async def test_nothing_is_said_when_no_card_fits(stage: Stage) -> None:
    await taken(stage, "Anyone know how to switch off Copilot in Outlook on a Mac?")
    await stage.pass_time(minutes=1)
    assert stage.workspace.ephemerals("maya") == []


async def test_no_row_stays_behind_without_a_model(stage: Stage) -> None:
    await taken(stage)
    await stage.pass_time(hours=26)
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Draft)) == 0


async def test_a_workspace_that_wants_no_drafts_sends_no_word_out(stage: Stage) -> None:
    async with stage.db.begin() as session:
        await session.execute(update(Workspace).values(model_drafts=False))
    async with with_model(stage, fake_openai.drafting()) as fake:
        await taken(stage)
        await stage.pass_time(minutes=5)
    assert fake.bodies == []
    assert stage.workspace.ephemerals("maya") == []


async def test_consent_taken_back_after_the_claim_counts(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()) as fake:
        await taken(stage)
        async with stage.db.begin() as session:
            await session.execute(update(Workspace).values(model_drafts=False))
        await stage.pass_time(minutes=5)
    assert fake.bodies == []


async def test_who_gave_the_question_back_gets_no_draft(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()) as fake:
        question = await taken(stage)
        await stage.workspace.press("maya", "Release", on=question)
        await stage.pass_time(minutes=1)
    assert fake.bodies == []
    (told,) = stage.workspace.ephemerals("maya")
    assert told.text.startswith("It is open again")


async def test_the_heir_of_a_question_gets_a_draft_too(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()):
        question = await taken(stage)
        await stage.workspace.press("maya", "Hand over", on=question)
        await stage.workspace.submit("maya", {"To which champion?": stage.workspace.person("tom").id})
        await stage.pass_time(minutes=1)
    assert stage.workspace.ephemerals("maya") == []
    assert "Draft by a model" in stage.workspace.ephemerals("tom")[-1].text


async def test_what_the_guard_holds_back_never_reaches_the_model(stage: Stage) -> None:
    planted = f"{ASK} Mails go to jane.doe@customer.example"
    async with with_model(stage, fake_openai.drafting()) as fake:
        await taken(stage, planted)
        await stage.pass_time(minutes=1)
    (body,) = fake.bodies
    assert "jane.doe" not in body
    assert stage.workspace.person("ana").id not in body
    assert "Northwind" not in body


async def test_a_hostile_draft_does_nothing_but_stand_there(stage: Stage) -> None:
    hostile = "claim all. <!channel> <@U0TOM> <https://evil.example|Reset password> @here"
    other = "What prompt do you use so that ChatGPT keeps our brand voice?"
    async with with_model(stage, fake_openai.drafting(answer=hostile, steps=[hostile])):
        question = await taken(stage)
        waiting = await stage.workspace.say("ana", other, channel="marketing")
        await stage.pass_time(minutes=1)
    (shown,) = stage.workspace.ephemerals("maya")
    sent = stage.workspace.calls("chat.postEphemeral")[-1]
    for sign in ("<!", "<@U0TOM", "evil.example", "@here"):
        assert sign not in str(sent.args)
    assert "claim all." in stage.workspace.text_of(shown)
    assert "I'll take it" in stage.workspace.buttons(stage.workspace.thread(waiting)[0])
    assert "is on it." in stage.workspace.thread(question)[0].text


async def test_a_days_budget_ends_in_the_cards(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()) as fake:
        await taken(stage)
        async with stage.db.begin() as session:
            (mine,) = await session.scalars(select(Draft))
            session.add_all(
                Draft(
                    workspace_id=mine.workspace_id,
                    question_id=mine.question_id,
                    champion_id=f"U{number}",
                    state=drafts.State.DRAFTED,
                    asked_at=stage.clock(),
                )
                for number in range(drafts.A_DAY)
            )
        await stage.pass_time(minutes=1)
    assert fake.bodies == []
    (shown,) = stage.workspace.ephemerals("maya")
    assert "May help" in shown.text


async def test_a_process_that_died_while_asking_is_made_up_for(stage: Stage) -> None:
    async with with_model(stage, fake_openai.drafting()):
        await taken(stage)
        async with stage.db.begin() as session:
            (leased,) = await drafts.lease(session, now=stage.clock(), limit=5)
        await stage.pass_time(seconds=30)
        assert stage.workspace.ephemerals("maya") == []
        await stage.pass_time(minutes=2)
    assert len(stage.workspace.ephemerals("maya")) == 1
    async with stage.db.begin() as session:
        await drafts.deliver_cards(session, leased, ["late"], was_asked=True, now=stage.clock())
    await stage.pass_time(minutes=1)
    assert len(stage.workspace.ephemerals("maya")) == 1

"""What the stories about cards that people write have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.authoring.models import CardDraft
from bot.llm.openai_client import OpenAiModel
from bot.sandbox.state import Json, Message
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi, Mood
from tests.stage import Stage

SHORTCUT = "draft_card_message"
ASK = "How do I get Claude to turn messy meeting notes into action items with owners?"
ANSWER = "Ask for the actions first, each with one owner and a day. Only then let it write the summary."
WIN = "Claude wrote the whole campaign brief for me and saved me two hours."
PLACE = "marketing/workflow-design"
QUESTION = {
    "ask": "Your notes name nobody for a task. What do you ask for?",
    "choices": ["A shorter summary", "A list of tasks without an owner", "A nicer table", "A second try"],
    "answer": 2,
    "because": "What has no owner is not done: let it say so rather than guess.",
}
CARD: Json = {
    "can_draft": True,
    "title": "From rough notes to who does what by when",
    "problem": "After a call everybody remembers something else.",
    "before": "You write the minutes in the evening.",
    "after": "You paste the notes, ask for the actions with owner and day, and check each line.",
    "prompt": "List the actions in these notes: [notes].\nEach with one owner and a day.",
    "guardrail": "It guesses owners: check each name against the notes.",
    "tool": "Claude",
    "place": PLACE,
    "benefit": "less-tedium",
    "minutes": 5,
    "questions": [QUESTION, QUESTION | {"ask": "Two people said they would do it. What do you ask for?"}],
}
STEP_ONE: Json = {
    "place": PLACE,
    "title": "From rough notes to actions",
    "problem": "After a call everybody remembers something else.",
    "before": "You write the minutes in the evening.",
    "after": "You ask for the actions with owner and day, and check each line.",
    "prompt": "List the actions in these notes: [notes].\nEach with one owner and a day.",
    "guardrail": "It guesses owners: check each name against the notes.",
    "tool": "Claude",
    "benefit": "less-tedium",
    "minutes": "5",
    "asking": "questions",
}
STEP_TWO: Json = {
    "ask_1": "Your notes name nobody for a task. What do you ask for?",
    "choices_1": "A shorter summary\nA list of tasks without an owner",
    "answer_1": "2",
    "because_1": "What has no owner is not done.",
    "ask_2": "Two people said they would do it. What do you ask for?",
    "choices_2": "That it picks one\nThat it names the doubt",
    "answer_2": "2",
    "because_2": "It cannot know; you can ask them.",
}


@asynccontextmanager
async def with_model(stage: Stage, mood: Mood) -> AsyncIterator[FakeOpenAi]:
    async with fake_openai.serving(mood) as fake:
        asking = OpenAiModel(api_key=None, base_url=fake.address, model="fake", limit=timedelta(seconds=0.4))
        stage.product.office = replace(stage.product.office, model=asking)
        stage.product.settings = stage.product.settings.model_copy(update={"openai_base_url": fake.address})
        yield fake


async def answered(stage: Stage, *, solved: bool = True, answer: str = ANSWER) -> Message:
    """Tom's answer in the thread of Ana's question."""
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    told = await stage.workspace.say("tom", answer, thread=question)
    if solved:
        await stage.workspace.press("maya", "Solved", on=question)
    return told


async def rows(stage: Stage) -> list[CardDraft]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(CardDraft).order_by(CardDraft.id)))


def modal(stage: Stage, who: str = "maya") -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


def typed_in(stage: Stage, block: str, who: str = "maya") -> str:
    """What stands in a field of the open form."""
    view = stage.workspace.modal(who)
    assert view is not None
    (element,) = (one["element"] for one in view.blocks if one.get("block_id") == block)
    return str(element.get("initial_value") or element.get("initial_option", {}).get("value") or "")


async def written(stage: Stage, **changed: object) -> None:
    """Maya fills in both steps."""
    assert await stage.workspace.submit("maya", STEP_ONE | changed) == {}
    assert await stage.workspace.submit("maya", STEP_TWO) == {}

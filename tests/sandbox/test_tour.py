"""The tour ticks a step off when the thing itself has happened."""

from bot.db import Db
from bot.sandbox import story, tour
from bot.sandbox.tour import Step
from tests.stage import Stage

ASK = "How do I get Claude to turn client call notes into a brief?"


async def begun(stage: Stage) -> None:
    """The seeded story, up to Ana's first card: it comes on the day after the week's challenge."""
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    for _ in ("challenge", "card"):
        await stage.play.advance(None, stage.person("ana").user_id)


async def test_nothing_is_ticked_off_by_what_the_story_begins_with(stage: Stage) -> None:
    await begun(stage)
    assert await tour.done(stage.db) == []


async def test_a_card_counts_when_it_is_answered_not_when_it_arrives_or_waits(stage: Stage) -> None:
    await begun(stage)
    card = stage.workspace.inbox("ana").last
    answer = stage.workspace.buttons(card)[0]
    await stage.workspace.press("ana", answer, on=card)
    assert await tour.done(stage.db) == [Step.ANSWER]


async def test_a_question_counts_when_it_is_asked_and_again_when_it_is_taken(stage: Stage) -> None:
    await begun(stage)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    assert await tour.done(stage.db) == [Step.ASK]
    (offer,) = stage.workspace.thread(asked)
    await stage.workspace.press("maya", "I'll take it", on=offer)
    assert await tour.done(stage.db) == [Step.ASK, Step.CLAIM]


async def test_a_rhythm_counts_when_it_is_saved_not_when_the_form_opens(stage: Stage) -> None:
    await begun(stage)
    await stage.workspace.command("priya", "/afterglow cadence marketing")
    await stage.workspace.submit("priya", {"days": ["Monday", "Tuesday", "Wednesday", "Friday"]})
    assert await tour.done(stage.db) == []
    await stage.workspace.submit("priya")
    assert await tour.done(stage.db) == [Step.CADENCE]


async def test_a_database_that_is_not_there_yet_has_seen_nothing(tmp_path: object) -> None:
    empty = Db.open(f"sqlite:///{tmp_path}/empty.db")
    assert await tour.done(empty) == []
    await empty.close()

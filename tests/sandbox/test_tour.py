"""The tour ticks a step off when the thing itself has happened."""

from datetime import timedelta

from sqlalchemy import delete, select

from bot.db import Db
from bot.people import roster
from bot.questions.models import Question
from bot.sandbox import story
from bot.sandbox.tour import Step, Tour
from bot.setup import rhythm
from tests.stage import Stage

ASK = "How do I get Claude to write a campaign brief from call notes?"


async def begun(stage: Stage) -> None:
    """The seeded story, up to Ana's first card: it comes on the day after the week's challenge."""
    await story.seed(stage.product, stage.workspace, now=stage.clock())
    for _ in ("challenge", "card"):
        await stage.play.advance(None, stage.person("ana").user_id)


async def test_nothing_is_ticked_off_by_what_the_story_begins_with(stage: Stage) -> None:
    await begun(stage)
    assert await Tour(stage.db).done() == []


async def test_a_card_counts_when_it_is_answered_not_when_it_arrives_or_waits(stage: Stage) -> None:
    await begun(stage)
    card = stage.workspace.inbox("ana").last
    answer = stage.workspace.buttons(card)[0]
    await stage.workspace.press("ana", answer, on=card)
    assert await Tour(stage.db).done() == [Step.ANSWER]


async def test_a_question_counts_when_it_is_asked_and_again_when_it_is_taken(stage: Stage) -> None:
    await begun(stage)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    assert await Tour(stage.db).done() == [Step.ASK]
    (offer,) = stage.workspace.thread(asked)
    await stage.workspace.press("maya", "I'll take it", on=offer)
    assert await Tour(stage.db).done() == [Step.ASK, Step.CLAIM]


async def test_a_rhythm_counts_when_it_is_saved_not_when_the_form_opens(stage: Stage) -> None:
    await begun(stage)
    await stage.workspace.command("priya", "/afterglow cadence marketing")
    await stage.workspace.submit("priya", {"days": ["Monday", "Tuesday", "Wednesday", "Friday"]})
    assert await Tour(stage.db).done() == []
    await stage.workspace.submit("priya")
    assert await Tour(stage.db).done() == [Step.CADENCE]


async def test_a_pause_of_the_programme_is_no_rhythm(stage: Stage) -> None:
    await begun(stage)
    priya = stage.person("priya")
    async with stage.db.begin() as session:
        team = await roster.the_team(session, priya.workspace_id, "Marketing")
        assert not isinstance(team, str)
        until = stage.clock().date() + timedelta(days=7)
        assert await rhythm.pause(session, until, team_id=team.id, by=priya, now=stage.clock())
    assert await Tour(stage.db).done() == []


async def test_what_was_done_stays_done_when_it_is_taken_back(stage: Stage) -> None:
    await begun(stage)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    (offer,) = stage.workspace.thread(asked)
    await stage.workspace.press("maya", "I'll take it", on=offer)
    await stage.workspace.press("maya", "Release", on=offer)
    async with stage.db.read() as session:
        assert await session.scalar(select(Question.champion_id)) is None
    assert await Tour(stage.db).done() == [Step.ASK, Step.CLAIM]


async def test_what_the_page_has_ticked_off_stays_when_its_record_goes(stage: Stage) -> None:
    await begun(stage)
    tour = Tour(stage.db)
    await stage.workspace.say("ana", ASK, channel="marketing")
    assert await tour.done() == [Step.ASK]
    async with stage.db.begin() as session:
        await session.execute(delete(Question))
    assert await Tour(stage.db).done() == []
    assert await tour.done() == [Step.ASK]


async def test_a_database_that_is_not_there_yet_has_seen_nothing(tmp_path: object) -> None:
    empty = Db.open(f"sqlite:///{tmp_path}/empty.db")
    assert await Tour(empty).done() == []
    await empty.close()

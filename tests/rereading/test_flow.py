"""What the reader is unsure of, the model decides within the minute; where it does not, nothing happens."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import generate_latest
from sqlalchemy import func, select, text, update

from bot.llm.openai_client import OpenAiModel
from bot.outbox.models import OutboxMessage
from bot.people.bindings import Bindings
from bot.people.rules import Person
from bot.privacy import service as privacy
from bot.questions import labels, threads
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.reading.rules import Kind
from bot.rereading import service as rereading
from bot.rereading.rules import LATE
from bot.workspaces.models import Workspace
from schedules.rereading import read_again
from tests.growth.recorder import recorded
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi, Mood
from tests.rereading.acts import (
    PLAIN,
    counted,
    kept,
    read_today,
    sampled,
    say,
    switched_on,
    taking_it_for,
    unsure,
)
from tests.stage import Stage

FORTY = 40


async def test_what_the_model_takes_for_a_question_is_asked_within_the_minute(
    stage: Stage, model: FakeOpenAi
) -> None:
    await switched_on(stage)
    said = await say(stage)
    assert stage.workspace.thread(said) == [], "nobody waits for a model before the acknowledgement"
    await stage.pass_time(minutes=1)
    (offer,) = stage.workspace.thread(said)
    assert "I'll take it" in stage.workspace.buttons(offer)
    assert len(model.bodies) == 1
    assert unsure() in model.asked[0]["messages"][1]["content"]
    await stage.pass_time(hours=1)
    assert len(stage.workspace.thread(said)) == 1
    assert len(model.bodies) == 1


@pytest.mark.usefixtures("printed")
async def test_what_the_model_takes_for_a_win_is_shown_to_its_author_alone(
    stage: Stage, model: FakeOpenAi
) -> None:
    model.mood = taking_it_for("win")
    await switched_on(stage)
    said = await say(stage)
    await stage.pass_time(minutes=1)
    (asked,) = stage.workspace.ephemerals("ana")
    assert "Log it" in stage.workspace.buttons(asked)
    assert stage.workspace.thread(said) == []


@pytest.mark.parametrize(
    "mood",
    [
        taking_it_for("none"),
        taking_it_for("concern"),
        taking_it_for("question", confidence=0.3),
        taking_it_for("praise"),
        fake_openai.status(500),
        fake_openai.status(401),
        fake_openai.raw(b"x" * 2_000_000),
        fake_openai.saying("not json"),
    ],
    ids=["none", "concern", "unsure too", "no such kind", "500", "401", "2 MB", "prose"],
)
async def test_anything_else_comes_to_nothing_and_leaves_no_words(
    stage: Stage, model: FakeOpenAi, mood: Mood
) -> None:
    model.mood = mood
    await switched_on(stage)
    said = await say(stage)
    await stage.pass_time(minutes=45)
    assert len(model.bodies) == 1
    assert stage.workspace.thread(said) == stage.workspace.ephemerals("ana") == []
    assert [row.text for row in await kept(stage)] == [None]


async def test_a_model_that_hangs_holds_nothing_up(stage: Stage, model: FakeOpenAi) -> None:
    model.mood = fake_openai.hanging
    quick = OpenAiModel(api_key=None, base_url=model.address, model="fake", limit=timedelta(seconds=0.2))
    stage.product.office = replace(stage.product.office, model=quick)
    await switched_on(stage)
    said = await say(stage)
    await stage.pass_time(minutes=1)
    assert stage.workspace.thread(said) == []
    assert [row.text for row in await kept(stage)] == [None]


async def test_a_model_that_rests_is_asked_once_it_has_rested(stage: Stage, model: FakeOpenAi) -> None:
    model.mood = fake_openai.status(500)
    await switched_on(stage)
    for _ in range(5):
        await say(stage)
    await stage.pass_time(seconds=30)
    model.mood = taking_it_for("question")
    said = await say(stage)
    await stage.pass_time(minutes=2)
    assert stage.workspace.thread(said) == []
    assert await read_today(stage) == 5, "what was not asked does not count"
    await stage.pass_time(minutes=6)
    assert len(stage.workspace.thread(said)) == 1
    assert await read_today(stage) == 6


async def test_nothing_is_answered_late(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    said = await say(stage)
    stage.clock.advance(LATE)
    await stage.pass_time(minutes=1)
    assert model.bodies == []
    assert stage.workspace.thread(said) == []
    assert [row.text for row in await kept(stage)] == [None]
    await stage.pass_time(days=1, hours=2)
    assert await kept(stage) == []


async def test_off_is_the_default_and_costs_no_more_than_chatter(stage: Stage, model: FakeOpenAi) -> None:
    await stage.a_team()
    await stage.product.bindings.team_of(stage.team_id, "C0", now=stage.clock())
    asked = []
    for words in ("Lunch at twelve?", unsure()):
        with recorded(stage.db) as statements:
            await say(stage, words)
        asked.append([one.sql for one in statements])
    assert asked[0] == asked[1]
    assert not any("rereading" in sql for sql in asked[1])
    await sampled(stage)
    await stage.pass_time(minutes=1)
    assert model.bodies == []
    assert await kept(stage) == []


async def test_without_a_model_there_is_nothing_to_keep_a_message_for(stage: Stage) -> None:
    await switched_on(stage)
    stage.product.bindings = Bindings(stage.db, threads.channels)
    await say(stage)
    assert await kept(stage) == []


async def test_neither_what_names_no_ai_is_kept_nor_a_direct_message(stage: Stage) -> None:
    await switched_on(stage)
    await say(stage, "Lunch at twelve?")
    await stage.workspace.say("ana", unsure(), dm=True)
    assert await kept(stage) == []


async def test_it_is_kept_sealed_and_without_red_lines(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    async with stage.db.begin() as session:
        await session.execute(update(Workspace).values(red_lines="project: Bluebird"))
    ana = stage.workspace.person("ana").id
    await sampled(stage, f"{PLAIN} Tell jane.doe@customer.example of Bluebird, <@{ana}>.")
    (row,) = await kept(stage)
    assert row.text is not None
    assert row.text.startswith(PLAIN)
    assert "jane.doe" not in row.text
    assert "Bluebird" not in row.text
    async with stage.db.read() as session:
        raw = await session.scalar(text("SELECT text FROM rereadings"))
    assert "status" not in str(raw)
    await stage.pass_time(minutes=1)
    for word in ("jane.doe", "Bluebird", ana):
        assert word not in model.bodies[0]
    assert [row.text for row in await kept(stage)] == [None]


async def test_a_message_that_is_deleted_or_changed_takes_its_words_with_it(
    stage: Stage, model: FakeOpenAi
) -> None:
    await switched_on(stage)
    gone, changed = await say(stage), await say(stage)
    assert len(await kept(stage)) == 2
    await stage.workspace.delete("ana", gone)
    await stage.workspace.edit("ana", changed, "never mind")
    assert await kept(stage) == []
    await stage.pass_time(minutes=1)
    assert model.bodies == []


async def test_deleted_while_the_model_reads_nothing_comes_of_it(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    said = await say(stage)
    async with stage.db.begin() as session:
        (wanted,) = await rereading.lease(session, now=stage.clock(), limit=4)
    await stage.workspace.delete("ana", said)
    async with stage.db.begin() as session:
        assert not await rereading.settle(session, wanted, Kind.QUESTION, now=stage.clock())
    assert await counted(stage) == {}
    assert model.bodies == []


async def test_deleted_at_the_same_moment_no_question_stays_open(stage: Stage) -> None:
    await switched_on(stage)
    said = await say(stage)
    await asyncio.gather(stage.workspace.delete("ana", said), read_again(stage.product.office, stage.clock()))
    async with stage.db.read() as session:
        left = set(await session.scalars(select(Question.status)))
    assert left <= {Status.WITHDRAWN}


async def test_a_process_that_died_while_asking_is_made_up_for(stage: Stage) -> None:
    await switched_on(stage)
    said = await say(stage)
    async with stage.db.begin() as session:
        (dead,) = await rereading.lease(session, now=stage.clock(), limit=4)
    await stage.pass_time(seconds=30)
    assert stage.workspace.thread(said) == []
    await stage.pass_time(minutes=1)
    assert len(stage.workspace.thread(said)) == 1
    async with stage.db.begin() as session:
        assert not await rereading.settle(session, dead, Kind.QUESTION, now=stage.clock())


async def test_delivered_again_it_is_read_once(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    said = await say(stage)
    (entry,) = [one for one in stage.workspace.state.log if unsure() in str(one.body)][-1:]
    await stage.workspace.redeliver(entry)
    await stage.pass_time(minutes=1)
    await stage.workspace.redeliver(entry)
    await stage.pass_time(minutes=1)
    assert len(model.bodies) == 1
    assert len(stage.workspace.thread(said)) == 1
    assert sum((await counted(stage)).values()) == 1


async def test_of_whoever_stopped_everything_no_word_is_kept(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    await stage.active("ana")
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Stop everything")
    await say(stage)
    await sampled(stage)
    assert await kept(stage) == []


async def test_who_is_erased_is_not_read_any_more(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    await say(stage)
    async with stage.db.begin() as session:
        ana = Person(stage.team_id, stage.workspace.person("ana").id)
        await privacy.erase(session, ana, now=stage.clock(), direct=[])
    assert await kept(stage) == []


async def test_a_channel_that_is_no_teams_by_then_is_left_alone(stage: Stage) -> None:
    await switched_on(stage)
    said = await say(stage)
    await stage.workspace.archive("priya", "marketing")
    await stage.pass_time(minutes=1)
    assert stage.workspace.thread(said) == []


async def test_the_ceiling_of_a_day_holds_and_the_next_day_begins_anew(
    stage: Stage, model: FakeOpenAi
) -> None:
    await switched_on(stage, "2")
    for _ in range(4):
        await say(stage)
    await stage.pass_time(minutes=1)
    assert len(model.bodies) == 2
    assert [row.text for row in await kept(stage)] == [None] * 4
    await say(stage)
    assert len(await kept(stage)) == 4, "nothing more is kept that day"
    await stage.pass_time(days=1)
    await say(stage)
    await stage.pass_time(minutes=1)
    assert len(model.bodies) == 3
    assert await read_today(stage) == 1


async def test_forty_at_once_never_pass_the_ceiling(stage: Stage) -> None:
    await switched_on(stage, "7")
    await say(stage)
    async with stage.db.begin() as session:
        (wanted,) = await rereading.lease(session, now=stage.clock(), limit=4)

    async def spend() -> bool:
        async with stage.db.begin() as session:
            return await rereading.for_model(session, wanted, now=stage.clock()) is not None

    spent = await asyncio.gather(*(spend() for _ in range(FORTY)))
    assert sum(spent) == await read_today(stage) == 7


async def test_switched_off_meanwhile_not_a_word_goes_out(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    await say(stage)
    await stage.workspace.command("priya", "/afterglow settings")
    assert await stage.workspace.submit("priya", {"rereads_a_day": ""}) == {}
    await stage.pass_time(minutes=1)
    assert model.bodies == []
    assert [row.text for row in await kept(stage)] == [None]


async def test_a_sample_of_what_is_sure_is_counted_and_has_no_consequence(
    stage: Stage, model: FakeOpenAi
) -> None:
    await switched_on(stage)
    await sampled(stage)
    before = len(stage.workspace.ephemerals("ana"))
    await stage.pass_time(minutes=1)
    assert len(model.bodies) == 1
    assert await counted(stage) == {(True, "none", "question"): 1}
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Question)) == 0
        kinds = set(await session.scalars(select(OutboxMessage.kind)))
    assert len(stage.workspace.ephemerals("ana")) == before
    assert not kinds & {"question.offer", "win.prompt"}


async def test_an_admin_reads_how_far_the_two_agree(stage: Stage, model: FakeOpenAi) -> None:
    await switched_on(stage)
    await say(stage)
    await stage.pass_time(minutes=1)
    model.mood = taking_it_for("none")
    await sampled(stage)
    await stage.pass_time(minutes=1)
    await stage.workspace.command("priya", "/afterglow settings")
    told = stage.workspace.text_of(stage.workspace.modal("priya"))
    assert "Read today: 2 of 50." in told
    assert "agreed on 1 of 1 messages that I was sure of" in told
    assert "Of 1 that I was unsure of it took 1 for questions and 0 for wins." in told
    metrics = generate_latest(stage.product.metrics.registry).decode()
    assert 'afterglow_rereadings_total{model="none",reader="none",sure="yes"} 1.0' in metrics
    assert 'model="question"' in metrics
    await stage.pass_time(weeks=5)
    await stage.workspace.command("priya", "/afterglow settings")
    told = stage.workspace.text_of(stage.workspace.modal("priya"))
    assert "Read today: 0 of 50." in told
    assert "agreed" not in told


async def test_what_people_say_of_a_models_question_does_not_move_the_readers_threshold(
    stage: Stage,
) -> None:
    await switched_on(stage)
    said = await say(stage)
    await stage.pass_time(minutes=1)
    await stage.workspace.press("ana", "This is not a question", on=said)
    async with stage.db.read() as session:
        assert await session.scalar(select(Question.label)) == Kind.NONE
        assert await labels.is_acted_on(session, stage.team_id, confidence=0.52)
        assert await labels.examples(session, stage.team_id) == []


@pytest.mark.parametrize("typed", ["-1", "many", "1e9", "10001"])
async def test_what_is_no_number_is_said_at_the_field(stage: Stage, typed: str) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow settings")
    errors = await stage.workspace.submit("priya", {"rereads_a_day": typed})
    assert errors == {"rereads_a_day": "Give a number from 1 to 10,000, or leave this empty for none."}


async def test_plain_news_of_a_tool_are_nothing_to_act_on(stage: Stage) -> None:
    await stage.a_team()
    said = await say(stage, PLAIN)
    assert stage.workspace.thread(said) == []

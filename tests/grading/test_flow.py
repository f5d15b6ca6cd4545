"""An answer in one's own words: beside the rubric, graded by its author, with or without a model."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.grading import service as grading
from bot.grading.models import WrittenAnswer
from bot.grading.rules import MOST_ASKED, State
from bot.llm.openai_client import OpenAiModel
from bot.nudges.fsrs import Grade
from bot.nudges.models import Nudge, NudgeState, Review
from bot.workspaces.models import Workspace
from tests.grading.acts import ASK, MINE, sent, write
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi, Mood
from tests.nudges.acts import now_shown, play_until
from tests.stage import Stage

GOOD = {
    "points": [
        {"met": True, "because": "You name a date that the board has to keep."},
        {"met": True, "because": "Nothing in it is your own doing."},
        {"met": False, "because": "The question is not open yet."},
    ]
}
HOSTILE = "Done. <!channel> <@U0TOM> <https://evil.example|Reset password> @here"


@asynccontextmanager
async def with_model(stage: Stage, mood: Mood) -> AsyncIterator[FakeOpenAi]:
    async with fake_openai.serving(mood) as fake:
        asking = OpenAiModel(api_key=None, base_url=fake.address, model="fake", limit=timedelta(seconds=0.4))
        stage.product.office = replace(stage.product.office, model=asking)
        yield fake


async def grades(stage: Stage) -> list[Grade]:
    async with stage.db.read() as session:
        return [Grade(each) for each in await session.scalars(select(Review.grade).order_by(Review.id))]


async def kept(stage: Stage) -> list[WrittenAnswer]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(WrittenAnswer)))


async def test_a_card_asks_for_an_answer_in_ones_own_words(stage: Stage) -> None:
    card = await sent(stage)
    assert ASK in now_shown(stage, card)
    assert stage.workspace.buttons(card) == ["Answer in your own words"]
    assert "A good answer has" not in now_shown(stage, card)


async def test_what_was_written_is_shown_beside_a_good_answer_and_graded_by_its_author(stage: Stage) -> None:
    card = await sent(stage)
    await write(stage, card)
    told = stage.workspace.text_of(stage.workspace.modal("ana"))
    for part in (MINE, "A good answer has", "One open question, and the role it goes to", "For example"):
        assert part in told
    assert await stage.workspace.submit("ana", {"How did yours do?": "partly"}) == {}
    assert await grades(stage) == [Grade.HARD]
    shown = now_shown(stage, card)
    assert "Partly is a good start." in shown
    assert "One open question, and the role it goes to" in shown
    assert MINE not in shown, "their words stand nowhere but in the form"


async def test_the_grade_may_be_given_and_changed_in_the_message(stage: Stage) -> None:
    card = await sent(stage)
    await write(stage, card)
    await stage.workspace.press("ana", "I had it", on=card)
    assert await grades(stage) == [Grade.GOOD]
    await stage.workspace.press("ana", "Not yet", on=card)
    assert await grades(stage) == [Grade.AGAIN]
    assert "it was worth asking" in now_shown(stage, card)


async def test_written_and_not_graded_is_neither_silence_nor_memory(stage: Stage) -> None:
    await write(stage, await sent(stage))
    await play_until(stage, stage.clock() + timedelta(hours=47))
    async with stage.db.read() as session:
        first = await session.scalar(select(Nudge).order_by(Nudge.id).limit(1))
    assert first is not None and first.state == NudgeState.WRITTEN
    assert (await stage.member("ana")).ignored_in_row <= 1, "only the card of the next day went unanswered"
    assert await grades(stage) == []


@pytest.mark.usefixtures("printed")
async def test_a_model_says_which_points_are_there_and_the_grade_stays_theirs(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        card = await sent(stage)
        await write(stage, card)
        assert fake.bodies == [], "nobody waits for a model"
        await stage.pass_time(minutes=1)
        (asked,) = fake.bodies
        assert "head of operations" in asked and "Ana" not in asked
    shown = now_shown(stage, card)
    for part in ("You name a date", "*Not yet:* The question is not open yet.", "suggests “Partly”"):
        assert part in shown
    assert await grades(stage) == []
    await stage.workspace.press("ana", "I had it", on=card)
    assert await grades(stage) == [Grade.GOOD]
    assert "The question is not open yet." in now_shown(stage, card)


@pytest.mark.parametrize(
    "mood",
    [
        fake_openai.status(401),
        fake_openai.status(429),
        fake_openai.hanging,
        fake_openai.saying("not json"),
        fake_openai.saying({"points": GOOD["points"][:2]}),
        fake_openai.saying({"points": [{"met": True, "because": ""}] * 3}),
    ],
    ids=["401", "429", "hangs", "prose", "a point short", "no reasons"],
)
async def test_where_a_model_fails_people_grade_themselves(stage: Stage, mood: Mood) -> None:
    async with with_model(stage, mood):
        card = await sent(stage)
        await write(stage, card)
        await stage.pass_time(minutes=1)
    assert "A model read" not in now_shown(stage, card)
    await stage.workspace.press("ana", "Partly", on=card)
    assert await grades(stage) == [Grade.HARD]
    assert [row.state for row in await kept(stage)] == [State.FAILED]


async def test_a_workspace_that_lets_no_model_read_sends_no_word_out(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        card = await sent(stage)
        async with stage.db.begin() as session:
            await session.execute(update(Workspace).values(model_drafts=False))
        await write(stage, card)
        await stage.pass_time(minutes=5)
    assert fake.bodies == []


async def test_consent_taken_back_after_writing_counts(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        await write(stage, await sent(stage))
        async with stage.db.begin() as session:
            await session.execute(update(Workspace).values(model_drafts=False))
        await stage.pass_time(minutes=5)
    assert fake.bodies == []


async def test_secrets_and_contact_data_are_neither_kept_nor_sent(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        await write(stage, await sent(stage), f"{MINE} Ask jane.doe@customer.example")
        assert "Contact data and secrets were taken out." in stage.workspace.text_of(
            stage.workspace.modal("ana")
        )
        await stage.pass_time(minutes=1)
        (asked,) = fake.bodies
    assert "jane.doe" not in asked
    assert [row.text for row in await kept(stage)] == [f"{MINE} Ask [e-mail address]"]


async def test_what_a_hostile_model_says_does_nothing_but_stand_there(stage: Stage) -> None:
    points = [{"met": True, "because": HOSTILE}] * 3
    async with with_model(stage, fake_openai.saying({"points": points})):
        await write(stage, await sent(stage))
        await stage.pass_time(minutes=1)
    body = str(stage.workspace.calls("chat.update")[-1].args)
    assert "Done." in body
    for sign in ("<!", "<@U0TOM", "evil.example", "@here"):
        assert sign not in body


async def test_an_answer_written_anew_is_read_anew_but_not_without_end(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        card = await sent(stage)
        for turn in range(MOST_ASKED + 2):
            await write(stage, card, f"{MINE} {turn}")
            await stage.pass_time(minutes=1)
    assert len(fake.bodies) == MOST_ASKED
    (row,) = await kept(stage)
    assert row.text == f"{MINE} {MOST_ASKED + 1}"


async def test_a_suggestion_that_comes_too_late_for_its_words_is_thrown_away(stage: Stage) -> None:
    card = await sent(stage)
    await write(stage, card)
    async with stage.db.begin() as session:
        (leased,) = await grading.lease(session, now=stage.clock(), limit=5)
    await write(stage, card, "Quite another answer.")
    async with stage.db.begin() as session:
        assert not await grading.settle(session, leased, ())
    assert [row.state for row in await kept(stage)] == [State.WANTED]


async def test_the_words_are_forgotten_after_a_day_and_the_grade_stays(stage: Stage) -> None:
    card = await sent(stage)
    await write(stage, card)
    await stage.workspace.press("ana", "I had it", on=card)
    await stage.pass_time(hours=26)
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(WrittenAnswer)) == 0
    assert await grades(stage) == [Grade.GOOD]
    await stage.workspace.press("ana", "My words", on=card)
    assert MINE not in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_nothing_written_is_said_kindly(stage: Stage) -> None:
    card = await sent(stage)
    await stage.workspace.press("ana", "Answer in your own words", on=card)
    errors = await stage.workspace.submit("ana", {"Your answer": "   "})
    assert "A sentence is enough" in str(errors)
    assert await kept(stage) == []


async def test_words_kept_by_a_machine_whose_clock_is_ahead_are_not_read_late(stage: Stage) -> None:
    async with with_model(stage, fake_openai.saying(GOOD)) as fake:
        await write(stage, await sent(stage))
        async with stage.db.begin() as session:
            await session.execute(update(WrittenAnswer).values(written_at=stage.clock() + timedelta(hours=1)))
        await stage.pass_time(minutes=1)
        assert len(fake.bodies) == 1

"""Five short questions: asked once, answered one by one, left, taken up again, seen by one person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.assessment import blocks
from bot.assessment.models import Assessment, AssessmentAnswer
from bot.assessment.rules import Arm, State
from bot.cadence.models import Attention
from bot.enrolment import service as enrolment
from bot.nudges.models import Review
from bot.sandbox.state import Message
from bot.slack import blockkit as kit
from tests.assessment.acts import (
    HOURS,
    MON,
    TRAINED,
    TUE,
    WED,
    a_cohort,
    answer_all,
    answers_of,
    asked,
    buttons,
    invitations,
    question_of,
    row_of,
    shown,
)
from tests.challenges.acts import again, leap
from tests.cohorts.acts import answer
from tests.stage import Stage

DAY = timedelta(days=1)


async def test_whoever_joins_a_cohort_is_asked_once_in_place_of_a_card(stage: Stage) -> None:
    message = await asked(stage)
    text = shown(stage, message)
    assert "Before it begins: 5 short questions, for you alone." in text
    assert "About two minutes. You can stop at any point and go on until Sunday 29 November." in text
    assert "You get this once, in place of today's card, because your cohort is at its start." in text
    assert "only when five people or more answered" in text
    assert buttons(stage, message) == ["Begin", "Not this time"]
    assert len(stage.workspace.inbox("ana")) == 1, "no card beside it"
    for day in range(1, 12):
        await leap(stage, MON + day * DAY + 9 * HOURS + timedelta(minutes=1))
    assert len(invitations(stage, "ana")) <= 1
    async with stage.db.read() as session:
        used = list(await session.scalars(select(Attention.kind).where(Attention.kind == "assessment")))
    assert len(used) == 3, "once for each of the three"


async def test_an_admin_sees_it_coming_in_the_fortnight_and_in_the_plan(stage: Stage) -> None:
    await a_cohort(stage)
    told = await answer(stage, "priya", "preview @ana")
    assert told.count("Mon 23 Nov 10:00 Five short questions, at the start") == 1
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "See the plan")
    plan = stage.workspace.text_of(stage.workspace.modal("priya"))
    assert "11 Nov to 1 Dec" in plan and "Assessment at the start" in plan


async def test_one_question_after_the_other_in_place(stage: Stage) -> None:
    message = await asked(stage)
    await stage.workspace.press("ana", "Begin", on=message)
    assert "How sure do you feel that you can use AI well in your own work?" in shown(stage, message)
    assert "1 of 6." in shown(stage, message)
    await stage.workspace.press("ana", "4", on=message)
    first, *rest = await answers_of(stage)
    assert len(rest) == 4
    assert question_of(first).ask in shown(stage, message).replace("&amp;", "&")
    assert "2 of 6." in shown(stage, message)
    assert buttons(stage, message)[-2:] == ["I don't know", "Back"]
    await stage.workspace.press("ana", "A", on=message)
    await stage.workspace.press("ana", "Back", on=message)
    assert "2 of 6." in shown(stage, message)
    assert (await answers_of(stage))[0].choice is None
    for _ in range(5):
        await stage.workspace.press("ana", "I don't know", on=message)
    assert "Thank you, that was all. The next ones come on day 30 after your training." in shown(
        stage, message
    )
    row = await row_of(stage)
    assert (row.state, row.sure) == (State.DONE, 4)
    assert [one.is_right for one in await answers_of(stage)] == [False] * 5
    assert len(stage.workspace.inbox("ana")) == 1, "all in one message"


async def test_what_is_right_is_shown_to_whoever_wants_to_know(stage: Stage) -> None:
    message = await asked(stage)
    await answer_all(stage, "ana", message, sure=3, right=4)
    assert "right" not in shown(stage, message) and " of 5" not in shown(stage, message)
    await stage.workspace.press("ana", "See the answers", on=message)
    text = shown(stage, message)
    assert "At the start: 4 of 5 as the cards have it.* You felt 3 of 5 sure." in text
    assert text.count("✓") == 4
    assert "You: I don't know" in text
    await stage.workspace.command("ana", "/afterglow me")
    assert "Answered: at the start (Monday 23 November)." in stage.workspace.text_of(
        stage.workspace.modal("ana")
    )
    await stage.workspace.press("ana", "See my answers")
    assert "At the start: 4 of 5" in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_no_is_no_for_this_time_and_can_be_taken_back(stage: Stage) -> None:
    message = await asked(stage)
    await stage.workspace.press("ana", "Not this time", on=message)
    assert "All right, not this time. Nobody is told." in shown(stage, message)
    await leap(stage, TUE + 9 * HOURS + timedelta(minutes=1))
    assert len(invitations(stage, "ana", "assessment")) == 0
    assert (await row_of(stage)).state == State.DECLINED
    await stage.workspace.press("ana", "Answer after all", on=message)
    assert "1 of 6." in shown(stage, message)


async def test_left_and_taken_up_again_from_app_home(stage: Stage) -> None:
    message = await asked(stage)
    await stage.workspace.press("ana", "Begin", on=message)
    await stage.workspace.press("ana", "4", on=message)
    await leap(stage, WED + 9 * HOURS)
    home = await stage.workspace.open_home("ana")
    text = stage.workspace.text_of(home)
    assert "At the start: 1 of 6 answered, open until Sunday 29 November." in text
    await stage.workspace.press("ana", "Go on", on=home)
    newest = stage.workspace.inbox("ana").last
    assert "2 of 6." in shown(stage, newest)
    await stage.workspace.press("ana", "A", on=newest)
    await stage.workspace.press("ana", "B", on=message)
    assert "3 of 6." in shown(stage, message), "the older copy catches up and changes nothing"
    answers = await answers_of(stage)
    assert [one.choice for one in answers] == [0, None, None, None, None]


async def test_after_a_week_it_ends_kindly_and_nothing_is_kept(stage: Stage) -> None:
    message = await asked(stage)
    await stage.workspace.press("ana", "Begin", on=message)
    await stage.workspace.press("ana", "4", on=message)
    await leap(stage, MON + 7 * DAY + 1 * HOURS)
    text = shown(stage, message)
    assert "The week for these questions is over, and that is fine." in text
    assert "Nothing of it is kept or counted, and nobody is told." in text
    row = await row_of(stage)
    assert (row.state, row.sure) == (State.LAPSED, None)
    assert await answers_of(stage) == []
    assert buttons(stage, message) == []
    await stage.workspace.press("ana", blocks.BEGIN, on=await old(stage, message))
    assert "The week for these questions is over" in shown(stage, message)


async def old(stage: Stage, message: Message) -> Message:
    """The message with the button that it once had."""
    found = stage.workspace.state.find(message.channel, message.ts)
    assert found is not None
    row = await row_of(stage)
    found.blocks = [*(found.blocks or []), kit.actions(kit.button("Begin", blocks.BEGIN, row.id))]
    return found


async def test_a_press_delivered_twice_is_done_once(stage: Stage) -> None:
    message = await asked(stage)
    await stage.workspace.press("ana", "Begin", on=message)
    await stage.workspace.press("ana", "4", on=message)
    await stage.workspace.press("ana", "A", on=message)
    before = [(one.card_id, one.choice) for one in await answers_of(stage)]
    await again(stage, "block_actions")
    assert [(one.card_id, one.choice) for one in await answers_of(stage)] == before
    assert "3 of 6." in shown(stage, message)


async def test_nobody_is_asked_who_pauses_left_it_out_or_is_in_no_cohort(stage: Stage) -> None:
    await a_cohort(stage, ("ana", "maya", "tom", "kenji"), without=("kenji",))
    async with stage.db.begin() as session:
        await enrolment.pause(session, stage.person("ana"), until=MON.date() + 3 * DAY, now=stage.clock())
    await stage.workspace.command("maya", "/afterglow me")
    errors = await stage.workspace.submit("maya", {"What may come by itself?": ["nudges", "challenges"]})
    assert errors == {}
    await leap(stage, MON + 8 * HOURS + timedelta(minutes=11))
    await leap(stage, MON + 9 * HOURS + timedelta(minutes=1))
    assert [len(invitations(stage, who)) for who in ("ana", "maya", "tom", "kenji", "rosa")] == [
        0,
        0,
        1,
        0,
        0,
    ]
    for day in (1, 2, 3, 4):
        await leap(stage, MON + day * DAY + 7 * HOURS)
        await leap(stage, MON + day * DAY + 9 * HOURS + timedelta(minutes=1))
    assert len(invitations(stage, "ana")) == 1, "asked once she is back"
    assert len(invitations(stage, "maya")) == 0


@pytest.mark.long
async def test_thirty_days_later_what_was_sent_and_what_was_kept_back_are_asked_about(stage: Stage) -> None:
    """A month of cards answered well; then both kinds are among the five, and none from before."""
    message = await asked(stage, members=("ana",))
    await answer_all(stage, "ana", message)
    before = {one.card_id for one in await answers_of(stage)}
    for day in range(1, 40):
        await leap(stage, MON + day * DAY + 7 * HOURS)
        await leap(stage, MON + day * DAY + 9 * HOURS + timedelta(minutes=2))
        last = stage.workspace.inbox("ana").last
        if "short questions" in last.text:
            break
        if "A" in (found := buttons(stage, last)) or "Tried it, it worked" in found:
            await stage.workspace.press("ana", "A" if "A" in found else "Tried it, it worked", on=last)
    assert "30 days after your training" in last.text
    assert stage.clock().date() >= TRAINED + 30 * DAY
    async with stage.db.read() as session:
        graded = len((await session.scalars(select(Review.id))).all())
    await answer_all(stage, "ana", last, sure=4)
    answers = await answers_of(stage)
    arms = [one.arm for one in answers]
    print(arms)
    assert arms.count(Arm.SENT) >= 3 and arms.count(Arm.HELD) >= 1
    assert before.isdisjoint(one.card_id for one in answers)
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Review.id))).all()) == graded, "no memory event"
        rows = (await session.scalars(select(Assessment.occasion).order_by(Assessment.id))).all()
        total = len((await session.scalars(select(AssessmentAnswer.id))).all())
    assert rows == ["start", "day30"]
    assert total == 10

"""Show it to one colleague: offered in the answer, asked once on a free day, confirmed by them alone."""

import re

import pytest
from sqlalchemy import delete

from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.home import skills
from bot.home.skill_blocks import READ, TAUGHT, TRIED
from bot.nudges.rules import Answer
from bot.teaching.blocks import Refusal
from bot.teaching.models import Showing
from bot.teaching.rules import State
from bot.teaching.service import ask as plan_request
from tests.nudges.acts import answered, first_card, now_shown, take_part
from tests.stage import Stage, shipped
from tests.teaching.acts import (
    DOING,
    NOT_YET,
    READING,
    SHOW,
    TITLE,
    YES,
    ask,
    play_days,
    read_and_tried,
    requested,
    requests,
    showings,
    state_of,
)


async def taken(stage: Stage, who: str) -> frozenset[str]:
    async with stage.db.read() as session:
        found = await skills.of(session, shipped(), stage.person(who), role="marketing")
    return next(frozenset(skill.steps) for skill in found if skill.name == "prompt-patterns")


async def asked_of(stage: Stage, colleague: str) -> Refusal | None:
    """What the service says, past the form, whose people picker offers everybody."""
    async with stage.db.begin() as session:
        by, whom = stage.person("ana"), stage.person(colleague).user_id
        return await plan_request(session, shipped(), "prompt-patterns", whom, by=by, now=stage.clock())


async def test_the_answer_that_completes_read_and_tried_offers_the_third_step_once(stage: Stage) -> None:
    card = await first_card(stage)  # asks about what may go in
    shown = stage.workspace.text_of(card)
    assert SHOW not in shown
    await answered(stage, "ana", **{"foundation-who-is-it-about": Answer.TRIED_WORKED})
    before = len(stage.workspace.inbox("ana"))
    await stage.workspace.press("ana", "C", on=card)
    last = stage.workspace.inbox("ana").last
    assert "*Red lines:* you have read it and tried it." in now_shown(stage, card)
    assert stage.workspace.buttons(last)[0] == SHOW
    assert len(stage.workspace.inbox("ana")) == before, "in the answer itself, not as a message of its own"
    await stage.workspace.press("ana", SHOW, on=card)
    assert "To whom" in str(stage.workspace.modal("ana"))


async def test_nothing_is_offered_before_both_steps_or_for_a_wrong_answer(stage: Stage) -> None:
    card = await first_card(stage)
    await stage.workspace.press("ana", "C", on=card)
    assert SHOW not in stage.workspace.buttons(stage.workspace.inbox("ana").last)
    await answered(stage, "ana", **{"foundation-who-is-it-about": Answer.TRIED_WORKED})
    await stage.workspace.press("ana", "Change answer", on=card)
    await stage.workspace.press("ana", "A", on=card)
    assert SHOW not in stage.workspace.buttons(stage.workspace.inbox("ana").last)


async def test_the_colleague_reads_who_asks_why_them_and_who_sees_it(stage: Stage) -> None:
    await read_and_tried(stage)
    message = await requested(stage)
    shown = stage.workspace.text_of(message)
    ana = stage.workspace.person("ana").id
    for part in (
        f"<@{ana}> would like to show you something that worked in their own work with AI: *{TITLE}*",
        f"You get this because <@{ana}> named you, in place of today's card; once a week at most",
        f"Only <@{ana}> sees your answer.",
        "`/afterglow me` turns such requests off",
    ):
        assert part in shown
    assert stage.workspace.buttons(message) == [YES, NOT_YET]


async def test_it_takes_the_colleagues_one_message_of_the_day(stage: Stage) -> None:
    await read_and_tried(stage)
    await play_days(stage, 0.4)
    cards = len(stage.workspace.inbox("maya"))
    assert cards == 1, "Monday's card"
    assert await ask(stage, "maya") == {}
    await play_days(stage, 0.4)
    assert len(stage.workspace.inbox("maya")) == 1, "today's is used"
    await play_days(stage, 1)
    assert len(stage.workspace.inbox("maya")) == 2 and len(requests(stage, "maya")) == 1
    await stage.workspace.command("maya", "/afterglow why")
    await play_days(stage, 1)
    assert len(stage.workspace.inbox("maya")) == 3, "Wednesday's card"


async def test_why_says_what_the_request_was(stage: Stage) -> None:
    await read_and_tried(stage)
    await requested(stage, days=0.4)
    told = await stage.workspace.command("maya", "/afterglow why")
    assert told is not None and "a colleague's request who named you" in stage.workspace.text_of(told)


async def test_yes_marks_it_taught_and_tells_both_in_one_edited_line(stage: Stage) -> None:
    await read_and_tried(stage)
    message = await requested(stage)
    mine, theirs = len(stage.workspace.inbox("ana")), len(stage.workspace.inbox("maya"))
    await stage.workspace.press("maya", YES, on=message)
    ana, maya = (stage.workspace.person(who).id for who in ("ana", "maya"))
    assert f"<@{ana}> showed you *{TITLE}*" in now_shown(stage, message)
    lines = [stage.workspace.text_of(one) for one in stage.workspace.inbox("ana")]
    assert [f"<@{maya}> says that you showed it to them" in line for line in lines].count(True) == 1
    assert (len(stage.workspace.inbox("ana")), len(stage.workspace.inbox("maya"))) == (mine, theirs)
    assert await taken(stage, "ana") == {READ, TRIED, TAUGHT}
    assert await taken(stage, "maya") == frozenset()
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Prompt patterns:  ✓ read  ✓ tried  ✓ taught" in page
    for other in ("maya", "tom", "priya"):
        assert "✓ taught" not in stage.workspace.text_of(await stage.workspace.open_home(other))
    await stage.workspace.command("ana", "/afterglow record")
    assert re.search(r"taught \d+ Nov 2026", stage.workspace.text_of(stage.workspace.modal("ana")))


@pytest.mark.long
async def test_not_yet_costs_nothing_and_can_become_yes(stage: Stage) -> None:
    await read_and_tried(stage)
    message = await requested(stage)
    await stage.workspace.press("maya", NOT_YET, on=message)
    assert "Nothing more comes about it." in now_shown(stage, message)
    assert await state_of(stage) is State.NOT_YET
    await play_days(stage, 9)
    assert len(requests(stage, "maya")) == 1
    await stage.workspace.press("maya", YES, on=message)
    assert await state_of(stage) is State.CONFIRMED
    assert TAUGHT in await taken(stage, "ana")


async def test_what_is_confirmed_stays_so_and_a_second_delivery_changes_nothing(stage: Stage) -> None:
    await read_and_tried(stage)
    message = await requested(stage)
    await stage.workspace.press("maya", NOT_YET, on=message)
    (first,) = [one for one in stage.workspace.deliveries("block_actions") if NOT_YET in str(one.body)][-1:]
    await stage.workspace.press("maya", YES, on=message)
    await stage.workspace.courier.interactive(first.body["payload"])
    await stage.workspace.after()
    assert await state_of(stage) is State.CONFIRMED
    assert "showed you" in now_shown(stage, message)


async def test_a_form_sent_twice_asks_once(stage: Stage) -> None:
    await read_and_tried(stage)
    assert await ask(stage, "maya") == {}
    (sent,) = stage.workspace.deliveries("view_submission")
    await stage.workspace.courier.interactive(sent.body["payload"])
    await stage.workspace.after()
    assert len(await showings(stage)) == 1
    assert await asked_of(stage, "maya") is None and len(await showings(stage)) == 1
    assert await asked_of(stage, "tom") is Refusal.OPEN


@pytest.mark.long
async def test_a_colleague_is_asked_once_a_week_by_anybody(stage: Stage) -> None:
    await read_and_tried(stage)
    await answered(stage, "tom", **{READING: Answer.RIGHT, DOING: Answer.TRIED_WORKED})
    await requested(stage, "maya", "ana")
    assert await ask(stage, "maya", "tom") == {"colleague": Refusal.NOT_NOW}
    assert "To whom" in str(stage.workspace.modal("tom")), "the form is still there, to choose another"
    await play_days(stage, 7)
    assert await stage.workspace.submit("tom", {"To whom": stage.workspace.person("maya").id}) == {}


async def test_who_cannot_be_asked_is_refused_kindly_and_nothing_is_told_about_them(stage: Stage) -> None:
    await read_and_tried(stage)
    assert await asked_of(stage, "ana") is Refusal.ONESELF
    assert await asked_of(stage, "gail") is Refusal.OUTSIDE
    async with stage.db.begin() as session:
        by = stage.person("ana")
        stranger = await plan_request(
            session, shipped(), "prompt-patterns", "U0STRANGER", by=by, now=stage.clock()
        )
        assert stranger is Refusal.OUTSIDE
    never_asked = await asked_of(stage, "rosa")
    async with stage.db.begin() as session:
        await enrolment.leave(session, stage.person("tom"), now=stage.clock())
        await enrolment.change(session, stage.person("maya"), Wishes(showings=False), now=stage.clock())
    assert {await asked_of(stage, "tom"), await asked_of(stage, "maya"), never_asked} == {Refusal.NOT_NOW}
    assert await showings(stage) == []


@pytest.mark.long
async def test_it_waits_through_a_pause_and_ends_after_a_week_with_one_line(stage: Stage) -> None:
    await read_and_tried(stage)
    assert await ask(stage, "maya") == {}
    await stage.workspace.command("maya", "/afterglow pause 3 weeks")
    await play_days(stage, 8)
    assert requests(stage, "maya") == []
    assert await state_of(stage) is State.EXPIRED
    lines = [stage.workspace.text_of(one) for one in stage.workspace.inbox("ana")]
    assert sum("within a week, so the request has ended" in line for line in lines) == 1
    assert await taken(stage, "ana") == {READ, TRIED}


async def test_whoever_turns_them_off_meanwhile_is_not_asked(stage: Stage) -> None:
    await read_and_tried(stage)
    assert await ask(stage, "maya") == {}
    await stage.workspace.command("maya", "/afterglow me")
    await stage.workspace.submit("maya", {"And from colleagues?": []})
    assert not (await stage.member("maya")).wants_showings
    await play_days(stage, 3)
    assert requests(stage, "maya") == []
    assert await state_of(stage) is State.EXPIRED


async def test_a_skill_is_ready_from_the_settings_too_and_nothing_else_is(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana", "maya")
    await answered(stage, "ana", **{READING: Answer.RIGHT})
    page = await stage.workspace.open_home("ana")
    assert SHOW not in stage.workspace.buttons(page)
    await answered(stage, "maya", **{READING: Answer.RIGHT, DOING: Answer.TRIED_WORKED})
    await stage.workspace.command("maya", "/afterglow me")
    await stage.workspace.press("maya", SHOW)
    assert "Prompt patterns: " + TITLE in str(stage.workspace.modal("maya"))


async def test_an_old_button_answers(stage: Stage) -> None:
    await read_and_tried(stage)
    message = await requested(stage)
    async with stage.db.begin() as session:
        await session.execute(delete(Showing))
    await stage.workspace.press("maya", YES, on=message)
    assert "no longer kept" in stage.workspace.text_of(stage.workspace.ephemerals("maya")[-1])

"""When X happens I'll try Y: set by its owner, sent at their moment, answered, stopped, ended."""

import pytest
from sqlalchemy import select

from bot.adoption import acts as adoption_acts
from bot.cues.rules import State, Told
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.nudges.models import Nudge
from bot.nudges.rules import Answer
from bot.people import service as people
from tests.cues.acts import (
    EVERY_DAY,
    WORDS,
    WORKDAYS,
    cue_days,
    cues,
    endings,
    pass_days,
    set_cue,
    the_cue,
)
from tests.nudges.acts import answered, local_times, now_shown, take_part
from tests.stage import Stage

TASK = "Your next 10 minutes:"


async def a_task(stage: Stage) -> None:
    """Ana's card of today is a do-task."""
    async with stage.db.begin() as session:
        nudge = (await session.scalars(select(Nudge).order_by(Nudge.id.desc()))).first()
        assert nudge is not None
        nudge.card_id, nudge.recall = "first-meeting-notes", False


async def test_a_task_that_worked_offers_a_cue_once_a_skill(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.pass_time(hours=2)
    card = stage.workspace.inbox("ana").last
    await a_task(stage)
    await stage.workspace.press("ana", "Snooze to tomorrow", on=card)
    await stage.workspace.press("ana", "Show it now", on=card)
    assert TASK in now_shown(stage, card)
    await stage.workspace.press("ana", "Tried it, it worked", on=card)
    assert "Tied to a moment that comes anyway" in now_shown(stage, card)
    await stage.workspace.press("ana", "Set a cue", on=card)
    modal = stage.workspace.modal("ana")
    assert "From rough notes to who does what by when" in str(modal)
    values = {"When": "the meeting has ended", "Remind me on": WORKDAYS, "At": "09:00"}
    assert await stage.workspace.submit("ana", values) == {}
    assert (await the_cue(stage)).skill == "prompt-patterns"
    await stage.workspace.press("ana", "Change answer", on=card)
    await stage.workspace.press("ana", "Tried it, it worked", on=card)
    assert "Set a cue" not in stage.workspace.buttons(stage.workspace.inbox("ana").last)


async def test_another_task_of_the_skill_offers_none(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await answered(stage, "ana", **{"first-email-reply": Answer.TRIED_WORKED})
    await stage.pass_time(hours=2)
    card = stage.workspace.inbox("ana").last
    await a_task(stage)
    await stage.workspace.press("ana", "Snooze to tomorrow", on=card)
    await stage.workspace.press("ana", "Show it now", on=card)
    await stage.workspace.press("ana", "Tried it, it worked", on=card)
    assert "Tied to a moment" not in now_shown(stage, card)


async def test_it_comes_at_the_chosen_moment_beside_the_days_one_message(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    assert await set_cue(stage, at="09:15") == {}
    told = stage.workspace.text_of(stage.workspace.inbox("ana").last)
    assert "The first reminder comes today at 09:15" in told
    await pass_days(stage, 2)
    came = [f"{one:%a %H:%M}" for one in local_times(stage, "ana")[1:]]
    assert came == ["Mon 09:15", "Mon 10:00", "Tue 09:15", "Tue 10:00"], "the cue, and the day's card"
    (first, _) = cues(stage)
    shown = stage.workspace.text_of(first)
    assert f"*Your cue:* {WORDS}" in shown
    assert "it does not count as the day's one message. Mon–Fri at 09:15, until" in shown
    assert stage.workspace.buttons(first) == ["Did it", "Not today", "Stop this cue"]


async def cues_only(stage: Stage, **dnd: int) -> None:
    """Ana gets no cards, keeps these hours, and sets a cue for 09:15 of every day."""
    await take_part(stage, "ana")
    async with stage.db.begin() as session:
        await enrolment.change(session, stage.person("ana"), Wishes(nudges=False), now=stage.clock())
    await stage.workspace.silence("ana", (22, dnd["until"]))
    await set_cue(stage, days=EVERY_DAY, at="09:15")


async def test_do_not_disturb_puts_it_off_and_it_comes_at_the_end(stage: Stage) -> None:
    await stage.a_team()
    await cues_only(stage, until=11)
    assert "first reminder comes today at 11:00" in stage.workspace.text_of(stage.workspace.inbox("ana").last)
    await pass_days(stage, 1.5)
    came = [f"{one:%a %H:%M}" for one in local_times(stage, "ana")[1:]]
    assert came == ["Mon 11:00", "Tue 11:00"]
    await stage.workspace.silence("ana", None)
    await pass_days(stage, 1)
    assert [f"{one:%a %H:%M}" for one in local_times(stage, "ana")[3:4]] == ["Wed 09:15"]


async def test_in_longer_hours_it_does_not_come_and_nobody_was_silent(stage: Stage) -> None:
    await stage.a_team()
    await cues_only(stage, until=12)
    await pass_days(stage, 5)
    assert cues(stage) == [] and endings(stage) == []
    await stage.workspace.silence("ana", None)
    await pass_days(stage, 1)
    assert len(cues(stage)) == 1
    assert (await the_cue(stage)).state == State.ACTIVE


async def test_somebody_in_another_zone_gets_it_at_their_own_time(stage: Stage) -> None:
    await stage.a_team(members=("ana", "kenji", "maya"))
    async with stage.db.begin() as session:
        await enrolment.start(session, stage.person("kenji"), Wishes(nudges=False), now=stage.clock())
    await set_cue(stage, "kenji", at="08:30")
    await pass_days(stage, 2)
    assert [f"{one:%a %H:%M}" for one in local_times(stage, "kenji")[1:]] == ["Tue 08:30", "Wed 08:30"]


async def test_did_it_is_an_act_of_use_and_can_be_taken_back(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage)
    await pass_days(stage, 0.4)
    (first,) = cues(stage)
    assert await active(stage) == 0
    await stage.workspace.press("ana", "Did it", on=first)
    assert now_shown(stage, first).startswith(f"Did it. {WORDS}")
    assert await active(stage) == 1
    await stage.workspace.press("ana", "Not today", on=first)
    assert now_shown(stage, first).startswith("Not today, then.")
    assert await active(stage) == 0
    assert [day.answer for day in await cue_days(stage)] == [Told.NOT_TODAY]


async def active(stage: Stage) -> int:
    week = stage.clock().date()
    week = week.fromordinal(week.toordinal() - week.weekday())
    async with stage.db.read() as session:
        within = adoption_acts.span(stage.team_id, await adoption_acts.zones(session, stage.team_id), week)
        return sum(number for _, number in (await adoption_acts.people(session, within)).values())


async def test_a_press_that_slack_delivers_again_changes_nothing(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage)
    await pass_days(stage, 0.4)
    (first,) = cues(stage)
    await stage.workspace.press("ana", "Did it", on=first)
    (entry,) = [one for one in stage.workspace.deliveries("block_actions") if "cues.did" in str(one.body)]
    await stage.workspace.press("ana", "Not today", on=first)
    await stage.workspace.courier.interactive(entry.body["payload"])
    await stage.workspace.after()
    assert [day.answer for day in await cue_days(stage)] == [Told.NOT_TODAY]


async def test_stop_ends_it_and_its_old_buttons_still_answer(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage)
    await pass_days(stage, 0.4)
    (first,) = cues(stage)
    await stage.workspace.press("ana", "Stop this cue", on=first)
    assert "it comes no more" in now_shown(stage, first)
    await pass_days(stage, 3)
    assert len(cues(stage)) == 1
    await stage.workspace.press("ana", "Did it", on=first)
    assert now_shown(stage, first).startswith("Did it.")
    assert (await the_cue(stage)).state == State.STOPPED


@pytest.mark.long
async def test_three_in_vain_end_it_with_one_line(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage, days=EVERY_DAY)
    await pass_days(stage, 6)
    assert len(cues(stage)) == 3
    (line,) = endings(stage)
    assert "The last three reminders came at the wrong moment, so this cue ends here" in line
    assert (await the_cue(stage)).state == State.FADED
    await stage.workspace.press("ana", "Set it again")
    assert await stage.workspace.submit("ana", {"At": "11:00"}) == {}
    await pass_days(stage, 1)
    assert len(cues(stage)) == 4


@pytest.mark.long
async def test_an_answer_of_any_kind_keeps_it_until_four_weeks_are_over(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    async with stage.db.begin() as session:
        await enrolment.change(session, stage.person("ana"), Wishes(nudges=False), now=stage.clock())
    await set_cue(stage, days=["0"])
    for week in range(5):
        await pass_days(stage, 7 if week else 0.4)
        if len(cues(stage)) > week:
            await stage.workspace.press("ana", "Did it", on=cues(stage)[-1])
    assert len(cues(stage)) == 4
    (line,) = endings(stage)
    assert "Four weeks are over, so this cue ends here" in line and "You said “Did it” 4 times in 4." in line
    assert (await the_cue(stage)).state == State.OVER


@pytest.mark.long
async def test_a_pause_a_holiday_and_an_end_of_taking_part_silence_it(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage)
    await stage.workspace.command("ana", "/afterglow pause 2 weeks")
    await pass_days(stage, 9)
    assert cues(stage) == []
    await stage.workspace.command("ana", "/afterglow resume")
    await pass_days(stage, 2.2)
    days = [day.day.isoformat() for day in await cue_days(stage)]
    assert days == ["2026-12-02", "2026-12-03", "2026-12-04"], "resumed on Wednesday"
    await stage.workspace.press("ana", "Did it", on=cues(stage)[-1])
    await pass_days(stage, 4)
    days = [day.day.isoformat() for day in await cue_days(stage)]
    assert days[3:] == ["2026-12-07"], "Tuesday is a holiday in Spain"
    before = len(cues(stage))
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Stop everything")
    await pass_days(stage, 4)
    assert len(cues(stage)) == before
    assert (await the_cue(stage)).state == State.STOPPED


async def test_at_most_one_cue_a_day_and_three_at_a_time(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    for at in ("09:15", "09:20", "12:00"):
        assert await set_cue(stage, at=at, occasion=f"it is {at}") == {}
    await stage.workspace.press("ana", "Your cues", on=await stage.workspace.open_home("ana"))
    assert "Set a cue" not in stage.workspace.buttons(stage.workspace.modal("ana"))  # type: ignore[arg-type]
    await pass_days(stage, 3)
    assert len(cues(stage)) == 3 and len(await cue_days(stage)) == 3


async def test_the_form_says_what_is_missing_and_a_form_sent_twice_sets_one(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    errors = await set_cue(stage, occasion=" . ", deed="When", days=["0"])
    assert list(errors) == ["occasion"]
    assert await stage.workspace.submit("ana", {"When": "the day begins"}) == {}
    sent = stage.workspace.deliveries("view_submission")[-1]
    await stage.workspace.courier.interactive(sent.body["payload"])
    await stage.workspace.after()
    async with stage.db.read() as session:
        member = await people.find(session, stage.person("ana"))
    assert member is not None
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Your cues", on=page)
    assert str(stage.workspace.modal("ana")).count("When the day begins") == 1


async def test_peoples_words_are_shown_as_they_are_and_obey_nothing(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    evil = "<!channel> *now* & <https://evil.example|here>"
    await set_cue(stage, occasion=evil, deed="x" * 150)
    await pass_days(stage, 0.4)
    (first,) = cues(stage)
    shown = str(first.blocks)
    assert "<!channel>" not in shown and "&lt;!channel&gt;" in shown and "∗now∗" in shown


async def test_nobody_else_sees_it(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana", "maya", "priya")
    await set_cue(stage)
    await stage.workspace.open_home("ana")
    for other in ("maya", "priya"):
        page = await stage.workspace.open_home(other)
        await stage.workspace.press(other, "Your cues", on=page)
        assert "Monday meeting" not in str(stage.workspace.modal(other))


async def test_it_is_changed_and_stopped_in_its_list(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await set_cue(stage)
    await stage.workspace.press("ana", "Your cues", on=await stage.workspace.open_home("ana"))
    await stage.workspace.press("ana", "Change")
    assert await stage.workspace.submit("ana", {"At": "16:00", "Remind me on": ["1"]}) == {}
    cue = await the_cue(stage)
    assert (cue.at, cue.days) == (16 * 60, "1")
    await stage.workspace.press("ana", "Your cues", on=await stage.workspace.open_home("ana"))
    await stage.workspace.press("ana", "Stop")
    assert "Stopped: it comes no more." in str(stage.workspace.modal("ana"))
    assert (await the_cue(stage)).state == State.STOPPED

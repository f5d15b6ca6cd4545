"""Taking part: invited, started, paused, resumed, left."""

from datetime import timedelta

from bot.enrolment import service as enrolment
from bot.people.rules import Enrolment
from bot.sandbox.state import Json, Message
from tests.stage import Stage


async def invite(stage: Stage, *handles: str) -> int:
    """As an admin would have done it."""
    ids = [stage.workspace.person(handle).id for handle in handles]
    async with stage.db.begin() as session:
        return len(await enrolment.invite(session, stage.team_id, ids, now=stage.clock()))


async def invitation(stage: Stage) -> Message:
    """Ana's invitation of Monday, 10:00 in Madrid."""
    await stage.a_team()
    assert await invite(stage, "ana") == 1
    await stage.pass_time(minutes=75)
    return stage.workspace.inbox("ana").last


async def test_an_invitation_comes_at_the_persons_own_time_and_says_who_sees_what(stage: Stage) -> None:
    await stage.a_team()
    assert await invite(stage, "ana") == 1
    await stage.pass_time(minutes=45)
    assert len(stage.workspace.inbox("ana")) == 0
    await stage.pass_time(minutes=30)  # 10:00 in Madrid
    welcome = stage.workspace.inbox("ana").last
    assert stage.workspace.buttons(welcome) == ["Start", "Not now"]
    text = stage.workspace.text_of(welcome)
    assert "You get this because an admin of your workspace put you on the list." in text
    assert "Only you see your answers." in text


async def test_nobody_is_invited_in_their_night(stage: Stage) -> None:
    assert await invite(stage, "kenji", "rosa") == 2
    await stage.pass_time(hours=5)  # 22:00 in Tokyo, 08:00 in New York
    assert len(stage.workspace.inbox("kenji")) == len(stage.workspace.inbox("rosa")) == 0
    await stage.pass_time(hours=12, minutes=15)  # 10:15 in Tokyo
    assert len(stage.workspace.inbox("kenji")) == len(stage.workspace.inbox("rosa")) == 1


async def test_who_is_asked_twice_is_written_to_once(stage: Stage) -> None:
    await invitation(stage)
    assert await invite(stage, "ana") == 0
    await stage.pass_time(hours=3)
    assert len(stage.workspace.inbox("ana")) == 1


async def test_guests_leavers_and_apps_are_never_invited(stage: Stage) -> None:
    assert await invite(stage, "gail", "otto", "tracker") == 0


async def test_who_leaves_before_the_invitation_goes_out_gets_none(stage: Stage) -> None:
    assert await invite(stage, "ana") == 1
    await stage.workspace.change("ana", deleted=True)
    await stage.pass_time(hours=3)
    assert len(stage.workspace.inbox("ana")) == 0
    assert (await stage.member("ana")).enrolment == Enrolment.KNOWN


async def test_start_plans_the_first_card_for_tomorrow_at_the_chosen_time(stage: Stage) -> None:
    welcome = await invitation(stage)
    await stage.workspace.press("ana", "Start", values={"at": "14:30", "role": "sales"})
    said = stage.workspace.inbox("ana").last
    assert said.ts == welcome.ts, "the invitation itself becomes the confirmation"
    assert stage.workspace.text_of(said).startswith(
        "You are in. Next card tomorrow at 14:30 your time (Europe/Madrid)."
    )
    assert (await stage.member("ana")).role == "sales"
    await stage.pass_time(hours=24)
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.pass_time(hours=6)
    assert len(stage.workspace.inbox("ana")) == 2


async def test_not_now_is_one_press_and_final_until_they_start_themselves(stage: Stage) -> None:
    welcome = await invitation(stage)
    await stage.workspace.press("ana", "Not now", on=welcome)
    said = stage.workspace.inbox("ana").last
    assert "nothing will come, and nobody is told" in said.text
    assert await invite(stage, "ana") == 0
    await stage.pass_time(hours=30)
    assert len(stage.workspace.inbox("ana")) == 1
    await stage.workspace.press("ana", "Start", on=said)
    assert "You are in." in stage.workspace.inbox("ana").last.text


async def test_a_start_delivered_again_after_a_no_changes_nothing(stage: Stage) -> None:
    welcome = await invitation(stage)
    await stage.workspace.press("ana", "Start", on=welcome)
    started = last_press(stage)
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.press("ana", "Stop everything")
    assert (await stage.workspace.courier.interactive(started)).ok
    assert (await stage.member("ana")).enrolment == Enrolment.OUT


async def test_me_shows_and_saves_what_a_person_wants(stage: Stage) -> None:
    await invitation(stage)
    await stage.workspace.press("ana", "Start")
    await stage.workspace.command("ana", "/afterglow me")
    form = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "You take part. Next card tomorrow at 10:00 your time (Europe/Madrid)." in form
    assert "Your team here is Marketing." in form
    assert "What is stored about you" in form
    await stage.workspace.submit("ana", {"role": "hr", "at": "11:30", "kinds": ["challenges"]})
    ana = await stage.member("ana")
    assert (ana.role, ana.nudge_at, ana.wants_nudges, ana.wants_challenges) == ("hr", 690, False, True)
    assert ana.next_nudge_at is None
    await stage.workspace.command("ana", "/afterglow me")
    assert "No cards come, as you chose." in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_whoever_was_never_invited_can_start_in_their_settings(stage: Stage) -> None:
    await stage.workspace.command("leila", "/afterglow me")
    assert "You do not take part" in stage.workspace.text_of(stage.workspace.modal("leila"))
    await stage.workspace.press("leila", "Start")
    form = stage.workspace.text_of(stage.workspace.modal("leila"))
    assert "You take part. Next card today at 10:00 your time (Europe/London)." in form


async def test_a_guest_is_told_kindly_that_they_cannot_take_part(stage: Stage) -> None:
    await stage.workspace.command("gail", "/afterglow me")
    assert "guests and apps cannot take part" in stage.workspace.text_of(stage.workspace.modal("gail"))
    said = await stage.workspace.command("gail", "/afterglow resume")
    assert said is not None and "guests and apps cannot take part" in said.text
    assert (await stage.member("gail")).enrolment == Enrolment.KNOWN


async def test_pause_without_a_day_is_two_weeks_or_until_resumed(stage: Stage) -> None:
    await started(stage)
    said = await stage.workspace.command("ana", "/afterglow pause")
    assert said is not None and said.text.startswith("Paused until Monday 7 December.")
    await stage.workspace.press("ana", "Until I say resume", on=said)
    assert "Paused until you say resume." in stage.workspace.ephemerals("ana")[-1].text
    assert (await stage.member("ana")).paused_until is not None
    await stage.workspace.command("ana", "/afterglow me")
    assert "Paused until you resume." in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_resume_says_when_the_next_card_comes(stage: Stage) -> None:
    await started(stage)
    await stage.workspace.command("ana", "/afterglow pause 3 weeks")
    said = await stage.workspace.command("ana", "/afterglow resume")
    assert said is not None and said.text.startswith("Good. Next card today at 10:00")


HELD = "An admin paused messages until Sunday 20 December."


async def held(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow settings")
    values = {"pause_what": "Marketing", "pause_until": "2026-12-20"}
    assert await stage.workspace.submit("priya", values) == {}


async def test_a_pause_by_an_admin_is_told_as_such_and_has_no_resume(stage: Stage) -> None:
    await started(stage)
    await held(stage)
    await stage.workspace.command("ana", "/afterglow me")
    form = stage.workspace.modal("ana")
    assert form is not None
    assert HELD in stage.workspace.text_of(form)
    assert "Resume" not in stage.workspace.buttons(form)
    assert "Stop everything" in stage.workspace.buttons(form)
    for line in ("/afterglow resume", "/afterglow pause friday"):
        said = await stage.workspace.command("ana", line)
        assert said is not None and said.text.startswith(HELD)


async def test_a_button_from_before_an_admins_pause_answers_honestly(stage: Stage) -> None:
    await started(stage)
    said = await stage.workspace.command("ana", "/afterglow pause friday")
    await held(stage)
    await stage.workspace.press("ana", "Resume now", on=said)
    assert HELD in stage.workspace.ephemerals("ana")[-1].text


async def test_an_own_pause_beyond_an_admins_is_still_ones_own_to_end(stage: Stage) -> None:
    await started(stage)
    await held(stage)
    await stage.workspace.command("ana", "/afterglow pause 2027-01-11")
    await stage.workspace.command("ana", "/afterglow me")
    assert "Paused until Monday 11 January" in stage.workspace.text_of(stage.workspace.modal("ana"))
    await stage.workspace.press("ana", "Resume")
    assert HELD in stage.workspace.text_of(stage.workspace.modal("ana"))


async def test_an_unclear_day_gets_the_right_form(stage: Stage) -> None:
    await started(stage)
    for words in ("whenever", "yesterday", "2026-01-01", "today"):
        said = await stage.workspace.command("ana", f"/afterglow pause {words}")
        assert said is not None and "Try `/afterglow pause monday`" in said.text
    assert (await stage.member("ana")).paused_until is None


async def test_pausing_without_taking_part_says_there_is_nothing_to_pause(stage: Stage) -> None:
    said = await stage.workspace.command("ana", "/afterglow pause monday")
    assert said is not None and "nothing to pause" in said.text


async def test_an_invitation_leaves_no_room_for_another_message_that_day(stage: Stage) -> None:
    await invitation(stage)
    await stage.workspace.press("ana", "Start", values={"at": "16:00"})
    await stage.pass_time(hours=8)
    assert len(stage.workspace.inbox("ana")) == 1


async def test_whoever_never_answered_may_be_asked_again_after_two_weeks(stage: Stage) -> None:
    await invitation(stage)
    stage.clock.advance(timedelta(days=14))
    assert await invite(stage, "ana") == 1


async def started(stage: Stage) -> None:
    await stage.a_team()
    async with stage.db.begin() as session:
        await enrolment.resume(session, stage.person("ana"), now=stage.clock())


def last_press(stage: Stage) -> Json:
    """What Slack sent for the last press."""
    every = (entry.body["payload"] for entry in reversed(stage.workspace.deliveries()))
    return next(payload for payload in every if payload["type"] == "block_actions")

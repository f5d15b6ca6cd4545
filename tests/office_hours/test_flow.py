"""Office hours: set by a champion, heard of by those who asked and by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.state import Message
from tests.challenges.acts import AN_HOUR, again, leap, take_part
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"
THURSDAY = datetime(2026, 11, 26, tzinfo=UTC)
SESSION = {"weekday": "3", "at": "15:00", "zone": "Europe/Berlin", "place": "https://meet.example/office"}


async def a_team(stage: Stage) -> None:
    """Ana and Tom learn, Maya champions them; everybody in Madrid or Berlin."""
    await stage.a_team(members=("ana", "maya", "tom"), led_by=("maya",), zone="Europe/Berlin")
    await take_part(stage, "ana", "tom", "maya")


async def hours_set(stage: Stage, who: str = "maya", **changed: str) -> dict[str, str]:
    await stage.workspace.command(who, "/afterglow office")
    return await stage.workspace.submit(who, SESSION | changed)


async def until_the_session(stage: Stage, day: datetime = THURSDAY) -> None:
    """From the night before to the minute in which it begins: two in the afternoon in UTC."""
    for hours in (-9, 6, 7, 8, 9, 12, 13, 14):
        await leap(stage, day + hours * AN_HOUR)


def reminders(stage: Stage, who: str) -> list[Message]:
    return [one for one in stage.workspace.inbox(who) if one.text.startswith("*Office hours of")]


async def test_only_who_asked_is_reminded_an_hour_before(stage: Stage) -> None:
    await a_team(stage)
    await hours_set(stage)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await until_the_session(stage)
    (message,) = reminders(stage, "ana")
    assert stage.workspace.state.at(message.ts).replace(microsecond=0) == THURSDAY + 13 * AN_HOUR
    shown = stage.workspace.text_of(message)
    assert "today at 15:00, your time" in shown and "https://meet.example/office" in shown
    assert ASK[:60] in shown and "You get this because you asked a question" in shown
    assert reminders(stage, "tom") == [] and reminders(stage, "maya") == []


async def test_it_takes_the_place_of_that_days_card_and_comes_once_a_session(stage: Stage) -> None:
    await a_team(stage)
    await hours_set(stage)
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    await leap(stage, THURSDAY - 9 * AN_HOUR)
    before = len(stage.workspace.inbox("ana"))
    await until_the_session(stage)
    assert len(stage.workspace.inbox("ana")) - before == 1
    await until_the_session(stage, THURSDAY + timedelta(weeks=1))
    assert len(reminders(stage, "ana")) == 2


@pytest.mark.long
async def test_a_question_that_was_solved_five_weeks_ago_reminds_nobody(stage: Stage) -> None:
    await a_team(stage)
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.say("maya", "Ask for the action items first.", thread=question)
    await leap(stage, THURSDAY + timedelta(weeks=4, days=3))
    await hours_set(stage)
    await until_the_session(stage, THURSDAY + timedelta(weeks=5))
    assert len(reminders(stage, "ana")) == 1, "it waits for its answer still"
    await stage.workspace.press("maya", "Solved", on=question)
    await until_the_session(stage, THURSDAY + timedelta(weeks=6))
    assert len(reminders(stage, "ana")) == 1


async def test_not_for_me_ends_them_and_settings_bring_them_back(stage: Stage) -> None:
    await a_team(stage)
    await hours_set(stage)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await until_the_session(stage)
    await stage.workspace.press("ana", "Not for me", on=reminders(stage, "ana")[0])
    await again(stage, "block_actions")
    assert "No more reminders" in stage.workspace.inbox("ana").last.text
    await until_the_session(stage, THURSDAY + timedelta(weeks=1))
    assert reminders(stage, "ana") == []
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.submit("ana", {"kinds": ["nudges", "challenges", "office_hours"]})
    await until_the_session(stage, THURSDAY + timedelta(weeks=2))
    assert len(reminders(stage, "ana")) == 1


async def test_a_session_that_is_moved_or_ended_is_not_announced_at_its_old_time(stage: Stage) -> None:
    await a_team(stage)
    await hours_set(stage)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await leap(stage, THURSDAY + 8 * AN_HOUR)  # the day is taken for it
    await hours_set(stage, weekday="4")
    await until_the_session(stage)
    assert reminders(stage, "ana") == []
    await until_the_session(stage, THURSDAY + timedelta(days=1))
    assert len(reminders(stage, "ana")) == 1
    await stage.workspace.command("maya", "/afterglow office")
    await stage.workspace.press("maya", "Hold no office hours")
    await until_the_session(stage, THURSDAY + timedelta(days=8))
    assert len(reminders(stage, "ana")) == 1


async def test_a_form_without_a_place_says_so_and_a_champion_of_others_cannot_set_it(stage: Stage) -> None:
    await a_team(stage)
    errors = await hours_set(stage, place=" . ")
    assert "Say where" in errors["place"]
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    await stage.workspace.command("ben", "/afterglow office")
    assert "For Sales" in stage.workspace.text_of(stage.workspace.modal("ben"))


async def test_members_read_when_the_next_one_is(stage: Stage) -> None:
    await a_team(stage)
    reply = await stage.workspace.command("ana", "/afterglow office")
    assert reply is not None and "Your team has no office hours" in reply.text
    await hours_set(stage)
    reply = await stage.workspace.command("ana", "/afterglow office")
    assert reply is not None
    assert (
        "Thursday 26 November at 15:00 your time (Europe/Madrid). https://meet.example/office" in reply.text
    )
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Next office hours of Marketing" in page


async def test_the_agenda_is_the_questions_that_are_not_solved(stage: Stage) -> None:
    await a_team(stage)
    await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.command("maya", "/afterglow office")
    shown = stage.workspace.text_of(stage.workspace.modal("maya"))
    assert "1 question of this team is not solved yet" in shown

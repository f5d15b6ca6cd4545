"""Where nobody has time, or nobody took it, a question waits for the office hours, and nobody is pinged."""

from datetime import time, timedelta

import pytest

from bot.office_hours import service as office_hours
from bot.office_hours.blocks import HoursForm
from bot.people.models import Team
from bot.sandbox.state import Message
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.questions.test_loads import took
from tests.stage import Stage

FULL = "The champions have used up the hours that they keep free this week."
ON_AGENDA = "It is on the agenda of the office hours on Thursday 26 November at 14:00."
ROOM = "Room 4.12"


async def hold(stage: Stage, team: Team, *, weekday: int = 3, hour: int = 14) -> None:
    async with stage.db.begin() as session:
        form = HoursForm(team.id, weekday, time(hour), BERLIN, ROOM)
        held = await office_hours.save(session, form, by=stage.person("priya"), now=stage.clock())
        assert not isinstance(held, dict)
    await stage.play.settle()


@pytest.fixture
async def team(stage: Stage) -> Team:
    """Maya and Tom champion it, hold office hours on Thursdays, and have used up this week's hours."""
    made = await stage.a_team(zone=BERLIN)
    await hold(stage, made)
    for who in ("maya", "tom"):
        await took(stage, who, 9, days_ago=1)
    return made


async def ask(stage: Stage) -> Message:
    return await stage.workspace.say("ana", ASK, channel="marketing")


def pings(stage: Stage) -> list[str]:
    told = [*stage.workspace.inbox("maya").texts(), *stage.workspace.inbox("tom").texts()]
    return [text for text in told if "has a question about working with AI" in text]


async def agenda(stage: Stage) -> str:
    await stage.workspace.command("maya", "/afterglow office")
    await stage.workspace.press("maya", "Agenda")
    return str(stage.workspace.modal("maya").blocks)  # type: ignore[union-attr]


async def test_where_nobody_has_time_it_waits_for_the_office_hours(stage: Stage, team: Team) -> None:
    asked = await ask(stage)
    offer = offer_in(stage, asked)
    assert offer.text == f"{FULL} {ON_AGENDA} Any champion may take it before."
    assert ASK in await agenda(stage)
    await stage.pass_time(days=3)
    assert pings(stage) == []
    await stage.pass_time(hours=6, minutes=10)  # Thursday, an hour after the session began
    (ping,) = pings(stage)
    assert "You are next in turn among the champions." in ping


async def test_any_champion_may_take_it_before(stage: Stage, team: Team) -> None:
    asked = await ask(stage)
    await stage.workspace.press("tom", "I'll take it", on=asked)
    assert offer_in(stage, asked).text == f"{at(stage, 'tom')} is on it."
    await stage.workspace.press("tom", "Release", on=asked)
    # Maya alone is left, and has no time either.
    assert ON_AGENDA in offer_in(stage, asked).text
    assert pings(stage) == []


async def test_who_has_time_is_asked_all_the_same(stage: Stage, team: Team) -> None:
    await stage.workspace.command("maya", "/afterglow hours 8")
    assert f"{at(stage, 'maya')}, can you take this one?" in offer_in(stage, await ask(stage)).text


async def test_without_office_hours_they_are_asked_in_turn(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    for who in ("maya", "tom"):
        await took(stage, who, 9, days_ago=1)
    assert "can you take this one?" in offer_in(stage, await ask(stage)).text


async def test_a_private_question_is_on_no_agenda(stage: Stage, team: Team) -> None:
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    await stage.workspace.press("ana", "Ask one champion privately")
    await stage.pass_time(minutes=5)
    assert len(pings(stage)) == 1
    assert ASK not in await agenda(stage)


async def test_when_everybody_was_asked_it_waits_too_and_its_asker_is_told_when(stage: Stage) -> None:
    await hold(stage, await stage.a_team(zone=BERLIN))
    asked = await ask(stage)
    await stage.pass_time(days=1, hours=6)
    (told,) = [text for text in stage.workspace.inbox("ana").texts() if "on the agenda" in text]
    assert "Nobody has taken it yet, though everybody who could was asked." in told
    assert "office hours on Thursday 26 November at 14:00" in told
    assert ROOM in told
    assert ON_AGENDA in offer_in(stage, asked).text
    before = [len(stage.workspace.inbox(who)) for who in ("maya", "tom", "priya", "dana")]
    await stage.pass_time(days=1, hours=16)  # until Thursday, before it begins
    assert [len(stage.workspace.inbox(who)) for who in ("maya", "tom", "priya", "dana")] == before
    await stage.pass_time(days=1)
    listed = [*stage.workspace.inbox("maya").texts(), *stage.workspace.inbox("tom").texts()]
    assert any("still waits, though everybody" in text for text in listed), "after it, it comes back"
    assert len([text for text in stage.workspace.inbox("ana").texts() if "on the agenda" in text]) == 1


async def test_office_hours_that_are_moved_take_it_along(stage: Stage, team: Team) -> None:
    asked = await ask(stage)
    await hold(stage, team, weekday=4, hour=10)
    assert "office hours on Friday 27 November at 10:00" in offer_in(stage, asked).text
    (told,) = [text for text in stage.workspace.inbox("ana").texts() if "on the agenda" in text]
    assert "Friday 27 November at 10:00" in told


async def test_office_hours_that_are_held_no_more_hold_nothing_back(stage: Stage, team: Team) -> None:
    asked = await ask(stage)
    async with stage.db.begin() as session:
        await office_hours.end(session, team.id, by=stage.person("priya"), now=stage.clock())
    await stage.pass_time(minutes=2)
    assert len(pings(stage)) == 1
    assert "on the agenda" not in offer_in(stage, asked).text


async def test_its_asker_reads_the_time_of_their_own_zone(stage: Stage) -> None:
    made = await stage.a_team(zone=BERLIN, members=("leila", "maya", "tom"))
    await hold(stage, made)
    await stage.workspace.invite("leila", "marketing")
    await stage.workspace.say("leila", ASK, channel="marketing")
    await stage.pass_time(days=1, hours=6)
    (told,) = [text for text in stage.workspace.inbox("leila").texts() if "on the agenda" in text]
    assert "office hours on Thursday 26 November at 13:00" in told


async def test_what_waits_for_them_stands_first_on_the_agenda(stage: Stage, team: Team) -> None:
    await stage.workspace.command("maya", "/afterglow hours 8")
    await stage.workspace.say("ana", f"{ASK} Again.", channel="marketing")
    await stage.workspace.command("maya", "/afterglow hours 1")
    stage.clock.advance(timedelta(minutes=1))
    await stage.workspace.say("ana", "How do I get Copilot to draft a reply?", channel="marketing")
    shown = await agenda(stage)
    assert shown.index("draft a reply") < shown.index("Again.")

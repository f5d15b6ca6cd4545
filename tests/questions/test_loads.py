"""Whose turn it is over the weeks: hours kept free, and shares that follow them."""

from datetime import timedelta

from bot.champions.rules import Load
from bot.questions import loads
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.sandbox.state import User
from tests.questions.test_flow import ASK, BERLIN, at, offer_in
from tests.stage import Stage


async def took(stage: Stage, who: str, count: int, *, days_ago: float) -> None:
    """Questions that a champion took and solved so long ago."""
    then = stage.clock() - timedelta(days=days_ago)
    async with stage.db.begin() as session:
        for number in range(count):
            session.add(
                Question(
                    workspace_id=stage.team_id, origin=f"{who}:{days_ago}:{number}", source="channel",
                    asker_id=stage.person("ana").user_id, text="?", status=Status.RESOLVED,
                    champion_id=stage.person(who).user_id, asked_at=then, claimed_at=then, closed_at=then,
                )
            )  # fmt: skip


async def asked_first(stage: Stage) -> str:
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    return offer_in(stage, asked).text


async def test_what_each_champion_holds_and_took(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "maya", 2, days_ago=3)
    await took(stage, "maya", 1, days_ago=20)
    await took(stage, "maya", 1, days_ago=40)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("tom", "I'll take it", on=asked)
    async with stage.db.read() as session:
        found = await loads.of_all(session, stage.team_id, now=stage.clock())
    maya, tom = stage.person("maya").user_id, stage.person("tom").user_id
    assert found == {maya: Load(0, 2, 3), tom: Load(1, 1, 1)}


async def test_who_took_less_lately_is_asked_first(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "maya", 2, days_ago=20)
    assert f"{at(stage, 'tom')}, can you take this one?" in await asked_first(stage)


async def test_who_used_up_the_weeks_hours_is_asked_last(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "tom", 9, days_ago=2)
    asked = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=asked)
    # She holds one, and has time all the same.
    assert f"{at(stage, 'maya')}, can you take this one?" in await asked_first(stage)


async def test_more_hours_are_more_questions(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "maya", 3, days_ago=10)
    await took(stage, "tom", 2, days_ago=10)
    await stage.workspace.command("maya", "/afterglow hours 8")
    assert f"{at(stage, 'maya')}, can you take this one?" in await asked_first(stage)


async def test_home_tells_a_champion_what_the_week_took(stage: Stage) -> None:
    await stage.a_team(zone=BERLIN)
    await took(stage, "maya", 4, days_ago=2)
    home = str((await stage.workspace.open_home("maya")).blocks)
    assert "You took 4 questions in the last seven days, about 80 minutes." in home
    assert "You took" not in str((await stage.workspace.open_home("tom")).blocks)


async def test_home_tells_an_admin_of_teams_with_too_few_champions(stage: Stage) -> None:
    people = [f"crew{number}" for number in range(15)]
    for number, handle in enumerate(people):
        await stage.workspace.hire(User(f"U0CREW{number:05}", handle, handle.title(), "", "Europe/Berlin"))
    await stage.a_team(members=("ana", *people), led_by=("maya",))
    home = str((await stage.workspace.open_home("priya")).blocks)
    assert "*Marketing* has 16 people and 1 champion." in home

"""The calendar of six weeks: seen by champions and admins, picked, swapped and skipped."""

from datetime import timedelta

import pytest

from bot.challenges import picks
from bot.champions import service as champions
from tests.challenges.acts import (
    NEXT_MON,
    SIX,
    TUE,
    a_learning_team,
    again,
    around_the_world,
    challenges,
    morning,
)
from tests.stage import Stage, shipped

pytestmark = pytest.mark.long

A_WEEK = timedelta(weeks=1)


async def titles(stage: Stage) -> list[str]:
    """What the team's next six weeks have."""
    async with stage.db.read() as session:
        (team,) = await champions.led_by(session, stage.person("priya"))
        weeks = await picks.outlook(session, shipped(), team, now=stage.clock())
    return [one.challenge.title if one.challenge is not None else "" for one in weeks]


async def test_an_admin_sees_six_weeks_without_a_challenge_twice(stage: Stage) -> None:
    await a_learning_team(stage)
    planned = await titles(stage)
    assert len(planned) == len(set(planned)) == 6
    await stage.workspace.command("priya", "/afterglow challenge")
    shown = stage.workspace.text_of(stage.workspace.modal("priya"))
    assert all(title in shown for title in planned)
    assert "In 5 weeks: Tuesday 29 December" in shown


async def test_two_weeks_are_swapped_once_however_often_slack_delivers_it(stage: Stage) -> None:
    await a_learning_team(stage)
    before = await titles(stage)
    await stage.workspace.command("priya", "/afterglow challenge")
    await stage.workspace.press("priya", "Swap with the week after")
    assert await titles(stage) == [before[1], before[0], *before[2:]]
    await again(stage, "block_actions")
    assert await titles(stage) == [before[1], before[0], *before[2:]]
    await morning(stage, TUE)
    assert before[1] in challenges(stage, "ana")[0].text


async def test_a_week_far_ahead_is_picked_and_comes(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await stage.workspace.command("priya", "/afterglow challenge")
    week = (NEXT_MON + 2 * A_WEEK).date()
    picked = {f"week:{team.id}:{week}": "foundation-challenge-five-claims"}
    assert await stage.workspace.submit("priya", picked) == {}
    assert (await titles(stage))[3].startswith("Five claims")
    for ahead in range(4):
        await around_the_world(stage, TUE + ahead * A_WEEK)
    assert "Five claims" in challenges(stage, "ana")[-1].text


async def test_a_champion_changes_their_own_teams_calendar_and_no_others(stage: Stage) -> None:
    team = await a_learning_team(stage)
    other = await stage.a_team(
        "Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",)
    )
    page = stage.workspace.text_of(await stage.workspace.open_home("maya"))
    assert "Challenge calendar" in page
    await stage.workspace.command("maya", "/afterglow challenge calendar")
    shown = stage.workspace.text_of(stage.workspace.modal("maya"))
    assert "Marketing" in shown and "Sales" not in shown
    week = NEXT_MON.date()
    assert await stage.workspace.submit("maya", {f"week:{team.id}:{week}": "skip"}) == {}
    assert (await titles_of(stage, team.id))[1] == ""
    assert other.id != team.id


async def titles_of(stage: Stage, team_id: int) -> list[str]:
    async with stage.db.read() as session:
        team = await picks.planned_by(session, stage.person("priya"), team_id)
        assert team is not None
        weeks = await picks.outlook(session, shipped(), team, now=stage.clock())
    return [one.challenge.title if one.challenge is not None else "" for one in weeks]


async def test_who_only_learns_sees_their_own_challenge(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    reply = await stage.workspace.command("ana", "/afterglow challenge calendar")
    assert reply is not None and "Your team's next challenge comes on" in reply.text

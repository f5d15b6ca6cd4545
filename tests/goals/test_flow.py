"""A team's goal: set by a champion, told once a week without names, and once when it is reached."""

from datetime import timedelta

from sqlalchemy import insert

from bot.adoption import report
from bot.adoption.models import ClosedWeek
from bot.adoption.rules import monday_of
from bot.people.models import Team
from tests.stage import Stage
from tests.wins.test_digest import a_team, digests, tell, until_the_digest


async def goal_set(
    stage: Stage, who: str = "maya", kind: str = "active", target: str = "60"
) -> dict[str, str]:
    await stage.workspace.command(who, "/afterglow goal")
    return await stage.workspace.submit(who, {"kind": kind, "target": target})


async def closed(
    stage: Stage, team: Team, *, weeks: int, active: int, wins: int = 0, people: int = 8
) -> None:
    """The week so many weeks from now is over, and written down."""
    week = monday_of(stage.clock().date()) + timedelta(weeks=weeks)
    common = {
        "workspace_id": stage.team_id, "week": week, "active": active, "wins_unprompted": wins,
        "wins_prompted": 0, "didnt_work": 0, "minutes": 0, "stated_by": 0, "asked": 0, "claimed": 0,
        "closed_at": stage.clock(), "people": people,
    }  # fmt: skip
    rows = [common | {"scope": str(team.id), "name": team.name}, common | {"scope": "all", "name": ""}]
    async with stage.db.begin() as session:
        await session.execute(insert(ClosedWeek), rows)


async def so_far(stage: Stage, who: str) -> str:
    reply = await stage.workspace.command(who, "/afterglow goal")
    assert reply is not None
    return reply.text


async def test_a_champion_sets_it_and_the_team_reads_how_far_it_is(stage: Stage) -> None:
    team = await a_team(stage)
    assert "Your team has no goal" in await so_far(stage, "ana")
    assert await goal_set(stage) == {}
    assert "shows when a week with five people or more is over" in await so_far(stage, "ana")
    await closed(stage, team, weeks=0, active=4)
    stage.clock.advance(timedelta(weeks=1))
    assert await so_far(stage, "ana") == "60 % of us use AI in their work in a week. Last week it was 50 %."
    page = stage.workspace.text_of(await stage.workspace.open_home("ana"))
    assert "Our team's goal" in page and "Last week it was 50 %" in page


async def test_the_digest_tells_of_it_beside_the_wins(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage)
    await until_the_digest(stage)
    await closed(stage, team, weeks=0, active=4)
    await until_the_digest(stage, weeks=1)
    assert digests(stage) == [], "a goal on its way is no news"
    await tell(stage, "ana", "Claude turned the transcript into the newsletter")
    await closed(stage, team, weeks=0, active=4)
    await until_the_digest(stage, weeks=1)
    (digest,) = digests(stage)
    assert "Our goal*, on the way: 60 % of us use AI" in digest and "Last week it was 50 %" in digest


async def test_when_it_is_reached_the_digest_says_so_once_even_without_wins(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage)
    await until_the_digest(stage)
    await closed(stage, team, weeks=0, active=6)
    await until_the_digest(stage, weeks=1)
    (digest,) = digests(stage)
    assert "goal is reached:* 60 % of us use AI" in digest and "75 %" in digest
    assert not any(stage.person(who).user_id in digest for who in ("ana", "maya", "tom"))
    await closed(stage, team, weeks=0, active=7)
    await until_the_digest(stage, weeks=1)
    assert len(digests(stage)) == 1


async def test_a_team_of_four_is_told_nothing(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage, target="10")
    await until_the_digest(stage)
    await closed(stage, team, weeks=0, active=4, people=4)
    await until_the_digest(stage, weeks=1)
    assert digests(stage) == []
    assert "shows when a week with five people" in await so_far(stage, "ana")


async def test_wins_of_four_weeks_reach_a_goal(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage, kind="wins", target="3")
    await until_the_digest(stage)
    await closed(stage, team, weeks=0, active=2, wins=2)
    await until_the_digest(stage, weeks=1)
    assert "So far 2 wins" in await so_far(stage, "ana")
    await closed(stage, team, weeks=0, active=2, wins=2)
    await until_the_digest(stage, weeks=1)
    assert "goal is reached:* 3 wins in four weeks" in digests(stage)[0]


async def test_what_is_no_number_stands_beside_its_field(stage: Stage) -> None:
    await a_team(stage)
    errors = await goal_set(stage, target="many")
    assert errors == {"target": "Give a whole number between 5 and 100."}


async def test_a_goal_is_dropped_and_only_by_who_leads_the_team(stage: Stage) -> None:
    await a_team(stage)
    await goal_set(stage)
    await stage.workspace.command("maya", "/afterglow goal")
    await stage.workspace.press("maya", "Have no goal")
    assert "no goal any more" in stage.workspace.text_of(stage.workspace.modal("maya"))
    assert "Your team has no goal" in await so_far(stage, "ana")


async def test_a_win_that_is_taken_back_leaves_the_goal_in_the_digest(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage)
    await until_the_digest(stage)
    await tell(stage, "ana", "Claude turned the transcript into the newsletter")
    await closed(stage, team, weeks=0, active=4)
    await until_the_digest(stage, weeks=1)
    page = await stage.workspace.open_home("ana")
    await stage.workspace.press("ana", "Withdraw", on=page)
    await stage.play.settle()
    (digest,) = digests(stage)
    assert "newsletter" not in digest and "Our goal*, on the way" in digest


async def test_the_report_in_slack_lists_every_goal(stage: Stage) -> None:
    team = await a_team(stage)
    await goal_set(stage)
    await closed(stage, team, weeks=0, active=4)
    stage.clock.advance(timedelta(weeks=1))
    reply = await stage.workspace.command("priya", "/afterglow report")
    assert "Goals of teams" in stage.workspace.text_of(reply)


async def page(stage: Stage) -> str:
    async with stage.db.read() as session:
        made = await report.page(session, stage.team_id, now=stage.clock())
    return report.html(made, table_url="")


async def test_the_report_shows_every_teams_goal_and_no_week_of_fewer_than_five(stage: Stage) -> None:
    team = await a_team(stage)
    assert "Goals of the teams" not in await page(stage), "none is set"
    await goal_set(stage)
    text = await page(stage)
    assert "Goals of the teams" in text and "60% use AI in their work in a week" in text
    assert "Shows when a week with five people or more is over" in text
    await until_the_digest(stage)
    await closed(stage, team, weeks=0, active=4, people=4)
    stage.clock.advance(timedelta(weeks=1))
    assert "Shows when a week with five people or more is over" in await page(stage)
    await closed(stage, team, weeks=0, active=4)
    stage.clock.advance(timedelta(weeks=1))
    assert "50% in the last complete week</td>" in await page(stage)
    await goal_set(stage, target="50")
    text = await page(stage)
    assert "Shows when" in text, "a new goal begins with this week"
    await closed(stage, team, weeks=0, active=4)
    stage.clock.advance(timedelta(weeks=1))
    assert "50% in the last complete week: reached</td>" in await page(stage)

"""A cohort from its form to its plan, and what its training date decides for its teams."""

from datetime import date

from sqlalchemy import select

from bot.cohorts.models import Cohort
from bot.people.models import Team
from tests.cohorts.acts import made, seen
from tests.stage import Stage


async def dates_of(stage: Stage) -> dict[str, date | None]:
    async with stage.db.read() as session:
        return {team.name: team.trained_on for team in await session.scalars(select(Team))}


async def test_a_new_cohort_shows_the_plan_of_its_ninety_days(stage: Stage) -> None:
    await stage.a_team()
    assert await made(stage) == {}
    text = seen(stage)
    assert "Saved Autumn. This is the plan; nobody was written to." in text
    assert "Foundation*, 25 Nov to 8 Dec" in text
    assert "Mon 14 Dec: Go-live." in text
    assert "Fri 25 Dec: Day 30 re-assessment." in text
    assert "Challenge of week" not in text and "each week has one challenge" in text
    assert await dates_of(stage) == {"Marketing": date(2026, 11, 25)}
    await stage.workspace.press("priya", "All cohorts")
    assert "Marketing · trained on 25 November 2026 · live on 14 December 2026" in seen(stage)


async def test_where_the_date_moves_what_has_begun_stays(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await stage.pass_time(days=20)
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Edit or move")
    assert await stage.workspace.submit("priya", {"Training date": "2026-12-02"}) == {}
    assert "Nothing is saved yet" in seen(stage)
    assert await stage.workspace.submit("priya", {}) == {}
    text = seen(stage)
    assert "Foundation*, 25 Nov to 8 Dec" in text, "it was over"
    assert "Role*, 9 Dec to 12 Jan" in text, "it runs, and ends a week later"
    assert "Supervised practice*, 13 Jan to 23 Feb" in text
    assert await dates_of(stage) == {"Marketing": date(2026, 12, 2)}


async def test_a_form_delivered_twice_makes_one_cohort(stage: Stage) -> None:
    await stage.a_team()
    assert await made(stage) == {}
    await stage.workspace.close("priya")
    assert await made(stage) == {}
    async with stage.db.read() as session:
        assert len((await session.scalars(select(Cohort))).all()) == 1


async def test_a_team_is_in_one_cohort_and_has_its_date(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await made(stage)
    await stage.workspace.close("priya")
    errors = await made(stage, {"Name": "Winter"})
    assert "In another cohort already: Marketing." in str(errors)
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow team Marketing")
    errors = await stage.workspace.submit("priya", {"Training date": "2026-12-24"})
    assert "the training date of its cohort" in str(errors)
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow cohort Marketing")
    assert "Sales" in seen(stage) and "Marketing" not in seen(stage)
    assert await dates_of(stage) == {"Marketing": date(2026, 11, 25), "Sales": None}


async def test_a_training_too_early_is_said_and_not_forbidden(stage: Stage) -> None:
    await stage.a_team()
    assert await made(stage, {"Go-live date": "2027-02-01"}) == {}
    assert "more than four weeks before the go-live" in seen(stage)


async def test_a_cohort_without_teams_or_name_is_not_saved(stage: Stage) -> None:
    await stage.a_team()
    errors = await made(stage, {"Name": "   ", "Teams": ["Marketing"]})
    assert "Give the cohort a name" in str(errors)
    assert await dates_of(stage) == {"Marketing": None}

"""Moving a date shows first what changes; nothing is saved before; the audit says what was changed."""

from datetime import date

from sqlalchemy import select

from bot.cohorts.models import Cohort
from bot.people.models import Team
from tests.cohorts.acts import answer, edited, made, seen
from tests.stage import Stage


async def training_of(stage: Stage) -> date:
    async with stage.db.read() as session:
        return (await session.scalars(select(Cohort.trained_on))).one()


async def test_a_move_shows_from_when_to_when_and_what_stays(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await stage.pass_time(days=20)
    assert await edited(stage, {"Training date": "2026-12-02"}) == {}
    text = seen(stage)
    assert "*What moves in Autumn*" in text
    assert "• Training: Wed 25 Nov → Wed 2 Dec" in text
    assert "• Role: 9 Dec to 5 Jan → 9 Dec to 12 Jan" in text
    assert "• Day 30 set: literacy: 25 Dec to 31 Dec → 1 Jan to 7 Jan" in text
    assert "*What has begun and stays*\n• Time to start: " not in text
    assert "• Foundation: 25 Nov to 8 Dec" in text.split("What has begun and stays")[1]
    assert "Go-live" not in text, "it does not move"
    assert "weeks move." in text and "Challenge of week" not in text
    assert await training_of(stage) == date(2026, 11, 25), "nothing is saved yet"
    assert await stage.workspace.submit("priya", {}) == {}
    assert "Saved Autumn." in seen(stage)
    assert await training_of(stage) == date(2026, 12, 2)


async def test_back_leads_to_the_form_with_what_was_chosen(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await edited(stage, {"Training date": "2026-12-02", "Name": "Late autumn"})
    await stage.workspace.press("priya", "Back")
    modal = stage.workspace.modal("priya")
    assert "2026-12-02" in str(modal) and "Late autumn" in str(modal)
    assert await training_of(stage) == date(2026, 11, 25)


async def test_what_is_over_by_then_is_left_out_and_says_so(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await edited(stage, {"Training date": "2026-10-01"})
    assert "• Day 30 set: literacy: 25 Dec to 31 Dec → 31 Oct to 6 Nov. That day is over" in seen(stage)


async def test_who_saves_sees_what_somebody_else_moved_meanwhile(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await edited(stage, {"Training date": "2026-12-02"})
    await stage.workspace.command("dana", "/afterglow cohort")
    await stage.workspace.press("dana", "Edit or move")
    await stage.workspace.submit("dana", {"Go-live date": "2026-12-21"})
    await stage.workspace.submit("dana", {})
    assert await stage.workspace.submit("priya", {}) == {}
    assert "The plan changed meanwhile" in seen(stage)
    assert await training_of(stage) == date(2026, 11, 25)
    assert await stage.workspace.submit("priya", {}) == {}
    assert await training_of(stage) == date(2026, 12, 2)


async def test_another_name_is_saved_at_once(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    assert await edited(stage, {"Name": "Second"}) == {}
    assert "Saved Second." in seen(stage)


async def test_the_audit_names_the_cohort_and_what_changed(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await edited(stage, {"Training date": "2026-12-02", "Name": "Winter"})
    await stage.workspace.submit("priya", {})
    await stage.workspace.press("priya", "Access is ready")
    told = await answer(stage, "priya", "audit")
    assert "saved the cohort Winter: training 25 Nov 2026 → 2 Dec 2026, its name" in told
    assert "said that the cohort Winter can reach the tool" in told
    assert "cohort:" not in told


async def test_a_deleted_cohort_leaves_its_teams_their_date(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    assert "Its plan ends" in str(stage.workspace.modal("priya"))
    await stage.workspace.press("priya", "Delete")
    assert "Deleted Autumn. Its teams and people keep their training date" in seen(stage)
    async with stage.db.read() as session:
        team = (await session.scalars(select(Team))).one()
        assert (team.cohort_id, team.trained_on) == (None, date(2026, 11, 25))
        assert (await session.scalars(select(Cohort))).all() == []
    assert "deleted the cohort Autumn" in await answer(stage, "priya", "audit")


async def test_today_is_the_admins_own(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.change("priya", zone="Pacific/Auckland")
    await made(stage, {"Training date": "2026-11-10"})
    await stage.pass_time(hours=4)
    # In Auckland it is Tuesday 24 November, the first day of the role phase; in UTC it is still Monday.
    assert "now: role" in seen(stage) or await _listed(stage) == "now: role"


async def _listed(stage: Stage) -> str:
    await stage.workspace.close("priya")
    told = await answer(stage, "priya", "cohort")
    return "now: role" if "now: role" in told else told

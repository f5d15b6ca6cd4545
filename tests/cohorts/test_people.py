"""People chosen by name: one cohort for each person, whatever their team's; who leaves and who joins."""

from datetime import date, time

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, zone_of
from bot.cohorts.rules import Course
from bot.enrolment.frames import frame
from bot.people import service as people
from bot.people.models import Team
from tests.challenges.acts import again
from tests.cohorts.acts import edited, made, seen
from tests.stage import Stage

WINTER = {"Name": "Winter", "Teams": [], "Training date": "2026-12-07", "Go-live date": "2026-12-28"}


async def course_of(stage: Stage, who: str) -> Course | None:
    member = await stage.member(who)
    async with stage.db.read() as session:
        return (await frame(session, member)).course


async def named(stage: Stage, who: str) -> str | None:
    course = await course_of(stage, who)
    return course.name if course is not None else None


def ids(stage: Stage, *handles: str) -> list[str]:
    return [stage.workspace.person(one).id for one in handles]


async def test_a_cohort_of_chosen_people_is_theirs_alone(stage: Stage) -> None:
    await stage.a_team()
    assert await made(stage, {**WINTER, "People, besides or instead": ids(stage, "ana", "rosa")}) == {}
    assert "2 people by name" in seen(stage)
    assert [await named(stage, one) for one in ("ana", "rosa", "maya")] == ["Winter", "Winter", None]
    async with stage.db.read() as session:
        around = await frame(session, await stage.member("ana"))
    assert around.trained_on == date(2026, 12, 7)


async def test_whoever_is_chosen_follows_that_plan_and_not_the_one_of_their_team(stage: Stage) -> None:
    await stage.a_team()
    await made(stage)
    await stage.workspace.close("priya")
    assert await made(stage, {**WINTER, "People, besides or instead": ids(stage, "ana")}) == {}
    ana = stage.workspace.person("ana").id
    assert f"By name they follow this plan, not their team's: <@{ana}> (team in Autumn)." in seen(stage)
    assert [await named(stage, one) for one in ("ana", "maya")] == ["Winter", "Autumn"]


async def test_nobody_is_chosen_for_two_cohorts(stage: Stage) -> None:
    await stage.a_team()
    await made(stage, {**WINTER, "People, besides or instead": ids(stage, "ana")})
    await stage.workspace.close("priya")
    errors = await made(stage, {"People, besides or instead": ids(stage, "ana")})
    assert "Chosen for another cohort already: ana." in str(errors)
    assert await named(stage, "maya") is None, "nothing was saved"


async def test_whoever_is_taken_out_follows_their_team_again(stage: Stage) -> None:
    await stage.a_team()
    await made(stage, {"People, besides or instead": ids(stage, "rosa")})
    assert await edited(stage, {"People, besides or instead": []}) == {}
    assert [await named(stage, one) for one in ("ana", "rosa")] == ["Autumn", None]
    assert (await stage.member("rosa")).trained_on is None


async def test_whoever_joins_a_team_later_joins_its_cohort(stage: Stage) -> None:
    team = await stage.a_team()
    await made(stage)
    assert await named(stage, "rosa") is None
    async with stage.db.begin() as session:
        joined = await people.team(session, stage.team_id, team.id)
        assert joined is not None
        await people.join_team(session, stage.team_id, joined, ids(stage, "rosa"), now=stage.clock())
    assert await named(stage, "rosa") == "Autumn"


async def test_a_cohort_of_nobody_is_not_saved(stage: Stage) -> None:
    await stage.a_team()
    assert "Choose at least one team, or people below." in str(await made(stage, WINTER))


async def test_a_pilot_is_expanded_to_others_with_its_phases_and_aim(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await made(stage, {"Is it a pilot group?": ["pilot"], "How far they want to get": "competence"})
    assert "Pilot · Marketing" in seen(stage)
    await stage.workspace.press("priya", "Expand to others")
    assert "As in Autumn: the same phases and the same aim." in seen(stage)
    assert "19 days after the training" in seen(stage)
    sent = {"Name": "Spring", "Teams": ["Sales"], "Training date": "2027-03-01", "Go-live date": "2027-03-22"}
    assert await stage.workspace.submit("priya", sent) == {}
    assert "Day 90 set: competence" in seen(stage)
    course = await course_of(stage, "rosa")
    assert course is not None and (course.name, course.tier) == ("Spring", "competence")


async def set_cadence(stage: Stage, team: Team, cadence: Cadence) -> None:
    async with stage.db.begin() as session:
        await cadences.change(session, stage.team_id, cadence, team_id=team.id, now=stage.clock())


async def cadence_now(stage: Stage, team: Team) -> Cadence:
    async with stage.db.read() as session:
        return await cadences.current(session, stage.team_id, team_id=team.id)


SPRING = {"Name": "Spring", "Teams": ["Sales"], "Training date": "2027-03-01", "Go-live date": "2027-03-22"}
THRICE = Cadence(days=frozenset({0, 2, 4}), default_at=time(14), challenge_day=2)


async def test_the_pilots_own_cadence_goes_along_after_it_was_shown(stage: Stage) -> None:
    pilot = await stage.a_team()
    sales = await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await stage.active("rosa")
    await set_cadence(stage, pilot, THRICE)
    await made(stage, {"Is it a pilot group?": ["pilot"]})
    await stage.workspace.press("priya", "Expand to others")
    assert "Its own cadence, Mon, Wed, Fri at 14:00, goes along too" in seen(stage)
    assert await stage.workspace.submit("priya", SPRING) == {}
    assert "The pilot's cadence goes along, to these teams" in seen(stage)
    assert "Sales: Days: Mon–Fri → Mon, Wed, Fri; Usual time: 10:00 → 14:00" in seen(stage)
    assert await cadence_now(stage, sales) == Cadence(), "nothing is saved yet"
    await stage.workspace.press("priya", "Back")
    assert await stage.workspace.submit("priya", SPRING) == {}
    assert await stage.workspace.submit("priya", {}) == {}
    assert await cadence_now(stage, sales) == THRICE
    planned = (await stage.member("rosa")).next_nudge_at
    assert planned is not None and planned.astimezone(zone_of("America/New_York")).hour == 14
    await set_cadence(stage, sales, Cadence())
    await again(stage, "view_submission")
    assert await cadence_now(stage, sales) == Cadence(), "delivered again, it changes nothing"


async def test_a_pilot_whose_teams_keep_different_cadences_passes_none_on(stage: Stage) -> None:
    pilot = await stage.a_team()
    other = await stage.a_team("Finance", role="finance", channel=None, members=("jonas",), led_by=())
    sales = await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await set_cadence(stage, pilot, THRICE)
    await made(stage, {"Is it a pilot group?": ["pilot"], "Teams": ["Marketing", "Finance"]})
    await stage.workspace.press("priya", "Expand to others")
    assert "Its teams keep different cadences, so none of them goes along." in seen(stage)
    assert await stage.workspace.submit("priya", SPRING) == {}
    assert await cadence_now(stage, sales) == await cadence_now(stage, other) == Cadence()

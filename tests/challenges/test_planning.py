"""Flow E: `/afterglow challenge`, for those who plan it and those who do it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence
from bot.challenges import service
from bot.challenges.service import Obstacle
from bot.people import service as people
from bot.sandbox.state import Message
from bot.workspaces import service as workspaces
from tests.challenges.acts import (
    AN_HOUR,
    FIRST,
    FRI,
    MON,
    NEXT_MON,
    NEXT_TUE,
    SAT,
    SECOND,
    SIX,
    TUE,
    WED,
    a_learning_team,
    around_the_world,
    challenge_of,
    challenges,
    entry_of,
    leap,
    morning,
    now_shown,
)
from tests.stage import Stage

COMMAND = "/afterglow challenge"
OTHER = "foundation-challenge-five-claims"


async def planned(stage: Stage, who: str = "priya") -> str:
    """The words of the form that an admin opens."""
    await stage.workspace.command(who, COMMAND)
    return stage.workspace.text_of(stage.workspace.modal(who))


async def save(stage: Stage, team_id: int, week: datetime, choice: str) -> dict[str, str]:
    return await stage.workspace.submit("priya", {f"week:{team_id}:{week.date()}": choice})


def told(stage: Stage, who: str, day: datetime) -> list[Message]:
    """The challenges that somebody got since that day."""
    return [one for one in challenges(stage, who) if stage.workspace.state.at(one.ts) >= day]


async def test_admin_sees_what_comes_this_week_and_next(stage: Stage) -> None:
    await a_learning_team(stage)
    shown = await planned(stage)
    assert f"*This week: Tuesday 24 November*\n{FIRST} (30 minutes)." in shown
    assert f"*Next week: Tuesday 1 December*\n{SECOND}" in shown


async def test_admin_picks_another_challenge_before_anybody_has_it(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    assert await save(stage, team.id, MON, OTHER) == {}
    await morning(stage, TUE)
    assert "Five claims" in challenges(stage, "ana")[0].text
    assert challenges(stage, "maya")[0].text == challenges(stage, "ana")[0].text


async def test_admin_skips_a_week_and_people_get_their_card(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    assert await save(stage, team.id, MON, "skip") == {}
    await morning(stage, TUE)
    assert challenges(stage, "ana") == []
    assert len(stage.workspace.inbox("ana")) == 1
    await morning(stage, NEXT_TUE)
    assert FIRST in challenges(stage, "ana")[0].text, "a skipped week uses no challenge up"


async def test_a_skipped_week_can_be_given_back_to_the_calendar(stage: Stage) -> None:
    team = await a_learning_team(stage)
    for choice in ("skip", "calendar"):
        await planned(stage)
        assert await save(stage, team.id, MON, choice) == {}
    await morning(stage, TUE)
    assert FIRST in challenges(stage, "ana")[0].text


async def test_next_weeks_pick_waits_for_its_week(stage: Stage) -> None:
    team = await challenge_and_team(stage)
    await planned(stage)
    assert await save(stage, team, NEXT_MON, OTHER) == {}
    assert "Five claims" in await planned(stage)
    await leap(stage, NEXT_MON)
    assert told(stage, "ana", SAT) == []
    await morning(stage, NEXT_TUE)
    assert "Five claims" in told(stage, "ana", SAT)[0].text


async def challenge_and_team(stage: Stage) -> int:
    team = await a_learning_team(stage)
    await morning(stage, TUE)
    return team.id


async def test_a_week_that_has_begun_cannot_be_changed_any_more(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    await leap(stage, TUE + 8 * AN_HOUR)
    errors = await save(stage, team.id, MON, OTHER)
    assert "begun meanwhile" in next(iter(errors.values()))
    await leap(stage, TUE + 9 * AN_HOUR)
    assert FIRST in challenges(stage, "ana")[0].text
    await stage.workspace.close("priya")
    shown = await planned(stage)
    assert "It has begun; how many took part shows when the week is over." in shown


async def test_counts_show_when_the_week_is_over_and_only_of_five_or_more(stage: Stage) -> None:
    await a_learning_team(stage, SIX)
    await around_the_world(stage, TUE)
    (message,) = challenges(stage, "ana")
    await stage.workspace.press("ana", "I did it", on=message)
    assert await stage.workspace.submit("ana", {"tried": "One prompt"}) == {}
    assert "1 of 6" not in await planned(stage)
    await leap(stage, FRI + 15 * AN_HOUR)
    assert "It is over: 1 of 6 took it on, 1 finished it." in await planned(stage)


async def test_who_is_no_admin_any_more_changes_nothing(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    await stage.workspace.change("priya", is_admin=False)
    errors = await save(stage, team.id, MON, OTHER)
    assert "Only champions of this team and admins" in next(iter(errors.values()))
    await morning(stage, TUE)
    assert FIRST in challenges(stage, "ana")[0].text


async def test_changes_are_in_the_audit_and_unchanged_weeks_are_not(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await planned(stage)
    assert await save(stage, team.id, NEXT_MON, OTHER) == {}
    async with stage.db.read() as session:
        acts = await workspaces.recent_acts(session, workspace_id=stage.team_id)
    mine = [act for act in acts if act.act.startswith("challenge.")]
    assert [(act.act, act.subject) for act in mine] == [
        ("challenge.picked", f"team:{team.id} week:2026-11-30 {OTHER}")
    ]


async def test_every_team_has_its_own_challenges(stage: Stage) -> None:
    await a_learning_team(stage)
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa", "ben"), led_by=("ben",))
    await stage.workspace.command("priya", f"{COMMAND} Sales")
    view = stage.workspace.modal("priya")
    assert "*Sales*" in stage.workspace.text_of(view)
    await stage.workspace.press("priya", "challenges.team", option="Marketing")
    assert "*Marketing*" in stage.workspace.text_of(stage.workspace.modal("priya"))


async def test_a_team_nobody_knows_is_answered_with_those_there_are(stage: Stage) -> None:
    await a_learning_team(stage)
    shown = await stage.workspace.command("priya", f"{COMMAND} quarks")
    assert "I know no team called “quarks”. There is: Marketing." in stage.workspace.text_of(shown)
    assert stage.workspace.modal("priya") is None


async def test_without_a_team_an_admin_is_told_how_to_begin(stage: Stage) -> None:
    assert "/afterglow setup" in await planned(stage)


async def test_a_learner_sees_their_challenge_and_answers_it_there(stage: Stage) -> None:
    message = await challenge_of(stage)
    shown = await stage.workspace.command("ana", COMMAND)
    assert FIRST in stage.workspace.text_of(shown)
    await stage.workspace.press("ana", "I'm in", on=shown)
    assert stage.workspace.text_of(stage.workspace.ephemerals("ana")[-1]).startswith("You are in")
    assert now_shown(stage, message).startswith("You are in"), "the message itself follows"


async def test_a_learner_who_was_not_sent_it_can_ask_for_it_and_join(stage: Stage) -> None:
    await a_learning_team(stage, without=["ana"])
    await morning(stage, TUE)
    shown = await stage.workspace.command("ana", COMMAND)
    assert "You asked for this." in stage.workspace.text_of(shown)
    await stage.workspace.press("ana", "I'm in", on=shown)
    again = await stage.workspace.command("ana", COMMAND)
    assert stage.workspace.text_of(again).startswith("You are in")


async def test_who_joined_by_command_before_ten_is_not_sent_it_again(stage: Stage) -> None:
    await a_learning_team(stage)
    await leap(stage, TUE + 8 * AN_HOUR)
    shown = await stage.workspace.command("ana", COMMAND)
    await stage.workspace.press("ana", "I'm in", on=shown)
    await leap(stage, TUE + 9 * AN_HOUR)
    assert len(stage.workspace.inbox("ana")) == 0
    assert len(challenges(stage, "maya")) == 1


async def test_before_its_day_a_learner_reads_when_it_comes(stage: Stage) -> None:
    await a_learning_team(stage)
    shown = await stage.workspace.command("ana", COMMAND)
    assert "comes on Tuesday 24 November, at your own time" in stage.workspace.text_of(shown)


async def test_somebody_without_a_team_is_told_so(stage: Stage) -> None:
    shown = await stage.workspace.command("ana", COMMAND)
    assert "you are in none here yet" in stage.workspace.text_of(shown)


async def test_an_admin_asks_for_their_own_by_name_or_button(stage: Stage) -> None:
    await a_learning_team(stage, ("ana", "maya", "tom", "priya"))
    await morning(stage, TUE)
    await leap(stage, TUE + 10 * AN_HOUR)
    shown = await stage.workspace.command("priya", f"{COMMAND} mine")
    assert FIRST in stage.workspace.text_of(shown)
    await planned(stage)
    await stage.workspace.press("priya", "Show me my own challenge")
    assert FIRST in stage.workspace.inbox("priya").texts()[-1]


async def test_another_teams_challenge_cannot_be_joined(stage: Stage) -> None:
    message = await challenge_of(stage)
    round_id = (await entry_of(stage, "ana")).round_id
    async with stage.db.begin() as session:
        catalog, person = stage.product.shelf.catalog, stage.person("jonas")
        stands = await service.join(session, catalog, round_id, by=person, now=stage.clock())
    assert stands is Obstacle.NOT_YOURS
    assert now_shown(stage, message).startswith("Your team's challenge")


async def test_whoever_answers_a_challenge_is_not_silent(stage: Stage) -> None:
    message = await challenge_of(stage)
    async with stage.db.begin() as session:
        (await people.member(session, stage.person("ana"), now=stage.clock())).ignored_in_row = 2
    await stage.workspace.press("ana", "Not this week", on=message)
    assert (await stage.member("ana")).ignored_in_row == 0


async def test_a_moved_challenge_day_gives_everybody_a_new_moment(stage: Stage) -> None:
    team = await a_learning_team(stage)
    await leap(stage, MON + 10 * AN_HOUR)
    async with stage.db.begin() as session:
        found = await people.team(session, stage.team_id, team.id)
        assert found is not None
        thursday = replace(Cadence(), challenge_day=3)
        await cadences.change(session, stage.team_id, thursday, team_id=team.id, now=stage.clock())
        await cadences.plan_team(session, found, now=stage.clock())
    await morning(stage, TUE)
    await morning(stage, WED)
    assert challenges(stage, "ana") == []
    await morning(stage, WED + timedelta(days=1))
    assert len(challenges(stage, "ana")) == 1
    await leap(stage, FRI + 15 * AN_HOUR)

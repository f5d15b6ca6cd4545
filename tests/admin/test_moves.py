"""Nobody leaves a team unseen: who would move is shown first, and what they have begun stays theirs."""

import asyncio

from bot.people import service as people
from tests.admin.test_teams import ids, new_team, seen, teams_of
from tests.challenges.acts import (
    AN_HOUR,
    FIRST,
    NEXT_TUE,
    TUE,
    challenge_of,
    challenges,
    entry_of,
    leap,
    morning,
    now_shown,
)
from tests.stage import Stage


async def team_of(stage: Stage, who: str) -> str | None:
    async with stage.db.read() as session:
        found = await people.team(session, stage.team_id, (await stage.member(who)).team_id)
    return found.name if found is not None else None


def mention(stage: Stage, who: str) -> str:
    return f"<@{stage.workspace.person(who).id}>"


async def test_who_would_leave_another_team_is_shown_before_it_is_saved(stage: Stage) -> None:
    await stage.a_team()
    assert await new_team(stage, name="Sales", members=ids(stage, "ana", "rosa")) == {}
    assert "One person leaves another team for Sales" in seen(stage)
    assert f"{mention(stage, 'ana')}: Marketing → Sales" in seen(stage)
    assert mention(stage, "rosa") not in seen(stage)
    assert [team.name for team in await teams_of(stage)] == ["Marketing"], "nothing is saved yet"
    assert await team_of(stage, "ana") == "Marketing"
    assert await stage.workspace.submit("priya") == {}
    assert f"Moved here: {mention(stage, 'ana')} from Marketing." in seen(stage)
    assert await team_of(stage, "ana") == "Sales"
    assert await team_of(stage, "maya") == "Marketing"


async def test_what_was_typed_can_be_changed_after_the_moves_were_seen(stage: Stage) -> None:
    await stage.a_team()
    await new_team(stage, name="Sales", role="sales", trained="2026-11-02", members=ids(stage, "ana", "rosa"))
    await stage.workspace.press("priya", "Change something")
    assert await stage.workspace.submit("priya", {"People": ids(stage, "rosa")}) == {}
    assert "Saved Sales." in seen(stage)
    saved = {team.name: (team.role, str(team.trained_on)) for team in await teams_of(stage)}
    assert saved["Sales"] == ("sales", "2026-11-02")
    assert await team_of(stage, "ana") == "Marketing"


async def test_moves_sent_twice_make_one_team(stage: Stage) -> None:
    await stage.a_team()
    await new_team(stage, name="Sales", members=ids(stage, "ana"))
    await stage.workspace.submit("priya")
    await stage.workspace.courier.interactive(
        stage.workspace.deliveries("view_submission")[-1].body["payload"]
    )
    assert sorted(team.name for team in await teams_of(stage)) == ["Marketing", "Sales"]
    assert await team_of(stage, "ana") == "Sales"


async def test_moves_that_changed_meanwhile_are_shown_again(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Support", role="general", channel=None, members=("ben",), led_by=())
    await new_team(stage, name="Sales", members=ids(stage, "ana"))
    await stage.workspace.command("dana", "/afterglow team Support")
    await stage.workspace.submit("dana", {"People": ids(stage, "ana", "ben")})
    await stage.workspace.submit("dana")
    await stage.workspace.submit("priya")
    assert "Somebody else changed teams meanwhile, so nothing is saved." in seen(stage)
    assert f"{mention(stage, 'ana')}: Support → Sales" in seen(stage)
    assert await team_of(stage, "ana") == "Support"
    await stage.workspace.submit("priya")
    assert await team_of(stage, "ana") == "Sales"


async def test_a_name_taken_meanwhile_gives_back_all_that_was_typed(stage: Stage) -> None:
    await stage.a_team()
    await new_team(stage, name="Sales", members=ids(stage, "ana"))
    await stage.a_team("Sales", role="sales", channel=None, members=("rosa",), led_by=())
    assert await stage.workspace.submit("priya") == {}
    assert "There is a team of this name already." in seen(stage)
    await stage.workspace.submit("priya", {"Name": "Sales two"})
    await stage.workspace.submit("priya")
    assert await team_of(stage, "ana") == "Sales two"


async def test_two_admins_who_take_the_same_person_are_both_shown_where_from(stage: Stage) -> None:
    await stage.a_team()
    for who, name in (("priya", "Sales"), ("dana", "Support")):
        await stage.workspace.command(who, "/afterglow team")
        await stage.workspace.press(who, "New team")
        await stage.workspace.submit(who, {"Name": name, "People": ids(stage, "ana")})
    await asyncio.gather(stage.workspace.submit("priya"), stage.workspace.submit("dana"))
    last = await team_of(stage, "ana")
    assert last in ("Sales", "Support")
    slower = "dana" if last == "Sales" else "priya"
    assert f"{mention(stage, 'ana')}: {last} →" in seen(stage, slower)


async def test_the_set_up_shows_who_would_move_before_it_goes_on(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow setup")
    await stage.workspace.press("priya", "Set up another team")
    values = {"Name": "Sales", "Kind of work": "sales", "People": ids(stage, "ana", "rosa")}
    assert await stage.workspace.submit("priya", values) == {}
    assert "Set up 1/4: who moves" in seen(stage)
    assert await team_of(stage, "ana") == "Marketing"
    await stage.workspace.press("priya", "Change something")
    assert await stage.workspace.submit("priya", {"Name": "Sales north"}) == {}
    assert await stage.workspace.submit("priya") == {}
    assert f"Moved here: {mention(stage, 'ana')} from Marketing." in seen(stage)
    assert "Set up 2/4: champions" in seen(stage)
    assert await team_of(stage, "ana") == "Sales north"


async def test_a_preview_follows_the_person_to_the_new_team(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    await stage.workspace.command("priya", "/afterglow preview @ana")
    assert "in Marketing: Marketing cards, times in Europe/Madrid." in stage.workspace.text_of(
        stage.workspace.ephemerals("priya")[-1]
    )
    await new_team(stage, name="Accounts", role="sales", members=ids(stage, "ana"))
    await stage.workspace.submit("priya")
    await stage.workspace.command("priya", "/afterglow preview @ana")
    assert "in Accounts: Sales cards, times in Europe/Madrid." in stage.workspace.text_of(
        stage.workspace.ephemerals("priya")[-1]
    )


async def test_work_that_somebody_chose_stays_theirs_in_the_new_team(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", "/afterglow me")
    await stage.workspace.submit("ana", {"Your work": "finance"})
    await new_team(stage, name="Accounts", role="sales", members=ids(stage, "ana", "tom"))
    await stage.workspace.submit("priya")
    assert (await stage.member("ana")).role == "finance"
    assert (await stage.member("tom")).role == "sales"


async def test_people_of_a_team_follow_when_its_kind_of_work_changes(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow team Marketing")
    await stage.workspace.submit("priya", {"Kind of work": "sales"})
    assert (await stage.member("ana")).role == "sales"


async def test_a_challenge_that_runs_stays_with_who_moved(stage: Stage) -> None:
    message = await challenge_of(stage)
    await stage.workspace.press("ana", "I'm in", on=message)
    await new_team(stage, name="Sales", role="sales", members=ids(stage, "ana"))
    await stage.workspace.submit("priya")
    assert FIRST in stage.workspace.text_of(await stage.workspace.open_home("ana"))
    await stage.workspace.command("ana", "/afterglow challenge")
    assert f"*{FIRST}*" in stage.workspace.text_of(stage.workspace.ephemerals("ana")[-1])
    await stage.workspace.press("ana", "I did it", on=message)
    assert await stage.workspace.submit("ana", {"tried": "Three runs of one prompt."}) == {}
    assert "Done." in now_shown(stage, message)
    assert (await entry_of(stage, "ana")).state == "done"


async def test_who_moved_gets_one_challenge_a_week_and_next_week_the_new_teams(stage: Stage) -> None:
    await challenge_of(stage)
    await stage.a_team("Sales", role="sales", channel=None, members=("rosa",), led_by=())
    await stage.workspace.command("priya", "/afterglow team Sales")
    await stage.workspace.submit("priya", {"People": ids(stage, "ana", "rosa")})
    await stage.workspace.submit("priya")
    await leap(stage, TUE + 15 * AN_HOUR)
    assert len(challenges(stage, "ana")) == 1
    await morning(stage, NEXT_TUE)
    assert len(challenges(stage, "ana")) == 2

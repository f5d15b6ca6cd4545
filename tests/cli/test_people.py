"""What an operator does about people: bring them in, show what is stored, remove it, report."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.champions import service as champions
from bot.people import service as people
from bot.people.models import Member, Team
from bot.workspaces import service as workspaces
from bot.workspaces.service import Installation
from tests.cli.conftest import Operator, Run
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


def a_file(text: str) -> str:
    Path("people.csv").write_text(text, encoding="utf-8")
    return "people.csv"


async def teams(stage: Stage) -> list[Team]:
    async with stage.db.read() as session:
        return await people.teams(session, stage.team_id)


async def test_a_roster_puts_people_into_teams_by_id_and_by_address(stage: Stage, operator: Operator) -> None:
    ana, maya = stage.workspace.person("ana"), stage.workspace.person("maya")
    file = a_file(
        "email,user,team,role,trained_on,champion\n"
        f"{ana.email},,Finance,finance,2026-11-20,\n"
        f",{maya.id},Finance,finance,,yes\n"
    )
    done = await operator.types("roster", "import", file)
    assert done.exit_code == 0, done.output
    assert "2 people read, 2 of them put into a team." in done.output
    assert "New teams: Finance." in done.output
    (team,) = await teams(stage)
    member = await stage.member("ana")
    assert (member.team_id, member.role, member.trained_on) == (team.id, "finance", date(2026, 11, 20))
    async with stage.db.read() as session:
        assert await champions.is_champion(session, stage.person("maya"))
        assert not await champions.is_champion(session, stage.person("ana"))


async def test_the_same_roster_again_changes_nothing(stage: Stage, operator: Operator) -> None:
    file = a_file(f"user;team;champion\n{stage.workspace.person('ana').id};Finance;x\n")
    await operator.types("roster", "import", file)
    again = await operator.types("roster", "import", file)
    assert "1 person read, 0 of them put into a team." in again.output
    assert len(await teams(stage)) == 1


async def test_a_dry_run_tells_and_changes_nothing(stage: Stage, operator: Operator) -> None:
    file = a_file(f"user,team\n{stage.workspace.person('ana').id},Finance\n")
    told = await operator.types("roster", "import", file, "--dry-run")
    assert told.exit_code == 0
    assert "New teams: Finance." in told.output
    assert "nothing was changed" in told.output
    assert await teams(stage) == []
    assert (await stage.member("ana")).team_id is None


async def test_a_dry_run_names_every_change(stage: Stage, operator: Operator) -> None:
    await stage.a_team()
    ana, jonas = stage.workspace.person("ana"), stage.workspace.person("jonas")
    file = a_file(
        "user,team,role,trained_on,champion\n"
        f"{ana.id},Finance,finance,2026-11-20,yes\n{jonas.id},Marketing,marketing,,\n"
    )
    told = (await operator.types("roster", "import", file, "--dry-run")).output
    assert f"({ana.id}): team Marketing → Finance" in told
    assert f"({ana.id}): role marketing → finance" in told
    assert f"({ana.id}): trained on none → 2026-11-20" in told
    assert f"({ana.id}): champion of none → Finance" in told
    assert "line 3: " in told and f"({jonas.id}): team none → Marketing" in told
    assert [team.name for team in await teams(stage)] == ["Marketing"]


async def test_the_kind_of_work_follows_the_team_unless_somebody_chose_another(
    stage: Stage, operator: Operator
) -> None:
    await stage.a_team(members=("ana", "maya", "tom"))
    await stage.a_team("Sales", role="sales", channel="sales", members=("ben",), led_by=())
    async with stage.db.begin() as session:
        (await people.member(session, stage.person("maya"), now=stage.clock())).role = "hr"
    ana, maya, tom = (stage.workspace.person(who).id for who in ("ana", "maya", "tom"))
    file = a_file(f"user,team,role\n{ana},Sales,\n{maya},Sales,\n{tom},Sales,marketing\n")
    told = (await operator.types("roster", "import", file, "--dry-run")).output
    assert f"({ana}): role marketing → sales" in told
    await operator.types("roster", "import", file)
    roles = [(await stage.member(who)).role for who in ("ana", "maya", "tom")]
    assert roles == ["sales", "hr", "marketing"]


async def test_a_machine_reads_what_an_import_did(stage: Stage, operator: Operator) -> None:
    ana = stage.workspace.person("ana")
    file = a_file(f"email,team\n{ana.email},Finance\n")
    would = json.loads((await operator.types("roster", "import", file, "--dry-run", "--json")).stdout)
    did = json.loads((await operator.types("roster", "import", file, "--json")).stdout)
    assert would["dry_run"] and not did["dry_run"]
    assert would["changes"] == did["changes"]
    moved = {"line": 2, "user": ana.id, "what": "team", "before": None, "after": "Finance"}
    assert did["changes"][0].items() >= moved.items()
    assert (did["people"], did["new_teams"]) == (1, ["Finance"])
    again = json.loads((await operator.types("roster", "import", file, "--json")).stdout)
    assert again["changes"] == []


async def test_an_import_waits_when_slack_asks_it_to(stage: Stage, operator: Operator) -> None:
    stage.workspace.trouble.next("users.lookupByEmail", ratelimited=0, times=3)
    ana = stage.workspace.person("ana")
    done = await operator.types("roster", "import", a_file(f"email,team\n{ana.email},Finance\n"))
    assert done.exit_code == 0, done.output
    assert len(stage.workspace.calls("users.lookupByEmail")) == 4
    assert "Looking up 1 person in Slack" in done.stderr


async def test_a_permission_that_is_missing_is_named(stage: Stage, operator: Operator) -> None:
    stage.workspace.state.scopes = stage.workspace.state.scopes - {"users:read.email"}
    ana = stage.workspace.person("ana")
    done = await operator.types("roster", "import", a_file(f"email,team\n{ana.email},Finance\n"))
    assert done.exit_code == 1
    assert "users:read.email is missing" in done.output and "nothing was changed" in done.output


async def test_a_slack_out_of_reach_changes_nothing(stage: Stage, operator: Operator) -> None:
    file = a_file("user,team\nU0NOBODY,Finance\n")
    done = await operator.types("roster", "import", file, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert done.exit_code == 1
    assert "Slack did not answer" in done.output and "nothing was changed" in done.output


async def test_an_id_that_slack_does_not_know_stops_all(stage: Stage, operator: Operator) -> None:
    file = a_file(f"user,team\n{stage.workspace.person('ana').id},Finance\nU0NOBODY,Finance\n")
    done = await operator.types("roster", "import", file)
    assert done.exit_code == 1
    assert "line 3: U0NOBODY" in done.output and "nothing was changed" in done.output
    assert await teams(stage) == []


async def test_one_person_under_two_names_stops_all(stage: Stage, operator: Operator) -> None:
    ana = stage.workspace.person("ana")
    file = a_file(f"user,email,team\n{ana.id},,Finance\n,{ana.email},Sales\n")
    done = await operator.types("roster", "import", file)
    assert done.exit_code == 1
    assert f"lines 2 and 3 are the same person, {ana.id}" in done.output
    assert await teams(stage) == []


async def test_nobody_is_erased_unasked(stage: Stage, operator: Operator) -> None:
    ana = stage.workspace.person("ana").id
    done = await operator.types("erase", "--user", ana)
    assert done.exit_code == 2
    assert f"nothing about {ana} was removed: add --yes" in done.output
    assert await stage.member("ana")


async def test_an_export_of_nobody_says_so_beside_its_json(operator: Operator) -> None:
    done = await operator.types("export", "--user", "U0NOBODY")
    assert done.exit_code == 0
    assert not any(json.loads(done.stdout)["tables"].values())
    assert "nothing is stored about U0NOBODY" in done.stderr


async def test_one_address_that_slack_does_not_know_stops_all(stage: Stage, operator: Operator) -> None:
    file = a_file(f"email,team\n{stage.workspace.person('ana').email},Finance\nno@one.example,Finance\n")
    done = await operator.types("roster", "import", file)
    assert done.exit_code == 1
    assert "line 3: no@one.example" in done.output
    assert "nothing was changed" in done.output
    assert await teams(stage) == []


def test_every_fault_of_a_file_is_named_with_its_line(run: Run) -> None:
    file = a_file(
        "user,team,role,trained_on,champion\n"
        "ana,Finance,,,\n"
        "U0ANA,Finance,wizard,,\n"
        "U0MAYA,Finance,,23.11.2026,\n"
        "U0TOM,,,,yes\n"
        ",Finance,,,\n"
        "U0EVE,Finance,,,perhaps\n"
        "U0LEE,,,,\n"
        "U0LEE,,,,\n"
    )
    done = run("roster", "import", file)
    assert done.exit_code == 1
    for line in range(2, 8):
        assert f"line {line}: " in done.output
    assert "line 9: U0LEE stands in line 8 already" in done.output
    assert "nothing was changed" in done.output


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("user,shoe size\nU0ANA,42\n", "no such column: shoe size"),
        ("team\nFinance\n", "a column user"),
        ("user,team\n", "names nobody"),
        ("", "a column user"),
    ],
)
def test_a_file_of_another_shape_is_refused(run: Run, text: str, word: str) -> None:
    done = run("roster", "import", a_file(text))
    assert done.exit_code == 1
    assert word in done.output


def test_a_file_that_is_not_there_is_wrong_use(run: Run) -> None:
    done = run("roster", "import", "nowhere.csv")
    assert done.exit_code == 2
    assert "nowhere.csv" in done.output


async def test_an_export_of_a_person_is_json_with_their_words(stage: Stage, operator: Operator) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    done = await operator.types("export", "--user", stage.workspace.person("ana").id)
    told = json.loads(done.stdout)
    assert told["tables"]["questions"][0]["text"] == ASK
    assert [row["user_id"] for row in told["tables"]["members"]] == [stage.workspace.person("ana").id]


async def test_an_export_of_the_workspace_holds_everything_but_tokens(
    stage: Stage, operator: Operator
) -> None:
    await stage.a_team()
    done = await operator.types("export")
    assert len(json.loads(done.stdout)["tables"]["members"]) > 3
    assert "xoxb" not in done.stdout


async def test_erasing_removes_once_and_says_so(stage: Stage, operator: Operator) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    ana = stage.workspace.person("ana").id
    done = await operator.types("erase", "--user", ana, "--yes")
    assert done.exit_code == 0
    assert "were removed or emptied" in done.output
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count()).where(Member.user_id == ana)) == 0
        (act,) = await workspaces.recent_acts(session, workspace_id=stage.team_id)
    assert (act.act, act.subject) == ("people.erased", ana)
    again = await operator.types("erase", "--user", ana, "--yes")
    assert again.exit_code == 0
    assert f"Nothing is stored about {ana}." in again.output


async def test_with_two_workspaces_one_has_to_be_named(stage: Stage, operator: Operator) -> None:
    async with stage.db.begin() as session:
        other = Installation("TOTHER", "Other", "xoxb-other", "U0BOT")
        await workspaces.install(session, other, now=stage.clock())
    done = await operator.types("export")
    assert done.exit_code == 2
    assert "--workspace" in done.output
    named = await operator.types("export", "--workspace", "TOTHER")
    assert json.loads(named.stdout)["workspace"]["name"] == "Other"
    unknown = await operator.types("export", "--workspace", "TNONE")
    assert unknown.exit_code == 2


async def test_the_report_comes_as_json_csv_and_html(stage: Stage, operator: Operator) -> None:
    await stage.a_team()
    told = json.loads((await operator.types("report")).stdout)
    assert told["workspace"] == "Northwind"
    assert (await operator.types("report", "--format", "csv")).stdout.startswith("Week (Monday),Group,")
    page = (await operator.types("report", "--format", "html")).stdout
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert (await operator.types("report", "--format", "png")).stdout_bytes.startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("words", [("export",), ("erase", "--user", "U0ANA", "--yes"), ("report",)])
def test_without_a_database_it_says_how_to_make_one(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 1
    assert "afterglow migrate" in done.output
    assert not Path("var").exists()


def test_a_database_that_is_away_is_one_line(run: Run) -> None:
    env = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "AFTERGLOW_ENCRYPTION_KEY": run("key").stdout.strip(),
    }
    done = run("export", env=env)
    assert done.exit_code == 1
    assert "the database did not answer" in done.output
    assert "Traceback" not in done.output

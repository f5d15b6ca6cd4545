"""Teams and the roster: one channel, one name, nobody asked who cannot take part."""

import asyncio

import pytest

from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Enrolment, Person
from bot.sandbox.state import User
from bot.setup import teams
from tests.stage import Stage

NEWCOMERS = ("kim", "lou", "mia", "noa", "oli", "pia", "quin", "ria", "sol", "tia")


def seen(stage: Stage, who: str = "priya") -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


def ids(stage: Stage, *handles: str) -> list[str]:
    return [stage.workspace.person(one).id for one in handles]


async def teams_of(stage: Stage) -> list[Team]:
    async with stage.db.read() as session:
        return await people.teams(session, stage.team_id)


async def new_team(stage: Stage, **values: object) -> dict[str, str]:
    await stage.workspace.command("priya", "/afterglow team")
    await stage.workspace.press("priya", "New team")
    return await stage.workspace.submit("priya", values)


async def test_a_new_team_is_listed_and_its_channel_is_read_at_once(stage: Stage) -> None:
    marketing = stage.workspace.channel("marketing").id
    assert await new_team(stage, name="Marketing", channel=marketing, members=ids(stage, "ana")) == {}
    assert "Saved Marketing." in seen(stage)
    assert "one person" in seen(stage)
    question = await stage.workspace.say(
        "ana", "How do I get Claude to summarise a long call transcript?", channel="marketing"
    )
    assert len(stage.workspace.thread(question)) == 1


async def test_an_edited_team_shows_what_was_there_and_keeps_the_rest(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow team")
    await stage.workspace.press("priya", "Edit")
    assert await stage.workspace.submit("priya", {"Name": "Brand", "Training date": "2026-11-02"}) == {}
    (team,) = await teams_of(stage)
    assert (team.name, team.role, team.channel_id) == (
        "Brand",
        "marketing",
        stage.workspace.channel("marketing").id,
    )
    assert "trained on 2 November 2026" in seen(stage)
    assert (await stage.member("ana")).team_id == team.id


@pytest.mark.parametrize("name", ["marketing", "  MARKETING "])
async def test_two_teams_cannot_share_a_name(stage: Stage, name: str) -> None:
    await stage.a_team()
    errors = await new_team(stage, name=name)
    assert "already" in errors["name"]


async def test_two_teams_cannot_share_a_channel(stage: Stage) -> None:
    await stage.a_team()
    errors = await new_team(stage, name="Sales", channel=stage.workspace.channel("marketing").id)
    assert "channel of Marketing already" in errors["channel"]
    assert len(await teams_of(stage)) == 1


async def test_of_two_admins_who_make_the_same_team_at_once_one_is_told(stage: Stage) -> None:
    for who in ("priya", "dana"):
        await stage.workspace.command(who, "/afterglow team")
        await stage.workspace.press(who, "New team")
    errors = await asyncio.gather(
        stage.workspace.submit("priya", {"Name": "Sales", "Kind of work": "sales"}),
        stage.workspace.submit("dana", {"Name": "sales", "Kind of work": "general"}),
    )
    assert sorted(len(each) for each in errors) == [0, 1]
    assert len(await teams_of(stage)) == 1


async def test_a_slack_that_does_not_answer_holds_no_team_up(stage: Stage) -> None:
    stage.workspace.trouble.next("conversations.info", hang=True)
    assert await new_team(stage, name="Sales", channel=stage.workspace.channel("leads").id) == {}
    assert "I am not in" not in seen(stage)


async def test_guests_and_apps_are_named_and_left_out(stage: Stage) -> None:
    errors = await new_team(stage, name="Agency", members=ids(stage, "ana", "gail", "tracker"))
    assert "gail" in errors["members"]
    assert "tracker" in errors["members"].lower()
    assert "ana" not in errors["members"]


async def test_a_channel_without_the_bot_is_bound_and_says_how_to_invite_it(stage: Stage) -> None:
    assert await new_team(stage, name="People", channel=stage.workspace.channel("leads").id) == {}
    assert "`/invite`" in seen(stage)
    (team,) = await teams_of(stage)
    assert team.channel_id == stage.workspace.channel("leads").id


async def test_a_team_of_hundreds_is_added_to_and_keeps_its_people(stage: Stage) -> None:
    team = await stage.a_team(members=())
    async with stage.db.begin() as session:
        crowd = [Person(stage.team_id, f"U1{at:06}") for at in range(101)]
        for one in crowd:
            (await people.member(session, one, now=stage.clock())).team_id = team.id
    await stage.workspace.command("priya", "/afterglow team Marketing")
    assert "101 people are in this team" in seen(stage)
    assert await stage.workspace.submit("priya", {"Add people": ids(stage, "rosa")}) == {}
    async with stage.db.read() as session:
        assert len(await people.members_of(session, stage.team_id, team.id)) == 102
    await stage.workspace.press("priya", "Edit")
    errors = await stage.workspace.submit("priya", {"Add people": ids(stage, "gail")})
    assert "gail" in errors["added"]


async def test_a_team_of_another_workspace_cannot_be_touched(stage: Stage) -> None:
    await stage.a_team()
    async with stage.db.begin() as session:
        foreign = Team(workspace_id="T0ELSEWHERE", name="Theirs", role="sales", created_at=stage.clock())
        session.add(foreign)
        await session.flush()
    await stage.workspace.command("priya", "/afterglow team Marketing")
    modal = stage.workspace.modal("priya")
    assert modal is not None
    modal.body["private_metadata"] = str(foreign.id)
    errors = await stage.workspace.submit("priya", {"Name": "Ours"})
    assert "no longer there" in errors["name"]
    async with stage.db.read() as session:
        kept = await session.get(Team, foreign.id)
    assert kept is not None
    assert kept.name == "Theirs"


async def test_a_button_of_a_team_that_is_gone_answers(stage: Stage) -> None:
    team = await stage.a_team()
    await stage.workspace.command("priya", "/afterglow team")
    async with stage.db.begin() as session:
        await session.delete(await session.get(Team, team.id))
    await stage.workspace.press("priya", "Edit")
    assert "This team is no longer there" in seen(stage)


async def test_a_team_is_invited_from_the_roster_once(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow roster")
    assert "3 people, none asked yet" in seen(stage)
    await stage.workspace.press("priya", "Invite")
    assert "3 people will be asked" in seen(stage)
    assert "3 people, all asked" in seen(stage)
    assert (await stage.member("ana")).enrolment == Enrolment.INVITED
    await stage.pass_time(hours=4)
    assert len(stage.workspace.inbox("ana")) == 1


async def test_people_are_invited_and_taken_off_by_name(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    await stage.workspace.command("priya", "/afterglow roster")
    chosen = {"Invite people": ids(stage, "rosa", "gail"), "Take people off": ids(stage, "ana")}
    assert await stage.workspace.submit("priya", chosen) == {}
    assert "One person will be asked" in seen(stage)
    assert "One person taken off." in seen(stage)
    ana = await stage.member("ana")
    assert (ana.team_id, ana.next_nudge_at) == (None, None)
    await stage.pass_time(days=2)
    assert len(stage.workspace.inbox("ana")) == 0
    assert len(stage.workspace.inbox("gail")) == 0


async def test_only_who_was_really_asked_is_recorded_and_a_guest_is_named(stage: Stage) -> None:
    await stage.a_team()
    gail, rosa = ids(stage, "gail"), ids(stage, "rosa")
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.submit("priya", {"Invite people": gail})
    assert f"Guests, apps and people who left cannot be asked: <@{gail[0]}>." in seen(stage)
    assert "will be asked" not in seen(stage)
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.submit("priya", {"Invite people": [*gail, *rosa]})
    assert "One person will be asked" in seen(stage) and "The others" not in seen(stage)
    said = stage.workspace.text_of(await stage.workspace.command("priya", "/afterglow audit"))
    assert f"invited <@{rosa[0]}>" in said and f"<@{gail[0]}>" not in said


async def test_a_team_in_which_nobody_is_left_to_ask_is_not_recorded_as_invited(stage: Stage) -> None:
    await stage.a_team()
    (team,) = await teams_of(stage)
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.press("priya", "Invite")
    async with stage.db.begin() as session:
        await teams.invite_team(session, team.id, by=stage.person("priya"), now=stage.clock())
    said = stage.workspace.text_of(await stage.workspace.command("priya", "/afterglow audit"))
    assert said.count("invited ") == 1


async def test_the_same_person_cannot_be_invited_and_taken_off(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow roster")
    both = {"Invite people": ids(stage, "ana"), "Take people off": ids(stage, "ana")}
    assert "at once" in (await stage.workspace.submit("priya", both))["removed"]


async def test_the_roster_does_not_tell_who_said_no(stage: Stage) -> None:
    await stage.a_team(members=("ana", "maya", "tom", "rosa"))
    for who in ("ana", "maya"):
        await stage.active(who)
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.press("priya", "Invite")
    await stage.pass_time(hours=8)
    await stage.workspace.press("tom", "Not now")
    await stage.workspace.command("priya", "/afterglow roster")
    assert "is shown once it says nothing about single people" in seen(stage)
    before = seen(stage)
    await stage.workspace.submit("priya", {"Take people off": ids(stage, "tom")})
    await stage.workspace.command("priya", "/afterglow roster")
    counted = [line for line in before.splitlines() if "have been asked" in line]
    assert counted
    assert counted[0] in seen(stage)


async def test_numbers_of_five_and_more_are_counted_in_fives(stage: Stage) -> None:
    for name in NEWCOMERS:
        await stage.workspace.hire(User(f"U0{name.upper()}", name, name.title(), "", "Europe/Berlin"))
    await stage.a_team(members=("ana", "maya", *NEWCOMERS))
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.press("priya", "Invite")
    for who in NEWCOMERS[:7]:
        await stage.active(who)
    await stage.workspace.command("priya", "/afterglow roster")
    assert "At least 5 have started." in seen(stage)


async def test_training_dates_of_all_teams_stand_in_one_form(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    await stage.workspace.command("priya", "/afterglow cohort Sales")
    assert await stage.workspace.submit("priya", {"Sales": "2026-12-01"}) == {}
    assert "the training date of one team" in seen(stage)
    dates = {team.name: str(team.trained_on) for team in await teams_of(stage)}
    assert dates == {"Marketing": "None", "Sales": "2026-12-01"}

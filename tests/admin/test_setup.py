"""An admin sets a team up in one go, and nothing typed is lost on the way."""

from bot.cadence import service as cadences
from bot.champions import service as champions
from bot.people import service as people
from bot.people.rules import Enrolment
from tests.stage import Stage


def ids(stage: Stage, *handles: str) -> list[str]:
    return [stage.workspace.person(one).id for one in handles]


def seen(stage: Stage, who: str = "priya") -> str:
    """The words of the modal that is open."""
    return stage.workspace.text_of(stage.workspace.modal(who))


async def team_step(stage: Stage, *, name: str = "Marketing", channel: str = "marketing") -> dict[str, str]:
    return await stage.workspace.submit(
        "priya",
        {
            "Name": name,
            "Kind of work": "marketing",
            "Channel": stage.workspace.channel(channel).id,
            "People": ids(stage, "ana", "maya", "tom", "priya"),
        },
    )


async def test_setup_goes_from_nothing_to_a_team_that_is_invited(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    assert await team_step(stage) == {}
    assert "Saved Marketing." in seen(stage)
    leading = ids(stage, "maya", "tom")
    assert await stage.workspace.submit("priya", {"Who answers this team's questions?": leading}) == {}
    topics = {"maya knows best about": "Copy, Images", "tom knows best about": ""}
    assert await stage.workspace.submit("priya", topics) == {}
    assert await stage.workspace.submit("priya", {"Usual time": "09:30"}) == {}
    review = seen(stage)
    assert "Usual time: 09:30" in review
    assert "4 people" in review
    assert await stage.workspace.submit("priya", {"Invite people now?": ["now"]}) == {}
    assert "Marketing is set up. 4 people will be asked" in seen(stage)

    async with stage.db.read() as session:
        team = await people.team_named(session, stage.team_id, "Marketing")
        assert team is not None
        assert (team.role, team.zone) == ("marketing", "Europe/Berlin")
        assert team.next_digest_at is not None
        leads = await champions.of_team(session, stage.team_id, team.id)
        assert [(member.name, champion.topics) for champion, member in leads] == [
            ("maya", "copy, images"),
            ("tom", ""),
        ]
        assert (await cadences.current(session, stage.team_id, team_id=team.id)).default_at.minute == 30
    assert (await stage.member("ana")).enrolment == Enrolment.INVITED
    await stage.pass_time(hours=3)
    assert "Start" in stage.workspace.buttons(stage.workspace.inbox("ana").last)


async def again(stage: Stage) -> str:
    """Close the set-up, type the command once more, and read where it goes on."""
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow setup")
    return seen(stage)


async def test_a_set_up_closed_half_way_goes_on_where_it_stopped(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    assert "Set up 2/4: champions\nYou go on with *Marketing*" in await again(stage)
    await stage.workspace.submit("priya", {"people": ids(stage, "maya")})
    assert "Set up 2/4: topics\nYou go on with *Marketing*" in await again(stage)
    await stage.workspace.submit("priya", {"maya knows best about": ""})
    assert "Set up 3/4: cadence\nYou go on with *Marketing*" in await again(stage)
    await stage.workspace.submit("priya", {"Usual time": "09:30"})
    review = await again(stage)
    assert "Set up 4/4: review\nYou go on with *Marketing*" in review
    assert "Usual time: 09:30" in review
    await stage.workspace.submit("priya", {"Invite people now?": ["now"]})
    assert "Set up 1/4: team" in await again(stage)


async def test_a_team_that_wants_no_champions_is_not_asked_for_them_again(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    await stage.workspace.submit("priya", {"people": []})
    assert "Set up 3/4: cadence" in await again(stage)
    await stage.workspace.press("priya", "Back to the champions")
    await stage.workspace.press("priya", "Back to the team")
    modal = stage.workspace.modal("priya")
    assert modal is not None
    assert modal.state["members"][next(iter(modal.state["members"]))]["selected_users"] == ids(
        stage, "ana", "maya", "priya", "tom"
    )


async def test_what_is_saved_is_closed_and_not_cancelled(stage: Stage) -> None:
    def way_out() -> str:
        modal = stage.workspace.modal("priya")
        assert modal is not None
        return str(modal.body["close"]["text"])

    await stage.workspace.command("priya", "/afterglow setup")
    assert way_out() == "Cancel"
    await team_step(stage)
    for values in ({"people": ids(stage, "maya")}, {}, {}, {}):
        assert way_out() == "Close"
        assert "Saved so far" in seen(stage)
        await stage.workspace.submit("priya", values)
    assert "Marketing is set up." in seen(stage)


async def test_another_team_can_be_begun_while_one_is_unfinished(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow setup")
    await stage.workspace.press("priya", "Set up another team")
    assert await team_step(stage, name="Sales", channel="sales") == {}
    await stage.workspace.submit("priya")
    async with stage.db.read() as session:
        names = [team.name for team in await people.teams(session, stage.team_id)]
    assert names == ["Marketing", "Sales"]


async def test_the_steps_can_be_walked_back(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    await stage.workspace.press("priya", "Back to the team")
    await stage.workspace.submit("priya", {"Name": "Brand"})
    await stage.workspace.submit("priya", {"people": []})
    await stage.workspace.press("priya", "Back to the champions")
    assert "*Brand*" in seen(stage)


async def test_a_channel_without_the_bot_says_how_to_invite_it(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    assert await team_step(stage, channel="people-ops") == {}
    assert "I am not in" in seen(stage)
    assert "/invite" in seen(stage)


async def test_a_step_sent_twice_makes_one_team(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    (sent,) = stage.workspace.deliveries("view_submission")
    assert stage.workspace.door is not None
    await stage.workspace.courier.interactive(sent.body["payload"])
    async with stage.db.read() as session:
        assert len(await people.teams(session, stage.team_id)) == 1


async def test_without_the_invitation_nobody_is_written_to(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await team_step(stage)
    await stage.workspace.submit("priya", {"people": ids(stage, "maya")})
    await stage.workspace.submit("priya")
    await stage.workspace.submit("priya")
    await stage.workspace.submit("priya")
    assert "Nobody was written to." in seen(stage)
    await stage.pass_time(days=1)
    assert len(stage.workspace.inbox("ana")) == 0


async def test_where_people_take_part_already_the_cadence_waits_for_the_review(stage: Stage) -> None:
    team = await stage.a_team(led_by=())
    await stage.active("ana")
    await stage.workspace.command("priya", "/afterglow setup")
    await stage.workspace.submit("priya", {"people": []})
    await stage.workspace.submit("priya", {"Usual time": "15:00"})
    assert "Usual time: 10:00 → 15:00" in seen(stage)
    async with stage.db.read() as session:
        before = await cadences.current(session, stage.team_id, team_id=team.id)
    assert before.default_at.hour == 10
    await stage.workspace.submit("priya")
    async with stage.db.read() as session:
        after = await cadences.current(session, stage.team_id, team_id=team.id)
    assert after.default_at.hour == 15

"""Who may administer is asked when something is done, whoever was shown the button."""

import pytest

from bot.people import service as people
from tests.stage import Stage

COMMANDS = (
    "setup", "cadence", "team", "champions", "roster", "cohort", "packs", "preview ana", "settings", "audit",
    "export", "pause everyone", "resume everyone",
)  # fmt: skip


def answer(stage: Stage, who: str, shown: object) -> str:
    """What a command shows: its reply, or the modal it opened."""
    modal = stage.workspace.modal(who)
    return stage.workspace.text_of(shown if modal is None else modal)  # type: ignore[arg-type]


@pytest.fixture
async def granted(stage: Stage) -> str:
    """Maya, whom an admin let administer."""
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow settings")
    chosen = {"admins": [stage.workspace.person("maya").id]}
    assert await stage.workspace.submit("priya", chosen) == {}
    return "maya"


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_learner_reads_who_can_do_it(stage: Stage, command: str) -> None:
    await stage.a_team()
    shown = await stage.workspace.command("ana", f"/afterglow {command}")
    text = answer(stage, "ana", shown)
    assert text.startswith("Only admins can do this here.")
    assert f"<@{stage.workspace.person('priya').id}>" in text
    assert stage.workspace.modal("ana") is None


@pytest.mark.parametrize("command", COMMANDS)
async def test_admins_by_slack_and_by_grant_are_admitted(stage: Stage, granted: str, command: str) -> None:
    for who in ("dana", granted):
        shown = await stage.workspace.command(who, f"/afterglow {command}")
        text = answer(stage, who, shown)
        assert text
        assert "Only admins can do" not in text


async def test_who_was_demoted_before_sending_is_refused_and_keeps_what_was_typed(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow setup")
    await stage.workspace.change("priya", is_admin=False)
    assert await stage.workspace.submit("priya", {"Name": "Marketing"}) == {}
    assert "Only admins can do this here." in stage.workspace.text_of(stage.workspace.modal("priya"))
    async with stage.db.read() as session:
        assert await people.teams(session, stage.team_id) == []
    await stage.workspace.close("priya")
    form = stage.workspace.modal("priya")
    assert form is not None
    assert [each["value"] for each in form.state["name"].values()] == ["Marketing"]


async def test_who_was_demoted_before_pressing_is_refused(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow roster")
    await stage.workspace.change("priya", is_admin=False)
    await stage.workspace.press("priya", "Invite")
    assert "Only admins can do this here." in stage.workspace.text_of(stage.workspace.modal("priya"))
    assert (await stage.member("ana")).enrolment == "known"


async def test_a_withdrawn_grant_ends_at_once(stage: Stage, granted: str) -> None:
    await stage.workspace.command(granted, "/afterglow cadence")
    await stage.workspace.command("priya", "/afterglow settings")
    await stage.workspace.submit("priya", {"admins": []})
    await stage.workspace.submit(granted, {"Usual time": "14:00"})
    assert "Only admins" in stage.workspace.text_of(stage.workspace.modal(granted))

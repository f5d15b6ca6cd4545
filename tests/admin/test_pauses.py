"""The programme's pause by command, and one's own beside it."""

import pytest

from tests.stage import Stage


def seen(stage: Stage, who: str = "priya") -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


async def typed(stage: Stage, line: str, who: str = "priya") -> str:
    return stage.workspace.text_of(await stage.workspace.command(who, f"/afterglow {line}"))


async def test_a_team_is_paused_and_goes_on_by_its_name(stage: Stage) -> None:
    await stage.a_team()
    for who in ("ana", "priya"):
        await stage.active(who)
    await stage.workspace.command("priya", "/afterglow pause marketing until 7 dec")
    assert await stage.workspace.submit("priya") == {}
    assert "Paused Marketing until Monday 7 December 2026." in seen(stage)
    planned = (await stage.member("ana")).next_nudge_at
    assert planned is not None and planned.date().isoformat() == "2026-12-07"
    assert (await stage.member("priya")).paused_until is None
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow resume marketing")
    await stage.workspace.press("priya", "Resume")
    assert "The programme goes on for Marketing." in seen(stage)
    assert seen(stage).startswith("Pause the programme")
    again = (await stage.member("ana")).next_nudge_at
    assert again is not None and again.date().isoformat() == "2026-11-23"


async def test_everyone_is_paused(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("priya")
    await stage.workspace.command("priya", "/afterglow pause everyone")
    assert "day ahead" in (await stage.workspace.submit("priya", {"pause_until": "soon"}))["pause_until"]
    assert await stage.workspace.submit("priya", {"pause_until": "24 dec"}) == {}
    assert "Paused the whole workspace until Thursday 24 December 2026." in seen(stage)
    await stage.workspace.close("priya")
    assert "`/afterglow resume everyone`" in await typed(stage, "resume")


@pytest.mark.parametrize("line", ["pause", "pause 2 weeks"])
async def test_an_admin_who_takes_no_part_is_led_to_the_programmes_pause(stage: Stage, line: str) -> None:
    await stage.workspace.command("priya", f"/afterglow {line}")
    assert seen(stage).startswith("Pause the programme")
    assert await stage.workspace.submit("priya", {"pause_until": "2 weeks"}) == {}
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow resume")
    assert "The whole workspace is paused until Monday 7 December 2026." in seen(stage)
    await stage.workspace.press("priya", "Resume")
    await stage.workspace.close("priya")
    assert "Next card" in await typed(stage, "resume")


async def test_an_admin_who_takes_part_pauses_alone_and_reads_the_other_form(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("priya")
    text = await typed(stage, "pause friday")
    assert "Paused until Friday 27 November" in text and "`/afterglow pause everyone`" in text
    assert (await stage.member("priya")).paused_until is not None
    assert "`/afterglow pause everyone`" in await typed(stage, "pause zzz")
    assert "`/afterglow resume everyone`" in await typed(stage, "resume zzz")


async def test_a_learner_reads_who_pauses_a_team_and_how_to_pause_alone(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    text = await typed(stage, "pause marketing", "ana")
    assert text.startswith("Only admins can do this here.") and "`/afterglow pause monday`" in text
    assert (await stage.member("ana")).paused_until is None
    assert "everyone" not in await typed(stage, "pause", "ana")

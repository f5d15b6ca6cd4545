"""Settings, pauses, the preview, the content, and the trail that admins leave."""

import pytest

from bot.people import service as people
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


def seen(stage: Stage, who: str = "priya") -> str:
    return stage.workspace.text_of(stage.workspace.modal(who))


async def settings(stage: Stage, **values: object) -> dict[str, str]:
    await stage.workspace.command("priya", "/afterglow settings")
    return await stage.workspace.submit("priya", values)


async def typed(stage: Stage, line: str, who: str = "priya") -> str:
    return stage.workspace.text_of(await stage.workspace.command(who, f"/afterglow {line}"))


async def test_channels_are_left_alone_when_an_admin_says_so(stage: Stage) -> None:
    await stage.a_team()
    assert await settings(stage, switches=["model_drafts"]) == {}
    assert "I no longer read team channels" in seen(stage)
    said = await stage.workspace.say("ana", ASK, channel="marketing")
    assert stage.workspace.thread(said) == []
    await settings(stage, switches=["model_drafts", "reads_channels"])
    said = await stage.workspace.say("ana", ASK, channel="marketing")
    assert len(stage.workspace.thread(said)) == 1


async def test_the_programme_rests_for_a_team_and_goes_on(stage: Stage) -> None:
    await stage.a_team()
    await stage.a_team("Sales", role="sales", channel="sales", members=("rosa",), led_by=())
    for who in ("ana", "rosa"):
        await stage.active(who)
    assert await settings(stage, pause_what="Marketing", pause_until="2 weeks") == {}
    assert "Paused Marketing until Monday 7 December 2026." in seen(stage)
    planned = (await stage.member("ana")).next_nudge_at
    assert planned is not None
    assert planned.date().isoformat() == "2026-12-07"
    assert (await stage.member("rosa")).next_nudge_at != planned
    await stage.pass_time(hours=10)
    assert len(stage.workspace.inbox("ana")) == 0
    await stage.workspace.command("priya", "/afterglow settings")
    assert "Marketing is paused until Monday 7 December 2026." in seen(stage)
    await stage.workspace.press("priya", "Resume")
    assert "The programme goes on for Marketing." in seen(stage)
    again = (await stage.member("ana")).next_nudge_at
    assert again is not None
    assert again.date().isoformat() == "2026-11-24"


async def test_the_whole_workspace_rests(stage: Stage) -> None:
    await stage.a_team()
    await stage.active("ana")
    await settings(stage, pause_until="24 Dec")
    assert "Paused the whole workspace until Thursday 24 December 2026." in seen(stage)
    await stage.pass_time(days=1)
    assert len(stage.workspace.inbox("ana")) == 0
    await stage.workspace.command("priya", "/afterglow settings")
    assert "The whole workspace is paused until Thursday 24 December 2026." in seen(stage)


@pytest.mark.parametrize("until", ["soon", "today", "2020-01-01"])
async def test_a_pause_needs_a_day_ahead(stage: Stage, until: str) -> None:
    errors = await settings(stage, pause_until=until, switches=[])
    assert "day ahead" in errors["pause_until"]
    async with stage.db.read() as session:
        assert "no longer" not in seen(stage)
        assert await people.admins(session, stage.team_id)


async def test_a_guest_cannot_be_let_administer(stage: Stage) -> None:
    errors = await settings(stage, admins=[stage.workspace.person("gail").id])
    assert "gail" in errors["admins"]


async def test_what_is_left_as_it_was_changes_nothing(stage: Stage) -> None:
    assert await settings(stage) == {}
    assert "Nothing was changed." in seen(stage)
    assert "No admin has changed anything yet." in await typed(stage, "audit")


async def test_the_audit_names_who_did_what_without_peoples_words(stage: Stage) -> None:
    await stage.a_team()
    maya = stage.workspace.person("maya").id
    await settings(stage, admins=[maya], pause_what="Marketing", pause_until="monday")
    text = await typed(stage, "audit", "dana")
    actor = f"<@{stage.workspace.person('priya').id}>"
    assert f"{actor} let <@{maya}> administer" in text
    assert f"{actor} paused the programme for Marketing" in text
    assert "23 Nov 08:00" in text


async def test_the_audit_shows_the_last_twenty(stage: Stage) -> None:
    for at in range(22):
        await settings(
            stage, switches=["model_drafts"] if at % 2 == 0 else ["model_drafts", "reads_channels"]
        )
    text = await typed(stage, "audit")
    assert "The last 20 changes" in text
    assert text.count("changed the settings") == 20


@pytest.mark.parametrize("who", ["@ana", "Ana", "ana"])
async def test_a_preview_shows_a_fortnight_for_somebody_like_this_person(stage: Stage, who: str) -> None:
    await stage.a_team()
    text = await typed(stage, f"preview {who}")
    assert (
        f"<@{stage.workspace.person('ana').id}>, in Marketing: Marketing cards, times in Europe/Madrid."
        in text
    )
    assert "Tue 24 Nov 10:00 The weekly challenge of the team" in text
    assert text.count("10:00") >= 9
    assert "Sat" not in text


async def test_a_preview_does_not_tell_who_left(stage: Stage) -> None:
    await stage.a_team()
    before = await typed(stage, "preview @ana")
    await stage.active("ana")
    await stage.workspace.command("ana", "/afterglow pause 2 weeks")
    assert await typed(stage, "preview @ana") == before


async def test_a_preview_says_that_the_programme_is_paused(stage: Stage) -> None:
    await stage.a_team()
    await settings(stage, pause_until="monday")
    assert "The programme is paused until 30 November 2026." in await typed(stage, "preview @ana")


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("Zoltan", "I know no person called “Zoltan” here."),
        ("@gail", "gets nothing"),
        ("<script>", "&lt;script&gt;"),
    ],
)
async def test_a_preview_of_nobody_is_one_line(stage: Stage, who: str, says: str) -> None:
    assert says in await typed(stage, f"preview {who}")


async def test_a_preview_without_a_person_asks_for_one_and_shows_the_fortnight(stage: Stage) -> None:
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow preview")
    assert seen(stage).startswith("Preview")
    errors = await stage.workspace.submit("priya", {"person": stage.workspace.person("gail").id})
    assert errors == {"person": "Guests, apps and people who left cannot take part."}
    for who, team in (("ana", "Marketing"), ("rosa", "no team")):
        assert await stage.workspace.submit("priya", {"person": stage.workspace.person(who).id}) == {}
        assert f"<@{stage.workspace.person(who).id}>, in {team}" in seen(stage)
        assert "The weekly challenge of the team" in seen(stage) or team == "no team"


async def test_who_was_demoted_sees_no_fortnight(stage: Stage) -> None:
    await stage.workspace.command("priya", "/afterglow preview")
    await stage.workspace.change("priya", is_admin=False)
    await stage.workspace.submit("priya", {"person": stage.workspace.person("ana").id})
    assert "Only admins can do this here." in seen(stage)


async def test_packs_say_what_is_in_use(stage: Stage) -> None:
    text = await typed(stage, "packs")
    assert "packs in use." in text
    assert "for everybody" in text
    assert "for HR" in text
    assert "cards" in text
    assert "No faults." in text


async def test_export_says_where_and_what_is_not_in_it(stage: Stage) -> None:
    text = await typed(stage, "export")
    assert "`afterglow export`" in text
    assert "questions and own settings are not in it" in text

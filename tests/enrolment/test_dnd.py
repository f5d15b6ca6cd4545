"""Slack's Do Not Disturb, as its event and the roster's reading tell it: nothing unasked-for in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.champions import service as champions
from bot.slack.people import hours_of
from bot.workspaces.service import UNREAD
from schedules import housekeeping
from tests.nudges.acts import local_times, play_until, take_part
from tests.stage import Stage

LONG_NIGHT = (22, 11)


async def came(stage: Stage, who: str = "ana") -> list[str]:
    return [f"{at:%a %d %H:%M}" for at in local_times(stage, who)]


async def test_a_card_comes_when_the_hours_are_over(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.silence("ana", LONG_NIGHT)
    await play_until(stage, datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23 11:00", "Tue 24 11:00"]
    await stage.workspace.silence("ana", None)
    await play_until(stage, datetime(2026, 11, 25, 20, tzinfo=UTC))
    assert (await came(stage))[2:] == ["Wed 25 10:00"]


async def test_hours_over_the_whole_window_let_nothing_come(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await stage.workspace.silence("ana", (8, 18))
    await play_until(stage, datetime(2026, 11, 25, 20, tzinfo=UTC))
    assert await came(stage) == []
    await stage.workspace.silence("ana", None)
    await play_until(stage, datetime(2026, 11, 26, 20, tzinfo=UTC))
    assert await came(stage) == ["Thu 26 10:00"]


async def said(stage: Stage) -> list[str]:
    """What App Home and the settings say of the next card."""
    page = stage.workspace.text_of(await stage.workspace.open_home("ana")).replace("*", "")
    await stage.workspace.command("ana", "/afterglow me")
    modal = stage.workspace.modal("ana")
    assert modal is not None
    texts = (page, stage.workspace.text_of(modal))
    return [
        line
        for text in texts
        for line in text.replace("You take part. ", "").split("\n")
        if "Next card" in line
    ]


async def test_a_card_that_waits_for_their_end_says_so(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    assert all(line.split(" Your team")[0].endswith("(Europe/Madrid).") for line in await said(stage))
    await stage.workspace.silence("ana", LONG_NIGHT)
    lines = await said(stage)
    assert len(lines) == 2
    for line in lines:
        told = "Next card today at 11:00 your time (Europe/Madrid), when your Do Not Disturb in Slack ends."
        assert line.startswith(told)
    await stage.workspace.silence("ana", (8, 18))
    lines = await said(stage)
    assert len(lines) == 2
    for line in lines:
        assert "(Europe/Madrid): until then your Do Not Disturb in Slack covers the hours in which" in line
    await stage.workspace.silence("ana", None)
    assert "Do Not Disturb" not in str(await said(stage))


async def test_the_roster_reads_the_hours_of_those_who_are_written_to(stage: Stage) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    for who in ("ana", "jonas"):
        person = stage.workspace.person(who)
        stage.workspace.state.users[person.id] = replace(person, dnd=LONG_NIGHT)
    await housekeeping.sync_rosters(stage.product.office, stage.clock())
    assert (await stage.member("ana")).dnd_ends_at is None, "the roster was read today"
    await housekeeping.sync_rosters(stage.product.office, stage.clock() + 2 * UNREAD.after)
    assert (await stage.member("ana")).dnd_ends_at is not None
    assert (await stage.member("jonas")).dnd_ends_at is None, "nobody writes to Jonas"
    asked = {one for call in stage.workspace.calls("dnd.teamInfo") for one in call.args["users"].split(",")}
    assert stage.workspace.person("maya").id in asked, "a champion is asked by day"


async def test_without_the_scope_all_goes_on_as_before(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    stage.workspace.state.scopes -= {"dnd:read"}
    later = stage.clock() + 2 * UNREAD.after
    with caplog.at_level("INFO"):
        assert await housekeeping.sync_rosters(stage.product.office, later) > 0
    assert "dnd.not_read" in caplog.text and "missing_scope" in caplog.text
    await play_until(stage, datetime(2026, 11, 23, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23 10:00"]


async def test_a_champion_is_disturbed_when_nobody_else_is_there(stage: Stage) -> None:
    team = await stage.a_team()
    tom, maya = (stage.workspace.person(who).id for who in ("tom", "maya"))

    async def asked() -> set[str]:
        async with stage.db.read() as session:
            found = await champions.on_duty(
                session, stage.team_id, team_id=team.id, loads={}, now=stage.clock()
            )
        return {one.user_id for one in found}

    await stage.workspace.silence("maya", (0, 23))
    assert await asked() == {tom}
    await stage.workspace.silence("tom", (0, 23))
    assert await asked() == {tom, maya}


@pytest.mark.parametrize(
    "told",
    [
        None,
        "no",
        {},
        {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1},
        {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1},
        {"dnd_enabled": True, "next_dnd_start_ts": "2", "next_dnd_end_ts": 3},
        {"dnd_enabled": True, "next_dnd_start_ts": 9, "next_dnd_end_ts": 8},
        {"dnd_enabled": True, "next_dnd_start_ts": 9, "next_dnd_end_ts": 10**15},
    ],
)
def test_what_says_nothing_of_hours_is_no_hours(told: object) -> None:
    assert hours_of(told) is None

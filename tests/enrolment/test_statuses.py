"""A status in Slack that says away: nothing comes until it ends, and one press overrules it."""

from datetime import UTC, datetime
from typing import Any

from bot.cadence import absences
from bot.champions import service as champions
from schedules import housekeeping
from tests.nudges.acts import local_times, play_until, take_part
from tests.stage import Stage

SUNDAY_NIGHT = datetime(2026, 11, 29, 22, 59, 59, tzinfo=UTC)  # the last second of it in Madrid
VACATION: dict[str, Any] = {"status_emoji": ":palm_tree:", "status_text": "Vacationing"}


async def came(stage: Stage, who: str = "ana") -> list[str]:
    return [f"{at:%a %d}" for at in local_times(stage, who)]


async def begin(stage: Stage, **status: Any) -> None:
    await stage.a_team()
    await take_part(stage, "ana")
    await play_until(stage, datetime(2026, 11, 23, 12, tzinfo=UTC))
    await stage.workspace.change("ana", **status)


async def test_nothing_comes_until_the_status_ends_and_then_one_card(stage: Stage) -> None:
    await begin(stage, **VACATION, status_expiration=int(SUNDAY_NIGHT.timestamp()))
    await play_until(stage, datetime(2026, 11, 30, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23", "Mon 30"]
    assert (await stage.member("ana")).ignored_in_row == 0
    member = await stage.member("ana")
    async with stage.db.read() as session:
        ((first, back),) = (await absences.of(session, [member.id]))[member.id]
    assert (f"{first:%a %d}", f"{back:%a %d}") == ("Mon 23", "Mon 30")


async def test_a_status_without_an_end_holds_until_it_changes(stage: Stage) -> None:
    await begin(stage, **VACATION)
    await play_until(stage, datetime(2026, 12, 9, 20, tzinfo=UTC))
    await stage.workspace.change("ana", status_emoji="", status_text="")
    await play_until(stage, datetime(2026, 12, 10, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23", "Thu 10"]


async def test_a_meeting_changes_nothing(stage: Stage) -> None:
    await begin(stage, status_emoji=":spiral_calendar_pad:", status_text="In a meeting")
    await play_until(stage, datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23", "Tue 24"]


async def test_whoever_says_that_they_are_here_is_here_until_the_status_says_something_else(
    stage: Stage,
) -> None:
    await begin(stage, **VACATION)
    await stage.workspace.command("ana", "/afterglow me")
    form = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Your status in Slack says that you are away" in form and "palm" not in form
    await stage.workspace.press("ana", "Resume")
    await stage.workspace.change("ana", title="Head of Content")
    office = stage.product.office
    await housekeeping.sync_rosters(office, stage.clock())
    await play_until(stage, datetime(2026, 11, 24, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23", "Tue 24"]
    await stage.workspace.change(
        "ana", status_text="Out sick", status_expiration=int(SUNDAY_NIGHT.timestamp())
    )
    await play_until(stage, datetime(2026, 11, 30, 20, tzinfo=UTC))
    assert await came(stage) == ["Mon 23", "Tue 24", "Mon 30"]


async def test_a_champion_who_is_away_is_not_asked(stage: Stage) -> None:
    team = await stage.a_team()
    await stage.workspace.change("maya", **VACATION)
    async with stage.db.read() as session:
        found = await champions.on_duty(session, stage.team_id, team_id=team.id, loads={}, now=stage.clock())
    assert [one.user_id for one in found] == [stage.workspace.person("tom").id]


async def test_the_words_of_a_status_are_not_kept(stage: Stage) -> None:
    await begin(stage, **VACATION)
    member = await stage.member("ana")
    assert "acation" not in str(vars(member)) and member.status_until is not None

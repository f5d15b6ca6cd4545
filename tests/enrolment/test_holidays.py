"""Nothing comes by itself on a public holiday where somebody lives, and nothing counts as ignored for it."""

from datetime import UTC, datetime

from bot.cadence.rules import NOWHERE
from tests.stage import Stage

# Monday evening before Tuesday 8 December, which Spain has off and Japan works through.
EVE = datetime(2026, 12, 7, 18, tzinfo=UTC)


async def begin(stage: Stage, *handles: str) -> None:
    stage.clock.advance(EVE - stage.clock())
    await stage.a_team()
    for handle in handles:
        await stage.active(handle)


def cards(stage: Stage, who: str) -> int:
    return len(stage.workspace.inbox(who))


async def test_nothing_comes_on_a_holiday_and_the_card_of_the_day_before_stays_open(stage: Stage) -> None:
    await begin(stage, "ana", "kenji")
    await stage.pass_time(hours=24)
    assert (cards(stage, "ana"), cards(stage, "kenji")) == (0, 1)
    await stage.pass_time(hours=24)
    assert (cards(stage, "ana"), cards(stage, "kenji")) == (1, 2)


async def test_who_works_through_them_says_so_in_their_settings(stage: Stage) -> None:
    await begin(stage, "ana")
    await stage.workspace.command("ana", "/afterglow me")
    shown = stage.workspace.text_of(stage.workspace.modal("ana"))
    assert "Your public holidays" in shown and "By your time zone: Spain" in shown
    assert await stage.workspace.submit("ana", {"country": NOWHERE}) == {}
    await stage.pass_time(hours=24)
    assert cards(stage, "ana") == 1


async def test_another_countrys_holidays_can_be_chosen(stage: Stage) -> None:
    await begin(stage, "kenji")
    await stage.workspace.command("kenji", "/afterglow me")
    assert await stage.workspace.submit("kenji", {"country": "ES"}) == {}
    await stage.pass_time(hours=24)
    assert cards(stage, "kenji") == 0

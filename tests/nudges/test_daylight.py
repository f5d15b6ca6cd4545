"""The week in which clocks change: still one card a working day, at the same time on the wall."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import SandboxClock
from tests.nudges.acts import local_times, play_until, take_part
from tests.stage import Stage

pytestmark = pytest.mark.long


@pytest.fixture
def clock() -> SandboxClock:
    """The Thursday before Europe's clocks go back, which is the week before America's do."""
    return SandboxClock(datetime(2026, 10, 22, 6, 0, tzinfo=UTC), frozen=True)


async def test_cards_keep_their_time_on_the_wall_when_clocks_go_back(stage: Stage) -> None:
    await stage.a_team(members=("ana", "rosa"), led_by=[])
    await take_part(stage, "ana", "rosa")
    await answer_all(stage, datetime(2026, 11, 4, 6, 0, tzinfo=UTC))
    days = [date(2026, 10, 22) + timedelta(days=n) for n in range(13)]
    for who in ("ana", "rosa"):
        times = local_times(stage, who)
        assert [at.date() for at in times] == [day for day in days if day.weekday() < 5], who
        assert {at.time().replace(second=0, microsecond=0) for at in times} == {time(10)}, who


async def answer_all(stage: Stage, until: datetime) -> None:
    seen = {"ana": 0, "rosa": 0}
    while stage.clock() < until:
        await play_until(stage, min(until, stage.clock() + timedelta(hours=6)))
        for who in seen:
            for card in list(stage.workspace.inbox(who))[seen[who] :]:
                seen[who] += 1
                await stage.workspace.press(who, stage.workspace.buttons(card)[0], on=card)

"""The ninety days of a cohort, lived by the clock: each phase begins, and each week is what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SandboxClock
from bot.nudges.models import Nudge
from bot.nudges.rules import POLICY
from bot.packs.rules import Tier
from tests.cohorts.acts import made
from tests.nudges.acts import take_part
from tests.stage import Stage, shipped

pytestmark = pytest.mark.long

DAY_0 = date(2026, 9, 7)
DATES = {
    "Training date": "2026-09-07", "Go-live date": "2026-09-28", "How far they want to get": "competence",
}  # fmt: skip
SLOT = datetime(2026, 9, 7, 9, 5, tzinfo=UTC)
FIRST_PHASES = {0: "foundation", 14: "role", 42: "supervised practice", 84: "continuous"}


@pytest.fixture
def clock() -> SandboxClock:
    """The morning of the training."""
    return SandboxClock(datetime(2026, 9, 7, 6, 0, tzinfo=UTC), frozen=True)


@dataclass(frozen=True)
class Came:
    """A card that came, by the day of the plan."""

    day: int
    card_id: str
    entry: str | None

    @property
    def tier(self) -> Tier:
        card = shipped().card(self.card_id)
        assert card is not None
        return card.tier


async def came(stage: Stage, who: str) -> Sequence[Came]:
    member = await stage.member(who)
    async with stage.db.read() as session:
        rows = await session.scalars(select(Nudge).where(Nudge.member_id == member.id).order_by(Nudge.id))
        return [Came((row.day - DAY_0).days, row.card_id, row.entry) for row in rows]


async def home_of(stage: Stage, who: str) -> str:
    return stage.workspace.text_of(await stage.workspace.open_home(who))


async def test_ninety_days_of_a_cohort_by_the_clock(stage: Stage) -> None:
    await stage.a_team(members=("ana",), led_by=())
    await take_part(stage, "ana")
    await made(stage, DATES, ready=True)
    phases, known = {}, 0
    for day in [day for day in range(98) if day % 7 < 5]:
        # At ten in Madrid, before and after its clocks go back.
        stage.clock.advance(SLOT + timedelta(days=day) - stage.clock())
        await stage.play.run_ticks()
        for message in list(stage.workspace.inbox("ana"))[known:]:
            known += 1
            await stage.workspace.press("ana", stage.workspace.buttons(message)[0], on=message)
        if day in FIRST_PHASES:
            phases[day] = await home_of(stage, "ana")
    for day, phase in FIRST_PHASES.items():
        assert f"now in its phase {phase}" in phases[day]
    cards = await came(stage, "ana")
    assert all(one.card_id.startswith(POLICY) for one in cards[:3])
    first = {tier: min(one.day for one in cards if one.tier is tier) for tier in Tier}
    assert first[Tier.LITERACY] == 0 and 14 <= first[Tier.FLUENCY] <= 21
    assert 42 <= first[Tier.COMPETENCE] <= 49
    weeks = {one.entry for one in cards}
    assert {"slipping", "set:60", "set:90", "refresher:14", "refresher:28", "refresher:42"} <= weeks
    assert len({one.day for one in cards}) == len(cards), "one a day"

"""Months of six people on four continents, through the real services: at most one message a working day."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from bot.cadence import service as cadences
from bot.clock import SandboxClock
from bot.enrolment import service as enrolment
from bot.enrolment.service import Wishes
from bot.people import service as people
from tests.cadence.month import ANSWERS, Month, moment
from tests.stage import Stage

pytestmark = pytest.mark.long

# Clocks change in Europe and North America in the first, in Europe, Australia and Chile in the second.
DAYS = 14
MONTHS = {"autumn": "2026-10-21T08:00", "spring": "2026-03-25T08:00"}


@pytest.fixture(params=MONTHS)
def clock(request: pytest.FixtureRequest) -> SandboxClock:
    return SandboxClock(moment(MONTHS[request.param]), frozen=True)


async def begin(stage: Stage, chance: Random) -> Month:
    """Six people of one team take part; a seventh is asked to."""
    team = await stage.a_team(members=tuple(ANSWERS), led_by=("maya", "tom"), zone="Europe/Berlin")
    async with stage.db.begin() as session:
        found = await people.team(session, stage.team_id, team.id)
        assert found is not None
        await cadences.plan_team(session, found, now=stage.clock())
        for who in ANSWERS:
            await enrolment.start(session, stage.person(who), Wishes(), now=stage.clock())
        asked = [stage.workspace.person("jonas").id]
        await enrolment.invite(session, stage.team_id, asked, now=stage.clock())
    return Month(stage, chance, team.id)


async def test_a_month_brings_one_message_a_working_day_at_most_and_loses_none(stage: Stage) -> None:
    start = stage.clock()
    month = await begin(stage, Random(start.toordinal()))
    await month.live(start + timedelta(days=DAYS))
    told = Counter(one.kind for one in month.seen)
    print(f"{sum(told.values())} messages in {DAYS} days to {len(ANSWERS) + 1} people: {dict(told)}")
    assert {"nudge", "challenge", "challenge.reminder", "invitation", "rhythm"} <= set(told)
    last = stage.clock().date() - timedelta(days=2)
    assert await month.quiet_days(start.date() + timedelta(days=1), last) == [], "a message was lost"
    assert await month.left_over() == [], "something piled up"

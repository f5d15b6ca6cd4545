"""The fortnight around day 30, with pauses, journeys and silences: the questions come in place of a card."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from bot.clock import SandboxClock
from bot.cohorts import saving as cohorts
from bot.cohorts.blocks import CohortForm
from bot.cohorts.models import Cohort
from bot.nudges.rules import Answer
from tests.cadence.month import ANSWERS, moment
from tests.cadence.test_month import DAYS, MONTHS, begin
from tests.nudges.acts import answered
from tests.stage import Stage

pytestmark = pytest.mark.long

RULES = ("policy_what_may_go_in", "policy_when_to_say_so", "policy_who_must_read_it")


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(moment(MONTHS["autumn"]), frozen=True)


async def test_nobody_gets_a_second_message_because_of_the_questions(stage: Stage) -> None:
    start = stage.clock()
    month = await begin(stage, Random(start.toordinal()))
    trained_on = start.date() - timedelta(days=25)
    form = CohortForm(name="Autumn", trained_on=trained_on, live_on=trained_on, team_ids=(month.team_id,))
    async with stage.db.begin() as session:
        made = await cohorts.save(session, form, by=stage.person("priya"), now=start)
        assert isinstance(made, Cohort)
        await cohorts.set_ready(session, made.id, is_ready=True, by=stage.person("priya"), now=start)
    for who in ANSWERS:
        # Whoever has not answered these gets no other card, and on some days none.
        await answered(stage, who, **dict.fromkeys(RULES, Answer.RIGHT))
    await month.live(start + timedelta(days=DAYS))
    told = Counter(one.kind for one in month.seen)
    asked = Counter(one.who for one in month.seen if one.kind == "assessment")
    print(f"{sum(told.values())} messages in {DAYS} days to {len(ANSWERS) + 1} people: {dict(told)}")
    assert len(asked) >= 4 and set(asked.values()) == {1}, "each was asked once"
    last = stage.clock().date() - timedelta(days=2)
    assert await month.quiet_days(start.date() + timedelta(days=1), last) == [], "a message was lost"
    assert await month.left_over() == [], "something piled up"

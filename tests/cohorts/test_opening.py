"""What a plan opens on a day, what comes first in its weeks, and which days it adds."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence.rules import Cadence
from bot.cohorts import rules
from bot.cohorts.rules import Course, Dates, Hold, Kind, Template, Tier
from bot.enrolment.rules import Frame, may_come, next_moment

DAY_0 = date(2026, 11, 2)
COURSE = Course(1, "Autumn", Template.SKILLS, Tier.COMPETENCE, Dates(DAY_0, DAY_0 + timedelta(days=21)))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)


def on(day: int) -> date:
    return DAY_0 + timedelta(days=day)


def course(
    template: Template = Template.SKILLS, tier: Tier = Tier.COMPETENCE, *, is_ready: bool = True
) -> Course:
    return Course(1, "Autumn", template, tier, COURSE.dates, is_ready=is_ready)


@pytest.mark.parametrize(
    ("template", "day", "highest"),
    [
        (Template.SKILLS, 0, Tier.LITERACY),
        (Template.SKILLS, 13, Tier.LITERACY),
        (Template.SKILLS, 14, Tier.FLUENCY),
        (Template.SKILLS, 42, Tier.COMPETENCE),
        (Template.SKILLS, 300, Tier.COMPETENCE),
        (Template.CHAMPIONS, 6, Tier.LITERACY),
        (Template.CHAMPIONS, 7, Tier.FLUENCY),
        (Template.CHAMPIONS, 14, Tier.COMPETENCE),
    ],
)
def test_each_phase_opens_its_tier_and_those_beneath(template: Template, day: int, highest: Tier) -> None:
    steps = list(Tier)
    assert rules.opening(course(template), on(day)).tiers == set(steps[: steps.index(highest) + 1])


@given(st.sampled_from(Template), st.sampled_from(Tier), st.integers(-60, 400))
def test_nothing_is_opened_above_what_the_cohort_wants_and_nothing_is_ever_closed(
    template: Template, tier: Tier, day: int
) -> None:
    steps, mine = list(Tier), course(template, tier)
    now, later = rules.opening(mine, on(day)).tiers, rules.opening(mine, on(day + 1)).tiers
    assert now <= later <= set(steps[: steps.index(tier) + 1])
    assert bool(now) == (day >= 0)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (13, None),
        (14, Kind.SLIPPING),
        (29, Kind.SLIPPING),
        (30, Kind.SET),
        (36, Kind.SET),  # and the refresher began on day 35
        (37, Kind.REFRESHER),
        (42, None),
        (60, Kind.SET),
        (90, Kind.SET),
        (97, None),
    ],
)
def test_of_the_weeks_that_run_the_rarest_comes_first(day: int, first: Kind | None) -> None:
    told = rules.opening(COURSE, on(day)).first
    assert (told.kind if told else None) == first


@pytest.mark.parametrize(("day", "tier"), [(30, "literacy"), (60, "fluency"), (90, "competence")])
def test_each_set_is_of_the_tier_that_its_title_names(day: int, tier: str) -> None:
    told = rules.opening(COURSE, on(day))
    assert told.first is not None and told.first.title == f"Day {day} set: {tier}"
    assert told.of_tier == tier


def test_a_plan_waits_for_access_then_for_the_training() -> None:
    assert rules.waits_for(course(is_ready=False), on(20)) is Hold.ACCESS
    assert rules.waits_for(course(), on(-1)) is Hold.TRAINING
    assert rules.waits_for(course(), on(0)) is None


def test_weeks_that_are_denser_have_one_day_more() -> None:
    tuesday_thursday = frozenset((1, 3))
    added = rules.more_days(COURSE, tuesday_thursday, frozenset(range(5)))
    assert {day.weekday() for day in added} == {0}
    assert on(14) in added and on(7) not in added and on(63) in added
    assert rules.more_days(COURSE, frozenset(range(5)), frozenset(range(5))) == frozenset()
    assert rules.more_days(course(is_ready=False), tuesday_thursday, frozenset(range(5))) == frozenset()


def test_a_card_may_come_on_the_day_more_and_on_no_other() -> None:
    cadence = Cadence(days=frozenset((1, 3)), challenge_day=1, digest_day=3)
    more = rules.more_days(COURSE, cadence.days, cadence.workdays)
    frame = Frame(cadence, ZoneInfo("UTC"), time(10), course=COURSE, more_days=more)
    before, dense = (datetime.combine(on(day), time(8), UTC) for day in (7, 14))  # Mondays
    assert [may_come(at + timedelta(hours=2), frame) for at in (before, dense)] == [False, True]
    assert next_moment(before, frame).weekday() == 1
    assert next_moment(dense, frame) == dense + timedelta(hours=2)
    assert next_moment(dense, frame, skips_one=True).weekday() == 1, "a slower rhythm leaves one out"


@given(weekdays, weekdays)
def test_an_added_day_is_a_working_day_that_was_free_and_one_a_week(
    days: frozenset[int], workdays: frozenset[int]
) -> None:
    added = rules.more_days(COURSE, days, workdays)
    assert all(day.weekday() in workdays - days for day in added)
    weeks = [day - timedelta(days=day.weekday()) for day in added]
    assert len(set(weeks)) == len(weeks)

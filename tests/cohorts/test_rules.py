"""The plan of a cohort: in order, within its bounds, and as movable as its dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts import rules
from bot.cohorts.rules import CHECKS, OF_A_WEEK, Dates, Kind, Template, Tier, Timing
from bot.nudges.deck import CHECKS as CARD_CHECKS
from bot.packs import schema

TRAINED = date(2026, 11, 2)
LIVE = date(2026, 11, 23)
DATES = Dates(TRAINED, LIVE)
A_DAY = timedelta(days=1)

days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
apart = st.integers(-30, 90).map(lambda days: timedelta(days=days))
both = st.builds(lambda day, gap: Dates(day, day + gap), days, apart)
templates, tiers = st.sampled_from(Template), st.sampled_from(Tier)


@given(both, templates, tiers)
def test_a_plan_is_in_order_and_within_its_bounds(dates: Dates, template: Template, tier: Tier) -> None:
    plan = rules.plan(dates, template, tier)
    assert [one.first for one in plan] == sorted(one.first for one in plan)
    assert all(one.first <= one.last for one in plan)
    assert len({one.key for one in plan}) == len(plan)
    earliest = min(dates.trained_on - timedelta(days=14), dates.live_on - timedelta(days=28))
    # The last set and the last refresher take a week.
    latest = max(dates.trained_on + timedelta(days=96), dates.live_on + timedelta(days=48))
    assert all(earliest <= one.first and one.last <= latest for one in plan)


@given(both, templates, tiers)
def test_phases_follow_each_other_without_a_gap_for_ninety_days(
    dates: Dates, template: Template, tier: Tier
) -> None:
    phases = [one for one in rules.plan(dates, template, tier) if one.kind is Kind.PHASE]
    assert phases[0].first == dates.trained_on
    assert phases[-1].last == dates.trained_on + timedelta(days=90)
    for before, after in pairwise(phases):
        assert after.first == before.last + A_DAY


@given(both, apart, apart, templates, tiers, st.integers(-40, 120))
def test_moving_a_date_moves_all_that_has_not_begun_by_as_much_and_nothing_else(
    dates: Dates, of_training: timedelta, of_live: timedelta, template: Template, tier: Tier, passed: int
) -> None:
    today = dates.trained_on + timedelta(days=passed)
    before = rules.plan(dates, template, tier)
    moved = Dates(dates.trained_on + of_training, dates.live_on + of_live)
    after = {one.key: one for one in rules.plan(moved, template, tier, kept=rules.begun(before, today))}
    assert set(after) == {one.key for one in before}
    for one in before:
        by = of_live if one.kind in (Kind.START, Kind.LIVE, Kind.REFRESHER) else of_training
        now = after[one.key]
        if one.is_anchor or one.first > today:
            assert (now.first, now.last) == (one.first + by, one.last + by)
        else:
            assert now.first == one.first
            is_over = one.last <= today or one.kind in OF_A_WEEK
            assert now.last == one.last if is_over else now.last == max(one.first, one.last + by)


@given(both, apart, templates, tiers, st.integers(-40, 120))
def test_the_difference_tells_of_every_entry_once(
    dates: Dates, by: timedelta, template: Template, tier: Tier, passed: int
) -> None:
    today = dates.trained_on + timedelta(days=passed)
    before = rules.plan(dates, template, tier)
    moved = Dates(dates.trained_on + by, dates.live_on)
    after = rules.plan(moved, template, tier, kept=rules.begun(before, today))
    told = rules.difference(before, after, today)
    assert not told.added and not told.dropped
    assert {one.before.key for one in told.moved}.isdisjoint(one.key for one in told.stays)
    for one in before:
        if not one.is_anchor and one.last <= today:
            assert one.key in {each.key for each in told.stays}


@given(both, apart, templates, tiers, st.integers(-40, 120))
def test_moving_a_date_there_and_back_on_the_same_day_changes_nothing(
    dates: Dates, by: timedelta, template: Template, tier: Tier, passed: int
) -> None:
    today = dates.trained_on + timedelta(days=passed)
    first = rules.plan(dates, template, tier)
    moved = Dates(dates.trained_on + by, dates.live_on + by)
    second = rules.plan(moved, template, tier, kept=rules.begun(first, today))
    back = rules.plan(dates, template, tier, kept=rules.begun(first, today))
    assert back == first
    assert rules.difference(second, second, today).moved == ()


@pytest.mark.parametrize(
    ("ahead", "timing"),
    [(-1, Timing.AFTER), (0, Timing.LATE), (13, Timing.LATE), (14, Timing.WELL), (28, Timing.WELL),
     (29, Timing.EARLY)],
)  # fmt: skip
def test_a_training_belongs_two_to_four_weeks_before_the_go_live(ahead: int, timing: Timing) -> None:
    assert rules.timing(Dates(LIVE - timedelta(days=ahead), LIVE)) is timing


def test_the_ninety_days_of_a_cohort_as_they_stand_in_a_calendar() -> None:
    plan = rules.plan(DATES, Template.SKILLS, Tier.FLUENCY)
    told = {one.key: (str(one.first), str(one.last)) for one in plan if one.kind is not Kind.CHALLENGE}
    assert told == {
        "check:start": ("2026-10-19", "2026-11-08"),
        "start": ("2026-10-26", "2026-11-09"),
        "training": ("2026-11-02", "2026-11-02"),
        "phase:foundation": ("2026-11-02", "2026-11-15"),
        "phase:role": ("2026-11-16", "2026-12-13"),
        "session:14": ("2026-11-16", "2026-11-16"),
        "slipping": ("2026-11-16", "2026-12-07"),
        "live": ("2026-11-23", "2026-11-23"),
        "set:30": ("2026-12-02", "2026-12-08"),
        "check:30": ("2026-12-02", "2026-12-02"),
        "refresher:14": ("2026-12-07", "2026-12-13"),
        "phase:practice": ("2026-12-14", "2027-01-24"),
        "session:42": ("2026-12-14", "2026-12-14"),
        "refresher:28": ("2026-12-21", "2026-12-27"),
        "session:56": ("2026-12-28", "2026-12-28"),
        "set:60": ("2027-01-01", "2027-01-07"),
        "check:60": ("2027-01-01", "2027-01-01"),
        "refresher:42": ("2027-01-04", "2027-01-10"),
        "session:70": ("2027-01-11", "2027-01-11"),
        "phase:continuous": ("2027-01-25", "2027-01-31"),
        "set:90": ("2027-01-31", "2027-02-06"),
        "check:90": ("2027-01-31", "2027-01-31"),
    }
    assert [one.first.weekday() for one in plan if one.kind is Kind.CHALLENGE] == [0] * 13


@pytest.mark.parametrize(
    ("tier", "rising"),
    [
        (Tier.LITERACY, ["literacy", "literacy", "literacy"]),
        (Tier.FLUENCY, ["literacy", "fluency", "fluency"]),
        (Tier.COMPETENCE, ["literacy", "fluency", "competence"]),
    ],
)
def test_sets_rise_as_far_as_the_cohort_wants_to_get(tier: Tier, rising: list[str]) -> None:
    sets = [one for one in rules.plan(DATES, Template.CHAMPIONS, tier) if one.kind is Kind.SET]
    assert [one.title.split(": ")[1] for one in sets] == rising


def test_what_comes_next_leaves_out_the_challenge_of_each_week() -> None:
    plan = rules.plan(DATES, Template.SKILLS, Tier.FLUENCY)
    ahead = rules.upcoming(plan, date(2026, 11, 16), limit=4)
    assert [one.key for one in ahead] == ["phase:role", "session:14", "slipping", "live"]
    running = rules.phase_on(plan, date(2026, 11, 20))
    assert running is not None and running.key == "phase:role"
    assert rules.phase_on(plan, date(2026, 10, 1)) is None


def test_the_plan_counts_as_the_cards_do() -> None:
    assert [check.days for check in CARD_CHECKS] == list(CHECKS)
    assert schema.Tier is Tier

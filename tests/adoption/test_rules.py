"""The formulas: weeks, waits, ranges, and above all what may not be shown."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adoption import figures, rules
from bot.adoption.rules import ENOUGH, Minutes, Tally, Week
from bot.cadence.rules import Cadence

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def groups_of(*sizes: int, stated: dict[int, int] | None = None) -> list[tuple[str, str, Tally]]:
    """Teams of these sizes; `stated` says how many people of a team stated minutes."""
    return [
        (str(i), f"Team {i}", Tally(people=size, stated_by=(stated or {}).get(i, 0), minutes=60))
        for i, size in enumerate(sizes)
    ]


def week_of_teams(*sizes: int, stated: dict[int, int] | None = None) -> Week:
    groups = groups_of(*sizes, stated=stated)
    total = Tally(people=sum(sizes), stated_by=sum((stated or {}).values()), minutes=60 * len(sizes))
    return rules.shown(MONDAY, total, groups, is_closed=True)


def names_shown(week: Week) -> list[str]:
    return [group.name for group in week.groups if group.tally is not None]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((12, 8), ["Team 0", "Team 1"]),
        ((12, 4, 8), ["Team 0"]),  # 12 + 8 from the total would leave the four
        ((12, 4, 3), ["Team 0"]),  # the two small ones are seven together
        ((4, 4), []),
        ((5, 1), []),
        ((5, 5), ["Team 0", "Team 1"]),
    ],
)
def test_a_small_team_is_hidden_and_cannot_be_got_by_subtraction(
    sizes: tuple[int, ...], shown: list[str]
) -> None:
    assert names_shown(week_of_teams(*sizes)) == shown


def test_the_whole_week_is_hidden_in_a_workspace_of_four() -> None:
    week = week_of_teams(4)
    assert week.tally is None and week.groups == ()
    assert figures.headline(week)[0].text == "fewer than 5 people"


@given(st.dictionaries(st.integers(), st.integers(0, 40), max_size=12))
def test_whatever_the_sizes_what_is_hidden_is_nobody_or_at_least_five(sizes: dict[int, int]) -> None:
    hidden = rules.hidden(sizes)
    together = sum(sizes[key] for key in hidden)
    assert together == 0 or together >= ENOUGH or hidden == {key for key, size in sizes.items() if size}
    assert all(sizes[key] >= ENOUGH or not sizes[key] for key in sizes.keys() - hidden)


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1)), max_size=10))
def test_minutes_of_fewer_than_five_people_never_follow_from_the_table(
    teams: list[tuple[int, float]],
) -> None:
    sizes = [size for size, _ in teams]
    stated = {i: round(size * share) for i, (size, share) in enumerate(teams)}
    week = week_of_teams(*sizes, stated=stated)
    told = {group.scope for group in week.groups if group.minutes is not None}
    rest = sum(count for i, count in stated.items() if str(i) not in told)
    assert all(stated[int(scope)] >= ENOUGH for scope in told)
    assert week.minutes is None or rest == 0 or rest >= ENOUGH


def test_a_team_held_back_to_protect_another_is_not_called_small() -> None:
    week = week_of_teams(12, 4, 8)
    held = {group.name: group.is_held_back for group in week.groups}
    assert held == {"Team 0": False, "Team 1": False, "Team 2": True}


def test_one_persons_minutes_are_not_a_teams_minutes() -> None:
    week = week_of_teams(12, 9, stated={0: 1, 1: 6})
    assert [group.minutes for group in week.groups] == [None, None]
    assert week.minutes == Minutes(60, 120)


def test_waits_of_a_teams_one_champion_are_shown_for_all_teams_only() -> None:
    tally = Tally(people=9, asked=8, claimed=8, hang=40)
    week = rules.shown(MONDAY, tally, [("1", "Support", tally)], is_closed=True)
    assert week.tally is not None and week.tally.hang == 40
    assert week.groups[0].tally is not None and week.groups[0].tally.hang is None


def test_a_median_of_four_waits_is_not_shown() -> None:
    week = rules.shown(MONDAY, Tally(people=9, claimed=4, hang=40), is_closed=True)
    assert week.tally is not None and week.tally.hang is None


def test_the_running_week_grows_by_five_people_at_a_time() -> None:
    stated = [(berlin(16, 9, i), who, 30) for i, who in enumerate([1, 2, 3, 4, 4, 5, 1, 2, 3])]
    assert rules.in_steps(stated[:5]) == (0, 0)
    assert rules.in_steps(stated[:6]) == (180, 5)
    assert rules.in_steps(stated) == (180, 5)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 600)), max_size=40))
def test_between_two_looks_at_a_running_week_lie_five_people_or_none(stated: list[tuple[int, int]]) -> None:
    told = [(berlin(16, 9) + timedelta(minutes=i), who, minutes) for i, (who, minutes) in enumerate(stated)]
    looks = [rules.in_steps(told[:i])[0] for i in range(len(told) + 1)]
    changes = [i for i in range(1, len(looks)) if looks[i] != looks[i - 1]]
    for before, after in zip([0, *changes], changes, strict=False):
        assert len({who for who, _ in stated[before:after]}) >= ENOUGH


def test_a_weeks_edge_is_midnight_where_the_person_is() -> None:
    sunday_late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert rules.week_of(sunday_late, ZoneInfo("America/New_York")) == MONDAY
    assert rules.week_of(sunday_late, ZoneInfo("Asia/Tokyo")) == date(2026, 11, 23)


def test_iso_week_53_ends_in_january() -> None:
    assert rules.monday_of(date(2027, 1, 3)) == date(2026, 12, 28)


def test_a_week_is_over_when_sunday_has_ended_everywhere() -> None:
    assert not rules.is_over(MONDAY, datetime(2026, 11, 23, 11, 59, tzinfo=UTC))
    assert rules.is_over(MONDAY, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("asked", "taken", "minutes"),
    [
        (berlin(18, 10), berlin(18, 10, 25), 25),
        (berlin(20, 18), berlin(23, 9, 10), 10),  # Friday evening to Monday morning
        (berlin(18, 16, 50), berlin(19, 9, 20), 30),
        (berlin(21, 11), berlin(22, 11), 0),  # a weekend
        (berlin(18, 10), berlin(18, 9), 0),
    ],
)
def test_a_question_waits_in_working_minutes(asked: datetime, taken: datetime, minutes: int) -> None:
    assert rules.working_minutes(asked, taken, zone=BERLIN, cadence=Cadence()) == minutes


def test_a_question_from_long_ago_does_not_count_for_ever() -> None:
    taken = berlin(18, 10) + timedelta(days=9000)
    assert rules.working_minutes(berlin(18, 10), taken, zone=BERLIN, cadence=Cadence()) < 60 * 24 * 60


@pytest.mark.parametrize(("values", "middle"), [((), None), ((7,), 7), ((9, 1, 5), 5), ((4, 1, 9, 2), 2)])
def test_the_median_is_the_lower_of_two_middles(values: tuple[int, ...], middle: int | None) -> None:
    assert rules.median(values) == middle


def test_time_saved_is_a_range_from_half_to_all_of_what_was_stated() -> None:
    assert rules.saved(Tally(minutes=610, stated_by=5)) == Minutes(305, 610)
    assert figures.range_text(Minutes(305, 610)) == "5 to 11 hours"
    assert figures.range_text(Minutes(30, 60)) == "30 to 60 minutes"


def test_every_figure_says_how_it_is_calculated() -> None:
    week = rules.shown(MONDAY, Tally(people=9, active=3, asked=2, claimed=1), is_closed=True)
    for figure in (*figures.headline(week), *figures.front_page(week)):
        assert len(figure.how.split()) > 6, figure.label


def test_what_slack_cannot_know_is_called_not_measured_yet() -> None:
    week = rules.shown(MONDAY, Tally(people=9, active=3, asked=6, self_served=2), is_closed=True)
    front = {figure.label: figure.text for figure in figures.front_page(week)}
    assert front["Weekly active"] == "33% (3 of 9)"
    assert front["Self-served answers"] == "2 of 8 (questions)"
    unknown = [text for label, text in front.items() if label not in ("Weekly active", "Self-served answers")]
    assert unknown == ["not measured yet"] * 3


def test_where_nobody_asked_nobody_helped_themselves() -> None:
    week = rules.shown(MONDAY, Tally(people=9, active=3), is_closed=True)
    assert figures.self_served(week).text == "none asked"
    assert (
        figures.self_served(rules.shown(MONDAY, Tally(people=3), is_closed=True)).text
        == "fewer than 5 people"
    )

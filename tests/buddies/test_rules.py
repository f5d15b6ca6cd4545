"""Pairs of everybody who can be paired: properties over random people, hours and pasts."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from bot.buddies import rules
from bot.buddies.rules import Candidate, Pairing, pair

EUROPE, AMERICA, TOKYO = (7 * 60, 15 * 60), (14 * 60, 22 * 60), (0, 8 * 60)
people_of = st.builds(
    lambda rows: [Candidate(at + 1, *row) for at, row in enumerate(rows)],
    st.lists(
        st.tuples(
            st.sampled_from((None, 1, 2, 3)), st.sampled_from((EUROPE, AMERICA, TOKYO)), st.integers(0, 2)
        ),
        max_size=14,
    ),
)
pasts = st.lists(st.tuples(st.integers(1, 14), st.integers(1, 14)), max_size=60)
seeds = st.integers(0, 1000)


def met_of(past: list[tuple[int, int]]) -> dict[int, set[int]]:
    met: dict[int, set[int]] = {}
    for one, other in past:
        met.setdefault(one, set()).add(other)
        met.setdefault(other, set()).add(one)
    return met


def may(one: Candidate, other: Candidate, met: dict[int, set[int]]) -> bool:
    return other.id not in met.get(one.id, ()) and rules.overlap(one.hours, other.hours) >= rules.TOGETHER


def paired(people: list[Candidate], past: list[tuple[int, int]], seed: int) -> Pairing:
    return pair(people, met=met_of(past), chance=Random(seed))


@given(people_of, pasts, seeds)
def test_everybody_is_in_one_group_or_sits_out_once(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    made = paired(people, past, seed)
    named = [one for group in made.groups for one in group] + list(made.out)
    assert sorted(named) == [one.id for one in people]


@given(people_of, pasts, seeds)
def test_three_meet_only_once_and_only_where_the_number_is_odd(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    made = paired(people, past, seed)
    trios = [group for group in made.groups if len(group) == 3]
    assert {len(group) for group in made.groups} <= {2, 3}
    assert len(trios) <= len(people) % 2


@given(people_of, pasts, seeds)
def test_nobody_meets_who_met_lately_or_works_while_they_sleep(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    by_id, met = {one.id: one for one in people}, met_of(past)
    for group in paired(people, past, seed).groups:
        for one, other in combinations(group, 2):
            assert may(by_id[one], by_id[other], met)


@given(people_of, pasts, seeds)
def test_nobody_sits_out_who_could_be_paired(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    made = paired(people, past, seed)
    by_id, met = {one.id: one for one in people}, met_of(past)
    pairs = [group for group in made.groups if len(group) == 2]
    for one, other in combinations([by_id[each] for each in made.out], 2):
        assert not may(one, other, met)
        for first, second in [(by_id[a], by_id[b]) for a, b in pairs]:
            for near, far in ((first, second), (second, first)):
                assert not (may(one, near, met) and may(other, far, met)), "a pair could serve both"
    if len(people) % 2 and not any(len(group) == 3 for group in made.groups):
        for out in (by_id[each] for each in made.out):
            hosts = [a for a, b in pairs if may(out, by_id[a], met) and may(out, by_id[b], met)]
            assert not hosts, "a pair could have taken them"


@given(people_of, pasts, seeds)
def test_whoever_sat_out_comes_before_whoever_did_not(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    made = paired(people, past, seed)
    by_id, met = {one.id: one for one in people}, met_of(past)
    for out in (by_id[each] for each in made.out if by_id[each].waited):
        for a, b in [group for group in made.groups if len(group) == 2]:
            for stays, goes in ((by_id[a], by_id[b]), (by_id[b], by_id[a])):
                assert goes.waited >= out.waited or not may(out, stays, met)


@given(people_of, pasts, seeds)
def test_the_same_seed_makes_the_same_pairs_in_whatever_order_people_come(
    people: list[Candidate], past: list[tuple[int, int]], seed: int
) -> None:
    assert paired(people, past, seed) == paired(people[::-1], past, seed)


def test_teams_are_mixed_where_they_can_be() -> None:
    people = [Candidate(each, each % 4, EUROPE) for each in range(1, 41)]
    for seed in range(20):
        made = paired(people, [], seed)
        assert all(a % 4 != b % 4 for a, b in made.groups)


def test_of_one_big_team_and_a_small_one_everybody_of_the_small_one_meets_somebody_new() -> None:
    people = [Candidate(each, 1 if each <= 30 else 2, EUROPE) for each in range(1, 37)]
    across = [(a, b) for a, b in paired(people, [], 7).groups if (a <= 30) != (b <= 30)]
    assert len(across) == 6


def test_a_year_of_rounds_repeats_nobody_within_twelve_weeks() -> None:
    people = [Candidate(each, each % 3, EUROPE) for each in range(1, 26)]
    rounds: list[tuple[tuple[int, ...], ...]] = []
    for number in range(26):
        # Six rounds of two weeks are twelve weeks.
        met = met_of([pair_ for made in rounds[-5:] for group in made for pair_ in combinations(group, 2)])
        made = pair(people, met=met, chance=Random(number))
        assert made.out == ()
        rounds.append(made.groups)


def test_hours_overlap_over_midnight() -> None:
    assert rules.overlap(EUROPE, AMERICA) == 60
    assert rules.overlap(TOKYO, AMERICA) <= 0
    auckland = (-4 * 60, 4 * 60)
    assert rules.overlap(auckland, (17 * 60, 25 * 60)) == 5 * 60


def test_ten_thousand_people_are_paired_in_seconds() -> None:
    chance = Random(1)
    hours = (EUROPE, AMERICA, TOKYO)
    people = [Candidate(each, chance.randrange(200), chance.choice(hours)) for each in range(1, 10_002)]
    met: dict[int, set[int]] = {}
    began = perf_counter()
    for number in range(3):
        made = pair(people, met=met, chance=Random(number))
        assert made.out == ()
        for group in made.groups:
            for one in group:
                met.setdefault(one, set()).update(group)
    took = (perf_counter() - began) / 3
    print(f"10,001 people paired in {took:.1f} s a round")
    assert took < 10


def test_rounds_are_made_before_monday_begins_anywhere() -> None:
    monday = date(2026, 11, 30)
    assert rules.forms_at(monday) == datetime(2026, 11, 29, 12, tzinfo=UTC)
    wednesday = datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert rules.next_round(wednesday, weeks=2, last=None) == monday
    assert rules.next_round(wednesday, weeks=4, last=date(2026, 11, 23)) == date(2026, 12, 21)
    assert rules.next_round(rules.forms_at(monday), weeks=2, last=None) == monday + timedelta(weeks=1)
    assert rules.last_day(monday, 2) == date(2026, 12, 13)

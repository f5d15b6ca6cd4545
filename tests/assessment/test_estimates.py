"""The interval of an effect holds what it promises, on people whose truth is known."""

from random import Random
from statistics import fmean

import pytest

from bot.assessment import estimates
from bot.assessment.rules import Estimate, Score

# True chances of a right answer: (on what was sent, on what was kept back).
TRUTHS = ((0.5, 0.5), (0.7, 0.55), (0.85, 0.6), (0.95, 0.9), (0.35, 0.25))
PEOPLE = (5, 8, 15, 40)
ROUNDS = 1500
LIKE = 0.18  # how unlike people are: the spread of their own chances
T_TABLE = {4: 2.776, 5: 2.571, 7: 2.365, 9: 2.262, 14: 2.145, 19: 2.093, 29: 2.045, 59: 2.001}


@pytest.mark.parametrize(("freedom", "known"), T_TABLE.items())
def test_students_t_is_that_of_the_tables(freedom: int, known: float) -> None:
    assert estimates.students_t(freedom) == pytest.approx(known, abs=0.0015)


def a_person(truth: tuple[float, float], chance: Random) -> Score:
    """Two kept back of five as a rule, one now and then; abler or less able on both alike."""
    shift = chance.uniform(-LIKE, LIKE) * 2 * min(truth[0], truth[1], 1 - truth[0], 1 - truth[1])
    held = 2 if chance.random() < 0.7 else 1
    sent = 5 - held
    return Score(
        sent,
        sum(chance.random() < truth[0] + shift for _ in range(sent)),
        held,
        sum(chance.random() < truth[1] + shift for _ in range(held)),
    )


@pytest.mark.long
def test_the_truth_lies_in_the_interval_as_often_as_it_says() -> None:
    chance, table = Random(7), []
    for truth in TRUTHS:
        for people in PEOPLE:
            held = 0
            for _ in range(ROUNDS):
                found = estimates.effect([a_person(truth, chance) for _ in range(people)])
                assert found is not None
                held += found.difference.low <= truth[0] - truth[1] <= found.difference.high
            table.append((truth, people, held / ROUNDS))
    for truth, people, share in table:
        print(
            f"{truth[0]:.2f} against {truth[1]:.2f}, {people:>2} people: {share:.3f} of the intervals hold it"
        )
    shares = [share for _, _, share in table]
    print(f"least {min(shares):.3f}, mean {fmean(shares):.3f}, most {max(shares):.3f}; promised .95")
    assert min(shares) > 0.93
    assert fmean(shares) < 0.985


def test_an_effect_is_found_where_there_is_one_and_people_enough() -> None:
    chance = Random(11)
    found = [estimates.effect([a_person((0.85, 0.6), chance) for _ in range(60)]) for _ in range(200)]
    share = fmean(one is not None and one.difference.is_more for one in found)
    print(f"25 points among 60 people are told from chance in {share:.0%} of the cohorts")
    assert share > 0.9
    none = [estimates.effect([a_person((0.6, 0.6), chance) for _ in range(60)]) for _ in range(400)]
    false = fmean(one is not None and (one.difference.is_more or one.difference.is_less) for one in none)
    print(f"where there is none, {false:.1%} say that there is one")
    assert false < 0.08


def test_five_who_agree_are_no_proof() -> None:
    """All right on both sides, or all right on one: the interval never closes to a point."""
    same = estimates.effect([Score(3, 3, 2, 2)] * 5)
    assert same is not None
    assert same.difference.value == 0
    assert same.difference.low < -0.1 and same.difference.high > 0.1
    best = estimates.effect([Score(3, 3, 2, 0)] * 5)
    assert best is not None
    assert best.difference.value == 1.0 == best.difference.high
    assert 0 < best.difference.low < 0.8


def test_fewer_than_five_with_both_kinds_say_nothing() -> None:
    assert estimates.effect([Score(3, 2, 2, 1)] * 4 + [Score(5, 4, 0, 0)] * 6) is None
    assert estimates.change([(2, 4)] * 4) is None


def test_answers_of_one_person_count_as_one() -> None:
    """Five people who each answer alike are five, however many questions they had."""
    few = estimates.effect([Score(3, 3, 2, 2), Score(3, 0, 2, 0), *[Score(3, 3, 2, 0)] * 3])
    many = estimates.effect([Score(30, 30, 20, 20), Score(30, 0, 20, 0), *[Score(30, 30, 20, 0)] * 3])
    assert few is not None and many is not None
    assert width(many.difference) > 0.75 * width(few.difference)


def width(found: Estimate) -> float:
    return found.high - found.low


def test_how_much_surer_is_told_with_the_step_that_an_answer_rounds_to() -> None:
    found = estimates.change([(2, 3)] * 5)
    assert found is not None
    assert (found.people, found.value) == (5, 1.0)
    assert 0.3 < found.low < 0.8

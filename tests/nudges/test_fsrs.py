"""Our memory formulas agree with the library that everyone trusts."""

from datetime import UTC, date, datetime, time, timedelta

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nudges.fsrs import WEIGHTS, Grade, Memory, first, replay, retrievability, review

START = date(2026, 11, 20)
# Without learning steps the library keeps nothing but the memory state.
ORACLE = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
GRADES = st.sampled_from(list(Grade))
HISTORIES = st.lists(st.tuples(st.integers(0, 400), GRADES), min_size=1, max_size=25)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


def dated(history: list[tuple[int, Grade]]) -> list[tuple[date, Grade]]:
    day, events = START, []
    for gap, grade in history:
        day += timedelta(days=gap)
        events.append((day, grade))
    return events


def told_by_the_library(events: list[tuple[date, Grade]]) -> fsrs.Card:
    card = fsrs.Card(card_id=1)  # an id of its own saves the library's sleep
    for day, grade in events:
        card, _ = ORACLE.review_card(card, fsrs.Rating(grade), moment(day))
    return card


def test_the_weights_are_the_published_defaults() -> None:
    assert fsrs.Scheduler().parameters == WEIGHTS


@given(history=HISTORIES, later=st.integers(0, 1000))
@settings(max_examples=400, deadline=None)
def test_any_history_leaves_the_memory_that_the_library_computes(
    history: list[tuple[int, Grade]], later: int
) -> None:
    events = dated(history)
    card, memory = told_by_the_library(events), replay(events)
    assert memory is not None
    asked = memory.last + timedelta(days=later)
    assert memory.stability == pytest.approx(card.stability, rel=1e-9, abs=1e-9)
    assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-9, abs=1e-9)
    assert retrievability(memory, asked) == pytest.approx(
        ORACLE.get_card_retrievability(card, moment(asked)), rel=1e-9, abs=1e-9
    )


@given(grades=st.lists(GRADES, min_size=2, max_size=8))
@settings(deadline=None)
def test_several_answers_on_one_day_agree_too(grades: list[Grade]) -> None:
    events = [(START, grade) for grade in grades]
    card, memory = told_by_the_library(events), replay(events)
    assert memory is not None
    assert memory.stability == pytest.approx(card.stability, rel=1e-9, abs=1e-9)


@given(grade=GRADES, days=st.integers(0, 2000))
def test_recall_is_certain_on_the_day_and_only_fades(grade: Grade, days: int) -> None:
    memory = first(grade, START)
    assert retrievability(memory, START) == 1
    today, tomorrow = (retrievability(memory, START + timedelta(days=n)) for n in (days, days + 1))
    assert 0 < tomorrow < today <= 1


def test_recall_is_nine_in_ten_after_as_many_days_as_the_stability() -> None:
    assert retrievability(Memory(50.0, 5.0, START), START + timedelta(days=50)) == pytest.approx(0.9)


@given(history=HISTORIES, gap=st.integers(1, 100))
def test_a_better_answer_never_leaves_a_weaker_memory(history: list[tuple[int, Grade]], gap: int) -> None:
    memory = replay(dated(history))
    assert memory is not None
    day = memory.last + timedelta(days=gap)
    after = [review(memory, grade, day).stability for grade in Grade]
    assert after == sorted(after)


def test_without_answers_there_is_no_memory() -> None:
    assert replay([]) is None


def test_answers_are_replayed_in_the_order_of_their_days() -> None:
    events = [(START + timedelta(days=9), Grade.AGAIN), (START, Grade.GOOD)]
    assert replay(events) == replay(reversed(events))


def test_a_flight_west_does_not_turn_memory_back() -> None:
    memory = first(Grade.GOOD, START)
    yesterday = START - timedelta(days=1)
    assert retrievability(memory, yesterday) == 1
    assert review(memory, Grade.GOOD, yesterday) == review(memory, Grade.GOOD, START)

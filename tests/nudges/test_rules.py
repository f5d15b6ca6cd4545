"""Which card a person gets, when it may come back, and what an answer or a silence means."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nudges.fsrs import Grade, first, replay, retrievability, review
from bot.nudges.rules import (
    Answer,
    Choice,
    Goal,
    Graded,
    Rhythm,
    cadence_after,
    choose_card,
    deck_room,
    grade_of,
    is_held,
    offered_again,
    retires,
    variant,
)

TRAINED = date(2026, 11, 2)
CHECKS = tuple(TRAINED + timedelta(days=n) for n in (30, 60, 90))
FRIDAY = date(2026, 11, 20)


def days_ago(count: int, today: date = FRIDAY) -> date:
    return today - timedelta(days=count)


def a_card(
    card_id: str, topic: str = "", *, asked: Sequence[tuple[int, Grade]] = (), **more: object
) -> Choice:
    """A card that was sent and answered so many days ago, each time with this grade."""
    graded = tuple(Graded(days_ago(ago), grade) for ago, grade in asked)
    card = Choice(card_id, topic or card_id, grades=graded, sends=tuple(g.day for g in graded))
    return replace(card, **more)  # type: ignore[arg-type]


def choose(*cards: Choice, today: date = FRIDAY, goal: Goal = Goal.BREADTH, sends: int = 0) -> str | None:
    return choose_card(cards, today, checks=CHECKS, goal=goal, sends=sends)


# The nudge of yesterday: it rests, and its topic is nobody else's.
YESTERDAY = a_card("yesterday", sends=(days_ago(1),))


# --- what a nudge is spent on ---


def test_a_card_never_met_comes_before_one_that_was_just_learned() -> None:
    assert choose(a_card("old", asked=[(5, Grade.GOOD)]), a_card("new")) == "new"


def test_a_card_the_workshop_left_out_comes_before_one_it_covered() -> None:
    assert choose(a_card("covered", covered=True), a_card("new")) == "new"


def test_a_fading_card_comes_before_a_firm_one() -> None:
    firm = a_card("firm", asked=[(40, Grade.EASY), (6, Grade.EASY)])
    fading = a_card("fading", asked=[(6, Grade.HARD)])
    assert choose(firm, fading) == "fading"


def test_equal_cards_come_in_the_order_of_the_deck() -> None:
    assert choose(a_card("first"), a_card("second")) == "first"


def test_a_heavier_card_comes_first() -> None:
    assert choose(a_card("light"), a_card("heavy", weight=1.5)) == "heavy"


def test_breadth_opens_a_new_card_where_mastery_makes_a_known_one_firm() -> None:
    known = a_card("known", asked=[(15, Grade.GOOD)])
    new = a_card("new")
    assert choose(known, new, YESTERDAY, goal=Goal.BREADTH) == "new"
    assert choose(known, new, YESTERDAY, goal=Goal.MASTERY) == "known"


def test_with_nothing_to_gain_there_is_silence() -> None:
    firm = a_card("firm", asked=[(200, Grade.EASY), (100, Grade.EASY), (4, Grade.EASY)])
    assert choose(firm) is None


@pytest.mark.parametrize("grades", [(Grade.GOOD, Grade.GOOD), (Grade.EASY, Grade.GOOD)])
def test_a_tenth_on_average_over_the_next_thirty_days_is_worth_a_message(grades: tuple[Grade, Grade]) -> None:
    answers = set()
    for ago in range(4, 90):
        card = a_card("card", asked=[(ago + 20, grades[0]), (ago, grades[1])])
        chosen = choose(card)
        assert (chosen is not None) is (_lift(card, FRIDAY) >= 0.1), ago
        answers.add(chosen)
    assert answers == {"card", None}


def _lift(card: Choice, today: date) -> float:
    """By how much asking it today is expected to raise the chance of recall in the days that follow."""
    memory = replay(card.grades)
    assert memory is not None
    recall = retrievability(memory, today)
    after = ((recall, review(memory, Grade.GOOD, today)), (1 - recall, review(memory, Grade.AGAIN, today)))
    ahead = [today + timedelta(days=day) for day in range(1, 31)]
    lifts = [
        sum(p * retrievability(then, day) for p, then in after) - retrievability(memory, day) for day in ahead
    ]
    return sum(lifts) / len(lifts)


def test_an_empty_deck_is_silent() -> None:
    assert choose() is None


def test_after_the_last_check_the_next_thirty_days_count() -> None:
    late = CHECKS[-1] + timedelta(days=10)
    assert choose(a_card("new"), today=late) == "new"
    assert choose_card([a_card("new")], FRIDAY) == "new"


def test_a_check_counts_until_the_day_before_it() -> None:
    last = CHECKS[-1]
    asked = (Graded(days_ago(15, last), Grade.GOOD),)
    known = a_card("known", grades=asked, sends=(asked[0].day,))
    yesterday = a_card("yesterday", sends=(days_ago(1, last),))
    # Counted by today alone a new card would always win: everyone recalls what was just read.
    assert choose(a_card("new"), known, yesterday, today=last, goal=Goal.MASTERY) == "known"


@pytest.mark.parametrize(("goal", "power"), [(Goal.BREADTH, 2), (Goal.MASTERY, 4)])
def test_a_known_card_overtakes_a_new_one_exactly_where_the_formula_says(goal: Goal, power: int) -> None:
    memory = replay([(days_ago(15), Grade.GOOD)])
    assert memory is not None
    recall = retrievability(memory, FRIDAY)
    passed, failed = review(memory, Grade.GOOD, FRIDAY), review(memory, Grade.AGAIN, FRIDAY)
    mix = {Grade.AGAIN: 0.24, Grade.HARD: 0.094, Grade.GOOD: 0.495, Grade.EASY: 0.171}
    known = new = 0.0
    for check in CHECKS:
        known += recall * retrievability(passed, check) ** power
        known += (1 - recall) * retrievability(failed, check) ** power
        known -= retrievability(memory, check) ** power
        new += sum(p * retrievability(first(grade, FRIDAY), check) ** power for grade, p in mix.items())

    for nudge, winner in ((1 + 1e-9, "known"), (1 - 1e-9, "new")):
        card = a_card("known", asked=[(15, Grade.GOOD)], weight=nudge * new / known)
        assert choose(a_card("new"), card, YESTERDAY, goal=goal) == winner


# --- rest ---


@pytest.mark.parametrize(("ago", "comes"), [(1, False), (3, False), (4, True)])
def test_an_answered_card_rests_three_days(ago: int, comes: bool) -> None:
    other = a_card("other", retired=True)
    chosen = choose(a_card("card", asked=[(ago, Grade.AGAIN)]), other)
    assert (chosen == "card") is comes


@pytest.mark.parametrize(
    ("sent", "comes"),
    [(date(2026, 11, 13), True), (date(2026, 11, 16), True), (date(2026, 11, 17), False)],
)
def test_an_ignored_card_rests_three_working_days(sent: date, comes: bool) -> None:
    assert (choose(a_card("card", sends=(sent,))) == "card") is comes


def test_the_weekend_is_no_rest_from_an_ignored_card() -> None:
    card = a_card("card", sends=(date(2026, 11, 20),))
    assert choose(card, today=date(2026, 11, 25)) is None
    assert choose(card, today=date(2026, 11, 26)) == "card"


def test_a_late_answer_rests_from_the_day_of_the_press() -> None:
    card = a_card("card", asked=[(2, Grade.AGAIN)], sends=(days_ago(9),))
    assert choose(card) is None


def test_ignored_is_never_counted_as_wrong() -> None:
    ignored = a_card("ignored", sends=(days_ago(10),))
    assert choose(a_card("rival", weight=0.999), ignored, YESTERDAY) == "ignored"


def test_a_card_put_off_waits_for_its_day() -> None:
    assert choose(a_card("card", rests_until=FRIDAY + timedelta(days=1))) is None
    assert choose(a_card("card", rests_until=FRIDAY)) == "card"


# --- topics, turns, exclusions ---


def test_the_same_topic_never_comes_twice_running() -> None:
    sent = a_card("sent", "prompts", asked=[(1, Grade.GOOD)])
    assert choose(sent, a_card("same", "prompts", weight=9), a_card("other", "data")) == "other"


def test_a_deck_of_one_topic_is_not_silenced_by_it() -> None:
    sent = a_card("sent", "prompts", asked=[(1, Grade.GOOD)])
    assert choose(sent, a_card("next", "prompts")) == "next"


@pytest.mark.parametrize(("ago", "chosen"), [(6, None), (7, "next")])
def test_a_week_of_silence_ends_the_run_of_a_topic(ago: int, chosen: str | None) -> None:
    sent = a_card("sent", "prompts", asked=[(ago, Grade.EASY)])
    firm = a_card("firm", "data", asked=[(200, Grade.EASY), (100, Grade.EASY), (8, Grade.EASY)])
    assert choose(sent, a_card("next", "prompts"), firm) == chosen


@pytest.mark.parametrize(("sends", "chosen"), [(3, "new"), (4, "known"), (5, "new"), (9, "known")])
def test_every_fifth_nudge_asks_a_known_card_again(sends: int, chosen: str) -> None:
    known = a_card("known", asked=[(9, Grade.GOOD)])
    assert choose(known, a_card("new"), YESTERDAY, sends=sends) == chosen


def test_the_fifth_nudge_is_new_while_nothing_is_known() -> None:
    assert choose(a_card("new"), sends=4) == "new"


def test_the_sends_of_the_deck_are_counted_when_no_total_is_given() -> None:
    known = a_card("known", asked=[(40, Grade.GOOD), (30, Grade.AGAIN), (20, Grade.GOOD)])
    deck = [known, a_card("new"), YESTERDAY]
    assert choose_card(deck, FRIDAY, checks=CHECKS) == "known"
    assert choose_card(deck[:2], FRIDAY, checks=CHECKS) == "new"


def test_retired_and_control_cards_are_never_sent() -> None:
    assert choose(a_card("gone", retired=True), a_card("control", held=True)) is None


def test_a_card_waits_for_its_prerequisite() -> None:
    basics, deep = a_card("basics"), a_card("deep", weight=5, requires=("basics",))
    assert choose(basics, deep) == "basics"
    assert choose(a_card("basics", asked=[(5, Grade.AGAIN)]), deep) == "deep"
    assert choose(replace(basics, covered=True), deep) == "deep"


def test_a_prerequisite_that_can_never_come_locks_nothing() -> None:
    deep = a_card("deep", requires=("basics", "elsewhere"))
    assert choose(a_card("basics", retired=True), deep) == "deep"


# --- a whole programme ---


def lived_through(seed: int, *, topics: int = 5, weekdays: int = 5) -> list[tuple[date, Choice]]:
    """Ninety days of a person who ignores one in three: each nudge, with its card as it was before."""
    chance = Random(seed)
    deck = {f"c{n}": Choice(f"c{n}", f"t{n % topics}", covered=n % 2 == 0) for n in range(30)}
    story: list[tuple[date, Choice]] = []
    for day in (TRAINED + timedelta(days=n) for n in range(1, 91)):
        chosen = choose_card(list(deck.values()), day, checks=CHECKS) if day.weekday() < weekdays else None
        if chosen is None:
            continue
        story.append((day, deck[chosen]))
        answered = chance.random() > 1 / 3
        grade = Grade.GOOD if chance.random() < 2 / 3 else Grade.AGAIN
        deck[chosen] = replace(
            deck[chosen],
            sends=(*deck[chosen].sends, day),
            grades=(*deck[chosen].grades, *([Graded(day, grade)] if answered else [])),
        )
    return story


@given(seed=st.integers(0, 10_000), topics=st.integers(2, 8), weekdays=st.integers(2, 5))
@settings(max_examples=25, deadline=None)
def test_a_programme_keeps_every_promise_of_spacing(seed: int, topics: int, weekdays: int) -> None:
    story = lived_through(seed, topics=topics, weekdays=weekdays)
    assert len(story) > 10
    for (earlier, previous), (day, card) in pairwise(story):
        assert card.topic != previous.topic or day - earlier >= timedelta(days=7)
        assert all(day - sent > timedelta(days=3) for sent in card.sends)


def test_a_programme_with_room_meets_the_whole_deck() -> None:
    assert len({card.card_id for _, card in lived_through(1)}) == 30


def test_the_choice_does_not_depend_on_anything_but_its_arguments() -> None:
    assert lived_through(7) == lived_through(7)


# --- answers and silences ---


@pytest.mark.parametrize(
    ("answer", "grade"),
    [
        (Answer.RIGHT, Grade.GOOD),
        (Answer.WRONG, Grade.AGAIN),
        (Answer.KNEW, Grade.GOOD),
        (Answer.PARTLY, Grade.HARD),
        (Answer.NO, Grade.AGAIN),
        (Answer.ALREADY_KNEW, Grade.EASY),
        (Answer.TRIED_WORKED, Grade.GOOD),
        (Answer.TRIED_STUCK, Grade.HARD),
        (Answer.LOGGED_WIN, Grade.GOOD),
        (Answer.NOT_YET, None),
        (Answer.NOT_MY_JOB, None),
    ],
)
def test_each_answer_says_what_it_says_about_memory(answer: Answer, grade: Grade | None) -> None:
    assert grade_of(answer) is grade


def test_not_my_job_takes_the_card_away_at_once_and_not_yet_the_second_time() -> None:
    assert retires(Answer.NOT_MY_JOB)
    assert not retires(Answer.NOT_YET)
    assert retires(Answer.NOT_YET, not_yet_before=1)
    assert not any(retires(answer) for answer in Answer if grade_of(answer))


def test_a_card_answered_not_yet_comes_back_after_five_working_days() -> None:
    assert offered_again(FRIDAY) == date(2026, 11, 27)
    assert offered_again(FRIDAY, holidays={date(2026, 11, 26)}) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("ignored", "rhythm"),
    [(0, Rhythm.NORMAL), (2, Rhythm.NORMAL), (3, Rhythm.HALVED), (5, Rhythm.HALVED), (6, Rhythm.PAUSED)],
)
def test_silence_halves_the_cadence_at_three_and_pauses_it_at_six(ignored: int, rhythm: Rhythm) -> None:
    assert cadence_after(ignored) is rhythm


def test_each_send_of_a_card_takes_its_next_wording() -> None:
    assert [variant(sends, 3) for sends in range(5)] == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(("per_week", "cards"), [(2, 7), (5, 18), (10, 36)])
def test_a_cadence_has_room_for_so_many_cards(per_week: int, cards: int) -> None:
    assert deck_room(per_week) == cards


def test_about_fifteen_cards_in_a_hundred_stay_unsent_as_the_control_and_always_the_same() -> None:
    held = [is_held(f"U{person}", f"card-{card}") for person in range(100) for card in range(60)]
    assert 0.10 < sum(held) / len(held) < 0.20
    assert held == [is_held(f"U{person}", f"card-{card}") for person in range(100) for card in range(60)]

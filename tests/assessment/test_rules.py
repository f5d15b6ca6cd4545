"""When somebody is asked, what they are asked, and what each card is to them."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assessment import rules
from bot.assessment.drawing import candidates
from bot.assessment.rules import ASKED, MOST_HELD, Arm, Candidate, Occasion, current_step, draw
from bot.nudges.deck import Learner, Past
from bot.nudges.rules import Answer, is_held
from bot.packs.schema import Role
from tests.stage import shipped

DAY = date(2026, 11, 25)
DECK = shipped().cards_for(Role.MARKETING, today=DAY)
ANA = Learner("T1:U1", DAY, frozenset(range(5)))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(st.sampled_from(Occasion), DAYS, DAYS)
def test_whoever_may_be_asked_is_found_by_the_training_day(
    occasion: Occasion, trained_on: date, today: date
) -> None:
    first, last = rules.first_day(occasion, trained_on), rules.last_day(occasion, trained_on)
    earliest, latest = rules.trained_between(occasion, today)
    for theirs in (today - rules.ZONES, today, today + rules.ZONES):
        if first <= theirs <= last:
            assert earliest <= trained_on <= latest
    assert not rules.is_over(occasion, trained_on, last + rules.LASTS)


@pytest.mark.parametrize(
    ("occasion", "first", "last"),
    [
        (Occasion.START, date(2026, 11, 11), date(2026, 12, 1)),
        (Occasion.DAY_30, date(2026, 12, 25), date(2026, 12, 31)),
        (Occasion.DAY_90, date(2027, 2, 23), date(2027, 3, 1)),
    ],
)
def test_each_occasion_has_its_days(occasion: Occasion, first: date, last: date) -> None:
    assert (rules.first_day(occasion, DAY), rules.last_day(occasion, DAY)) == (first, last)


ARMS = st.lists(st.sampled_from(Arm), max_size=40)


@given(ARMS, st.integers())
def test_five_are_drawn_some_of_each_kind_and_the_same_for_the_same_chance(
    arms: list[Arm], seed: int
) -> None:
    those = [Candidate(f"card-{place}", arm) for place, arm in enumerate(arms)]
    drawn = draw(those, chance=Random(seed))
    assert drawn == draw(those, chance=Random(seed))
    assert len(set(drawn)) == len(drawn) <= ASKED
    held = sum(one.arm is Arm.HELD for one in drawn)
    sent = sum(one.arm is Arm.SENT for one in drawn)
    assert held == min(MOST_HELD, arms.count(Arm.HELD))
    assert sent == min(ASKED - held, arms.count(Arm.SENT))
    assert len(drawn) == min(ASKED, held + arms.count(Arm.SENT) + arms.count(Arm.REST))


def test_every_card_is_drawn_as_often_as_any_other() -> None:
    those = [Candidate(f"card-{place}", Arm.SENT) for place in range(20)]
    counted = dict.fromkeys((one.card_id for one in those), 0)
    for seed in range(4000):
        for one in draw(those, chance=Random(seed)):
            counted[one.card_id] += 1
    assert min(counted.values()) > 900 and max(counted.values()) < 1100


def arms_of(past: list[Past], **more: set[str]) -> dict[str, Arm]:
    return {one.card_id: one.arm for one in candidates(DECK, past, ANA, **more)}


def sent(*card_ids: str, answer: Answer | None = None) -> list[Past]:
    return [Past(card_id, DAY + timedelta(days=3), answer=answer) for card_id in card_ids]


def test_before_anything_is_sent_the_deck_is_asked_about_but_what_will_be_kept_back() -> None:
    found = arms_of([])
    assert set(found.values()) == {Arm.REST}
    assert not any(is_held(ANA.key, card_id) for card_id in found)
    assert len(found) > 10


def test_a_card_counts_as_kept_back_once_one_behind_it_was_sent() -> None:
    asking = [card for card in DECK if card.with_choices and not card.id.startswith("policy-")]
    held = next(card for card in asking if is_held(ANA.key, card.id))
    place = DECK.index(held)
    behind = next(one for one in DECK[place:] if one.tier == held.tier and not is_held(ANA.key, one.id))
    before = [one for one in DECK[:place] if one.tier == held.tier and not is_held(ANA.key, one.id)]
    assert held.id not in arms_of(sent(*(one.id for one in before))), "its turn has not come"
    assert arms_of(sent(behind.id))[held.id] is Arm.HELD
    assert held.id not in arms_of(sent(behind.id), asked_before={held.id})
    assert held.id not in arms_of(sent(behind.id, held.id)), "it was sent before there was a date"


def test_what_was_sent_counts_as_sent_whatever_became_of_it() -> None:
    asking = [
        card
        for card in DECK
        if card.with_choices and not card.id.startswith("policy-") and not is_held(ANA.key, card.id)
    ]
    first, second, third = (card.id for card in asking[:3])
    found = arms_of([*sent(first), *sent(second, answer=Answer.NOT_MY_JOB)])
    assert found[first] is Arm.SENT, "nobody answered it"
    assert second not in found, "not their job"
    assert found[third] is Arm.REST
    snoozed = [Past(first, DAY, snoozed_until=DAY + timedelta(days=9))]
    assert first not in arms_of(snoozed), "put off before it was read"


def test_company_rules_are_on_neither_side() -> None:
    rules_sent = sent(*(card.id for card in DECK if card.id.startswith("policy-")))
    assert rules_sent
    assert not any(card_id.startswith("policy-") for card_id in arms_of(rules_sent))


def test_the_first_step_that_has_no_answer_is_next() -> None:
    assert current_step(None, [None, None]) == 0
    assert current_step(3, [None, None]) == 1
    assert current_step(3, [-1, None]) == 2
    assert current_step(3, [-1, 0]) is None

"""Which card a learner's history leads to next."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.nudges.deck import Learner, Past, pick
from bot.nudges.fsrs import Grade
from bot.nudges.rules import POLICY, Answer, Reason, is_held
from bot.packs.live import Shelf
from bot.packs.schema import Card, Role

TODAY = date(2026, 11, 23)
NOBODY_TRAINED = Learner("T1:U1", None, frozenset(range(5)))
TRAINED = Learner("T1:U1", TODAY - timedelta(days=14), frozenset(range(5)))


def deck(role: Role = Role.MARKETING) -> tuple[Card, ...]:
    shelf = Shelf()
    assert shelf.reload() == ()
    return shelf.catalog.cards_for(role, today=TODAY)


def learn(cards: tuple[Card, ...], learner: Learner, *, days: int) -> list[Past]:
    """Every day's card, each answered well."""
    past: list[Past] = []
    for ahead in range(days):
        day = TODAY + timedelta(days=ahead)
        picked = pick(cards, past, learner, day)
        if picked is not None:
            past.append(Past(picked.card.id, day, None, Answer.RIGHT, day, Grade.GOOD, day))
    return past


def test_company_rules_come_before_everything_else() -> None:
    for learner in (NOBODY_TRAINED, TRAINED):
        first = [one.card_id for one in learn(deck(), learner, days=4)]
        assert all(card_id.startswith(POLICY) for card_id in first[:3]), first
        assert not first[3].startswith(POLICY)


def test_without_training_the_groundwork_comes_before_the_role() -> None:
    fourth = learn(deck(), NOBODY_TRAINED, days=4)[3]
    assert fourth.card_id == "ai-is-fluent-not-sure"


def test_after_a_workshop_the_role_comes_before_its_groundwork() -> None:
    after_rules = [one.card_id for one in learn(deck(), TRAINED, days=7)][3:]
    fresh = [card_id for card_id in after_rules if not card_id.startswith(POLICY)]
    assert len(fresh) >= 3
    assert all(card_id.startswith("marketing-") for card_id in fresh), fresh


def test_never_the_same_topic_on_two_days_running() -> None:
    topics = {card.id: card.topic for card in deck()}
    past = learn(deck(), NOBODY_TRAINED, days=40)
    assert all(topics[a.card_id] != topics[b.card_id] for a, b in pairwise(past))


def test_some_cards_stay_unsent_until_the_last_check_and_company_rules_never() -> None:
    sent = {one.card_id for one in learn(deck(), TRAINED, days=60)}
    rules = {card.id for card in deck() if card.id.startswith(POLICY)}
    held = {card.id for card in deck() if is_held(TRAINED.key, card.id)} - rules
    assert 0.1 <= len(held) / len(deck()) <= 0.2
    assert not held & sent
    assert rules <= sent


def test_not_my_job_never_comes_back() -> None:
    cards = deck()
    past = [Past(cards[0].id, TODAY - timedelta(days=60), answer=Answer.NOT_MY_JOB)]
    assert all(one.card_id != cards[0].id for one in learn_on(cards, past, days=60))


def test_not_yet_comes_once_more_and_then_never() -> None:
    (card,) = [one for one in deck(Role.ENGINEERING) if one.id == "engineering-map-the-module"]
    first = Past(card.id, TODAY, answer=Answer.NOT_YET, acted_on=TODAY)
    assert pick((card,), [first], NOBODY_TRAINED, TODAY + timedelta(days=6)) is None
    again = pick((card,), [first], NOBODY_TRAINED, TODAY + timedelta(days=7))
    assert again is not None and not again.recall
    second = Past(card.id, TODAY + timedelta(days=7), answer=Answer.NOT_YET)
    assert pick((card,), [first, second], NOBODY_TRAINED, TODAY + timedelta(days=90)) is None


def test_an_ignored_card_is_taught_again_in_other_words() -> None:
    card = deck()[0]
    ignored = Past(card.id, TODAY)
    assert pick((card,), [ignored], NOBODY_TRAINED, TODAY + timedelta(days=3)) is None
    again = pick((card,), [ignored], NOBODY_TRAINED, TODAY + timedelta(days=8))
    assert again is not None and not again.recall and again.wording == 1


def test_what_was_put_off_comes_first_on_its_day_and_not_before() -> None:
    cards = deck()
    last = cards[-1]
    put_off = [Past(last.id, TODAY, snoozed_until=TODAY + timedelta(days=7))]
    before = pick(cards, put_off, NOBODY_TRAINED, TODAY + timedelta(days=6))
    on_its_day = pick(cards, put_off, NOBODY_TRAINED, TODAY + timedelta(days=7))
    assert before is not None and before.card.id != last.id
    assert on_its_day is not None
    assert (on_its_day.card.id, on_its_day.reason, on_its_day.wording) == (last.id, Reason.SNOOZED, 0)


def learn_on(cards: tuple[Card, ...], past: list[Past], *, days: int) -> list[Past]:
    found: list[Past] = []
    for ahead in range(days):
        day = TODAY + timedelta(days=ahead)
        picked = pick(cards, [*past, *found], NOBODY_TRAINED, day)
        if picked is not None:
            found.append(Past(picked.card.id, day, None, Answer.RIGHT, day, Grade.GOOD, day))
    return found


@pytest.mark.long
def test_three_weeks_away_change_nothing_in_what_comes_next() -> None:
    past = learn(deck(), NOBODY_TRAINED, days=25)
    left, back = TODAY + timedelta(days=25), TODAY + timedelta(days=46)
    stayed = pick(deck(), past, NOBODY_TRAINED, left)
    returned = pick(deck(), past, replace(NOBODY_TRAINED, away=((left, back),)), back)
    assert stayed is not None and returned == replace(stayed, is_back=True)
    flooded = [one.card_id for one in learn_after(past, replace(NOBODY_TRAINED), back)]
    gentle = [one.card_id for one in learn_after(past, replace(NOBODY_TRAINED, away=((left, back),)), back)]
    asked_again = {one.card_id for one in past}
    assert len(asked_again.intersection(gentle)) <= len(asked_again.intersection(flooded))


def test_only_the_first_card_after_days_away_says_how_it_goes_on() -> None:
    past = learn(deck(), NOBODY_TRAINED, days=5)
    left, back = TODAY + timedelta(days=5), TODAY + timedelta(days=14)
    away = replace(NOBODY_TRAINED, away=((left, back),))
    first = pick(deck(), past, away, back)
    assert first is not None and first.is_back
    again = pick(deck(), [*past, Past(first.card.id, back)], away, back + timedelta(days=1))
    assert again is not None and not again.is_back
    short = pick(deck(), past, replace(NOBODY_TRAINED, away=((left, left + timedelta(days=1)),)), back)
    assert short is not None and not short.is_back


def learn_after(past: list[Past], learner: Learner, first: date, *, days: int = 10) -> list[Past]:
    found: list[Past] = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if (picked := pick(deck(), [*past, *found], learner, day)) is not None:
            found.append(Past(picked.card.id, day, None, Answer.RIGHT, day, Grade.GOOD, day))
    return found


def test_rest_is_counted_in_the_persons_own_working_days() -> None:
    (card,) = [one for one in deck(Role.ENGINEERING) if one.id == "engineering-map-the-module"]
    off = {TODAY + timedelta(days=each) for each in (1, 2)}
    works_less = replace(NOBODY_TRAINED, holidays=off)
    not_yet = Past(card.id, TODAY, answer=Answer.NOT_YET, acted_on=TODAY)
    assert pick((card,), [not_yet], works_less, TODAY + timedelta(days=8)) is None
    assert pick((card,), [not_yet], works_less, TODAY + timedelta(days=9)) is not None
    ignored = Past(card.id, TODAY)
    assert pick((card,), [ignored], NOBODY_TRAINED, TODAY + timedelta(days=4)) is not None
    assert pick((card,), [ignored], works_less, TODAY + timedelta(days=4)) is None

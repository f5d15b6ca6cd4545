"""The plan does what it says: which of the shipped cards come in which week of a cohort."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cadence.rules import MON_FRI
from bot.cohorts.rules import Course, Dates, Hold, Template, Tier
from bot.nudges.deck import Learner, Past, Pick, held_by, pick
from bot.nudges.fsrs import Grade
from bot.nudges.rules import POLICY, Answer, is_held
from bot.packs.schema import Card, Role
from tests.stage import shipped

DAY_0 = date(2026, 11, 2)
DATES = Dates(DAY_0, DAY_0 + timedelta(days=21))
RULES = 3  # cards of the company's rules, shipped


def course(tier: Tier = Tier.COMPETENCE, *, is_ready: bool = True) -> Course:
    return Course(1, "Autumn", Template.SKILLS, tier, DATES, is_ready=is_ready)


@dataclass(frozen=True)
class Sent:
    """A card on its day, counted from the training."""

    day: int
    picked: Pick

    @property
    def tier(self) -> Tier:
        return self.picked.card.tier

    @property
    def is_rule(self) -> bool:
        return self.picked.card.id.startswith(POLICY)


def deck(day: date) -> tuple[Card, ...]:
    return shipped().cards_for(Role.SALES, today=day)


def lived(
    of: Course | None, *, first: int = 0, last: int = 97, past: tuple[Past, ...] = (), answers: bool = True
) -> Iterator[Sent]:
    """What somebody gets who answers each card well, or none, on every working day."""
    learner = Learner("T1:U1", DAY_0, MON_FRI, course=of)
    known = list(past)
    for number in range(first, last):
        today = DAY_0 + timedelta(days=number)
        if today.weekday() > 4 or (picked := pick(deck(today), known, learner, today)) is None:
            continue
        yield Sent(number, picked)
        if answers:
            card = picked.card.id
            known.append(Past(card, today, answer=Answer.RIGHT, grade=Grade.GOOD, graded_on=today))
        else:
            known.append(Past(picked.card.id, today))


def test_the_company_s_rules_come_first_and_then_each_phase_opens_its_tier() -> None:
    sent = list(lived(course()))
    assert [one.is_rule for one in sent[: RULES + 1]] == [True] * RULES + [False]
    firsts = {tier: min(one.day for one in sent if one.tier is tier and not one.is_rule) for tier in Tier}
    assert firsts[Tier.LITERACY] < 14 <= firsts[Tier.FLUENCY] < 42 <= firsts[Tier.COMPETENCE]


def test_a_cohort_gets_nothing_above_its_tier() -> None:
    assert {one.tier for one in lived(course(Tier.FLUENCY))} == {Tier.LITERACY, Tier.FLUENCY}


def test_the_week_of_a_set_is_of_its_tier() -> None:
    sent = [one for one in lived(course()) if one.picked.entry and one.picked.entry.startswith("set:")]
    of = {entry: {one.tier for one in sent if one.picked.entry == entry} for entry in ("set:60", "set:90")}
    assert of == {"set:60": {Tier.FLUENCY}, "set:90": {Tier.COMPETENCE}}


def test_small_tasks_come_first_in_the_weeks_in_which_habits_slip() -> None:
    slipping = [one for one in lived(course()) if 14 <= one.day < 30]
    tasks = [one for one in slipping if one.picked.card.task is not None]
    assert len(tasks) >= 8, "two thirds of these weeks"
    assert all(one.picked.entry == "slipping" for one in tasks)
    without = [one for one in lived(None) if 14 <= one.day < 30 and one.picked.card.task is not None]
    assert len(without) < len(tasks)


def test_a_refresher_looks_back() -> None:
    sent = [one for one in lived(course()) if one.picked.entry and one.picked.entry.startswith("refresher")]
    assert sent and all(one.picked.recall for one in sent)


def test_without_access_only_the_rules_come_and_what_was_begun_waits_too() -> None:
    begun = Past("ask-in-four-lines", DAY_0 - timedelta(days=20), answer=Answer.RIGHT, grade=Grade.GOOD,
                 graded_on=DAY_0 - timedelta(days=20))  # fmt: skip
    sent = list(lived(course(is_ready=False), past=(begun,)))
    assert sent and all(one.is_rule for one in sent)


def test_before_the_training_only_the_rules_come() -> None:
    sent = list(lived(course(), first=-20, last=0))
    assert {one.picked.card.id for one in sent} and all(one.is_rule for one in sent)


def test_nobody_who_leaves_the_rules_unanswered_gets_anything_else() -> None:
    sent = list(lived(course(), answers=False))
    assert len({one.picked.card.id for one in sent}) == RULES and all(one.is_rule for one in sent)


def test_what_was_begun_before_the_cohort_was_made_stays_open() -> None:
    higher = next(card for card in deck(DAY_0) if card.tier is Tier.FLUENCY and not is_held("T1:U1", card.id))
    rules = [card for card in deck(DAY_0) if card.id.startswith(POLICY)]
    long_ago = DAY_0 - timedelta(days=30)
    past = [
        Past(card.id, long_ago, answer=Answer.RIGHT, grade=Grade.GOOD, graded_on=long_ago) for card in rules
    ]
    past.append(Past(higher.id, long_ago, snoozed_until=DAY_0))
    sent = [one for one in lived(course(), last=14, past=tuple(past))]
    assert sent[0].picked.card is higher, "it was put off until this day"
    assert {one.tier for one in sent[1:] if one.picked.card is not higher} == {Tier.LITERACY}


def test_what_holds_somebody_is_told_in_the_order_in_which_it_ends() -> None:
    learner = Learner("T1:U1", DAY_0, MON_FRI, course=course(is_ready=False))
    assert held_by(deck(DAY_0), [], learner, DAY_0) is Hold.ACCESS
    ready = Learner("T1:U1", DAY_0, MON_FRI, course=course())
    assert held_by(deck(DAY_0), [], ready, DAY_0) is Hold.RULES
    rules = [card.id for card in deck(DAY_0) if card.id.startswith(POLICY)]
    answered = [Past(one, DAY_0, answer=Answer.WRONG, grade=Grade.AGAIN, graded_on=DAY_0) for one in rules]
    assert held_by(deck(DAY_0), answered, ready, DAY_0) is None
    assert held_by(deck(DAY_0), [], Learner("T1:U1", DAY_0, MON_FRI), DAY_0) is None, "in no cohort"

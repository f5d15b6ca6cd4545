"""Which card is worth a person's next minute, and what their answers and silences mean."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from math import inf
from typing import NamedTuple

from bot.cadence.rules import MON_FRI, add_working_days
from bot.nudges.fsrs import Grade, Memory, first, replay, retrievability, review

# How first answers fall, over many learners: the belief about a card that was never asked.
FIRST_GRADES = ((Grade.AGAIN, 0.24), (Grade.HARD, 0.094), (Grade.GOOD, 0.495), (Grade.EASY, 0.171))
HORIZON = timedelta(days=30)  # also how long after the training the first check is
LEAST_GAIN = 0.10  # of the chance to recall it, on average over the days of the horizon
REST = timedelta(days=3)
IGNORED_REST_DAYS = 3
NOT_YET_REST_DAYS = 5
KNOWN_EVERY = 5
TOPIC_RUN_ENDS = timedelta(days=7)
NUDGES_HALVED_AT, NUDGES_PAUSED_AT = 3, 6
CARDS_PER_WEEKLY_NUDGE = 3.6
HELD_PERCENT = 15
LEECH_MET = 8  # people who met a card before it is judged; one of so many has to get something from it
POLICY = "policy-"  # how the ids of the company's rules begin


class Goal(StrEnum):
    BREADTH = "breadth"  # many cards half known count for more than few cards firmly known
    MASTERY = "mastery"


class Answer(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    KNEW = "knew"
    PARTLY = "partly"
    NO = "no"
    ALREADY_KNEW = "already_knew"
    TRIED_WORKED = "tried_worked"
    TRIED_STUCK = "tried_stuck"
    NOT_YET = "not_yet"
    NOT_MY_JOB = "not_my_job"
    LOGGED_WIN = "logged_win"


class Rhythm(StrEnum):
    NORMAL = "normal"
    HALVED = "halved"
    PAUSED = "paused"


class Reason(StrEnum):
    """Why a nudge was sent: what its small line says."""

    NEW = "new"
    RECALL = "recall"
    POLICY = "policy"
    SNOOZED = "snoozed"
    RESCUE = "rescue"  # their own use has dropped: a smaller step


class Graded(NamedTuple):
    """An answer that counts for memory, on the learner's own calendar day."""

    day: date
    grade: Grade


@dataclass(frozen=True)
class Choice:
    """One card as one learner met it: a plain history, in the order of the deck.

    To drive the rules from a program of your own, keep the days sent and the answers of each card:

        sent, answers = defaultdict(list), defaultdict(list)
        for today in days:
            cards = [
                Choice(c.id, c.topic, covered=c.covered, sends=tuple(sent[c.id]), grades=tuple(answers[c.id]))
                for c in deck
            ]
            chosen = choose_card(cards, today, checks=[trained + timedelta(n) for n in (30, 60, 90)])
            if chosen:
                sent[chosen].append(today)
            if chosen and (grade := ask(chosen)):  # None when ignored: no memory event
                answers[chosen].append(Graded(today, grade))
    """

    card_id: str
    topic: str
    weight: float = 1.0
    covered: bool = False
    grades: tuple[Graded, ...] = ()
    sends: tuple[date, ...] = ()
    requires: tuple[str, ...] = ()
    retired: bool = False
    held: bool = False
    rests_until: date | None = None


def choose_card(
    cards: Sequence[Choice],
    today: date,
    *,
    checks: Sequence[date] = (),
    goal: Goal = Goal.BREADTH,
    sends: int | None = None,
    workdays: frozenset[int] = MON_FRI,
    holidays: Container[date] = (),
) -> str | None:
    """The card from which this nudge is expected to gain most by the checks ahead, or None: silence.

    Checks are all of the cohort's check days, past ones too, the first 30 days after its training.
    """
    live = [card for card in cards if not card.retired and not card.held]
    topics = {card.topic for card in live}
    rested = add_working_days(today, -IGNORED_REST_DAYS, workdays=workdays, holidays=holidays)
    ready = [card for card in _unlocked(live) if _has_rested(card, today, ignored_before=rested)]
    last_day, last_topic = _last_sent(cards)
    others = [card for card in ready if card.topic != last_topic or len(topics) == 1]
    outlook = _Outlook(
        today=today,
        ahead=tuple(day for day in checks if day > today) or (today + HORIZON,),
        power=2 if goal is Goal.BREADTH else 4,
        trained=min(checks) - HORIZON if checks else today,
    )
    total = sum(len(card.sends) for card in cards) if sends is None else sends
    chosen = None
    if total % KNOWN_EVERY == KNOWN_EVERY - 1:
        chosen = outlook.best(card for card in others if card.grades)
    chosen = chosen or outlook.best(others)
    if chosen is None and today - last_day >= TOPIC_RUN_ENDS:
        # When every other topic is firmly known, a week of silence is enough to end a topic's run.
        chosen = outlook.best(ready)
    return chosen.card_id if chosen else None


def grade_of(answer: Answer) -> Grade | None:
    """What an answer says about memory; None when it says nothing."""
    match answer:
        case Answer.RIGHT | Answer.KNEW | Answer.TRIED_WORKED | Answer.LOGGED_WIN:
            return Grade.GOOD
        case Answer.PARTLY | Answer.TRIED_STUCK:
            return Grade.HARD
        case Answer.WRONG | Answer.NO:
            return Grade.AGAIN
        case Answer.ALREADY_KNEW:
            return Grade.EASY
        case Answer.NOT_YET | Answer.NOT_MY_JOB:
            return None


def retires(answer: Answer, *, not_yet_before: int = 0) -> bool:
    """Whether an answer takes the card away from this person for good."""
    return answer is Answer.NOT_MY_JOB or (answer is Answer.NOT_YET and not_yet_before > 0)


def offered_again(
    not_yet_on: date, *, workdays: frozenset[int] = MON_FRI, holidays: Container[date] = ()
) -> date:
    """The day from which a card answered «not yet» may come once more."""
    return add_working_days(not_yet_on, NOT_YET_REST_DAYS, workdays=workdays, holidays=holidays)


def cadence_after(ignored_in_row: int) -> Rhythm:
    """The rhythm that so many unanswered nudges in a row ask for."""
    if ignored_in_row >= NUDGES_PAUSED_AT:
        return Rhythm.PAUSED
    return Rhythm.HALVED if ignored_in_row >= NUDGES_HALVED_AT else Rhythm.NORMAL


def variant(sends_so_far: int, n: int) -> int:
    """Which of a card's n wordings comes next: each in turn, so that none comes twice running."""
    return sends_so_far % n


def is_leech(met: int, gained: int) -> bool:
    """Whether so few of the people who met a card got anything from it that the card is at fault."""
    return met >= LEECH_MET and gained * LEECH_MET <= met


def deck_room(per_week: int) -> int:
    """About how many cards so many nudges a week can make firm."""
    return round(CARDS_PER_WEEKLY_NUDGE * per_week)


def is_held(person: str, card_id: str, *, percent: int = HELD_PERCENT) -> bool:
    """Whether this card stays unsent to this person as the control: always the same answer, by a hash."""
    digest = hashlib.blake2b(f"{person}\n{card_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100 < percent


@dataclass(frozen=True)
class _Outlook:
    """What sending a card today is expected to change by the days that matter."""

    today: date
    ahead: tuple[date, ...]
    power: int
    trained: date

    def best(self, cards: Iterable[Choice]) -> Choice | None:
        """The card of the highest score, the first among equals; None when even that one gains too little."""
        chosen, highest = None, -inf
        for card in cards:
            gain = card.weight * self._gain(card, self.ahead, self.power)
            if gain > highest:
                chosen, highest = card, gain
        soon = tuple(self.today + timedelta(days=day) for day in range(1, HORIZON.days + 1))
        if chosen is None or self._gain(chosen, soon, 1) < LEAST_GAIN:
            return None
        return chosen

    def _gain(self, card: Choice, days: tuple[date, ...], power: int) -> float:
        memory = replay(card.grades)
        if memory is not None:
            return _gained(memory, self.today, days=days, power=power)
        trained = self.trained if card.covered and self.trained < self.today else None
        return _unmet_gain(self.today, trained, days, power)


# Cards without history differ in weight alone: their gain is everybody's of the same training day.
@lru_cache(maxsize=1024)
def _unmet_gain(today: date, trained: date | None, days: tuple[date, ...], power: int) -> float:
    if trained is None:
        return sum(p * _kept(memory, days, power) for p, memory in _first_met(today))
    met = _first_met(trained)
    return sum(p * _gained(memory, today, days=days, power=power) for p, memory in met)


def _gained(memory: Memory, today: date, *, days: Sequence[date], power: int) -> float:
    recall = retrievability(memory, today)
    passed, failed = review(memory, Grade.GOOD, today), review(memory, Grade.AGAIN, today)
    after = recall * _kept(passed, days, power) + (1 - recall) * _kept(failed, days, power)
    return after - _kept(memory, days, power)


def _kept(memory: Memory, days: Sequence[date], power: int) -> float:
    total = 0.0
    for day in days:
        total += retrievability(memory, day) ** power
    return total / len(days)


def _first_met(day: date) -> tuple[tuple[float, Memory], ...]:
    return tuple((chance, first(grade, day)) for grade, chance in FIRST_GRADES)


def _unlocked(live: Sequence[Choice]) -> Iterator[Choice]:
    """The cards whose prerequisites were answered or taught; one that can never be sent locks nothing."""
    unmet = {card.card_id for card in live if not card.grades and not card.covered}
    return (card for card in live if unmet.isdisjoint(card.requires))


def _has_rested(card: Choice, today: date, *, ignored_before: date) -> bool:
    if card.rests_until is not None and today < card.rests_until:
        return False
    sent = max(card.sends, default=date.min)
    answered = max((graded.day for graded in card.grades), default=date.min)
    if today - max(sent, answered) <= REST:
        return False
    return answered >= sent or sent < ignored_before


def _last_sent(cards: Iterable[Choice]) -> tuple[date, str | None]:
    last_day, last_topic = date.min, None
    for card in cards:
        if card.sends and max(card.sends) > last_day:
            last_day, last_topic = max(card.sends), card.topic
    return last_day, last_topic

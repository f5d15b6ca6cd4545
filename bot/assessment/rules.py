"""Assessments: when somebody is asked, what they are asked, and how far they have come."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from bot.people.rules import Enrolment

ASKED = 5
MOST_HELD = 2  # of the five, so that what was sent and what was not can be compared in one person
SURE = range(1, 6)
DONT_KNOW = -1  # stands for a choice
A_DAY = timedelta(days=1)
ASKED_WITHIN = timedelta(days=7)  # from the first day on which somebody may be asked
LASTS = timedelta(days=7)  # from the day of being asked to the end
BEFORE_TRAINING = timedelta(days=14)
# The first zone's day begins before, and the last one's ends after ours in UTC.
ZONES = timedelta(days=1)


class Occasion(StrEnum):
    """When a cohort is asked: at its start, and so many days after its training."""

    START = "start"
    DAY_30 = "day30"
    DAY_60 = "day60"
    DAY_90 = "day90"

    @property
    def days(self) -> int:
        return 0 if self is Occasion.START else int(self.removeprefix("day"))


class State(StrEnum):
    PLANNED = "planned"  # its moment is not here yet
    MISSED = "missed"  # no free day was left in its week
    INVITED = "invited"
    DECLINED = "declined"  # never asked again on this occasion
    BEGUN = "begun"
    DONE = "done"
    LAPSED = "lapsed"  # its week was over before the last answer: nothing of it is kept or counted


class Arm(StrEnum):
    """What a card was to somebody when they were asked about it."""

    SENT = "sent"
    HELD = "held"  # kept back by chance, when cards behind it were sent already: the control
    REST = "rest"  # not sent yet


OPEN = (State.INVITED, State.DECLINED, State.BEGUN)


@dataclass(frozen=True)
class Candidate:
    """A card that somebody may be asked about."""

    card_id: str
    arm: Arm


@dataclass(frozen=True)
class Score:
    """One person's right answers on one occasion, by what the cards were to them."""

    sent: int
    sent_right: int
    held: int
    held_right: int

    @property
    def compares(self) -> bool:
        return self.sent > 0 and self.held > 0


@dataclass(frozen=True)
class Estimate:
    """A mean over so many people, with the interval in which the truth lies nineteen times in twenty."""

    people: int
    value: float
    low: float
    high: float

    @property
    def is_more(self) -> bool:
        return self.low > 0

    @property
    def is_less(self) -> bool:
        return self.high < 0


@dataclass(frozen=True)
class Effect:
    """What was sent against what was kept back, in shares of right answers."""

    sent: float
    held: float
    difference: Estimate


@dataclass(frozen=True)
class Outcome:
    """One occasion of one cohort as it may be shown; what is None was answered by fewer than five."""

    occasion: Occasion
    people: int | None = None
    right: float | None = None  # of all answers, at the start only
    sure: float | None = None  # from 1 to 5, at the start only
    effect: Effect | None = None
    surer: Estimate | None = None  # than at the start


def first_day(occasion: Occasion, trained_on: date) -> date:
    """The first day on which somebody may be asked."""
    if occasion is Occasion.START:
        return trained_on - BEFORE_TRAINING
    return trained_on + A_DAY * occasion.days


def last_day(occasion: Occasion, trained_on: date) -> date:
    """The last day on which somebody may be asked; who comes later is asked on the next occasion."""
    return trained_on + A_DAY * occasion.days + ASKED_WITHIN - A_DAY


def occasion_on(day: date, trained_on: date, *, among: Container[Occasion]) -> Occasion | None:
    """Of these occasions the one on which somebody may be asked on this day."""
    for occasion in Occasion:
        if occasion in among and first_day(occasion, trained_on) <= day <= last_day(occasion, trained_on):
            return occasion
    return None


def trained_between(occasion: Occasion, today: date) -> tuple[date, date]:
    """The training days of the cohorts whose people may be asked today, in whatever time zone."""
    latest = today + ZONES - A_DAY * occasion.days
    if occasion is Occasion.START:
        latest += BEFORE_TRAINING
    return today - ZONES - A_DAY * occasion.days - ASKED_WITHIN + A_DAY, latest


def is_over(occasion: Occasion, trained_on: date, today: date) -> bool:
    """Whether nobody can answer any more, in whatever time zone."""
    return today > last_day(occasion, trained_on) + LASTS + ZONES


def gets_assessments(*, enrolment: str, wants_assessments: bool, can_learn: bool) -> bool:
    """Whether a member is asked at all."""
    return enrolment == Enrolment.ACTIVE and wants_assessments and can_learn


def draw(candidates: Sequence[Candidate], *, chance: Random) -> tuple[Candidate, ...]:
    """The five cards to ask about, in random order: up to two kept back, and first of all what was sent."""
    drawn: list[Candidate] = []
    for arm, most in ((Arm.HELD, MOST_HELD), (Arm.SENT, ASKED), (Arm.REST, ASKED)):
        those = [one for one in candidates if one.arm is arm]
        drawn += chance.sample(those, min(most, ASKED - len(drawn), len(those)))
    chance.shuffle(drawn)
    return tuple(drawn)


def current_step(sure: int | None, choices: Sequence[int | None]) -> int | None:
    """What is asked next: 0 is how sure they feel, 1 the first question; None when all is answered."""
    given = (sure, *choices)
    return next((step for step, answer in enumerate(given) if answer is None), None)

"""Whether somebody's own use has dropped since their first two weeks, and what is small enough to help."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.nudges.rules import Answer

A_DAY = timedelta(days=1)
FIRST_DAYS = 14  # after the training: what somebody is compared with, which is only themselves
FROM, UNTIL = 21, 35  # the days after the training on which a drop is looked for
WINDOW = 7
LEAST_ACTS = 3  # days of use in the first two weeks: with fewer there is nothing to compare with
LEAST_CHANCES = 4
LOW, STEADY = 0.4, 0.75  # of one's own rate at first: below the one it drops, from the other on it is well
LASTING = 3  # days in a row on which something was asked: a bad day is no drop
RESTED = timedelta(days=3)
EASED = timedelta(weeks=4)
TOO_MUCH = 2  # tasks put off lately: then no task is small enough

USES = frozenset(answer for answer in Answer if answer not in (Answer.NOT_YET, Answer.NOT_MY_JOB))
LIKED = frozenset((Answer.RIGHT, Answer.KNEW, Answer.TRIED_WORKED))


class Remedy(StrEnum):
    STEP = "step"
    FEWER = "fewer"


@dataclass(frozen=True)
class Met:
    """A card as it was sent on a day, and what came of it."""

    card_id: str
    day: date
    answer: Answer | None = None


@dataclass(frozen=True)
class Small:
    """A card that could be the smaller step: what it asks, and whether everybody starts with it."""

    card_id: str
    skill: str
    is_task: bool
    is_basic: bool


@dataclass(frozen=True)
class Use:
    """The days on which somebody was asked for something or did something, and those on which they did."""

    chances: frozenset[date]
    acts: frozenset[date]


def use_of(met: Collection[Met], acts: Collection[date], away: Collection[tuple[date, date]]) -> Use:
    """A person's own use: days away are nobody's chance, and an answer counts on its card's day."""
    answered = {each.day for each in met if each.answer in USES}
    asked = {each.day for each in met if not _is_away(each.day, away)}
    done = answered | set(acts)
    return Use(frozenset(asked | done), frozenset(done))


def has_dropped(use: Use, trained_on: date, until: date) -> bool:
    """Whether use has been low for days and has not come back, by the day before `until`.

    Its measure is the same person's first two weeks. It is low below two fifths of that and well again from
    three quarters on; days on which nothing was asked say nothing.
    """
    first = _rate(use, trained_on + A_DAY, trained_on + FIRST_DAYS * A_DAY)
    begun = sum(0 < (day - trained_on).days <= FIRST_DAYS for day in use.acts)
    if first is None or begun < LEAST_ACTS:
        return False
    low, has = 0, False
    for day in _days(trained_on + FROM * A_DAY, min(until, trained_on + (UNTIL + 1) * A_DAY)):
        recent = _rate(use, max(trained_on + FROM * A_DAY, day - (WINDOW - 1) * A_DAY), day)
        if recent is None or day not in use.chances:
            continue
        low = low + 1 if recent < LOW * first else 0
        has = recent < STEADY * first if has else low >= LASTING
    return has


def is_in_time(trained_on: date, today: date) -> bool:
    """Whether today is one of the days on which somebody may be met half-way."""
    return FROM <= (today - trained_on).days <= UNTIL


def smaller_step(deck: Sequence[Small], met: Sequence[Met], today: date) -> str | None:
    """The easiest card to go on with: a task that worked before, a card they had right, or a first task of a
    skill they have read. After tasks put off, no task; None: nothing is small enough.
    """
    last = {each.card_id: each for each in met}
    lately = [each for each in met if today - each.day <= WINDOW * A_DAY]
    put_off = sum(each.answer in (Answer.NOT_YET, Answer.TRIED_STUCK) for each in lately)
    ready = [
        card
        for card in deck
        if card.card_id not in last
        or (today - last[card.card_id].day > RESTED and last[card.card_id].answer in LIKED)
    ]
    read = {card.skill for card in deck if card.card_id in last and last[card.card_id].answer in LIKED}
    worked = (card for card in ready if card.is_task and card.card_id in last)
    right = (card for card in ready if not card.is_task and card.card_id in last)
    first = (
        card
        for card in ready
        if card.is_task and card.is_basic and card.card_id not in last and card.skill in read
    )
    order = (right,) if put_off >= TOO_MUCH else (worked, right, first)
    return next((card.card_id for cards in order for card in cards), None)


def _rate(use: Use, first: date, last: date) -> float | None:
    """Of the days on which something was asked or done, on how many something was; None when too few."""
    chances = sum(first <= day <= last for day in use.chances)
    if chances < LEAST_CHANCES:
        return None
    return sum(first <= day <= last for day in use.acts) / chances


def _is_away(day: date, spans: Collection[tuple[date, date]]) -> bool:
    """Whether somebody was away on this day or on the next, before a card of this day had run out."""
    return any(begins <= day + A_DAY and back > day for begins, back in spans)


def _days(first: date, before: date) -> Iterator[date]:
    return (first + ahead * A_DAY for ahead in range((before - first).days))

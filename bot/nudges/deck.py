"""A learner's deck: what was sent and answered so far, and which card comes next in which wording. Pure."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.cadence.rules import days_away
from bot.nudges.fsrs import Grade
from bot.nudges.rules import (
    POLICY,
    Answer,
    Choice,
    Graded,
    Reason,
    choose_card,
    is_held,
    offered_again,
    retires,
    variant,
)
from bot.packs.schema import Card, Tier

NOTICED = 3  # days away after which a few words say how it goes on
CHECKS = tuple(timedelta(days=days) for days in (30, 60, 90))


class Past(NamedTuple):
    """One nudge as it went; `graded_on`, and `acted_on` for «not yet», are days on the learner's calendar."""

    card_id: str
    day: date
    snoozed_until: date | None = None
    answer: Answer | None = None
    acted_on: date | None = None
    grade: Grade | None = None
    graded_on: date | None = None


@dataclass(frozen=True)
class Learner:
    """What of a person decides about their deck; `key` names them for the control group."""

    key: str
    trained_on: date | None
    workdays: frozenset[int]
    holidays: Container[date] = ()
    away: tuple[tuple[date, date], ...] = ()  # from a day, and back on a day


@dataclass(frozen=True)
class Pick:
    """The card to send, in which of its wordings, and why; `recall` asks before it shows."""

    card: Card
    wording: int
    recall: bool
    reason: Reason
    is_back: bool = False  # the first after some days away


def pick(cards: Sequence[Card], past: Sequence[Past], learner: Learner, today: date) -> Pick | None:
    """What today's message is spent on: what was snoozed, company rules, then whatever gains most."""
    if not past and not _is_compared(learner, today):
        return _first(tuple(cards), replace(learner, key="", holidays=(), away=()), today)
    return _picked(cards, past, learner, today)


# On their first morning all of one role get the same card, and there may be thousands of them.
@lru_cache(maxsize=256)
def _first(cards: tuple[Card, ...], learner: Learner, today: date) -> Pick | None:
    return _picked(cards, (), learner, today)


def _picked(cards: Sequence[Card], past: Sequence[Past], learner: Learner, today: date) -> Pick | None:
    mine: dict[str, list[Past]] = defaultdict(list)
    for each in past:
        mine[each.card_id].append(_held_over(each, learner, today))
    choices = _choices(tuple(cards), mine, learner, today)
    card_id, reason = _choose(choices, mine, learner, today)
    if card_id is None:
        return None
    card = next(one for one in cards if one.id == card_id)
    chosen = next(one for one in choices if one.card_id == card_id)
    wording = variant(len(chosen.sends), max(1, len(card.questions)))
    return Pick(
        card,
        wording,
        recall=bool(chosen.grades),
        reason=reason,
        is_back=_is_back(past, learner, today),
    )


def _choose(
    choices: Sequence[Choice], mine: Mapping[str, Sequence[Past]], learner: Learner, today: date
) -> tuple[str | None, Reason]:
    for one in choices:
        if one.card_id in mine and not one.retired and _wakes(mine[one.card_id], today):
            return one.card_id, Reason.SNOOZED
    rules = [one for one in choices if one.card_id.startswith(POLICY) and one.card_id not in mine]
    checks = [learner.trained_on + ahead for ahead in CHECKS] if learner.trained_on else []
    sends = sum(len(one.sends) for one in choices)
    for deck in (rules, choices):
        card_id = choose_card(
            deck, today, checks=checks, sends=sends, workdays=learner.workdays, holidays=learner.holidays
        )
        if card_id is None:
            continue
        if deck is rules:
            return card_id, Reason.POLICY
        known = any(one.card_id == card_id and one.grades for one in choices)
        return card_id, Reason.RECALL if known else Reason.NEW
    return None, Reason.NEW


def _choices(
    cards: tuple[Card, ...], mine: Mapping[str, Sequence[Past]], learner: Learner, today: date
) -> Sequence[Choice]:
    """The deck as this learner met it."""
    unmet = _unmet(cards, is_trained=learner.trained_on is not None and learner.trained_on < today)
    compared = _is_compared(learner, today)
    if not mine and not compared:
        return unmet
    choices = []
    for one in unmet:
        # Company rules are for everybody: nobody is left without them for the sake of a comparison.
        held = compared and not one.card_id.startswith(POLICY) and is_held(learner.key, one.card_id)
        choices.append(_met(one, mine.get(one.card_id, ()), learner, held=held))
    return choices


# Most of a deck is unmet by most people: the same few decks, morning after morning.
@lru_cache(maxsize=64)
def _unmet(cards: tuple[Card, ...], *, is_trained: bool) -> tuple[Choice, ...]:
    """The deck of somebody who met none of it.

    What a workshop teaches is the common groundwork; role cards go beyond it.
    """
    return tuple(
        Choice(
            card.id,
            card.topic,
            covered=is_trained and card.tier is Tier.LITERACY and not card.id.startswith(POLICY),
            requires=card.requires,
        )
        for card in cards
    )


def _met(one: Choice, past: Sequence[Past], learner: Learner, *, held: bool) -> Choice:
    if not past:
        return replace(one, held=True) if held else one
    not_yet = [each for each in past if each.answer is Answer.NOT_YET]
    retired = any(each.answer is Answer.NOT_MY_JOB for each in past)
    rests_until = None
    if not_yet:
        retired = retired or retires(Answer.NOT_YET, not_yet_before=len(not_yet) - 1)
        rests_until = offered_again(
            not_yet[-1].acted_on or not_yet[-1].day, workdays=learner.workdays, holidays=learner.holidays
        )
    if past[-1].snoozed_until is not None:
        rests_until = past[-1].snoozed_until
    return replace(
        one,
        grades=tuple(Graded(each.graded_on, each.grade) for each in past if each.grade and each.graded_on),
        sends=tuple(each.day for each in past if each.snoozed_until is None),
        retired=retired,
        held=held,
        rests_until=rests_until,
    )


def _held_over(past: Past, learner: Learner, today: date) -> Past:
    """A nudge as if the days away since then had not been: an absence stretches the intervals it is in."""
    if not learner.away:
        return past
    return past._replace(
        day=_moved(past.day, learner, today),
        acted_on=_moved(past.acted_on, learner, today) if past.acted_on else None,
        graded_on=_moved(past.graded_on, learner, today) if past.graded_on else None,
    )


def _is_back(past: Sequence[Past], learner: Learner, today: date) -> bool:
    """Whether this is the first message after an absence that was long enough to be noticed."""
    last = max((each.day for each in past), default=today)
    return days_away(learner.away, since=last, until=today) >= NOTICED


def _moved(day: date, learner: Learner, today: date) -> date:
    return day + timedelta(days=days_away(learner.away, since=day, until=today))


def _is_compared(learner: Learner, today: date) -> bool:
    """Some cards stay unsent until the last check; without a training date nothing is compared."""
    return learner.trained_on is not None and today < learner.trained_on + CHECKS[-1]


def _wakes(past: Sequence[Past], today: date) -> bool:
    until = past[-1].snoozed_until
    return until is not None and until <= today

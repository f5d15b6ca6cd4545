"""A learner's deck: what was sent and answered so far, and which card comes next in which wording. Pure."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.cadence.rules import days_away
from bot.cohorts.rules import Course, Hold, Kind, Opening, opening, waits_for
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
SMALL_TASK = 10  # minutes
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
    course: Course | None = None  # the plan of their cohort


@dataclass(frozen=True)
class Pick:
    """The card to send, in which of its wordings, and why; `recall` asks before it shows."""

    card: Card
    wording: int
    recall: bool
    reason: Reason
    is_back: bool = False  # the first after some days away
    entry: str | None = None  # of the plan of their cohort, for whose sake it comes first


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
    plan = opening(learner.course, today) if learner.course is not None else None
    if plan is not None:
        cards = _open(cards, mine, plan, hold=held_by(cards, past, learner, today))
    choices = _choices(tuple(cards), mine, learner, today)
    card_id, reason = _choose(choices, mine, learner, today)
    entry = None
    if card_id is not None and reason in (Reason.NEW, Reason.RECALL) and plan is not None:
        first = _choose_first(choices, cards, plan, learner, today)
        entry = plan.first.key if plan.first is not None and first is not None else None
        card_id = first or card_id
        reason = Reason.RECALL if _is_known(choices, card_id) else Reason.NEW
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
        entry=entry,
    )


def held_by(cards: Sequence[Card], past: Sequence[Past], learner: Learner, today: date) -> Hold | None:
    """What keeps the plan of somebody's cohort from beginning for them; None where nothing does."""
    if learner.course is None:
        return None
    answered = {each.card_id for each in past if each.answer is not None}
    has_left = any(card.id.startswith(POLICY) and card.id not in answered for card in cards)
    return waits_for(learner.course, today) or (Hold.RULES if has_left else None)


def _open(
    cards: Sequence[Card], mine: Mapping[str, Sequence[Past]], plan: Opening, *, hold: Hold | None
) -> tuple[Card, ...]:
    """The cards that the plan has opened, with those that were begun before; while it is held, the rules."""
    return tuple(
        card
        for card in cards
        if card.id.startswith(POLICY) or (hold is None and (card.tier in plan.tiers or card.id in mine))
    )


def _choose_first(
    choices: Sequence[Choice], cards: Sequence[Card], plan: Opening, learner: Learner, today: date
) -> str | None:
    """The best of the cards that this week or phase is for, if one of them is worth a message."""
    wanted = {card.id for card in cards if _is_of(card, plan)}
    first = [
        one if one.card_id in wanted and _fits(one, plan) else replace(one, rests_until=date.max)
        for one in choices
    ]
    return _best(first, learner, today, sends=_sends(choices))


def _is_of(card: Card, plan: Opening) -> bool:
    if card.id.startswith(POLICY):
        return False
    match plan.first.kind if plan.first is not None else Kind.SET:
        case Kind.SET:
            return card.tier is plan.of_tier
        case Kind.SLIPPING:
            return card.task is not None and card.task.minutes <= SMALL_TASK
        case _:
            return True


def _fits(one: Choice, plan: Opening) -> bool:
    """A week that looks back is for what somebody had before."""
    return bool(one.grades) or plan.first is None or plan.first.kind is not Kind.REFRESHER


def _choose(
    choices: Sequence[Choice], mine: Mapping[str, Sequence[Past]], learner: Learner, today: date
) -> tuple[str | None, Reason]:
    for one in choices:
        if one.card_id in mine and not one.retired and _wakes(mine[one.card_id], today):
            return one.card_id, Reason.SNOOZED
    rules = [one for one in choices if one.card_id.startswith(POLICY) and one.card_id not in mine]
    for deck in (rules, choices):
        card_id = _best(deck, learner, today, sends=_sends(choices))
        if card_id is None:
            continue
        if deck is rules:
            return card_id, Reason.POLICY
        return card_id, Reason.RECALL if _is_known(choices, card_id) else Reason.NEW
    return None, Reason.NEW


def _best(choices: Sequence[Choice], learner: Learner, today: date, *, sends: int) -> str | None:
    checks = [learner.trained_on + ahead for ahead in CHECKS] if learner.trained_on else []
    return choose_card(
        choices, today, checks=checks, sends=sends, workdays=learner.workdays, holidays=learner.holidays
    )


def _sends(choices: Sequence[Choice]) -> int:
    return sum(len(one.sends) for one in choices)


def _is_known(choices: Sequence[Choice], card_id: str | None) -> bool:
    return any(one.card_id == card_id and one.grades for one in choices)


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

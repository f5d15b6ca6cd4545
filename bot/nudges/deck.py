"""A learner's deck: what was sent and answered so far, and which card comes next in which wording. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

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


@dataclass(frozen=True)
class Pick:
    """The card to send, in which of its wordings, and why; `recall` asks before it shows."""

    card: Card
    wording: int
    recall: bool
    reason: Reason


def pick(cards: Sequence[Card], past: Sequence[Past], learner: Learner, today: date) -> Pick | None:
    """What today's message is spent on: what was snoozed, company rules, then whatever gains most."""
    mine: dict[str, list[Past]] = defaultdict(list)
    for each in past:
        mine[each.card_id].append(each)
    choices = [_choice(card, mine[card.id], learner, today) for card in cards]
    card_id, reason = _choose(choices, mine, learner, today)
    if card_id is None:
        return None
    card = next(one for one in cards if one.id == card_id)
    chosen = next(one for one in choices if one.card_id == card_id)
    wording = variant(len(chosen.sends), max(1, len(card.questions)))
    return Pick(card, wording, recall=bool(chosen.grades), reason=reason)


def _choose(
    choices: Sequence[Choice], mine: dict[str, list[Past]], learner: Learner, today: date
) -> tuple[str | None, Reason]:
    for one in choices:
        if not one.retired and _wakes(mine[one.card_id], today):
            return one.card_id, Reason.SNOOZED
    rules = [one for one in choices if one.card_id.startswith(POLICY) and not mine[one.card_id]]
    checks = [learner.trained_on + ahead for ahead in CHECKS] if learner.trained_on else []
    sends = sum(len(one.sends) for one in choices)
    for deck in (rules, choices):
        card_id = choose_card(deck, today, checks=checks, sends=sends, workdays=learner.workdays)
        if card_id is None:
            continue
        if deck is rules:
            return card_id, Reason.POLICY
        known = any(one.card_id == card_id and one.grades for one in choices)
        return card_id, Reason.RECALL if known else Reason.NEW
    return None, Reason.NEW


def _choice(card: Card, past: Sequence[Past], learner: Learner, today: date) -> Choice:
    # Company rules are for everybody: nobody is left without them for the sake of a comparison.
    is_rule = card.id.startswith(POLICY)
    covered = _is_covered(card, learner, today) and not is_rule
    held = _is_held(card, learner, today) and not is_rule
    if not past:
        return _unmet(card, covered=covered, held=held)
    not_yet = [one for one in past if one.answer is Answer.NOT_YET]
    retired = any(one.answer is Answer.NOT_MY_JOB for one in past)
    rests_until = None
    if not_yet:
        retired = retired or retires(Answer.NOT_YET, not_yet_before=len(not_yet) - 1)
        rests_until = offered_again(not_yet[-1].acted_on or not_yet[-1].day, workdays=learner.workdays)
    if past[-1].snoozed_until is not None:
        rests_until = past[-1].snoozed_until
    return Choice(
        card.id,
        card.topic,
        covered=covered,
        grades=tuple(Graded(one.graded_on, one.grade) for one in past if one.grade and one.graded_on),
        sends=tuple(one.day for one in past if one.snoozed_until is None),
        requires=card.requires,
        retired=retired,
        held=held,
        rests_until=rests_until,
    )


# Most of a deck is unmet by most people: the same few thousand choices, morning after morning.
@lru_cache(maxsize=4096)
def _unmet(card: Card, *, covered: bool, held: bool) -> Choice:
    return Choice(card.id, card.topic, covered=covered, requires=card.requires, held=held)


def _is_covered(card: Card, learner: Learner, today: date) -> bool:
    """What a workshop teaches is the common groundwork; role cards go beyond it."""
    return learner.trained_on is not None and learner.trained_on < today and card.tier is Tier.LITERACY


def _is_held(card: Card, learner: Learner, today: date) -> bool:
    """Some cards stay unsent until the last check; without a training date nothing is compared."""
    if learner.trained_on is None or today >= learner.trained_on + CHECKS[-1]:
        return False
    return is_held(learner.key, card.id)


def _wakes(past: Sequence[Past], today: date) -> bool:
    if not past:
        return False
    until = past[-1].snoozed_until
    return until is not None and until <= today

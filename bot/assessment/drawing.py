"""What each card of a deck is to one person: sent, kept back from them by chance, or not sent yet. Pure."""

from collections.abc import Container, Iterator, Sequence

from bot.assessment.rules import Arm, Candidate
from bot.nudges.deck import Learner, Past
from bot.nudges.rules import POLICY, Answer, is_held
from bot.packs.schema import Card


def candidates(
    cards: Sequence[Card], past: Sequence[Past], learner: Learner, *, asked_before: Container[str] = ()
) -> Iterator[Candidate]:
    """The cards of the whole deck that may be asked about, with what they are to this person.

    A card counts as kept back once one with a question, of its tier and behind it, was sent: it would have
    been sent too. One whose turn has not come is not asked about, so that it stays untouched until then.
    Company rules are never kept back, so they are left out on both sides; so is what has no question, what is
    not their job, and what was asked about before.
    """
    met = {each.card_id for each in past}
    sent = {each.card_id for each in past if each.snoozed_until is None}
    retired = {each.card_id for each in past if each.answer is Answer.NOT_MY_JOB}
    furthest = {card.tier: place for place, card in enumerate(cards) if card.with_choices and card.id in sent}
    for place, card in enumerate(cards):
        if (
            not card.with_choices
            or card.id.startswith(POLICY)
            or card.id in retired
            or card.id in asked_before
        ):
            continue
        if is_held(learner.key, card.id):
            if card.id not in met and place < furthest.get(card.tier, -1):
                yield Candidate(card.id, Arm.HELD)
        elif card.id in sent:
            yield Candidate(card.id, Arm.SENT)
        elif card.id not in met:
            yield Candidate(card.id, Arm.REST)

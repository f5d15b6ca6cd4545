"""The content in use, and what of it a person may be sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.library.rules import could_match, match, wanted, words_of
from bot.packs.schema import Card, Challenge, Pack, Role, Status, Tier

FIRST_PACK = "foundation"
TITLE, PROBLEM, PROMPT = 5.0, 3.0, 1.0


class Searched(NamedTuple):
    """A text of a card as a search reads it, and what a find in it weighs."""

    text: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, eq=False)
class Catalog:
    """Packs without a fault; ids are unique over all of them."""

    packs: tuple[Pack, ...]

    def card(self, card_id: str) -> Card | None:
        """The card of this id, expired and paused ones too: what was sent stays explainable."""
        return self._cards.get(card_id)

    def challenge(self, challenge_id: str) -> Challenge | None:
        """The challenge of this id, expired and paused ones too."""
        return self._challenges.get(challenge_id)

    def cards_for(
        self, role: Role, *, today: date, without: frozenset[str] = frozenset(), leads: bool = False
    ) -> tuple[Card, ...]:
        """The cards this role may be sent today: the general ones first, each pack in curriculum order.

        Whoever `leads`, as a champion does, gets what is for champions before their role's.

        A prerequisite that nobody can be sent today holds no card back.
        """
        return _fresh(self, role, today, without, leads)

    def challenges_for(self, role: Role, *, today: date) -> tuple[Challenge, ...]:
        """The challenges this role may be given today: the general ones first."""
        return tuple(
            challenge
            for pack in self.packs_for(role)
            for challenge in pack.challenges
            if challenge.review_by >= today
        )

    def in_use(self, *, today: date) -> tuple[Card, ...]:
        """The cards that somebody may be sent today, whatever their role; without those for champions."""
        packs = (pack for pack in self._active if pack.role is not Role.CHAMPION)
        return tuple(card for pack in packs for card in pack.cards if card.review_by >= today)

    def search(self, words: str, *, today: date) -> tuple[Card, ...]:
        """The cards in use that hold these words, the best first."""
        sought = wanted(words)
        ranked = [(_rank(self._searched[card.id], sought), card) for card in self.in_use(today=today)]
        hits = sorted((hit for hit in ranked if hit[0][0]), key=lambda hit: hit[0], reverse=True)
        return tuple(card for _, card in hits)

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return {card.id: card for pack in self.packs for card in pack.cards}

    @cached_property
    def _searched(self) -> dict[str, tuple[Searched, ...]]:
        return {card_id: _read(card) for card_id, card in self._cards.items()}

    @cached_property
    def _challenges(self) -> dict[str, Challenge]:
        return {challenge.id: challenge for pack in self.packs for challenge in pack.challenges}

    @cached_property
    def _active(self) -> tuple[Pack, ...]:
        active = (pack for pack in self.packs if pack.status is Status.ACTIVE)
        return tuple(sorted(active, key=lambda pack: (_turn(pack.role), pack.id != FIRST_PACK, pack.id)))

    def packs_for(self, role: Role, *, leads: bool = False) -> Iterator[Pack]:
        """The packs in use of this role, the general ones first, then a champion's."""
        theirs = (Role.GENERAL, role, *((Role.CHAMPION,) if leads else ()))
        return (pack for pack in self._active if pack.role in theirs)


def _turn(role: Role) -> int:
    return (Role.GENERAL, Role.CHAMPION).index(role) if role in (Role.GENERAL, Role.CHAMPION) else 2


def in_order(skills: Sequence[str], cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards by skill, tier and id, each one behind its prerequisites."""
    tiers = list(Tier)
    waiting = sorted(cards, key=lambda card: (skills.index(card.skill), tiers.index(card.tier), card.id))
    ids = {card.id for card in waiting}
    placed: dict[str, Card] = {}
    while waiting:
        ready = (card for card in waiting if not (ids & set(card.requires)) - placed.keys())
        # The loader refuses circles; should one come by another way, its cards follow in plain order.
        card = next(ready, waiting[0])
        waiting.remove(card)
        placed[card.id] = card
    return tuple(placed.values())


# A morning asks for the same few decks, thousands of times.
@lru_cache(maxsize=64)
def _fresh(
    catalog: Catalog, role: Role, today: date, without: frozenset[str], leads: bool
) -> tuple[Card, ...]:
    cards = (card for pack in catalog.packs_for(role, leads=leads) for card in pack.cards)
    fresh = [card for card in cards if card.review_by >= today and card.id not in without]
    known = {card.id for card in fresh}
    return tuple(_without_unknown(card, known) for card in fresh)


def _without_unknown(card: Card, known: set[str]) -> Card:
    if known.issuperset(card.requires):
        return card
    return replace(card, requires=tuple(one for one in card.requires if one in known))


def _read(card: Card) -> tuple[Searched, ...]:
    fields = ((card.title, TITLE), (card.problem, PROBLEM), (card.prompt, PROMPT))
    return tuple(Searched(text.casefold(), tuple(words_of(text)), weight) for text, weight in fields)


def _rank(texts: Sequence[Searched], sought: Sequence[str]) -> tuple[int, float]:
    """How many of the words a card's texts hold, then how prominently."""
    scores = [
        sum(each.weight * match(word, each.words) for each in texts if could_match(word, each.text))
        for word in sought
    ]
    return sum(score > 0 for score in scores), sum(scores)

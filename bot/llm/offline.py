"""The path without a model: the cards nearest to a question, or silence."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.library.rules import FILLERS, Shelf
from bot.packs.schema import Card

MOST = 3
WORTH_READING = 0.10  # for a model, which may leave a card aside
WORTH_SHOWING = 0.16  # for a person: chosen by eye, so that most questions get nothing
SHORTEST = 4
# Words that stand in almost every question about AI and so say nothing about what it is about.
# fmt: off
COMMON = frozenset((
    "able", "about", "again", "also", "always", "answer", "anybody", "anyone", "asking", "assistant", "back",
    "better", "chatgpt", "claude", "copilot", "doing", "done", "each", "every", "find", "gemini", "getting",
    "give", "good", "help", "idea", "just", "keep", "know", "like", "long", "make", "many", "model", "more",
    "most", "much", "need", "only", "other", "people", "please", "possible", "prompt", "prompts", "question",
    "really", "right", "same", "show", "some", "something", "such", "take", "tell", "than", "thanks", "thing",
    "things", "time", "tool", "tools", "tried", "trying", "using", "very", "want", "week", "well", "without",
    "work", "working", "works", "would", "write", "wrong",
))
# fmt: on


def to_read(cards: Sequence[Card], question: str) -> tuple[Card, ...]:
    """The cards that a model may draw on, the nearest first."""
    return tuple(card for score, card in _ranked(cards, question) if score >= WORTH_READING)[:MOST]


def may_help(cards: Sequence[Card], question: str) -> tuple[Card, ...]:
    """The cards worth a champion's glance, the nearest first; most questions have none."""
    own = _telling(question)
    near = (card for score, card in _ranked(cards, question) if score >= WORTH_SHOWING)
    return tuple(card for card in near if own & _telling(_gist(card)))[:MOST]


def _ranked(cards: Sequence[Card], question: str) -> list[tuple[float, Card]]:
    scores = _shelf(tuple(_gist(card) for card in cards)).near(question)
    return sorted(zip(scores, cards, strict=True), key=lambda pair: (-pair[0], pair[1].id))


@lru_cache(maxsize=4)  # the cards of a day are the same for every question
def _shelf(gists: tuple[str, ...]) -> Shelf:
    return Shelf(gists)


def _gist(card: Card) -> str:
    return f"{card.title} {card.topic} {card.problem} {card.after}"


def _telling(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    long = (word for word in words if len(word) >= SHORTEST and word not in FILLERS and word not in COMMON)
    return frozenset(_stem(word) for word in long)


def _stem(word: str) -> str:
    """Enough for "meeting" and "meetings", "summarise" and "summarised"."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            return word.removesuffix(ending)
    return word

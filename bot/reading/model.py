"""The reader's linear model: TF-IDF over words and letters, without a library at run time."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from math import exp, log, sqrt
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")
_WORD = re.compile(r"\w+(?:'\w+)?|[?!]+|\.{2,}|[\"“”„»]")
_LETTERS = (2, 3, 4, 5)
WORDS_KEPT = 20_000
# A message says in its first and last words whether it asks or tells.
_OPENING, _CLOSING = 6, 4
Row = tuple[float, float, float, float, float]


def words(plain: str) -> list[str]:
    """The words of a normalised text alone, in pairs, in pairs over a gap, and at its beginning and end."""
    found = _WORD.findall(plain)
    framed = ["^", *found, "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(framed)]
    gapped = [f"{a} _ {b}" for a, b in zip(framed, framed[2:], strict=False)]
    edges = [f"^^{word}" for word in found[:_OPENING]] + [f"$${word}" for word in found[-_CLOSING:]]
    return found + pairs + gapped + edges


def letters(plain: str) -> list[str]:
    """Every run of two to five letters inside a word and its borders."""
    return [run for word in plain.split() for run in _runs(word)]


def _runs(word: str) -> Iterator[str]:
    padded = f" {word} "
    size = len(padded)
    for n in _LETTERS:
        for at in range(size - n + 1):
            yield padded[at : at + n]


@dataclass(frozen=True)
class Weights:
    """What training wrote: for each feature its rarity and its pull towards each class."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    words: dict[str, Row]
    letters: dict[str, Row]
    # Words repeat from message to message: which of their runs the table knows is found once a word.
    _seen: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def chances(self, plain: str) -> dict[str, float]:
        """How likely each class is for a normalised text; the chances sum to one."""
        scores = list(self.bias)
        _add(scores, filter(self.words.__contains__, words(plain)), self.words)
        _add(scores, chain.from_iterable(map(self._known_runs, plain.split())), self.letters)
        top = max(scores)
        powers = [exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.classes, powers, strict=True)}

    def _known_runs(self, word: str) -> tuple[str, ...]:
        known = self._seen.get(word)
        if known is None:
            known = tuple(filter(self.letters.__contains__, _runs(word)))
            if len(self._seen) >= WORDS_KEPT:
                self._seen.clear()
            self._seen[word] = known
        return known


def _add(scores: list[float], found: Iterable[str], table: dict[str, Row]) -> None:
    square = first = second = third = fourth = 0.0
    for feature, times in Counter(found).items():
        # Four classes written out: this loop is most of the cost of a message.
        rarity, one, two, three, four = table[feature]
        value = rarity if times == 1 else rarity * (1 + log(times))
        square += value * value
        first += value * one
        second += value * two
        third += value * three
        fourth += value * four
    if not square:
        return
    norm = sqrt(square)
    for at, part in enumerate((first, second, third, fourth)):
        scores[at] += part / norm


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights, read once."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(
        classes=tuple(raw["classes"]),
        bias=tuple(raw["bias"]),
        words=_table(raw["words"]),
        letters=_table(raw["letters"]),
    )


def _table(raw: dict[str, list[int]]) -> dict[str, Row]:
    return {
        feature: (rarity / 100, one / 100, two / 100, three / 100, four / 100)
        for feature, (rarity, one, two, three, four) in raw.items()
    }

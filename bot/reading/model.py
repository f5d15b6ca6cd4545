"""The reader's linear model: TF-IDF over words and letters, without a library at run time."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log, sqrt
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")
_WORD = re.compile(r"\w+(?:'\w+)?|[?!]+|\.{2,}|[\"“”„»]")
_LETTERS = (2, 3, 4, 5)
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
    return list(_runs(plain))


def _runs(plain: str) -> Iterator[str]:
    for word in plain.split():
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

    def chances(self, plain: str) -> dict[str, float]:
        """How likely each class is for a normalised text; the chances sum to one."""
        scores = list(self.bias)
        for found, table in ((words(plain), self.words), (letters(plain), self.letters)):
            _add(scores, found, table)
        top = max(scores)
        powers = [exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.classes, powers, strict=True)}


def _add(scores: list[float], found: list[str], table: dict[str, Row]) -> None:
    square = first = second = third = fourth = 0.0
    for feature, times in Counter(filter(table.__contains__, found)).items():
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

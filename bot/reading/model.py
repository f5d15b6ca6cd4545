"""The reader's linear model: TF-IDF over words and letters, without a library at run time."""

import json
import re
import sys
from array import array
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
# For each feature its rarity and its pull towards each of four classes, in hundredths, one after another.
PER_FEATURE = 5
Sums = tuple[float, float, float, float, float]  # the square of the length, and the pull towards each class


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
class Letters:
    """What the letters of one word bring: the runs that the table knows, and what they add up to."""

    known: tuple[int, ...]
    sums: Sums


@dataclass(frozen=True)
class Weights:
    """What training wrote: for each feature its rarity and its pull towards each class.

    The numbers of 70,000 features are one plain array: as Python's own they would weigh thirty megabytes.
    """

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    words: dict[str, int]  # a feature and its place among the numbers
    letters: dict[str, int]
    numbers: "array[int]" = field(repr=False)
    # Words repeat from message to message: what their letters bring is added up once a word.
    _seen: dict[str, Letters] = field(default_factory=dict, repr=False, compare=False)

    def chances(self, plain: str) -> dict[str, float]:
        """How likely each class is for a normalised text; the chances sum to one."""
        scores = _added(self.bias, self._by_words(plain))
        scores = _added(scores, self._by_letters(plain))
        top = max(scores)
        powers = [exp(score - top) for score in scores]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.classes, powers, strict=True)}

    def _by_words(self, plain: str) -> Sums:
        times = Counter(filter(self.words.__contains__, words(plain)))
        return _sums(
            [
                (self._row(self.words[feature]), 1 + log(count) if count > 1 else 1.0)
                for feature, count in times.items()
            ]
        )

    def _by_letters(self, plain: str) -> Sums:
        found = [self._letters_of(word) for word in plain.split()]
        times = Counter(chain.from_iterable([one.known for one in found]))
        # A run that comes again was added up each time, while only the logarithm of its count is to count.
        again = [(self._row(place), count) for place, count in times.items() if count > 1]
        less = _sums([(row, 1 + log(count) - count) for row, count in again])
        square = sum([row[0] ** 2 * ((1 + log(count)) ** 2 - count) for row, count in again])
        sums = [sum(column) for column in zip(less, *[one.sums for one in found], strict=True)]
        return (sums[0] - less[0] + square, sums[1], sums[2], sums[3], sums[4])

    def _letters_of(self, word: str) -> Letters:
        letters = self._seen.get(word)
        if letters is None:
            known = tuple(self.letters[run] for run in _runs(word) if run in self.letters)
            letters = Letters(known, _sums([(self._row(place), 1.0) for place in known]))
            if len(self._seen) >= WORDS_KEPT:
                self._seen.clear()
            self._seen[word] = letters
        return letters

    def _row(self, place: int) -> "array[int]":
        return self.numbers[place : place + PER_FEATURE]


def _sums(features: Iterable[tuple[Sequence[int], float]]) -> Sums:
    """What features with these weights add up to; four classes written out, for this costs most."""
    square = first = second = third = fourth = 0.0
    for (rarity, one, two, three, four), weight in features:
        value = rarity * weight
        square += value * value
        first += value * one
        second += value * two
        third += value * three
        fourth += value * four
    return square, first, second, third, fourth


def _added(scores: Sequence[float], sums: Sums) -> Sequence[float]:
    """The scores with what a group of features pulls, by the length of the whole group."""
    square, *pulls = sums
    if square <= 0:
        return scores
    norm = 100 * sqrt(square)  # rarities and pulls are both in hundredths, the length too
    return [score + pull / norm for score, pull in zip(scores, pulls, strict=True)]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights, read once."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    words, letters = raw["words"].split("\n"), raw["letters"].split("\n")
    numbers = array("h", b64decode(raw["numbers"]))
    if sys.byteorder == "big":
        numbers.byteswap()
    middle = PER_FEATURE * len(words)
    return Weights(
        classes=tuple(raw["classes"]),
        bias=tuple(raw["bias"]),
        words=dict(zip(words, range(0, middle, PER_FEATURE), strict=True)),
        letters=dict(zip(letters, range(middle, len(numbers), PER_FEATURE), strict=True)),
        numbers=numbers,
    )

"""How near two texts are: the cosine of their character n-grams, weighted by how rare each is."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

SHORTEST, LONGEST = 3, 5
_WORD = re.compile(r"[^\W_]+")

Vector = Mapping[str, float]


def similar(query: str, candidates: Sequence[str]) -> list[float]:
    """One score from 0 to 1 for each candidate, in their order; rarity is counted over all of them."""
    grams = [_grams(text) for text in (query, *candidates)]
    rarity = _rarity(grams)
    asked, *others = (_vector(each, rarity) for each in grams)
    return [_cosine(asked, other) for other in others]


def _grams(text: str) -> Counter[str]:
    """The n-grams within each word, with its edges: "ask" is near "asked", not near "task"."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(text.casefold()):
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            if size >= len(edged):
                found[edged] += 1
                break
            found.update(edged[at : at + size] for at in range(len(edged) - size + 1))
    return found


def _rarity(grams: Sequence[Counter[str]]) -> dict[str, float]:
    seen = Counter(gram for each in grams for gram in each)
    return {gram: math.log((1 + len(grams)) / (1 + count)) + 1 for gram, count in seen.items()}


def _vector(grams: Counter[str], rarity: Mapping[str, float]) -> Vector:
    weighed = {gram: (1 + math.log(count)) * rarity[gram] for gram, count in grams.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in weighed.values()))
    return {gram: weight / length for gram, weight in weighed.items()} if length else {}


def _cosine(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return min(1.0, math.fsum(weight * large[gram] for gram, weight in small.items() if gram in large))

"""What a saved prompt is and how it moves, what a search finds, and how near two texts are."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

LONGEST_TITLE = 80
LONGEST_TEXT = 3000
LONGEST_ANSWER = 2400  # with the marks of a quotation it still fits one block
LONGEST_TOOL = 40
LONGEST_NOTE = 300
LONGEST_EXAMPLE = 600
LONGEST_WORKFLOW = 40
MOST_VERIFIED = 5  # in one workflow: more than people look through
REVIEW_AFTER = timedelta(days=90)
NOTE_BEFORE = timedelta(days=7)  # its owner hears of the review date
THANKS_GATHERED = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=90)
SHORTEST, LONGEST = 3, 5
SHORTLIST = 24
OPENING = 600  # characters of a text that are weighed; all of them are searched
# fmt: off
FILLERS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "but", "can", "could", "did", "do", "does", "for", "from",
    "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or",
    "our", "so", "that", "the", "their", "them", "then", "there", "they", "this", "to", "too", "us", "was",
    "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
))
# What almost every question about AI is made of, and so says nothing about what it is about.
ASKING = FILLERS | frozenset((
    "ai", "any", "anybody", "anyone", "best", "get", "good", "help", "idea", "ideas", "know", "made", "make",
    "managed", "need", "people", "please", "pls", "possible", "prompt", "prompts", "question", "s",
    "somebody", "someone", "tips", "tool", "tools", "tried", "try", "use", "used", "using", "want", "way",
))
# fmt: on
SAME_TEXT = 0.6  # of all the telling words of two texts, those that both have
SAME_TITLE, NEAR_TEXT = 0.75, 0.3
ROOT = 5  # letters of a word that its other forms share
_WORD = re.compile(r"[^\W_]+")


class Kind(StrEnum):
    PROMPT = "prompt"  # text for a model
    ANSWER = "answer"  # to a question, in words for people


class State(StrEnum):
    DRAFT = "draft"  # for its owner, and for the team if shared
    VERIFIED = "verified"  # for the whole workspace
    EXPIRED = "expired"  # past its review date: for its owner and those who verify
    RETIRED = "retired"  # for its owner alone, who may bring it back
    DELETED = "deleted"  # without words; a form that Slack delivers again finds it and stays without effect


@dataclass(frozen=True)
class Draft:
    """What stands in the form, as typed."""

    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    tool: str = field(default="", repr=False)
    tool_version: str = field(default="", repr=False)
    limits: str = field(default="", repr=False)
    change: str = field(default="", repr=False)
    shared: bool = False
    example: str = field(default="", repr=False)
    guardrail: str = field(default="", repr=False)
    workflow: str = field(default="", repr=False)
    kind: Kind = Kind.PROMPT


@dataclass(frozen=True)
class Rights:
    """What somebody may do with a prompt that they can see."""

    own: bool
    curate: bool


def rights(*, own: bool, shared: bool, leads: bool, is_admin: bool) -> Rights:
    """Its owner changes it; the team's champions and admins verify and retire what was shared with them."""
    return Rights(own=own, curate=shared and (leads or is_admin))


def longest(kind: Kind) -> int:
    """How many characters of it are kept."""
    return LONGEST_ANSWER if kind is Kind.ANSWER else LONGEST_TEXT


def note_moment(review_by: date) -> datetime:
    """When its owner is to hear that a prompt is to be looked at again; moved to a time of their own then."""
    return datetime.combine(review_by - NOTE_BEFORE, time(), UTC)


def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """How much of the telling words two texts share, by (title, text): 0 where they do not say the same.

    They do when most of their words are the same, or when they have one title and a part of the words.
    """
    titles, texts = (_shared(roots(a), roots(b)) for a, b in zip(one, other, strict=True))
    is_same = texts >= SAME_TEXT or (titles >= SAME_TITLE and texts >= NEAR_TEXT)
    return titles + texts if is_same else 0.0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def wanted(query: str) -> list[str]:
    """The words of a search that say something, each once; all of them when none does."""
    words = list(dict.fromkeys(words_of(query)))
    return [word for word in words if word not in FILLERS] or words


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def match(word: str, words: Sequence[str]) -> float:
    """1 for the very word, a half for another form of it, 0 for none."""
    if word in words:
        return 1.0
    # Plain stems: "meeting" finds "meetings", "summarise" finds "summarised", and the other way round.
    near = (
        one
        for one in words
        if min(len(one), len(word)) > 3 and (one.startswith(word) or word.startswith(one))
    )
    return 0.5 if any(near) else 0.0


def could_match(word: str, folded: str) -> bool:
    """False where no word of a casefolded text can match: what matches shares its first four letters."""
    return word[:4] in folded


def held(words: Sequence[str], text: str) -> int:
    """How many of these words a text holds."""
    folded = text.casefold()
    # Most texts hold none of the words: those are not cut up.
    likely = [word for word in words if could_match(word, folded)]
    there = words_of(text) if likely else []
    return sum(match(word, there) > 0 for word in likely)


def ranked(query: str, texts: Sequence[tuple[str, str]], *, limit: int) -> list[int]:
    """The places of the best finds among these titles and texts, those without any of the words left out."""
    words = wanted(query)
    counts = [held(words, f"{title} {text}") for title, text in texts]
    hits = sorted((at for at, count in enumerate(counts) if count), key=lambda at: -counts[at])[:SHORTLIST]
    titles = similar(query, [texts[at][0] for at in hits])
    openings = similar(query, [texts[at][1][:OPENING] for at in hits])
    near = {at: title + opening for at, title, opening in zip(hits, titles, openings, strict=True)}
    return sorted(hits, key=lambda at: (-counts[at], -near[at]))[:limit]


def similar(query: str, candidates: Sequence[str]) -> list[float]:
    """One score from 0 to 1 for each candidate, in their order; rarity is counted over all of them."""
    return Shelf([gist(text) for text in candidates]).near(gist(query))


def gist(text: str) -> str:
    """The words that say what a text is about; all of them where none does."""
    words = _WORD.findall(text.casefold())
    return " ".join([word for word in words if word not in ASKING] or words)


def roots(text: str) -> frozenset[str]:
    """How the words that say what a text is about begin, by which it is found again."""
    return frozenset(word[:ROOT] for word in gist(text).split() if len(word) > 1)


class Shelf:
    """Texts that many queries are compared with: what does not depend on the query is counted once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = len(texts)
        grams = [_grams(text) for text in texts]
        self._seen = Counter(gram for each in grams for gram in each)
        self._found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._squares: list[float] = []
        for place, each in enumerate(grams):
            weights = {gram: 1 + math.log(count) for gram, count in each.items()}
            for gram, weight in weights.items():
                self._found[gram].append((place, weight))
            rare = (weight * self._rarity(self._seen[gram]) for gram, weight in weights.items())
            self._squares.append(math.fsum(weight * weight for weight in rare))

    def near(self, query: str) -> list[float]:
        """The cosine of the query with each text; the query counts as one text more."""
        squares, products, length = list(self._squares), [0.0] * self._texts, 0.0
        for gram, count in _grams(query).items():
            before, rarity = self._rarity(self._seen[gram]), self._rarity(self._seen[gram] + 1)
            asked = (1 + math.log(count)) * rarity
            length += asked * asked
            for place, weight in self._found.get(gram, ()):
                products[place] += asked * weight * rarity
                squares[place] += weight * weight * (rarity * rarity - before * before)
        return [
            min(1.0, product / math.sqrt(square * length)) if product else 0.0
            for product, square in zip(products, squares, strict=True)
        ]

    def among(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine of the query with texts that lie elsewhere; what is rare, the shelf knows."""
        asked = self._weighed(query)
        every = [self._weighed(text) for text in texts]
        length = math.sqrt(math.fsum(weight * weight for weight in asked.values()))
        return [_cosine(asked, each, length) for each in every]

    def groups(self, texts: Sequence[str], *, near: float) -> list[list[int]]:
        """The places of texts that are about one thing, each beside the first that it is near to."""
        every = [self._weighed(text) for text in texts]
        found: list[list[int]] = []
        for place, each in enumerate(every):
            length = math.sqrt(math.fsum(weight * weight for weight in each.values()))
            beside = next((one for one in found if _cosine(each, every[one[0]], length) >= near), None)
            if beside is None:
                found.append([place])
            else:
                beside.append(place)
        return found

    def _weighed(self, text: str) -> dict[str, float]:
        return {
            gram: (1 + math.log(count)) * self._rarity(self._seen[gram])
            for gram, count in _grams(text).items()
        }

    def _rarity(self, seen: int) -> float:
        return math.log((2 + self._texts) / (1 + seen)) + 1


def _cosine(asked: Mapping[str, float], other: Mapping[str, float], length: float) -> float:
    product = math.fsum(weight * other[gram] for gram, weight in asked.items() if gram in other)
    square = math.fsum(weight * weight for weight in other.values())
    return min(1.0, product / (length * math.sqrt(square))) if product else 0.0


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

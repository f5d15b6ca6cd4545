"""The red-line guard: what must not be stored, sent to a model or shown to another audience."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.guard import people, secrets
from bot.guard.own import OwnLine


class Kind(StrEnum):
    PRIVATE_KEY = "private_key"
    API_KEY = "api_key"
    PASSWORD = "password"
    IBAN = "iban"
    CARD = "card"
    NATIONAL_ID = "national_id"
    EMAIL = "email"
    PHONE = "phone"
    OWN = "own"  # what a company wrote down for itself


@dataclass(frozen=True)
class Span:
    """A place in the text and what was found there; what a company wrote down has the name it gave."""

    start: int
    end: int
    kind: Kind
    name: str = field(default="", repr=False)

    @property
    def word(self) -> str:
        """What stands in the redacted text in its place."""
        return _WORDS.get(self.kind) or f"[{self.name}]"


@dataclass(frozen=True)
class Redacted:
    """The text that may go on, and where the original held what was taken out."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]


_WORDS: dict[Kind, str] = {
    Kind.PRIVATE_KEY: "[private key]",
    Kind.API_KEY: "[API key]",
    Kind.PASSWORD: "[password]",
    Kind.IBAN: "[bank account]",
    Kind.CARD: "[card number]",
    Kind.NATIONAL_ID: "[national id]",
    Kind.EMAIL: "[e-mail address]",
    Kind.PHONE: "[phone number]",
}
# The order decides between two finds that overlap: the graver and the better proved comes first.
_FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Kind.PRIVATE_KEY, secrets.private_keys),
    (Kind.API_KEY, secrets.keys),
    (Kind.PASSWORD, secrets.passwords),
    (Kind.IBAN, people.ibans),
    (Kind.CARD, people.cards),
    (Kind.NATIONAL_ID, people.national_ids),
    (Kind.EMAIL, people.emails),
    (Kind.PHONE, people.phones),
)
# Nothing we look for lacks all of these signs, and most messages lack them all.
_WORTH_A_LOOK = re.compile(
    r"\d[\d ().\u00a0/-]*\d|[@:=]|[\w-]{16}|pass|pw|kennwort|mot de|mdp|contras"
    r"|senha|wachtw|hasło|lösen|şifre"
    r"|bearer",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Guard:
    """What is a red line in one workspace: the shipped ones, and its company's own."""

    own: tuple[OwnLine, ...] = ()

    def find(self, text: str) -> tuple[Span, ...]:
        """Secrets, personal data and the company's own, in order, never overlapping."""
        found: list[Span] = []
        for span in self._spans(text):
            if all(span.end <= other.start or span.start >= other.end for other in found):
                found.append(span)
        return tuple(sorted(found, key=lambda span: span.start))

    def _spans(self, text: str) -> Iterator[Span]:
        if _WORTH_A_LOOK.search(text):
            for kind, finder in _FINDERS:
                yield from (Span(start, end, kind) for start, end in finder(text))
        for line in self.own:
            yield from (Span(start, end, Kind.OWN, line.name) for start, end in line.places(text))

    def redact(self, text: str) -> Redacted:
        """The text with every find replaced by a word for it, and the finds as places in the original."""
        spans = self.find(text)
        parts, at = [], 0
        for span in spans:
            parts += [text[at : span.start], span.word]
            at = span.end
        return Redacted(text="".join([*parts, text[at:]]), spans=spans)


SHIPPED = Guard()


class Cleaner:
    """Redacts one text of a form after another, and knows what it took out of them."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._found: dict[str, None] = {}

    def __call__(self, text: str) -> str:
        made = self._guard.redact(text)
        self._found.update(dict.fromkeys(span.word for span in made.spans))
        return made.text

    @property
    def found(self) -> tuple[str, ...]:
        """A word for each kind once, in the order in which it was met."""
        return tuple(self._found)


def named(spans: Iterable[Span]) -> str:
    """What was found, each kind once, never the words themselves."""
    return ", ".join(dict.fromkeys(span.word.strip("[]") for span in spans))

"""The red-line guard: what must not be stored, sent to a model or shown to another audience."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.guard import people, secrets


class Kind(StrEnum):
    PRIVATE_KEY = "private_key"
    API_KEY = "api_key"
    PASSWORD = "password"
    IBAN = "iban"
    CARD = "card"
    NATIONAL_ID = "national_id"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Span:
    """A place in the text and what was found there."""

    start: int
    end: int
    kind: Kind


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


def find(text: str) -> tuple[Span, ...]:
    """Secrets and personal data in a text, in order, never overlapping."""
    if not _WORTH_A_LOOK.search(text):
        return ()
    found: list[Span] = []
    for kind, finder in _FINDERS:
        for start, end in finder(text):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Span(start=start, end=end, kind=kind))
    return tuple(sorted(found, key=lambda span: span.start))


def redact(text: str) -> Redacted:
    """The text with every find replaced by a word for it, and the finds as places in the original."""
    spans = find(text)
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], _WORDS[span.kind]]
        at = span.end
    return Redacted(text="".join([*parts, text[at:]]), spans=spans)


class Cleaner:
    """Redacts one text of a form after another, and knows what it took out of them."""

    def __init__(self) -> None:
        self._found: dict[Kind, None] = {}

    def __call__(self, text: str) -> str:
        made = redact(text)
        self._found.update(dict.fromkeys(span.kind for span in made.spans))
        return made.text

    @property
    def found(self) -> tuple[Kind, ...]:
        """Each kind once, in the order in which it was met."""
        return tuple(self._found)


def words(kind: Kind) -> str:
    """What stands in the redacted text in place of a find of this kind."""
    return _WORDS[kind]

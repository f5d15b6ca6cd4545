"""What a model may be asked and what may come back: values only, whoever answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.authoring.rules import Draft, Heard
from bot.grading.rules import Point

FAILURES = 5
REST = timedelta(minutes=5)


class Confidence(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Trouble(StrEnum):
    """Why there is no draft; all end in the offline path."""

    RESTING = "resting"  # the breaker is open: not asked
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # the key, the model's name or the request is not accepted
    LIMITED = "limited"
    MALFORMED = "malformed"  # not what the schema says, too long, or not what we may show


@dataclass(frozen=True)
class Source:
    """One card that the model may read and name."""

    id: str
    title: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class Ask:
    """A question, already redacted, and the only sources there are."""

    question: str = field(repr=False)
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Suggestion:
    """A draft whose text is harmless in Slack and whose sources are among those given."""

    answer: str = field(repr=False)
    steps: tuple[str, ...] = field(repr=False)
    source_ids: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True)
class Declined:
    """The model says that it cannot help here."""


@dataclass(frozen=True)
class Failed:
    trouble: Trouble


@dataclass(frozen=True)
class Reading:
    """What a model takes a message for."""

    kind: str
    confidence: float


Outcome: TypeAlias = Suggestion | Declined | Failed


@dataclass(frozen=True)
class Work:
    """An answer in somebody's own words, already redacted, and what a good one has."""

    question: str = field(repr=False)
    rubric: tuple[str, ...] = field(repr=False)
    example: str = field(repr=False)
    answer: str = field(repr=False)


@dataclass(frozen=True)
class Graded:
    """Each point of the rubric in its order, with words that are harmless in Slack."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Material:
    """What a card may be made of, already redacted, and the places of the packs that it may get."""

    heard: Heard
    places: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """A card whose texts are harmless in Slack and no longer than a card has room for; a person checks it."""

    draft: Draft


@dataclass(frozen=True)
class Asked:
    """One time that a model was wanted: how it ended, how long it took, and the tokens it read and wrote.

    The tokens are the server's own count; many servers give none.
    """

    end: str
    took: timedelta | None = None  # None: it was resting, and not asked
    tokens_read: int = 0
    tokens_written: int = 0


def unheard(_asked: Asked) -> None:
    """Nobody counts."""


class Model(Protocol):
    """Something that drafts, grades and reads; it never raises for what the other side does."""

    async def draft_card(self, material: Material, *, now: datetime) -> Drafted | Declined | Failed:
        """A card made of somebody's answer or win, or why there is none."""

    async def draft(self, ask: Ask, *, now: datetime) -> Outcome:
        """A draft, or why there is none, within a few seconds."""

    async def read(self, text: str, *, kinds: Sequence[str], now: datetime) -> Reading | Failed:
        """What kind of message this is, already redacted, or why that is not known, within a few seconds."""

    async def grade(self, work: Work, *, now: datetime) -> Graded | Failed:
        """Which points of its rubric an answer has, or why that is not known, within a few seconds."""


class Breaker:
    """Stops asking a model that failed several times in a row, for a while."""

    def __init__(self, *, failures: int = FAILURES, rest: timedelta = REST) -> None:
        self._allowed = failures
        self._rest = rest
        self._failed = 0
        self._closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """True while nothing is asked; afterwards one question at a time tries again."""
        return self._closed_at is not None and now < self._closed_at

    def record(self, now: datetime, *, worked: bool) -> None:
        """Count what happened; one success forgives all."""
        if worked:
            self._failed, self._closed_at = 0, None
            return
        self._failed += 1
        if self._failed >= self._allowed:
            self._closed_at = now + self._rest

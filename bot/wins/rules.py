"""What a win is, how it moves, and which ones a digest quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

LONGEST_TEXT = 3000
LONGEST_TOOL = 40
MOST_MINUTES = 2400
ENOUGH_PEOPLE = 5
QUOTED_WINS = 5
QUOTED_FAILURES = 3
FORGOTTEN_AFTER = timedelta(days=14)


class Kind(StrEnum):
    WIN = "win"
    DIDNT_WORK = "didnt_work"


class Status(StrEnum):
    PROPOSED = "proposed"
    LOGGED = "logged"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # its author never answered; the words are forgotten


@dataclass(frozen=True)
class Draft:
    """What stands in the form, as typed."""

    text: str = field(default="", repr=False)
    kind: Kind = Kind.WIN
    tool: str = ""
    minutes: str = field(default="", repr=False)
    share: bool = False
    anonymous: bool = False


@dataclass(frozen=True)
class Entry:
    """A win, or what did not work, as its author wants it kept."""

    text: str = field(repr=False)
    kind: Kind = Kind.WIN
    tool: str | None = None
    minutes: int | None = None
    share: bool = False
    anonymous: bool = False


def settled(entry: Entry) -> Entry:
    """The entry without what its kind does not have: a failure saves no time, a win carries its name."""
    if entry.kind is Kind.DIDNT_WORK:
        return replace(entry, minutes=None)
    return replace(entry, anonymous=False)


class Told(Protocol):
    """Anything with an author: what a digest chooses from."""

    @property
    def author_id(self) -> str: ...


OneOf = TypeVar("OneOf", bound=Told)


def spotlight(newest_first: Sequence[OneOf], *, limit: int) -> list[OneOf]:
    """Whom a digest quotes: everybody once before anybody twice."""
    turns: dict[str, int] = {}
    ranked: list[tuple[int, OneOf]] = []
    for one in newest_first:
        turns[one.author_id] = turns.get(one.author_id, 0) + 1
        ranked.append((turns[one.author_id], one))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])][:limit]


@dataclass(frozen=True)
class Saved:
    """Minutes that people say they saved, as a range, and how many people said so."""

    low: int
    high: int
    people: int


def saved_together(stated_by: Sequence[tuple[str, int | None]]) -> Saved | None:
    """From half of what people stated to all of it; None from fewer than five people.

    People overestimate the time they save, so their sum is the upper end.
    """
    given = [(author, minutes) for author, minutes in stated_by if minutes]
    people = len({author for author, _ in given})
    if people < ENOUGH_PEOPLE:
        return None
    high = sum(minutes for _, minutes in given)
    return Saved(low=high // 2, high=high, people=people)


def duration(minutes: int) -> str:
    """Minutes as people write them: 45 minutes, 3 hours, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return "1 minute" if rest == 1 else f"{rest} minutes"
    if rest:
        return f"{hours} h {rest} min"
    return "1 hour" if hours == 1 else f"{hours} hours"

"""A team's goal: one at a time, measured in weeks that are over, and never by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.adoption.rules import Group, Week

WEEKS = 4  # that a goal of wins is measured over


class Kind(StrEnum):
    ACTIVE = "active"  # so many percent of the team used AI in a week
    WINS = "wins"  # so many wins in four weeks


TARGETS = {Kind.ACTIVE: range(5, 101), Kind.WINS: range(1, 501)}


@dataclass(frozen=True)
class Progress:
    """How far a team is; `value` is None while no week may be shown."""

    kind: Kind
    target: int
    value: int | None = None

    @property
    def is_reached(self) -> bool:
        return self.value is not None and self.value >= self.target


def progress(kind: Kind, target: int, weeks: Sequence[Week], *, scope: str, since: date) -> Progress:
    """How far it is, by complete weeks from this one on, oldest first; only what a report may show counts."""
    found = [_group(week, scope) for week in weeks if week.monday >= since]
    tallies = [group.tally for group in found if group is not None and group.tally is not None]
    if not tallies:
        return Progress(kind, target)
    if kind is Kind.WINS:
        return Progress(kind, target, sum(one.wins for one in tallies[-WEEKS:]))
    last = tallies[-1]
    return Progress(kind, target, 100 * last.active // last.people)


def _group(week: Week, scope: str) -> Group | None:
    return next((group for group in week.groups if group.scope == scope), None)


def parse_target(kind: Kind, text: str) -> int | None:
    """The number that somebody wrote, where it can be a goal of this kind."""
    digits = text.strip().removesuffix("%").strip()
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else 0
    return number if number in TARGETS[kind] else None

"""Which messages a model reads again, how many a day, and how far it agrees with the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from bot.reading.rules import Kind, Verdict, is_unsure

SAMPLED = 0.05  # of what the reader was sure of
LATE = timedelta(minutes=30)  # an answer after it would surprise
KEPT = timedelta(days=1)  # as long as Slack might tell of the message again
COUNTED = timedelta(weeks=52)
SHOWN_WEEKS = 4
MOST_A_DAY = 10_000


class State(StrEnum):
    WAITING = "waiting"
    ASKING = "asking"
    DONE = "done"  # decided, given up or too late: without words


@dataclass(frozen=True)
class Case:
    """What the reader and the model took a message for; `is_sure` is the reader's."""

    is_sure: bool
    reader: Kind
    model: Kind


@dataclass(frozen=True)
class Agreement:
    """How many messages of each case there were."""

    counts: Mapping[Case, int]

    @property
    def sure(self) -> int:
        """What the reader was sure of and the model read as well."""
        return sum(count for case, count in self.counts.items() if case.is_sure)

    @property
    def agreed(self) -> int:
        return sum(n for case, n in self.counts.items() if case.is_sure and case.reader == case.model)

    @property
    def unsure(self) -> int:
        return sum(count for case, count in self.counts.items() if not case.is_sure)

    def found(self, kind: Kind) -> int:
        """What the reader was unsure of and the model took for this."""
        return sum(n for case, n in self.counts.items() if not case.is_sure and case.model == kind)


@dataclass(frozen=True)
class Standing:
    """How many messages a day the model may read for a workspace, how many it read today, what came of it."""

    a_day: int
    today: int
    agreement: Agreement


OFF = Standing(0, 0, Agreement({}))


def chance_of(workspace_id: str, channel: str, ts: str) -> float:
    """A number from 0 to 1 by chance, the same however often Slack delivers the message."""
    return Random(f"{workspace_id}:{channel}:{ts}").random()


def is_wanted(verdict: Verdict, *, is_acted_on: bool, chance: float) -> bool:
    """Whether a model is to read a message too: what the reader is unsure of, and some of the rest."""
    return is_unsure(verdict, is_acted_on=is_acted_on) or chance < SAMPLED


def a_day_of(typed: str) -> int | None:
    """How many messages a day an admin means; empty is none, and None what is no such number."""
    digits = typed.strip().replace(",", "").replace(".", "").replace(" ", "") or "0"
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST_A_DAY))):
        return None
    return int(digits) if int(digits) <= MOST_A_DAY else None


def week_of(day: date) -> date:
    """The Monday under which a day's counts are kept."""
    return day - timedelta(days=day.weekday())

"""When admins hear that a team lacks champions: how soon, how often, and which of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AGAIN = timedelta(weeks=4)  # that nothing more is said of the same team
BETWEEN = timedelta(weeks=1)  # two messages to one admin
LATEST = timedelta(weeks=2)  # that a message waits for a free day


@dataclass(frozen=True)
class Gap:
    """A team with more people than its champions can be there for, or with no champion."""

    team_id: int
    name: str = field(repr=False)
    people: int
    champions: int


@dataclass(frozen=True)
class Admin:
    """An admin who could be told; `is_granted`: made one here, not by Slack."""

    member_id: int
    is_granted: bool


def to_tell(admins: Sequence[Admin]) -> tuple[int, ...]:
    """Those who were made admins here, for they chose to; else the one who is asked first."""
    granted = tuple(one.member_id for one in admins if one.is_granted)
    return granted or tuple(one.member_id for one in admins[:1])


def due_at(ripe: datetime, told_at: datetime | None) -> datetime:
    """When admins hear of a team that lacks champions from now on: `ripe` is the end of the grace."""
    return ripe if told_at is None else max(ripe, told_at + AGAIN)


def is_over(planned_at: datetime, now: datetime) -> bool:
    """Whether no day was free for so long that it is not said any more."""
    return now - planned_at > LATEST

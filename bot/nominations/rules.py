"""Who helps unasked: what counts, and how often before somebody is asked."""

from datetime import datetime, timedelta
from enum import StrEnum

ENOUGH = 3  # questions that were solved by what they wrote
FEWEST_ASKERS = 2
WITHIN = timedelta(days=90)
LATEST = timedelta(days=30)  # that a nomination waits for a free day
A_WEEK = timedelta(days=7)


class State(StrEnum):
    """What became of a nomination; nobody else sees one before its person agrees."""

    PLANNED = "planned"
    ASKED = "asked"
    WILLING = "willing"
    DECLINED = "declined"  # for good: they are not asked again
    NAMED = "named"
    SET_ASIDE = "set_aside"  # by an admin


def is_enough(solved: int, askers: int) -> bool:
    """Whether somebody helped so often that they may be asked."""
    return solved >= ENOUGH and askers >= FEWEST_ASKERS


def is_over(made_at: datetime, now: datetime) -> bool:
    """Whether no day was free for so long that it is not asked any more."""
    return now - made_at > LATEST

"""The three steps of a skill, and who may be asked whether they were shown one."""

from collections.abc import Set
from datetime import datetime, timedelta
from enum import StrEnum

from bot.nudges.rules import Answer
from bot.people.rules import Enrolment

A_WEEK = timedelta(weeks=1)  # how long a request waits for a free day, and how seldom one may come


class Step(StrEnum):
    READ = "read"
    TRIED = "tried"
    TAUGHT = "taught"


FIRST_TWO = frozenset((Step.READ, Step.TRIED))
STEP_OF = {
    Answer.RIGHT: Step.READ,
    Answer.KNEW: Step.READ,
    Answer.ALREADY_KNEW: Step.READ,
    Answer.TRIED_WORKED: Step.TRIED,
}


class State(StrEnum):
    """What became of a request; only the colleague's word makes it confirmed."""

    WAITING = "waiting"  # for a free day of the colleague
    ASKED = "asked"
    CONFIRMED = "confirmed"
    NOT_YET = "not_yet"
    EXPIRED = "expired"  # no day was free within a week: they were never asked


def completes(before: Set[Step], step: Step) -> bool:
    """Whether with this step a skill was read and tried, and was not before."""
    return not before >= FIRST_TWO and {*before, step} >= FIRST_TWO


def may_be_taught(steps: Set[Step]) -> bool:
    """Whether the third step of a skill is open: read and tried, and not taught yet."""
    return steps >= FIRST_TWO and Step.TAUGHT not in steps


def may_be_asked(*, enrolment: str, can_learn: bool, wants_showings: bool) -> bool:
    """Whether somebody gets such requests at all: they take part and did not turn them off."""
    return enrolment == Enrolment.ACTIVE and can_learn and wants_showings


def is_open(state: str, asked_at: datetime, now: datetime) -> bool:
    """Whether an answer is still waited for, so that nobody else is asked about the same skill."""
    return state in (State.WAITING, State.ASKED) and now - asked_at < A_WEEK


def next_try(moment: datetime, asked_at: datetime) -> datetime:
    """When a waiting request is looked at again: at the colleague's next moment, or when its week is over."""
    return min(moment, asked_at + A_WEEK)

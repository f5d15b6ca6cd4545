"""The week of a challenge: which one it is, which days it has, and when each person hears of it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, zip_longest
from zoneinfo import ZoneInfo

from bot.cadence.rules import Cadence, instant, is_open, is_too_late, slot_on
from bot.enrolment.rules import Frame, after_dnd
from bot.people.rules import Enrolment
from bot.wins.rules import ENOUGH_PEOPLE

# The first zone's Tuesday begins this long before the last zone's Tuesday afternoon.
HEAD_START = timedelta(hours=36)
# A day is taken before its window opens, so that a challenge comes in place of the card and not after it.
BEFORE_WINDOW = timedelta(hours=1)
# The team's line needs a little of the window to arrive in.
BEFORE_CLOSE = timedelta(hours=1)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
HACKATHON = "hackathon"  # in place of a challenge of the packs
WEEKS_SHOWN = 6  # of a team's calendar
CALENDAR, SKIP = "calendar", "skip"  # what a week may be given in place of one challenge


class RoundState(StrEnum):
    PLANNED = "planned"  # an admin picked it; its week has not come
    OPEN = "open"  # members get their moments; nobody has it yet, so it can still be changed
    RUNNING = "running"
    OVER = "over"
    SKIPPED = "skipped"


class EntryState(StrEnum):
    PLANNED = "planned"  # its moment is not here yet
    MISSED = "missed"  # no free day was left in its week
    INVITED = "invited"
    IN = "in"
    DECLINED = "declined"
    DONE = "done"


class Passed(StrEnum):
    """How far a member's notes have gone, by their own choice."""

    NOTHING = "nothing"
    FIGURES = "figures"  # logged as a win that is only counted
    DIGEST = "digest"  # logged, and the team's digest may quote it


CHANGEABLE = (RoundState.PLANNED, RoundState.OPEN, RoundState.SKIPPED)
BEGUN = (RoundState.RUNNING, RoundState.OVER)


def monday_of(day: date) -> date:
    """The Monday that names the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def last_day(first: date, days: frozenset[int], holidays: Container[date] = ()) -> date:
    """The last day of the working week in which a challenge begins; it never reaches the next one.

    Where the week ends with holidays, it is the day before them.
    """
    day = first
    while (day + A_DAY).weekday() in days and day - first < A_WEEK - A_DAY:
        day += A_DAY
    while day > first and day in holidays:
        day -= A_DAY
    return day


def ends_at(last: date, zone: ZoneInfo, cadence: Cadence) -> datetime:
    """When a team's week is counted: towards the end of its last window."""
    opens, closes = cadence.window
    latest = max(datetime.combine(last, closes) - BEFORE_CLOSE, datetime.combine(last, opens))
    return instant(last, latest.time(), zone)


def calendar_pick(general: Sequence[str], own: Sequence[str], *, used: Mapping[str, date]) -> str | None:
    """The challenge that a team had the longest time ago or never, general ones and its role's in turn."""
    mixed = [one for one in chain.from_iterable(zip_longest(general, own)) if one is not None]
    return min(mixed, key=lambda one: used.get(one, date.min), default=None)


def gets_challenges(*, enrolment: str, wants_challenges: bool, can_learn: bool) -> bool:
    """Whether challenges are sent to a member at all."""
    return enrolment == Enrolment.ACTIVE and wants_challenges and can_learn


@dataclass(frozen=True)
class Chance:
    """A day on which a member may hear of a challenge: when it is taken, and when the message comes."""

    day: date
    taken_from: datetime
    at: datetime


def chances(now: datetime, frame: Frame, *, first: date, last: date, since: datetime) -> Iterator[Chance]:
    """The days left, in order. A moment that passed while we were away counts, if it was promised `since`."""
    for day in _days(first, last):
        slot = slot_on(day, zone=frame.zone, at=frame.at, cadence=frame.cadence)
        if slot is None or day.weekday() not in frame.cadence.days:
            continue
        at = max(slot, now)
        if slot < now and (slot < since or is_too_late(slot, now)):
            continue
        if not is_open(at, frame.zone, frame.cadence, holidays=frame.holidays):
            continue
        if frame.paused_until and frame.paused_until > at:
            continue
        if (heard := after_dnd(at, frame)) is None:
            continue
        at = heard
        yield Chance(day, instant(day, frame.cadence.window[0], frame.zone) - BEFORE_WINDOW, at)


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


def reminder_days(
    joined_on: date, last: date, *, workdays: frozenset[int], holidays: Container[date] = ()
) -> tuple[date, date] | None:
    """From when to when the one reminder may come: from the middle of what is left, before the last day."""
    left = [
        day for day in _days(joined_on + A_DAY, last) if day.weekday() in workdays and day not in holidays
    ]
    if len(left) < 2:
        return None
    return left[(len(left) - 1) // 2], left[-2]


@dataclass(frozen=True)
class Tally:
    """How many people got a challenge, took it on, and finished it."""

    got: int
    took: int
    did: int

    @property
    def may_be_shown(self) -> bool:
        """A count of fewer than five people would show persons."""
        return self.got >= ENOUGH_PEOPLE

    @property
    def is_worth_telling(self) -> bool:
        """Silence is better than a line that says that nobody did it."""
        return self.may_be_shown and self.did > 0


def tally(states: Sequence[str]) -> Tally:
    """The counts, from the states of those whom the challenge reached."""
    took = sum(state in (EntryState.IN, EntryState.DONE) for state in states)
    return Tally(len(states), took, sum(state == EntryState.DONE for state in states))

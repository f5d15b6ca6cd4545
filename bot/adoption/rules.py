"""Weeks, counts and medians; and which of them may be shown without showing a person."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.cadence.rules import Cadence, instant, local_day
from bot.wins.rules import ENOUGH_PEOPLE

ENOUGH = ENOUGH_PEOPLE
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
# The last zone's Sunday ends at noon UTC on Monday; the first zone's Monday begins 14 hours before UTC's.
LAST_ZONE = timedelta(hours=12)
FIRST_ZONE = timedelta(hours=14)
LONGEST_WAIT = timedelta(days=60)
WEEKS_SHOWN = 12
WEEKS_FOLLOWED = 25  # how long it is shown who came back
RETURN_DAYS = (7, 30, 60, 90)

Key = TypeVar("Key", bound=Hashable)


class Tally(NamedTuple):
    """What one group of people did in one week."""

    people: int = 0
    active: int = 0
    wins_unprompted: int = 0
    wins_prompted: int = 0
    didnt_work: int = 0
    minutes: int = 0  # as stated by their authors
    stated_by: int = 0  # how many people stated them
    asked: int = 0
    claimed: int = 0
    hang: int | None = None  # median, in working minutes
    self_served: int = 0  # solved by what was answered before, and so not among those asked

    @property
    def wins(self) -> int:
        return self.wins_unprompted + self.wins_prompted


@dataclass(frozen=True)
class Minutes:
    """Time that people say they saved, as a range."""

    low: int
    high: int


@dataclass(frozen=True)
class Group:
    """One team's week as it may be shown; without its tally when that would show persons.

    A group is held back when it is small itself, or when a small one could be worked out from it.
    """

    scope: str
    name: str = field(repr=False)
    tally: Tally | None
    minutes: Minutes | None = None
    is_held_back: bool = False
    are_minutes_held_back: bool = False


@dataclass(frozen=True)
class Week:
    """One ISO week as it may be shown. `tally` is None in a workspace of fewer than five people."""

    monday: date
    is_closed: bool
    tally: Tally | None
    minutes: Minutes | None = None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One number with its name, its words and how it is calculated; `value` None: there is none to show.

    `brief` says in one short line what `how` says in full.
    """

    label: str
    number: str
    how: str
    value: float | None = None
    detail: str = ""
    brief: str = ""

    @property
    def text(self) -> str:
        return f"{self.number} ({self.detail})" if self.detail else self.number


@dataclass(frozen=True)
class Returned:
    """How many people trained so many days before were active again in that week; None: too few to show."""

    days: int
    people: int | None
    active: int


def monday_of(day: date) -> date:
    """The Monday that names a day's ISO week."""
    return day - timedelta(days=day.weekday())


def week_of(at: datetime, zone: ZoneInfo) -> date:
    """The ISO week of a moment on a person's own calendar."""
    return monday_of(local_day(at, zone))


def span_of(week: date) -> tuple[datetime, datetime]:
    """The moments between which it is this week for anybody in the world."""
    begin = datetime.combine(week, time(), tzinfo=UTC)
    return begin - FIRST_ZONE, begin + A_WEEK + LAST_ZONE


def is_over(week: date, now: datetime) -> bool:
    """Whether the week has ended everywhere."""
    return now >= span_of(week)[1]


def weeks_before(now: datetime, *, count: int = WEEKS_SHOWN) -> list[date]:
    """The Mondays of the last weeks before the present one, oldest first."""
    this = monday_of(now.astimezone(UTC).date())
    return [this - A_WEEK * back for back in range(count, 0, -1)]


def median(values: Sequence[int]) -> int | None:
    """The middle value; the lower of two."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def working_minutes(start: datetime, end: datetime, *, zone: ZoneInfo, cadence: Cadence) -> int:
    """How many minutes of the team's working hours lie between two moments."""
    end = min(end, start + LONGEST_WAIT)
    total = timedelta()
    day = local_day(start, zone)
    while day <= local_day(end, zone):
        if day.weekday() in cadence.workdays:
            opens, closes = (instant(day, edge, zone) for edge in cadence.window)
            total += max(min(end, closes) - max(start, opens), timedelta())
        day += A_DAY
    return total // timedelta(minutes=1)


def in_steps(stated: Iterable[tuple[datetime, int, int]]) -> tuple[int, int]:
    """Minutes and people of a week still running, in steps of five people.

    `stated` holds (when, who, minutes). Two looks at the sum then differ by what five people
    or more stated, never by one person's figure.
    """
    counted: set[int] = set()
    waiting: dict[int, int] = {}
    total = 0
    for _, who, minutes in sorted(stated):
        waiting[who] = waiting.get(who, 0) + minutes
        if len(waiting) >= ENOUGH:
            total += sum(waiting.values())
            counted |= waiting.keys()
            waiting = {}
    return total, len(counted)


def returned(days: int, weeks: Sequence[tuple[int, int]]) -> Returned:
    """The sum of these weeks' (people, active); weeks of fewer than five people are in a later one."""
    enough = [week for week in weeks if week[0] >= ENOUGH]
    if weeks and not enough:
        return Returned(days, None, 0)
    return Returned(days, sum(people for people, _ in enough), sum(active for _, active in enough))


def saved(tally: Tally) -> Minutes | None:
    """Half of what people stated up to all of it: people overestimate what they save."""
    if tally.stated_by < ENOUGH:
        return None
    return Minutes(tally.minutes // 2, tally.minutes)


def hidden(sizes: Mapping[Key, int], *, already: Iterable[Key] = ()) -> set[Key]:
    """Which groups stay hidden so that neither they nor a subtraction from the total show under five people.

    Beside the small groups it hides the smallest big one where they would otherwise come to
    fewer than five together. An empty group shows nobody.
    """
    gone = {key for key, size in sizes.items() if 0 < size < ENOUGH} | set(already)
    rest = [key for key, size in sizes.items() if size and key not in gone]
    for key in sorted(rest, key=lambda one: (sizes[one], str(one))):
        together = sum(sizes[each] for each in gone)
        if together == 0 or together >= ENOUGH:
            break
        gone.add(key)
    return gone


def shown(
    monday: date,
    total: Tally,
    groups: Sequence[tuple[str, str, Tally]] = (),
    *,
    is_closed: bool,
) -> Week:
    """A week without anything that would show fewer than five people; groups are (scope, name, tally)."""
    if total.people < ENOUGH:
        return Week(monday, is_closed, None)
    tallies = {scope: tally for scope, _, tally in groups if tally.people}
    small = hidden({scope: tally.people for scope, tally in tallies.items()})
    untold = hidden({scope: tally.stated_by for scope, tally in tallies.items()}, already=small)
    rows = tuple(
        Group(
            scope,
            name,
            tally=None if scope in small else _team(tallies[scope]),
            minutes=None if scope in untold else saved(tallies[scope]),
            is_held_back=scope in small and tallies[scope].people >= ENOUGH,
            are_minutes_held_back=scope in untold and tallies[scope].stated_by >= ENOUGH,
        )
        for scope, name, _ in groups
        if scope in tallies
    )
    return Week(monday, is_closed, _public(total), saved(total), rows)


def _public(tally: Tally) -> Tally:
    """A tally without what few people stated, and without a median of few waits."""
    return tally._replace(minutes=0, stated_by=0, hang=tally.hang if tally.claimed >= ENOUGH else None)


def _team(tally: Tally) -> Tally:
    """A team's waits are the doing of its one or two champions: they are shown for all teams together."""
    return tally._replace(minutes=0, stated_by=0, hang=None)

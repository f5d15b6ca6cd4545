"""When we may write to a person: days, windows and slots, in their own time zone."""

import re
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

AUTO, NOWHERE = "auto", "none"  # whose holidays: by the time zone, or nobody's
MON_FRI = frozenset(range(5))
TOO_LATE = timedelta(hours=2)
# A slot on the closing minute would always find the window shut by the time its turn comes.
LAST_CALL = timedelta(minutes=15)
SHORTEST_WINDOW = timedelta(hours=1)
ESCALATE_MINUTES = range(5, 481)
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_SEARCH_DAYS = 400
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


@dataclass(frozen=True)
class Cadence:
    """A team's agreement on when it is written to; every time in it is the reader's local time."""

    days: frozenset[int] = MON_FRI
    window: tuple[time, time] = (time(9), time(17))
    default_at: time = time(10)
    challenge_day: int = 1
    digest_day: int = 4
    digest_at: time = time(15)
    escalate_after: timedelta = timedelta(minutes=30)
    workdays: frozenset[int] = MON_FRI

    def __post_init__(self) -> None:
        known = frozenset(range(7))
        if not self.days or not self.workdays or not (self.days | self.workdays) <= known:
            raise ValueError("A cadence needs at least one day, each from 0 (Monday) to 6 (Sunday).")
        if self.window[0] >= self.window[1]:
            raise ValueError("A cadence's window must end after it starts.")

    @property
    def per_week(self) -> int:
        """How many nudges a week this cadence has room for."""
        return len(self.days)


def zone_of(name: str | None) -> ZoneInfo:
    """The named time zone, or UTC when there is no such zone."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        return ZoneInfo("UTC")


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The date on the person's own calendar."""
    return now.astimezone(zone).date()


def is_open(
    now: datetime,
    zone: ZoneInfo,
    cadence: Cadence,
    *,
    holidays: Container[date] = (),
    more: Container[date] = (),
) -> bool:
    """Whether an unasked-for message may reach the person now; `more` are days beside the usual."""
    local = now.astimezone(zone)
    return (
        (local.weekday() in cadence.days or local.date() in more)
        and local.date() not in holidays
        and _in_window(local.time(), cadence.window)
    )


def is_too_late(due: datetime, now: datetime) -> bool:
    """Whether a message has missed its moment and must be planned anew."""
    return now - due > TOO_LATE


def next_slot(
    now: datetime,
    *,
    zone: ZoneInfo,
    at: time,
    cadence: Cadence,
    not_before: date | None = None,
    holidays: Container[date] = (),
    more: Container[date] = (),
    catch_up: bool = False,
) -> datetime:
    """The next moment after now for this person's message, in UTC: one moment for each local delivery day.

    With catch_up (a person who changed zones) a day whose time is past but whose window is open yields now.
    """
    today = local_day(now, zone)
    first = max(today, not_before or today)
    for day in _days_from(first, cadence.days, holidays=holidays, more=more):
        slot = slot_on(day, zone=zone, at=at, cadence=cadence)
        if slot is not None and slot > now:
            return slot
        if catch_up and day == today and is_open(now, zone, cadence, holidays=holidays, more=more):
            return now.astimezone(UTC)
    raise ValueError(f"No delivery day within {_SEARCH_DAYS} days from {first}.")


# A morning asks for the same few slots, once for everybody.
@lru_cache(maxsize=4096)
def slot_on(day: date, *, zone: ZoneInfo, at: time, cadence: Cadence) -> datetime | None:
    """The moment of a local date's slot inside its window; None where the clock skips that day or window."""
    opens, closes = cadence.window
    latest = max(datetime.combine(day, opens), datetime.combine(day, closes) - LAST_CALL).time()
    slot = instant(day, min(max(at, opens), latest), zone)
    # A gap that ends past the window (Nuuk springs from 23:00 to midnight) leaves the minute before it.
    for candidate in (slot, slot - _MINUTE):
        local = candidate.astimezone(zone)
        if local.date() == day and _in_window(local.time(), cadence.window):
            return candidate
    return None


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time in UTC: the first of two in an overlap, the first valid moment after a gap."""
    wall = datetime.combine(day, at)
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), early, zone)


def expires_at(
    sent: datetime, zone: ZoneInfo, cadence: Cadence, *, holidays: Container[date] = ()
) -> datetime:
    """When an unanswered nudge counts as ignored: as the window of the next delivery day opens."""
    tomorrow = local_day(sent, zone) + _DAY
    day = next(_days_from(tomorrow, cadence.days, holidays=holidays))
    return instant(day, cadence.window[0], zone)


def working_time_after(
    start: datetime,
    minutes: int,
    *,
    zone: ZoneInfo,
    cadence: Cadence,
    holidays: Container[date] = (),
) -> datetime:
    """The moment, always inside working hours, at which so many working minutes have passed."""
    left = timedelta(minutes=minutes)
    for day in _days_from(local_day(start, zone), cadence.workdays, holidays=holidays):
        opens, closes = (instant(day, edge, zone) for edge in cadence.window)
        begin = max(start.astimezone(UTC), opens)
        if begin + left < closes:
            return begin + left
        left -= max(closes - begin, timedelta())
    raise ValueError(f"No {minutes} working minutes within {_SEARCH_DAYS} working days.")


def working_time_between(start: datetime, end: datetime, *, zone: ZoneInfo, cadence: Cadence) -> timedelta:
    """How much of the time between two moments was working time."""
    worked = timedelta()
    for day in _days_from(local_day(start, zone), cadence.workdays, holidays=()):
        opens, closes = (instant(day, edge, zone) for edge in cadence.window)
        if opens >= end:
            break
        worked += max(min(closes, end) - max(opens, start), timedelta())
    return worked


def working_days_between(
    first: date,
    last: date,
    *,
    workdays: frozenset[int] = MON_FRI,
    holidays: Container[date] = (),
) -> int:
    """How many working days lie after the first date, up to and with the last; 0 when it is not later."""
    span = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(_works(date.fromordinal(day), workdays, holidays) for day in span)


def add_working_days(
    day: date,
    count: int,
    *,
    workdays: frozenset[int] = MON_FRI,
    holidays: Container[date] = (),
) -> date:
    """The date so many working days later, or earlier for a negative count."""
    step = _DAY if count > 0 else -_DAY
    for _ in range(abs(count)):
        day += step
        while not _works(day, workdays, holidays):
            day += step
    return day


def days_away(spans: Collection[tuple[date, date]], *, since: date, until: date) -> int:
    """How many days after the first date and before the last one lie in these absences, each counted once."""
    count, done = 0, since + _DAY
    for first, back in sorted(spans):
        begins, ends = max(first, done), min(back, until)
        if begins < ends:
            count += (ends - begins).days
            done = ends
    return count


def parse(
    *,
    days: Collection[str],
    opens: str,
    closes: str,
    default_at: str,
    challenge_day: str,
    digest_day: str,
    digest_at: str,
    escalate_minutes: str,
    workdays: Collection[str] = (),
) -> Cadence | dict[str, str]:
    """A cadence from the values of a form, or what is wrong with each field, keyed by these names."""
    errors: dict[str, str] = {}
    chosen = _parse_days(days, "days", errors)
    # A Sunday-to-Thursday team answers questions on those days; a Tuesday-only team still works all week.
    usual = MON_FRI if chosen <= MON_FRI else chosen
    working = _parse_days(workdays, "workdays", errors) if workdays else usual
    window = _parse_window(opens, closes, errors)
    times = {
        name: _parse_time(text, name, errors)
        for name, text in (("default_at", default_at), ("digest_at", digest_at))
    }
    challenge = _parse_day(challenge_day, "challenge_day", errors)
    digest = _parse_day(digest_day, "digest_day", errors)
    minutes = _parse_minutes(escalate_minutes, "escalate_minutes", errors)
    if errors:
        return errors
    cadence = Cadence(
        days=chosen,
        window=window,
        default_at=times["default_at"],
        challenge_day=challenge,
        digest_day=digest,
        digest_at=times["digest_at"],
        escalate_after=timedelta(minutes=minutes),
        workdays=working,
    )
    return _contradictions(cadence) or cadence


def changes(before: Cadence, after: Cadence) -> tuple[str, ...]:
    """What a change of cadence changes, one plain sentence for each difference."""
    return tuple(
        f"{label}: {old} → {new}"
        for (label, old), (_, new) in zip(described(before), described(after), strict=True)
        if old != new
    )


def described(cadence: Cadence) -> tuple[tuple[str, str], ...]:
    """A cadence as labels and values, in the order of its form."""
    minutes = cadence.escalate_after // _MINUTE
    return (
        ("Days", days_text(cadence.days)),
        ("Window", window_text(cadence.window)),
        ("Usual time", f"{cadence.default_at:%H:%M}"),
        ("Challenge day", DAY_NAMES[cadence.challenge_day]),
        ("Digest", f"{DAY_NAMES[cadence.digest_day]} {cadence.digest_at:%H:%M}"),
        ("More champions are asked after", f"{minutes} working minutes"),
        ("Working days", days_text(cadence.workdays)),
    )


def brief(cadence: Cadence) -> str:
    """A cadence in a few words: Mon–Fri at 10:00."""
    return f"{days_text(cadence.days)} at {cadence.default_at:%H:%M}"


def days_text(days: Collection[int]) -> str:
    """Weekdays as people write them: Mon–Fri, or Mon, Wed, Fri."""
    ordered = sorted(days)
    breaks = [i for i, (a, b) in enumerate(pairwise(ordered), start=1) if b != a + 1]
    edges = [0, *breaks, len(ordered)]
    return ", ".join(_run_text(ordered[a:b]) for a, b in pairwise(edges))


def window_text(window: tuple[time, time]) -> str:
    """A window as people write it: 09:00–17:00."""
    return f"{window[0]:%H:%M}–{window[1]:%H:%M}"


def _run_text(run: list[int]) -> str:
    names = [DAY_NAMES[day] for day in run]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _works(day: date, days: frozenset[int], holidays: Container[date]) -> bool:
    return day.weekday() in days and day not in holidays


def _days_from(
    first: date, days: frozenset[int], *, holidays: Container[date], more: Container[date] = ()
) -> Iterator[date]:
    for ahead in range(_SEARCH_DAYS):
        day = first + timedelta(days=ahead)
        if _works(day, days, holidays) or (day in more and day not in holidays):
            yield day


def _in_window(at: time, window: tuple[time, time]) -> bool:
    return window[0] <= at < window[1]


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _parse_days(names: Collection[str], field: str, errors: dict[str, str]) -> frozenset[int]:
    known = [day for name in names if (day := _day_of(name)) is not None]
    if not known or len(known) < len(names):
        errors[field] = "Choose at least one day of the week."
    return frozenset(known)


def _parse_day(name: str, field: str, errors: dict[str, str]) -> int:
    day = _day_of(name)
    if day is None:
        errors[field] = "Choose a day of the week."
    return day or 0


def _day_of(name: str) -> int | None:
    short = name.strip()[:3].title()
    return DAY_NAMES.index(short) if short in DAY_NAMES else None


def _parse_time(text: str, field: str, errors: dict[str, str]) -> time:
    match = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(part or 0) for part in match.groups()) if match else (24, 0)
    if hour > 23 or minute > 59:
        errors[field] = "Give a time of day such as 09:30."
        return time(0)
    return time(hour, minute)


def _parse_window(opens: str, closes: str, errors: dict[str, str]) -> tuple[time, time]:
    start, end = _parse_time(opens, "opens", errors), _parse_time(closes, "closes", errors)
    if errors.keys() & {"opens", "closes"}:
        return start, end
    length = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)
    if length < SHORTEST_WINDOW:
        errors["closes"] = f"Choose an end at least an hour after {start:%H:%M}, on the same day."
    return start, end


def _parse_minutes(text: str, field: str, errors: dict[str, str]) -> int:
    minutes = int(text) if re.fullmatch(r"\s*[0-9]{1,4}\s*", text) else 0
    if minutes not in ESCALATE_MINUTES:
        low, high = ESCALATE_MINUTES[0], ESCALATE_MINUTES[-1]
        errors[field] = f"Give a whole number of minutes between {low} and {high}."
    return minutes


def _contradictions(cadence: Cadence) -> dict[str, str]:
    window = f"Choose a time inside the window, {window_text(cadence.window)}."
    errors: dict[str, str] = {}
    if not _in_window(cadence.default_at, cadence.window):
        errors["default_at"] = window
    if not _in_window(cadence.digest_at, cadence.window):
        errors["digest_at"] = window
    if cadence.challenge_day not in cadence.days:
        errors["challenge_day"] = (
            "The challenge takes the place of that day's card: "
            f"choose one of {days_text(cadence.days)} here, "
            f"or tick {DAY_NAMES[cadence.challenge_day]} under “Cards may come on”."
        )
    if cadence.digest_day not in cadence.workdays | cadence.days:
        errors["digest_day"] = f"Choose a working day, one of {days_text(cadence.workdays)}."
    return errors

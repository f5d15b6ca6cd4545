"""When a person's own cue comes: on their days, at their time, wherever they are; and when it ends."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.cadence.rules import MON_FRI, days_text, instant, is_too_late, local_day
from bot.enrolment.rules import Dnd

LASTS = timedelta(weeks=4)
IGNORED_ENDS = 3
MOST = 3  # cues of one person at a time
LONGEST = 150
LOOK_AHEAD = timedelta(days=30)  # a pause without an end in sight is looked at again after this time
_SEARCH_DAYS = 400
_MINUTE = timedelta(minutes=1)
_BEFORE_WHEN = ("when ", "whenever ", "if ", "after ", "before ", "once ", "as soon as ", "every time ")
_TRY = ("i'll try ", "i’ll try ", "i will try ", "try ")
_OWN_VERB = ("i'll ", "i’ll ", "i will ")


class State(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"  # by its owner
    OVER = "over"  # its four weeks are
    FADED = "faded"  # three in a row went unanswered


class Told(StrEnum):
    DID = "did"
    NOT_TODAY = "not_today"
    ENDED = "ended"  # no cue: the line that says why none comes any more


@dataclass(frozen=True)
class Plan:
    """On which days and at what time of its owner's clock a cue comes."""

    days: frozenset[int] = MON_FRI
    at: time = time(9)


USUAL = Plan()


# The same few moments are asked for by all who look.
@lru_cache(maxsize=4096)
def moment_on(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment of a wall-clock time on a local date, in UTC; None where the clock skips that whole day.

    Of two in an overlap it is the first; after a gap the first that there is, or the last one before it
    where the gap reaches into the next day.
    """
    slot = instant(day, at, zone)
    for candidate in (slot, slot - _MINUTE):
        if local_day(candidate, zone) == day:
            return candidate
    return None


def comes_on(day: date, plan: Plan, *, zone: ZoneInfo, dnd: Dnd | None = None) -> datetime | None:
    """When the cue of a local date comes: at its time, or as the Do Not Disturb over that time ends.

    None where that end is more than two hours away or on another day, and where the clock skips the day.
    """
    moment = moment_on(day, plan.at, zone)
    end = dnd.over(moment, zone) if dnd is not None and moment is not None else None
    if moment is None or end is None:
        return moment
    return None if is_too_late(moment, end) or local_day(end, zone) != day else end


def next_moment(
    now: datetime,
    plan: Plan,
    *,
    zone: ZoneInfo,
    holidays: Container[date] = (),
    paused_until: datetime | None = None,
    dnd: Dnd | None = None,
) -> datetime:
    """The cue's next moment after now and after every pause, never on a holiday of its owner."""
    start = max(now, min(paused_until or now, now + LOOK_AHEAD))
    first = local_day(start, zone)
    for ahead in range(_SEARCH_DAYS):
        day = first + timedelta(days=ahead)
        if day.weekday() not in plan.days or day in holidays:
            continue
        moment = comes_on(day, plan, zone=zone, dnd=dnd)
        if moment is not None and moment > start:
            return moment.astimezone(UTC)
    raise ValueError(f"No day for a cue within {_SEARCH_DAYS} days from {first}.")


def is_time(
    due: datetime,
    now: datetime,
    plan: Plan,
    *,
    zone: ZoneInfo,
    holidays: Container[date] = (),
    dnd: Dnd | None = None,
) -> bool:
    """Whether a cue planned for `due` may go now; if not, as after a flight, it is planned anew."""
    today = local_day(now, zone)
    if is_too_late(due, now) or today.weekday() not in plan.days or today in holidays:
        return False
    if dnd is not None and dnd.over(now, zone) is not None:
        return False
    moment = comes_on(today, plan, zone=zone, dnd=dnd)
    return moment is not None and moment <= now and not is_too_late(moment, now)


def ends_after(answers: Sequence[str | None], today: date, ends_on: date) -> State | None:
    """Why no further cue comes, by its last answers, the latest first; None while it goes on."""
    last = answers[:IGNORED_ENDS]
    if len(last) == IGNORED_ENDS and not any(last):
        return State.FADED
    return State.OVER if today >= ends_on else None


def occasion_text(text: str) -> str:
    """The occasion as somebody typed it, to stand behind «When»: without a «when» of its own."""
    words = _clean(text)
    return words[len("when ") :] if words.lower().startswith("when ") else words


def deed_text(text: str) -> str:
    """What somebody means to do, to stand behind «I'll try»: without an «I'll try» of its own."""
    words = _clean(text)
    start = next((each for each in _TRY if words.lower().startswith(each)), "")
    return words[len(start) :]


def sentence(occasion: str, deed: str) -> str:
    """A cue in its owner's words."""
    is_whole = occasion.lower().startswith(_BEFORE_WHEN)
    first = f"{occasion[:1].upper()}{occasion[1:]}" if is_whole else f"When {occasion}"
    then = deed if deed.lower().startswith(_OWN_VERB) else f"I'll try {deed}"
    return f"{first}, {then}."


def plan_text(plan: Plan) -> str:
    """Its days and time in a few words: Mon–Fri at 09:00."""
    return f"{days_text(plan.days)} at {plan.at:%H:%M}"


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:!")

"""When a member may be written to next: the calendar, their own time, and every pause over them."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.cadence.rules import LAST_CALL, Cadence, instant, is_open, is_too_late, local_day, next_slot, slot_on
from bot.cohorts.rules import Course
from bot.people.rules import WITHOUT_END, Enrolment
from bot.workspaces.rules import NOTHING_SAID, Company

# Stored where somebody pauses without naming a day: only they end it.
UNTIL_RESUMED = WITHOUT_END
USUAL_PAUSE = timedelta(weeks=2)
INVITED_AGAIN = timedelta(weeks=2)
# A pause without an end in sight is looked at again after this time.
LOOK_AHEAD = timedelta(days=30)
HALF_HOUR = timedelta(minutes=30)
_ANY_DAY = date(2000, 1, 1)
_A_DAY = timedelta(days=1)
# Slack tells the next hours only; they come again each day, for so many days unless it tells others.
RECURS = 7


@dataclass(frozen=True)
class Dnd:
    """The next, or last, hours of silence as Slack told them."""

    begins: datetime
    ends: datetime

    def over(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When the silence that holds at this moment is over; None when none holds."""
        begins, ends = self.begins.astimezone(zone), self.ends.astimezone(zone)
        passed = (local_day(at, zone) - begins.date()).days
        # A whole day of silence, or a weekend, is told each time.
        turns = (passed - 1, passed) if ends - begins < _A_DAY else (0,)
        for turn in turns:
            later = timedelta(days=turn)
            if not 0 <= turn <= RECURS:
                continue
            start = instant(begins.date() + later, begins.time(), zone)
            end = instant(ends.date() + later, ends.time(), zone)
            if start <= at < end:
                return end
        return None


def dnd_of(begins: datetime | None, ends: datetime | None) -> Dnd | None:
    """The hours that are kept; None where there are none."""
    return Dnd(begins, ends) if begins is not None and ends is not None else None


def is_same(one: Dnd | None, other: Dnd | None, zone: ZoneInfo) -> bool:
    """Whether both are the same hours of the day, told on whichever days."""
    if one is None or other is None:
        return one is other
    walls = [
        (each.begins.astimezone(zone).time(), each.ends.astimezone(zone).time()) for each in (one, other)
    ]
    return walls[0] == walls[1] and one.ends - one.begins == other.ends - other.begins


class PutOff(StrEnum):
    """How a Do Not Disturb moved a message."""

    TO_ITS_END = "to_its_end"
    TO_ANOTHER_DAY = "to_another_day"  # it covers what is left of the window


@dataclass(frozen=True)
class Frame:
    """What decides when one member may be written to, and as whom."""

    cadence: Cadence
    zone: ZoneInfo
    at: time
    role: str = "general"
    trained_on: date | None = None
    paused_until: datetime | None = None  # by whomever, the latest
    held_until: datetime | None = None  # by an admin
    away_until: datetime | None = None  # by their status in Slack
    reachable: bool = True
    has_team: bool = False
    holidays: Container[date] = ()  # where they live
    dnd: Dnd | None = None
    company: Company = NOTHING_SAID
    course: Course | None = None  # the plan of their cohort
    more_days: frozenset[date] = frozenset()  # of that plan, beside the cadence's


def is_paused(frame: Frame, now: datetime) -> bool:
    """Whether the member, their team or their workspace is paused now."""
    return frame.paused_until is not None and frame.paused_until > now


def is_held(frame: Frame, now: datetime) -> bool:
    """Whether an admin's pause is what keeps the member from being written to, so that only it ends."""
    return is_paused(frame, now) and frame.held_until == frame.paused_until


def is_away(frame: Frame, now: datetime) -> bool:
    """Whether the member's status in Slack is what keeps them from being written to."""
    return is_paused(frame, now) and frame.away_until == frame.paused_until


def may_come(now: datetime, frame: Frame) -> bool:
    """Whether anything unasked-for may reach the member at this moment."""
    return (
        frame.reachable
        and not is_paused(frame, now)
        and is_open(now, frame.zone, frame.cadence, holidays=frame.holidays, more=frame.more_days)
        and silent_until(now, frame) is None
    )


def silent_until(at: datetime, frame: Frame) -> datetime | None:
    """When the Do Not Disturb is over that holds at this moment; None when none does."""
    return frame.dnd.over(at, frame.zone) if frame.dnd is not None else None


def after_dnd(slot: datetime, frame: Frame) -> datetime | None:
    """The slot, or the end of the Do Not Disturb over it; None when that is too late for the day."""
    end = silent_until(slot, frame)
    if end is None:
        return slot
    closes = instant(local_day(slot, frame.zone), frame.cadence.window[1], frame.zone)
    return end if end <= closes - LAST_CALL else None


def put_off(moment: datetime, now: datetime, frame: Frame) -> PutOff | None:
    """How the member's Do Not Disturb moved their next message to this moment; None where it did not."""
    slot = slot_on(local_day(moment, frame.zone), zone=frame.zone, at=frame.at, cadence=frame.cadence)
    if slot is not None and slot < moment and silent_until(slot, frame) == moment:
        return PutOff.TO_ITS_END
    earlier = next_moment(now, replace(frame, dnd=None))
    is_covered = False
    while earlier < moment:
        if after_dnd(earlier, frame) is not None:
            return None
        is_covered, earlier = True, next_moment(earlier, replace(frame, dnd=None))
    return PutOff.TO_ANOTHER_DAY if is_covered else None


def is_time(due: datetime, now: datetime, frame: Frame) -> bool:
    """Whether a message planned for `due` may go now; if not, it is planned anew."""
    if is_too_late(due, now) or not may_come(now, frame):
        return False
    # Whoever flew west since it was planned is not written to before their own time of day.
    slot = slot_on(local_day(now, frame.zone), zone=frame.zone, at=frame.at, cadence=frame.cadence)
    return slot is None or slot <= now


def expected(due: datetime, frame: Frame) -> datetime:
    """When a message planned for `due` will really come, to somebody who may have moved since."""
    return due if is_time(due, due, frame) else next_moment(due, frame)


def next_moment(
    now: datetime,
    frame: Frame,
    *,
    not_before: date | None = None,
    skips_one: bool = False,
    catch_up: bool = False,
) -> datetime:
    """The member's next slot after now and after every pause; with `skips_one`, the one after that."""
    start = max(now, min(frame.paused_until or now, now + LOOK_AHEAD))
    moments = _moments(start, frame, not_before=not_before, catch_up=catch_up and start == now)
    first = next(moments)
    return next(moments) if skips_one else first


def working_day_before(today: date, frame: Frame) -> date:
    """The member's last day for cards before this one, or a week ago."""
    before = (today - timedelta(days=back) for back in range(1, 7))
    return next((day for day in before if _is_working(day, frame)), today - timedelta(days=7))


def _is_working(day: date, frame: Frame) -> bool:
    is_usual = day.weekday() in frame.cadence.days
    return (is_usual or day in frame.more_days) and day not in frame.holidays


def _moments(start: datetime, frame: Frame, *, not_before: date | None, catch_up: bool) -> Iterator[datetime]:
    """The slots after this moment, each put off to the end of a Do Not Disturb that covers it."""
    slot, today = start, local_day(start, frame.zone)
    passed = slot_on(today, zone=frame.zone, at=frame.at, cadence=frame.cadence)
    if (
        passed is not None
        and passed <= start
        and (not_before or today) <= today
        and _is_working(today, frame)
    ):
        late = after_dnd(passed, frame)
        if late is not None and late > start:
            yield late
    while True:
        slot = next_slot(
            slot,
            zone=frame.zone,
            at=frame.at,
            cadence=frame.cadence,
            not_before=not_before,
            holidays=frame.holidays,
            more=frame.more_days,
            catch_up=catch_up,
        )
        catch_up = False
        if (moment := after_dnd(slot, frame)) is not None:
            yield moment


def gets_nudges(*, enrolment: str, wants_nudges: bool, can_learn: bool) -> bool:
    """Whether cards are planned for a member at all."""
    return enrolment == Enrolment.ACTIVE and wants_nudges and can_learn


def times_in(cadence: Cadence) -> Iterator[time]:
    """The half hours of the window in which a person may choose to be written to."""
    opens, closes = (datetime.combine(_ANY_DAY, edge) for edge in cadence.window)
    while opens <= closes - LAST_CALL:
        yield opens.time()
        opens += HALF_HOUR


def day_text(day: date) -> str:
    """A date as people write it: Tuesday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def moment_text(moment: datetime, zone: ZoneInfo, *, today: date) -> str:
    """A moment as the person's own calendar has it: tomorrow at 09:30."""
    local = moment.astimezone(zone)
    near = {today: "today", today + timedelta(days=1): "tomorrow"}
    return f"{near.get(local.date()) or f'on {day_text(local.date())}'} at {local:%H:%M}"

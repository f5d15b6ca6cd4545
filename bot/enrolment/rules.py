"""When a member may be written to next: the calendar, their own time, and every pause over them."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cadence.rules import LAST_CALL, Cadence, is_open, is_too_late, local_day, next_slot, slot_on
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
    company: Company = NOTHING_SAID


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
        and is_open(now, frame.zone, frame.cadence, holidays=frame.holidays)
    )


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
    slot = next_slot(
        start,
        zone=frame.zone,
        at=frame.at,
        cadence=frame.cadence,
        not_before=not_before,
        holidays=frame.holidays,
        catch_up=catch_up and start == now,
    )
    if not skips_one:
        return slot
    return next_slot(slot, zone=frame.zone, at=frame.at, cadence=frame.cadence, holidays=frame.holidays)


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

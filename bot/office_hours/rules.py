"""When the next session is, and when somebody may be reminded of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.cadence.rules import LAST_CALL, Cadence, instant, local_day

ASKED_LATELY = timedelta(weeks=4)
AN_HOUR = timedelta(hours=1)
EARLIEST, LATEST = timedelta(hours=2), timedelta(minutes=10)  # before a session
# Whoever is to be reminded is known a day ahead: their own morning may be long before the session.
SENDING = timedelta(minutes=5)  # that a message may take
AHEAD = timedelta(hours=24)
A_DAY = timedelta(days=1)


class CallState(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    MISSED = "missed"  # their day's message was used, or the session is outside their own hours


@dataclass(frozen=True)
class Hours:
    """A weekly session: Monday is 0, the time is of that zone."""

    weekday: int
    at: time
    zone: ZoneInfo


def next_session(now: datetime, hours: Hours) -> datetime:
    """The first session that begins after now."""
    today = local_day(now, hours.zone)
    day = today + timedelta(days=(hours.weekday - today.weekday()) % 7)
    start = instant(day, hours.at, hours.zone)
    return start if start > now else instant(day + timedelta(days=7), hours.at, hours.zone)


def reminder_at(start: datetime, zone: ZoneInfo, cadence: Cadence) -> datetime | None:
    """When somebody hears of a session: an hour before, moved into their own hours; None if it cannot be."""
    day = local_day(start, zone)
    opens, closes = (instant(day, edge, zone) for edge in cadence.window)
    at = min(max(start - AN_HOUR, opens), closes - LAST_CALL)
    return at if start - EARLIEST <= at <= start - LATEST - SENDING and at >= opens else None


def day_taken_at(day: date, zone: ZoneInfo, cadence: Cadence) -> datetime:
    """When the day's one message is used for it: before the window opens, so it comes in a card's place."""
    return instant(day, cadence.window[0], zone) - AN_HOUR

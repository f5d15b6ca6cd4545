"""The small line below a question that waits: until when an answer is likely, or what happens by when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.enrolment.rules import day_text
from bot.slack import blockkit as kit

EVEN = timedelta(minutes=5)  # nobody's answer is known to the minute


def usual(at: datetime, zone: ZoneInfo) -> str:
    """From the last questions, three of four of which were answered so soon."""
    even = datetime.fromtimestamp(-(-at.timestamp() // EVEN.seconds) * EVEN.seconds, at.tzinfo)
    return f"Usually answered by {_moment(even, zone)}, as the last questions here were."


def opens(at: datetime, zone: ZoneInfo) -> str:
    return f"The working day begins {_moment(at, zone)}."


def asked_next(at: datetime, zone: ZoneInfo) -> str:
    return f"If nobody has taken it by {_moment(at, zone)}, I look for somebody else."


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return kit.moment(at, f"{local:%H:%M} {local:%Z} on {day_text(local.date())}")

"""Working time, where a question was asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cadence import rules as time_rules
from bot.cadence.rules import Cadence


@dataclass(frozen=True)
class Hours:
    """When people work where a question was asked."""

    cadence: Cadence
    zone: ZoneInfo

    def open_at(self, now: datetime) -> datetime:
        """Now in working hours, else when they begin."""
        return self.after(timedelta(), now=now)

    def after(self, patience: timedelta, *, now: datetime) -> datetime:
        """When so much working time is over."""
        minutes = int(patience.total_seconds() // 60)
        return time_rules.working_time_after(now, minutes, zone=self.zone, cadence=self.cadence)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time that was."""
        return time_rules.working_time_between(start, end, zone=self.zone, cadence=self.cadence)

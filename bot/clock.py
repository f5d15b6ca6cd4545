"""The one place that reads the clock: everywhere else the time is an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

Now = Callable[[], datetime]
Count = Callable[[], float]  # seconds from some start, which nobody can set

SLIGHT = timedelta(seconds=1)
LASTING = 3


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def zones() -> int:
    """How many time zones are known here; 0 where their data is missing, without which no day begins."""
    try:
        ZoneInfo("Europe/Madrid")
    except ZoneInfoNotFoundError:
        return 0
    return len(available_timezones())


class SteadyClock:
    """A clock that runs by a counter and follows what it is told; a jump must last to be believed."""

    def __init__(self, start: datetime, *, count: Count = time.monotonic) -> None:
        self._count = count
        self._jumps = 0
        self.set(start)

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=self._count() - self._counted)

    def set(self, to: datetime) -> None:
        """Go on from this moment."""
        self._start, self._counted = to, self._count()

    def follow(self, told: datetime) -> timedelta | None:
        """Correct drift at once, and a jump once it was told three times in a row; returns that jump."""
        off = told - self()
        self._jumps = self._jumps + 1 if abs(off) > SLIGHT else 0
        if 0 < self._jumps < LASTING:
            return None
        taken = off if self._jumps else None
        self.set(told)
        self._jumps = 0
        return taken


class SandboxClock:
    """A clock that runs like the real one from a chosen start and can be moved forward."""

    def __init__(self, start: datetime, *, frozen: bool = False) -> None:
        self._base = start
        self._frozen = frozen
        self._began = now()

    def __call__(self) -> datetime:
        return self._base if self._frozen else self._base + (now() - self._began)

    def advance(self, by: timedelta) -> datetime:
        """Move forward; a clock never goes back."""
        self._base += max(by, timedelta())
        return self()

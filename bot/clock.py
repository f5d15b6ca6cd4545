"""The one place that reads the clock: everywhere else the time is an argument."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


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

"""Whether the sender of this process lives: it beats with every step, and a stuck one falls silent."""

import time
from collections.abc import Callable
from datetime import timedelta

SILENT = timedelta(minutes=5)


class Pulse:
    """Beats by a clock that nobody sets, so that a jump of the wall clock harms nobody."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._last: float | None = None

    def begin(self) -> None:
        """The sender runs from now on."""
        self._last = self._tick()

    def beat(self) -> None:
        """The sender that runs took a step."""
        if self._last is not None:
            self._last = self._tick()

    def rest(self) -> None:
        """The sender was told to stop: it is silent from now on, and rightly so."""
        self._last = None

    @property
    def silence(self) -> timedelta:
        """Since the last beat; nothing before the first."""
        return timedelta(seconds=self._tick() - self._last) if self._last is not None else timedelta()

    async def fault(self) -> str | None:
        """What to say of it on `/healthz`."""
        if self.silence <= SILENT:
            return None
        return f"has not moved for {self.silence.total_seconds():.0f} s; restart this process"

"""One line of the table of ticks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.office import Office


@dataclass(frozen=True)
class Tick:
    """One thing the clock starts; `run` returns how many rows it handled."""

    name: str
    every: timedelta
    run: Callable[[Office, datetime], Awaitable[int]]

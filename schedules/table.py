"""One line of the table of ticks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.due import Due
from schedules.office import Office


@dataclass(frozen=True)
class Tick:
    """One thing the clock starts; `run` returns how many rows it handled.

    `due` are the rows it works on, where they say when, and `looks` those that it only looks at again after
    a while. What these do not tell it has to look for itself: it is blind.
    """

    name: str
    every: timedelta
    run: Callable[[Office, datetime], Awaitable[int]]
    due: tuple[Due, ...] = ()
    looks: tuple[Due, ...] = ()
    also_blind: bool = False

    @property
    def is_blind(self) -> bool:
        """Whether it may find work that no row announces."""
        return self.also_blind or not (self.due or self.looks)

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
    a while. Where neither is given, or `blind`, it has to look for itself.
    """

    name: str
    every: timedelta
    run: Callable[[Office, datetime], Awaitable[int]]
    due: tuple[Due, ...] = ()
    looks: tuple[Due, ...] = ()
    blind: bool = False

"""The week of a challenge."""

from enum import StrEnum


class RoundState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


class EntryState(StrEnum):
    INVITED = "invited"
    IN = "in"
    DECLINED = "declined"
    DONE = "done"

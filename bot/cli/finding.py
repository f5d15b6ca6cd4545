"""What `doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do when it is not right."""

    part: str
    state: State
    says: str
    do: str = ""

"""What a win is, and how it moves."""

from enum import StrEnum


class Kind(StrEnum):
    WIN = "win"
    DIDNT_WORK = "didnt_work"


class Status(StrEnum):
    PROPOSED = "proposed"
    LOGGED = "logged"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

"""How much one person may ask of us in a minute: one who sends thousands takes nobody else's turn."""

from datetime import datetime, timedelta
from enum import Enum, auto

from bot.people.rules import Person

MOST = 60  # commands; nobody types so many
A_MINUTE = timedelta(minutes=1)
MANY = 10_000  # people in memory, before those whose minute is over are let go


class Due(Enum):
    ANSWER = auto()
    NOTICE = auto()  # the first that is too much: its sender is told, once
    NOTHING = auto()


class Allowance:
    """Counts by person and minute in memory, each process for itself: a look elsewhere costs more."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._spent: dict[Person, tuple[datetime, int]] = {}

    def take(self, person: Person, now: datetime) -> Due:
        """What is due to the next command of this person."""
        began, spent = self._spent.get(person, (now, 0))
        if not timedelta() <= now - began < A_MINUTE:
            began, spent = now, 0
        if spent == 0 and len(self._spent) >= MANY:
            self._let_go(now)
        self._spent[person] = (began, spent + 1)
        if spent < self._most:
            return Due.ANSWER
        return Due.NOTICE if spent == self._most else Due.NOTHING

    def _let_go(self, now: datetime) -> None:
        recent = {who: kept for who, kept in self._spent.items() if timedelta() <= now - kept[0] < A_MINUTE}
        self._spent = recent if len(recent) < MANY else {}

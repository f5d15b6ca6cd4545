"""The life of a question: its states, and who is asked next when nobody took it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from bot.cadence.rules import instant, local_day


class Status(StrEnum):
    DRAFT = "draft"  # shown to the asker only, who has not said where to ask it
    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"  # its holder has written; its asker has not said whether that solves it
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"  # its message is gone, and so are its words: closed for good


HELD = (Status.CLAIMED, Status.ANSWERED)
LIVE = (Status.OPEN, *HELD)
TALKED_OF = (*LIVE, Status.RESOLVED)
# Working time: how long whoever took a question may be silent, and then how long after a reminder.
PATIENCE = timedelta(hours=4)
GRACE = timedelta(hours=8)
TOGETHER = timedelta(
    hours=1
)  # by the clock: what its holder is to be reminded of so soon comes in one message
LOOK = timedelta(minutes=10)  # for a look at earlier answers, before anybody is asked
AGAIN = timedelta(hours=16)  # between two lists of what nobody took, also of working time


ENOUGH = 8  # questions, to say how long one usually waits for its answer


class Remind(StrEnum):
    """When whoever holds a question wants to hear of it again."""

    SOON = "soon"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    NEVER = "never"

    @classmethod
    def of(cls, chosen: str) -> "Remind":
        """What a menu sent; tomorrow for what an old one says."""
        return cls(chosen) if chosen in list(cls) else cls.TOMORROW


_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|ty|cheers|perfect|brilliant|that (?:worked|did it|helped)|works now|solved"
    r"|danke|dankeschön|merci|gracias|grazie|obrigad[oa]|bedankt|dank|tack|dzięki|dziękuję|teşekkürler)\b"
    r"|ありがとう|:(?:pray|tada|\+1|thumbsup|heart|raised_hands):",
    re.IGNORECASE,
)
_A_LINE = 20


class Reason(StrEnum):
    """What helped, as whoever asked says it."""

    WORKED = "worked"
    LEARNT = "learnt"
    TIME = "time"
    WORDS = "words"  # their own


class Source(StrEnum):
    CHANNEL = "channel"
    MENTION = "mention"
    DIRECT = "direct"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    CHALLENGE = "challenge"


class Step(IntEnum):
    """How far a question that nobody took has been carried."""

    FIRST_CHAMPION = 0
    NEXT_CHAMPION = 1
    ALL_CHAMPIONS = 2
    ADMIN = 3
    EVERYBODY_ASKED = 4


@dataclass(frozen=True)
class Escalation:
    """Who is asked now, and as which step."""

    step: Step
    user_ids: tuple[str, ...]


def next_escalation(
    step: Step, *, in_turn: Sequence[str], admins: Sequence[str], asked: Collection[str]
) -> Escalation:
    """The next step that reaches somebody new; EVERYBODY_ASKED when there is none."""
    fresh = [user_id for user_id in in_turn if user_id not in asked]
    if step < Step.NEXT_CHAMPION and fresh:
        return Escalation(Step.NEXT_CHAMPION, (fresh[0],))
    if step < Step.ALL_CHAMPIONS and fresh:
        return Escalation(Step.ALL_CHAMPIONS, tuple(fresh))
    waiting = [user_id for user_id in admins if user_id not in asked]
    if step < Step.ADMIN and waiting:
        return Escalation(Step.ADMIN, (waiting[0],))
    return Escalation(Step.EVERYBODY_ASKED, ())


def usual_wait(waits: Sequence[timedelta | None]) -> timedelta | None:
    """Within what time three of four questions were answered; None where too few were, or too few are known.

    A wait of None has not ended in an answer.
    """
    ordered = sorted(timedelta.max if one is None else one for one in waits)
    if len(ordered) < ENOUGH or (wait := ordered[-(-3 * len(ordered) // 4) - 1]) == timedelta.max:
        return None
    return wait


def may_close(*, actor: str, asker: str, champion: str | None, is_champion: bool, is_admin: bool) -> bool:
    """Only a person closes a question: its asker, a champion, or an admin."""
    return actor in (asker, champion) or is_champion or is_admin


def may_let_go(*, actor: str, champion: str | None, is_admin: bool) -> bool:
    """Releasing and handing over are for whoever holds the question, or an admin."""
    return actor == champion or is_admin


def may_look_back(
    *, viewer: str, part_of_it: Collection[str | None], private: bool, is_there: bool, leads: bool
) -> bool:
    """The history is for those it names; of what is no secret also for whoever reads its thread, or leads.

    `is_there`: they pressed where it is talked of; `leads`: they are a champion or an admin.
    """
    return viewer in part_of_it or (not private and (is_there or leads))


def is_thanks(text: str) -> bool:
    """Whether an asker's words in the thread only thank: a line with thanks in it that asks nothing."""
    return "?" not in text and len(text.split()) <= _A_LINE and _THANKS.search(text) is not None


def reminded_at(when: Remind, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that was chosen, in that zone; None when never."""
    if when == Remind.NEVER:
        return None
    if when == Remind.SOON:
        return now + timedelta(hours=2)
    later = timedelta(days=1 if when == Remind.TOMORROW else 7)
    return instant(local_day(now, zone) + later, time(), zone)

"""The life of a question: its states, and who is asked next when nobody took it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Status(StrEnum):
    DRAFT = "draft"  # shown to the asker only, who has not said where to ask it
    OPEN = "open"
    CLAIMED = "claimed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"  # its message is gone, and so are its words: closed for good


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


def may_close(*, actor: str, asker: str, champion: str | None, is_champion: bool, is_admin: bool) -> bool:
    """Only a person closes a question: its asker, a champion, or an admin."""
    return actor in (asker, champion) or is_champion or is_admin


def may_let_go(*, actor: str, champion: str | None, is_admin: bool) -> bool:
    """Releasing and handing over are for whoever holds the question, or an admin."""
    return actor == champion or is_admin

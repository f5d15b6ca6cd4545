"""Who may do what, and what a Slack profile says about a person."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Enrolment(StrEnum):
    KNOWN = "known"  # on the roster, never written to
    INVITED = "invited"  # got the welcome message, has not chosen yet
    ACTIVE = "active"
    OUT = "out"  # opted out; nothing unasked-for until they say otherwise


@dataclass(frozen=True)
class Profile:
    """What `users.list`, `users.info` and `user_change` tell about a person."""

    user_id: str
    name: str = field(repr=False)
    zone: str
    is_admin: bool
    can_learn: bool


@dataclass(frozen=True)
class Person:
    """Who is acting, as the door read it."""

    workspace_id: str
    user_id: str


@dataclass(frozen=True)
class RosterChange:
    """What came of asking and taking off: `barred` are those wanted who cannot take part at all."""

    wanted: int
    asked: int
    gone: int
    barred: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """Somebody who leaves the team of this name for another one."""

    user_id: str
    team: str = field(repr=False)


def digest_of(moves: Iterable[Move]) -> str:
    """These moves and no others, short enough for a form to carry."""
    told = sorted((one.user_id, one.team) for one in moves)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def may_administer(*, is_admin: bool, granted: bool, is_colleague: bool) -> bool:
    """Workspace admins and owners by Slack's own flags, others by grant; nobody who left or is a guest."""
    return is_colleague and (is_admin or granted)

"""Who may do what, and what a Slack profile says about a person."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

# Begins the name under which somebody asks anonymously; no id of Slack has a small letter.
ALIAS = "alias-"
# What stands for "until they say otherwise" where a moment is stored.
WITHOUT_END = datetime(9000, 1, 1, tzinfo=UTC)

_AWAY_EMOJI = frozenset(
    ("palm_tree", "beach_with_umbrella", "desert_island", "umbrella_on_ground", "face_with_thermometer",
     "face_with_head_bandage", "hospital", "baby_bottle", "ooo", "out_of_office", "vacation")
)  # fmt: skip
_AWAY_WORDS = re.compile(
    r"\b(?:vacation(?:ing)?|on holidays?|on leave|(?:annual|sick|parental|maternity|paternity) leave|ooo|pto"
    r"|out of (?:the )?office|out sick|sick|day off|time off|off (?:today|until|till)|away (?:until|till)"
    r"|urlaub|abwesend|krank|elternzeit|nicht im büro|außer haus"
    r"|vacaciones|fuera de la oficina|de baja|enferm[oa]|de permiso"
    r"|congés?|vacances|absente?|malade|en arrêt|ferie|malattia|fuori ufficio"
    r"|férias|fora do escritório|doente|vakantie|afwezig|ziek|met verlof|urlop|poza biurem|chor[ya]"
    r"|på semester|sjuk|syk|syg|izinde|tatilde|отпуск\w*|болею|на больничном)\b"
    r"|休暇|お休み|不在|病欠|休假|请假|度假|휴가|병가",
)
_HERE_ALL_THE_SAME = re.compile(
    r"\b(?:working|wfh|remote(?:ly)?|back from|not (?:on|sick)|no (?:pto|vacation)|sick of|planning)\b"
)


def is_alias(user_id: str | None) -> bool:
    """Whether this stands for somebody whose name is left out."""
    return user_id is not None and user_id.startswith(ALIAS)


def mention(user_id: str, nameless: str) -> str:
    """Somebody's name as Slack draws it; `nameless` for whoever left theirs out."""
    return nameless if is_alias(user_id) else f"<@{user_id}>"


def away_until(text: str, emoji: str, expires: int) -> datetime | None:
    """Until when a status in Slack says that somebody is away; None when it does not say so."""
    words = " ".join(text.casefold().split())
    says = emoji.strip(":").partition("::")[0] in _AWAY_EMOJI or _AWAY_WORDS.search(words)
    if not says or _HERE_ALL_THE_SAME.search(words):
        return None
    return datetime.fromtimestamp(expires, UTC) if 0 < expires < WITHOUT_END.timestamp() else WITHOUT_END


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
    away_until: datetime | None = None  # as their status says; what it says is not kept
    language: str | None = None  # of Slack as they see it; None where Slack did not say


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

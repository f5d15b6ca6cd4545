"""Why a message was not delivered, in one of a few words: the same for doctor, metrics and App Home."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TOO_LATE = "not sent in time"
NO_TOKEN = "no_token"


class Why(StrEnum):
    """All there is to say in a metric; the row keeps Slack's own words."""

    NONE = "none"  # it was sent
    OVERTAKEN = "overtaken"  # no longer true or wanted: nobody misses it
    LATE = "too_late"
    TOKEN = "no_token"
    SCOPE = "missing_scope"
    ARCHIVED = "channel_archived"
    CLOSED = "channel_closed"
    PERSON = "person_gone"
    DOUBT = "in_doubt"  # may have arrived, and cannot be looked up
    GAVE_UP = "gave_up"
    REFUSED = "refused"  # any other word of Slack's


WORDS = {
    "is_archived": Why.ARCHIVED,
    "is_inactive": Why.ARCHIVED,
    "channel_not_found": Why.CLOSED,
    "not_in_channel": Why.CLOSED,
    "user_not_in_channel": Why.CLOSED,
    "restricted_action": Why.CLOSED,
    "restricted_action_read_only_channel": Why.CLOSED,
    "user_not_found": Why.PERSON,
    "user_disabled": Why.PERSON,
    "cannot_dm_bot": Why.PERSON,
    "messages_tab_disabled": Why.CLOSED,
    "missing_scope": Why.SCOPE,
    NO_TOKEN: Why.TOKEN,
    "invalid_auth": Why.TOKEN,
    "token_revoked": Why.TOKEN,
    "token_expired": Why.TOKEN,
    "account_inactive": Why.TOKEN,
    "not_authed": Why.TOKEN,
    "org_login_required": Why.TOKEN,
}
DIRECT = "direct"  # a place that only one person sees: whose it is, is nobody's business
CODE = re.compile(r"[a-z_]+")


def fold(fate: str, reason: str | None) -> Why:
    """One word for what stands beside a message that is settled."""
    said = reason or ""
    match fate:
        case "sent":
            return Why.NONE
        case "dropped":
            return Why.OVERTAKEN
        case "expired":
            waited_for = _word(said.removeprefix(TOO_LATE).lstrip(": "))
            return waited_for if waited_for in (Why.SCOPE, Why.TOKEN) else Why.LATE
    if "may have arrived" in said:
        return Why.DOUBT
    return Why.GAVE_UP if said.startswith("gave up") else _word(said)


def _word(said: str) -> Why:
    code = CODE.match(said)
    return WORDS.get(code[0], Why.REFUSED) if code else Why.REFUSED


@dataclass(frozen=True)
class Missed:
    """Messages that did not arrive, of one reason and one channel (or `DIRECT`)."""

    why: Why
    place: str
    count: int
    last: datetime


def most_first(missed: Sequence[Missed]) -> list[tuple[Why, int]]:
    """How many by reason."""
    counted: dict[Why, int] = {}
    for one in missed:
        counted[one.why] = counted.get(one.why, 0) + one.count
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def place_of(channel: str) -> str:
    """The channel, unless it is somebody's own."""
    return channel if channel.startswith(("C", "G")) else DIRECT

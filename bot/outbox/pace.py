"""When the next send is allowed: one post a second in a channel, about four in a workspace.

What one person alone sees is no post of the channel: it has a tier of its own.

Every limit is a generic cell rate: its key holds the time from which its next slot is free, and a burst may
run ahead of that. The keys lie in the database, so that all processes together keep one pace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rate:
    """One send `every` so often, and at most `burst` at once after a rest."""

    every: timedelta
    burst: int = 1

    @property
    def ahead(self) -> timedelta:
        return self.every * (self.burst - 1)


WORKSPACE_KEY = "workspace"
TURN = timedelta(seconds=0.25)
PER_CHANNEL = Rate(timedelta(seconds=1))
PER_WORKSPACE = Rate(timedelta(seconds=0.25), burst=8)
UNLIMITED = Rate(timedelta())
# So many calls of one workspace wait for an answer when Slack does not answer there: the rest of them would
# take the places of the others.
CROWD = 24
# Slack's tiers for the other methods: 50 and 100 calls a minute and workspace.
TIER_3 = Rate(timedelta(seconds=60 / 48), burst=8)
TIER_4 = Rate(timedelta(seconds=60 / 96), burst=12)
PER_METHOD = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "views.publish": TIER_4,
}
# A post in doubt costs a look-up, and so many of those are allowed.
AFTER_DOUBT = TIER_3.every
POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})
FOR_ONE = frozenset({"chat.postEphemeral", "response_url"})  # what one person alone sees

Key = tuple[str, str]  # the workspace, and what in it is limited
Limits = Mapping[Key, datetime]


@dataclass(frozen=True)
class Waiting:
    """One due message, as pacing sees it."""

    row_id: int
    workspace_id: str
    channel: str
    method: str


@dataclass(frozen=True)
class Plan:
    """What may be sent at once, when the rest may be, and the limits after those sends."""

    now: Sequence[int]
    later: Mapping[int, datetime]
    limits: Limits


def plan(waiting: Sequence[Waiting], limits: Limits, *, room: int, now: datetime) -> Plan:
    """Give the first message of each lane, in order, the first moment that its limits leave free.

    Those behind it in its lane are looked at when it is, or after it: so a channel keeps its order. At most
    `room` go at once; what would have fitted beside them is in neither list and is looked at again.
    """
    ahead, charged = dict(limits), dict(limits)
    sent: list[int] = []
    later: dict[int, datetime] = {}
    behind: dict[Key, datetime | None] = {}
    for one in waiting:
        place = lane(one.workspace_id, one.channel, one.method)
        if place in behind:
            later.update({one.row_id: at} if (at := behind[place]) else {})
            continue
        mine = keys(one)
        free = _free(mine, ahead)
        at = max(now, *free.values()) if free else now
        if at > now:
            later[one.row_id] = behind[place] = at
            if free.get((one.workspace_id, WORKSPACE_KEY)) == at:
                _charge(ahead, mine, at)
        elif len(sent) < room:
            sent.append(one.row_id)
            _charge(ahead, mine, now)
            _charge(charged, mine, now)
            behind[place] = max([now + TURN, *_free(mine, ahead).values()])
        else:
            behind[place] = None
    return Plan(sent, later, charged)


def keys(one: Waiting) -> dict[Key, Rate]:
    """The limits that a message falls under."""
    method = PER_METHOD.get(one.method, UNLIMITED)
    found = {(one.workspace_id, method_key(one.method)): method}
    if one.method in POSTING - FOR_ONE:
        found[one.workspace_id, channel_key(one.channel)] = PER_CHANNEL
    if one.method in POSTING:
        found[one.workspace_id, WORKSPACE_KEY] = PER_WORKSPACE
    return found


def lane(space: str, channel: str, method: str) -> Key:
    """What goes out in order, one after another: what all see in a channel, and apart what one alone sees."""
    return space, f"one:{channel}" if method in FOR_ONE else channel


def crowded(limits: Limits, flying: Mapping[str, int], *, now: datetime) -> Limits:
    """The limits, with a second's rest for workspaces where Slack leaves too many calls unanswered."""
    full = [space for space, calls in flying.items() if calls >= CROWD]
    return {**limits, **{(space, WORKSPACE_KEY): rested(now + PER_CHANNEL.every) for space in full}}


def rested(until: datetime) -> datetime:
    """What the key of a workspace holds when nothing is to be posted there before `until`."""
    return until + PER_WORKSPACE.ahead


def closed(method: str, *, until: datetime) -> datetime:
    """What the key of a method holds when Slack wants nothing of it before `until`."""
    return until + PER_METHOD.get(method, UNLIMITED).ahead


def channel_key(channel: str) -> str:
    return f"channel:{channel}"


def method_key(method: str) -> str:
    return f"method:{method}"


def _free(mine: Mapping[Key, Rate], limits: Limits) -> Limits:
    """From when each of its limits lets a message go."""
    return {key: limits[key] - rate.ahead for key, rate in mine.items() if key in limits}


def _charge(limits: dict[Key, datetime], mine: Mapping[Key, Rate], at: datetime) -> None:
    for key, rate in mine.items():
        if rate.every:
            limits[key] = max(limits.get(key, at), at) + rate.every

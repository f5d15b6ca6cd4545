"""When the next send is allowed: one post a second in a channel, about four in a workspace.

What one person alone sees is no post of the channel: it has a tier of its own.

Every limit is a generic cell rate: its key holds the time from which its next slot is free, and a burst may
run ahead of that. The keys lie in the database, so that all processes together keep one pace.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush


@dataclass(frozen=True)
class Rate:
    """One send `every` so often, and at most `burst` at once after a rest."""

    every: timedelta
    burst: int = 1

    @property
    def ahead(self) -> timedelta:
        return self.every * (self.burst - 1)


WORKSPACE_KEY = "workspace"
IN_ORDER = timedelta(seconds=0.25)  # the next of a lane waits for the last to arrive
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
    """Give each message the moment at which it goes if nothing else comes: it is looked at then.

    So a channel keeps its order. At most `room` go at once; what would have fitted beside them, and what is
    behind it in its lane, is in neither list and is looked at again.
    """
    charged = dict(limits)
    sent: list[int] = []
    later: dict[int, datetime] = {}
    spaces: dict[str, list[Waiting]] = defaultdict(list)
    for one in waiting:
        spaces[one.workspace_id].append(one)
    for its in spaces.values():
        full: set[Key] = set()
        for one, at in _Ahead(its, limits, now=now) if len(its) > 1 else _alone(its[0], limits, now=now):
            place = lane(one.workspace_id, one.channel, one.method)
            if place in full:
                continue
            if at > now:
                later[one.row_id] = at
            elif len(sent) < room:
                sent.append(one.row_id)
                _charge(charged, keys(one), now)
            else:
                full.add(place)
    return Plan(sent, later, charged)


def _alone(one: Waiting, limits: Limits, *, now: datetime) -> Iterator[tuple[Waiting, datetime]]:
    """The same for a workspace of which only one message waits."""
    yield one, max([now, *_free(keys(one), limits).values()])


class _Ahead:
    """What will go out of one workspace, one after the other, each with its moment.

    A lane's next message waits for its channel, and then for what all messages of its method share.
    """

    def __init__(self, waiting: Sequence[Waiting], limits: Limits, *, now: datetime) -> None:
        self._limits = dict(limits)
        self._now = now
        self._lanes: dict[Key, deque[tuple[int, Waiting]]] = defaultdict(deque)
        for turn, one in enumerate(waiting):
            self._lanes[lane(one.workspace_id, one.channel, one.method)].append((turn, one))
        # By method: the heads of lanes by when their channel is free, and by turn those whose channel is.
        self._resting: dict[str, list[tuple[datetime, int, Key]]] = defaultdict(list)
        self._free: dict[str, list[tuple[int, Key]]] = defaultdict(list)
        for place in self._lanes:
            self._rest(place, now)

    def __iter__(self) -> Iterator[tuple[Waiting, datetime]]:
        while self._lanes:
            at, _, method = min(first for method in self._resting if (first := self._first(method)))
            self._now = at
            resting, free = self._resting[method], self._free[method]
            while resting and resting[0][0] <= at:
                heappush(free, heappop(resting)[1:])
            _, place = heappop(free)
            _, one = self._lanes[place].popleft()
            _charge(self._limits, keys(one), at)
            yield one, at
            if self._lanes[place]:
                self._rest(place, at + IN_ORDER)
            else:
                del self._lanes[place]

    def _rest(self, place: Key, at: datetime) -> None:
        turn, one = self._lanes[place][0]
        channel = self._limits.get((one.workspace_id, channel_key(one.channel)), at)
        is_posted = one.method in POSTING - FOR_ONE
        heappush(self._resting[one.method], (max(at, channel) if is_posted else at, turn, place))

    def _first(self, method: str) -> tuple[datetime, int, str] | None:
        """When the next one with this method goes, and its turn."""
        resting, free = self._resting[method], self._free[method]
        if not resting and not free:
            return None
        turn, place = free[0] if free else resting[0][1:]
        shared = _free(_shared(self._lanes[place][0][1]), self._limits).values()
        own = [] if free else [resting[0][0]]
        return max([self._now, *shared, *own]), turn, method


def slots(count: int, *, after: datetime | None, now: datetime) -> list[datetime]:
    """When so many posts of one workspace may go out that are promised together, behind what waits already.

    Given at once, or each look would find all of them due and put off all but a few.
    """
    rate = PER_WORKSPACE
    free = now if after is None else after + rate.ahead + rate.every
    found = []
    for _ in range(count):
        found.append(max(now, free - rate.ahead))
        free = max(free, found[-1]) + rate.every
    return found


def keys(one: Waiting) -> dict[Key, Rate]:
    """The limits that a message falls under."""
    found = _shared(one)
    if one.method in POSTING - FOR_ONE:
        found[one.workspace_id, channel_key(one.channel)] = PER_CHANNEL
    return found


def _shared(one: Waiting) -> dict[Key, Rate]:
    """Those that it shares with other channels."""
    found = {(one.workspace_id, method_key(one.method)): PER_METHOD.get(one.method, UNLIMITED)}
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

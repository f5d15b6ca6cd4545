"""When the next send is allowed: one post a second in a channel, about four in a workspace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PER_CHANNEL = timedelta(seconds=1)
PER_WORKSPACE = timedelta(seconds=0.25)
WORKSPACE_BURST = 8
POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})
WORKSPACE_KEY = "workspace"


@dataclass(frozen=True)
class Verdict:
    """Now, with the limits as they stand afterwards; or later, at `wait_until`."""

    wait_until: datetime | None
    limits: Mapping[str, datetime]


def channel_key(channel: str) -> str:
    return f"channel:{channel}"


def method_key(method: str) -> str:
    return f"method:{method}"


def keys(method: str, channel: str) -> tuple[str, ...]:
    """The limits that a call falls under."""
    if method in POSTING:
        return (method_key(method), channel_key(channel), WORKSPACE_KEY)
    return (method_key(method),)


def allow(method: str, channel: str, *, limits: Mapping[str, datetime], now: datetime) -> Verdict:
    """Decide one send against the limits, by the generic cell rate algorithm.

    `limits` holds, per key, the time from which the key's next slot is free; the workspace's
    may run ahead of `now` by a burst of WORKSPACE_BURST sends.
    """
    mine = {key: limits[key] for key in keys(method, channel) if key in limits}
    burst = PER_WORKSPACE * (WORKSPACE_BURST - 1)
    waits = [at - burst if key == WORKSPACE_KEY else at for key, at in mine.items()]
    until = max(waits, default=now)
    if until > now:
        return Verdict(until, {})
    if method not in POSTING:
        return Verdict(None, {})
    return Verdict(
        None,
        {
            channel_key(channel): now + PER_CHANNEL,
            WORKSPACE_KEY: max(mine.get(WORKSPACE_KEY, now), now) + PER_WORKSPACE,
        },
    )

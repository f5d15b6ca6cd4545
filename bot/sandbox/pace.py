"""Slack's posting limits: one message a second in a channel with a small burst, so many a minute in all."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CHANNEL_BURST = 4
CHANNEL_REFILL = 1.0
TEAM_PER_MINUTE = 300
MINUTE = timedelta(minutes=1)


@dataclass
class Bucket:
    left: float
    filled: datetime


@dataclass
class PostingLimits:
    """Says for each post whether it may go now, or after how many seconds."""

    channel_burst: int = CHANNEL_BURST
    per_second: float = CHANNEL_REFILL
    per_minute: int = TEAM_PER_MINUTE
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _recent: deque[datetime] = field(default_factory=deque)

    def wait(self, channel: str, *, now: datetime) -> int:
        """Count this post in: 0 when it may go, else the seconds of Retry-After."""
        while self._recent and now - self._recent[0] >= MINUTE:
            self._recent.popleft()
        if len(self._recent) >= self.per_minute:
            return _seconds(self._recent[0] + MINUTE - now)
        bucket = self._filled(channel, now)
        if bucket.left < 1:
            return _seconds(timedelta(seconds=(1 - bucket.left) / self.per_second))
        bucket.left -= 1
        self._recent.append(now)
        return 0

    def _filled(self, channel: str, now: datetime) -> Bucket:
        bucket = self._buckets.setdefault(channel, Bucket(self.channel_burst, now))
        gained = max(0.0, (now - bucket.filled).total_seconds()) * self.per_second
        bucket.left = min(float(self.channel_burst), bucket.left + gained)
        bucket.filled = now
        return bucket


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))

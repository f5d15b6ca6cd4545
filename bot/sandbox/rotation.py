"""Slack's token rotation: tokens that expire after twelve hours, and refresh tokens that are good once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

LASTS = timedelta(hours=12)
MOST = 2  # tokens that work at a time: a third takes the place of the oldest


class Rotation:
    """The tokens of one installation; off until the app's owner switches it on, for ever."""

    def __init__(self, workspace: str) -> None:
        self.is_on = False
        self._workspace = workspace
        self._made = 0
        self._works: dict[str, datetime] = {}  # until when
        self._over: set[str] = set()
        self.refresh_token = ""

    def issue(self, now: datetime) -> dict[str, Any]:
        """The next token and refresh token, as oauth.v2.access answers; the one before is used up."""
        self._made += 1
        token = f"xoxe.xoxb-1-{self._workspace}-{self._made}"
        self.refresh_token = f"xoxe-1-{self._workspace}-{self._made}"
        self._works[token] = now + LASTS
        while len(self._works) > MOST:
            oldest = next(iter(self._works))
            self._over.add(oldest)
            del self._works[oldest]
        return {
            "access_token": token,
            "refresh_token": self.refresh_token,
            "expires_in": int(LASTS.total_seconds()),
        }

    def works(self, token: str, now: datetime) -> bool:
        """Whether this is a token of this installation that has not expired."""
        return token in self._works and now < self._works[token]

    def is_over(self, token: str, now: datetime) -> bool:
        """Whether it was one."""
        return token in self._over or (token in self._works and self._works[token] <= now)

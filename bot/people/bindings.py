"""Which channels are a team's: asked for every channel message, so kept in memory for a few seconds."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.db import Db
from bot.people import service as people

FRESH = timedelta(seconds=5)


class Bindings:
    """The bound channels; another process's change is seen within FRESH."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._teams: Mapping[str, dict[str, int]] = {}
        self._read_at: datetime | None = None

    async def team_of(self, workspace_id: str, channel: str, *, now: datetime) -> int | None:
        """The team whose channel this is, if any."""
        if not self._is_fresh(now):
            async with self._db.read() as session:
                bound = await people.bound_channels(session)
            teams: Mapping[str, dict[str, int]] = defaultdict(dict)
            for (workspace, name), team_id in bound.items():
                teams[workspace][name] = team_id
            self._teams, self._read_at = dict(teams), now
        return self._teams.get(workspace_id, {}).get(channel)

    def is_unbound(self, workspace_id: str, channel: str, *, now: datetime) -> bool:
        """Whether memory alone tells that a channel, in a workspace with teams, is no team's."""
        teams = self._teams.get(workspace_id) if self._is_fresh(now) else None
        return teams is not None and channel not in teams

    def forget(self) -> None:
        """A team was changed here: read again before the next answer."""
        self._read_at = None

    def _is_fresh(self, now: datetime) -> bool:
        return self._read_at is not None and timedelta() <= now - self._read_at < FRESH

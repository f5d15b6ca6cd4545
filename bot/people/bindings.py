"""Which channels are a team's: asked for every channel message, so kept in memory for a few seconds."""

from datetime import datetime, timedelta

from bot.db import Db
from bot.people import service as people

FRESH = timedelta(seconds=5)


class Bindings:
    """The bound channels; another process's change is seen within FRESH."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._teams: dict[tuple[str, str], int] = {}
        self._read_at: datetime | None = None

    async def team_of(self, workspace_id: str, channel: str, *, now: datetime) -> int | None:
        """The team whose channel this is, if any."""
        if self._read_at is None or not timedelta() <= now - self._read_at < FRESH:
            async with self._db.read() as session:
                self._teams = await people.bound_channels(session)
            self._read_at = now
        return self._teams.get((workspace_id, channel))

    def forget(self) -> None:
        """A team was changed here: read again before the next answer."""
        self._read_at = None

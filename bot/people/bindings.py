"""Which channels are a team's: asked for every channel message, so kept in memory for a few seconds."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Db
from bot.people import service as people

FRESH = timedelta(seconds=5)


class Bindings:
    """The bound channels; another process's change is seen within FRESH."""

    def __init__(
        self,
        db: Db,
        talked_in: Callable[[AsyncSession], Awaitable[Collection[tuple[str, str]]]],
        reread_in: Callable[[AsyncSession, datetime], Awaitable[Collection[str]]] | None = None,
    ) -> None:
        """`reread_in` are the workspaces whose messages a model may read again; None where there is none."""
        self._db = db
        self._talked_in = talked_in
        self._reread_in = reread_in
        self._rereads: Collection[str] = ()
        self._talks: Collection[tuple[str, str]] = ()
        self._teams: Mapping[str, dict[str, int]] = {}
        self._read_at: datetime | None = None

    async def team_of(self, workspace_id: str, channel: str, *, now: datetime) -> int | None:
        """The team whose channel this is, if any."""
        await self._read(now)
        return self._teams.get(workspace_id, {}).get(channel)

    async def _read(self, now: datetime) -> None:
        if not self._is_fresh(now):
            async with self._db.read() as session:
                bound = await people.bound_channels(session)
                talks = await self._talked_in(session)
                rereads = await self._reread_in(session, now) if self._reread_in is not None else ()
            teams: Mapping[str, dict[str, int]] = defaultdict(dict)
            for (workspace, name), team_id in bound.items():
                teams[workspace][name] = team_id
            self._teams, self._talks, self._rereads, self._read_at = dict(teams), talks, rereads, now

    async def may_hold_threads(self, workspace_id: str, channel: str, *, now: datetime) -> bool:
        """Whether a thread here may be about a question: in a team's channel, or where one was asked."""
        is_bound = await self.team_of(workspace_id, channel, now=now) is not None
        return is_bound or (workspace_id, channel) in self._talks

    async def is_reread(self, workspace_id: str, *, now: datetime) -> bool:
        """Whether a model may read a message of this workspace again."""
        if self._reread_in is None:
            return False
        await self._read(now)
        return workspace_id in self._rereads

    def is_never_reread(self, workspace_id: str, *, now: datetime) -> bool:
        """Whether memory alone tells that no model reads a message of this workspace again."""
        return self._reread_in is None or (self._is_fresh(now) and workspace_id not in self._rereads)

    def is_unbound(self, workspace_id: str, channel: str, *, now: datetime) -> bool:
        """Whether memory alone tells that a channel, in a workspace with teams, is no team's.

        Nor is a question talked of in it.
        """
        teams = self._teams.get(workspace_id) if self._is_fresh(now) else None
        return teams is not None and channel not in teams and (workspace_id, channel) not in self._talks

    def forget(self) -> None:
        """A team was changed here: read again before the next answer."""
        self._read_at = None

    def _is_fresh(self, now: datetime) -> bool:
        return self._read_at is not None and timedelta() <= now - self._read_at < FRESH

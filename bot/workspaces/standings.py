"""Workspaces' tokens and bot users, kept in memory for a minute: every request asks for them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Now
from bot.db import Db
from bot.workspaces import organisations, service
from bot.workspaces.models import Standing as WorkspaceStanding

FRESH = timedelta(seconds=60)


@dataclass(frozen=True)
class Known:
    """What a request or a send needs to know of a workspace."""

    workspace_id: str
    enterprise_id: str | None
    bot_id: str | None
    bot_user_id: str | None
    bot_token: str | None = field(repr=False)


class Standings:
    """Looks a workspace up in our own tables, never over the network."""

    def __init__(self, db: Db, clock: Now) -> None:
        self._db = db
        self._clock = clock
        self._known: dict[str, tuple[datetime, Known]] = {}

    async def find(self, workspace_id: str, *, organisation_id: str | None = None) -> Known | None:
        """The workspace, with its token while that works; None when it never installed us.

        One that an organisation was granted is let in when it is first heard of.
        """
        found = await self._find(workspace_id)
        is_without = found is None or found.bot_token is None
        if (
            organisation_id is None
            or not is_without
            or not await self._adopted(workspace_id, organisation_id)
        ):
            return found
        self._known.pop(workspace_id, None)
        return await self._find(workspace_id)

    async def _adopted(self, workspace_id: str, organisation_id: str) -> bool:
        async with self._db.begin() as session:
            return await organisations.adopt(session, organisation_id, workspace_id, now=self._clock())

    async def _find(self, workspace_id: str) -> Known | None:
        now = self._clock()
        kept = self._known.get(workspace_id)
        if kept is not None and timedelta() <= now - kept[0] < FRESH:
            return kept[1]
        async with self._db.read() as session:
            row = await service.find(session, workspace_id)
        if row is None:
            return None
        is_over = row.token_expires_at is not None and row.token_expires_at <= now
        token = row.bot_token if row.standing == WorkspaceStanding.ACTIVE and not is_over else None
        known = Known(row.workspace_id, row.enterprise_id, row.bot_id, row.bot_user_id, token)
        self._known[workspace_id] = (now, known)
        return known

    async def token(self, workspace_id: str) -> str | None:
        known = await self.find(workspace_id)
        return known.bot_token if known is not None else None

    def forget(self) -> None:
        """An installation changed here: read again."""
        self._known.clear()

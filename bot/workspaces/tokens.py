"""Tokens that expire: the next one is fetched before, by one process, and never lost while it can be kept."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.workspaces import service
from bot.workspaces.models import Standing, Workspace

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=2)  # of a life of twelve: a Slack that is away for an hour costs nothing
LEASE = timedelta(seconds=40)  # Slack is waited for ten


@dataclass(frozen=True)
class Exchange:
    """The right to exchange a workspace's refresh token, for as long as the lease lasts."""

    workspace_id: str
    until: datetime
    refresh_token: str = field(repr=False)


async def take_due(session: AsyncSession, *, now: datetime, limit: int) -> list[Exchange]:
    """Workspaces whose token is to be replaced soonest and that no other process is busy with."""
    # Of several processes the last to write would keep a refresh token that Slack no longer takes.
    due = (
        select(Workspace.workspace_id)
        .where(Workspace.standing == Standing.ACTIVE, Workspace.refresh_token.is_not(None))
        .where(Workspace.token_expires_at <= now + AHEAD)
        .where(or_(Workspace.refreshing_until.is_(None), Workspace.refreshing_until <= now))
        .order_by(Workspace.token_expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until = now + LEASE
    taken = await session.execute(
        update(Workspace)
        .where(Workspace.workspace_id.in_(due))
        .values(refreshing_until=until)
        .returning(Workspace.workspace_id, Workspace.refresh_token)
    )
    return [Exchange(space, until, refresh_token) for space, refresh_token in taken if refresh_token]


async def keep(
    session: AsyncSession, exchange: Exchange, *, token: str, refresh_token: str, expires_at: datetime
) -> bool:
    """Store the next token and refresh token; False when the workspace was installed anew meanwhile."""
    kept = await session.scalar(
        update(Workspace)
        .where(Workspace.workspace_id == exchange.workspace_id, Workspace.refreshing_until == exchange.until)
        .values(
            bot_token=token, refresh_token=refresh_token, token_expires_at=expires_at, refreshing_until=None
        )
        .returning(Workspace.workspace_id)
    )
    return kept is not None


async def give_up(session: AsyncSession, exchange: Exchange) -> None:
    """Slack does not take the refresh token: the token is good until it expires, and there is no next."""
    await session.execute(
        update(Workspace)
        .where(Workspace.workspace_id == exchange.workspace_id, Workspace.refreshing_until == exchange.until)
        .values(refresh_token=None, refreshing_until=None)
    )


async def refused(session: AsyncSession, workspace_id: str, *, token: str, now: datetime) -> None:
    """Slack says that this token does not work.

    If it is no longer ours, nothing is wrong; if there is a refresh token, the next one is fetched now.
    """
    row = await session.scalar(
        select(Workspace).where(Workspace.workspace_id == workspace_id).with_for_update()
    )
    if row is None or row.bot_token != token:
        return
    if row.refresh_token is None:
        await service.revoke(session, workspace_id, now)
    elif row.token_expires_at is None or row.token_expires_at > now:
        log.info("workspace.token_early_out workspace=%s; the next is fetched", workspace_id)
        row.token_expires_at = now

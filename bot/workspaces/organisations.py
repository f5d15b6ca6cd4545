"""Installations for a whole organisation (Enterprise Grid): one token, and the workspaces that share it."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.workspaces import service
from bot.workspaces.models import Organisation, Workspace
from bot.workspaces.service import Installation

log = logging.getLogger(__name__)

OLD = Due(Organisation.looked_at, after=timedelta(days=1), unset=True)


@dataclass(frozen=True)
class Granted:
    """A whole organisation's consent, as Slack tells it at installation."""

    organisation_id: str
    name: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    bot_id: str | None = None
    app_id: str | None = None
    scopes: str = ""


async def install(session: AsyncSession, granted: Granted, *, now: datetime) -> None:
    """Remember an organisation's token; its workspaces here go on with it when it replaces another."""
    held = await _held(session, granted.organisation_id)
    row = await find(session, granted.organisation_id) or Organisation(
        organisation_id=granted.organisation_id
    )
    row.name, row.bot_token, row.bot_user_id = granted.name, granted.bot_token, granted.bot_user_id
    row.bot_id, row.app_id, row.scopes = granted.bot_id, granted.app_id, granted.scopes
    row.installed_at, row.looked_at = now, None
    session.add(row)
    for workspace in held:
        await _take_in(session, row, workspace.workspace_id, name=workspace.name, now=now)


async def find(session: AsyncSession, organisation_id: str) -> Organisation | None:
    return await session.get(Organisation, organisation_id)


async def adopt(
    session: AsyncSession, organisation_id: str, workspace_id: str, *, name: str = "", now: datetime
) -> bool:
    """Let a workspace in that the organisation was granted; one with a token of its own keeps that."""
    row = await find(session, organisation_id)
    known = await service.find(session, workspace_id)
    if row is None or (known is not None and known.bot_token is not None):
        return False
    await _take_in(session, row, workspace_id, name=name or (known.name if known else ""), now=now)
    log.info("workspace.adopted workspace=%s organisation=%s", workspace_id, organisation_id)
    return True


async def withdraw(session: AsyncSession, organisation_id: str, workspace_ids: Collection[str]) -> None:
    """The app was taken out of these workspaces: everything of them goes."""
    for workspace in await _held(session, organisation_id):
        if workspace.workspace_id in workspace_ids:
            await service.uninstall(session, workspace.workspace_id)


async def uninstall(session: AsyncSession, organisation_id: str) -> None:
    """The app was taken out of the organisation: everything goes that came with it."""
    await withdraw(
        session, organisation_id, [one.workspace_id for one in await _held(session, organisation_id)]
    )
    row = await find(session, organisation_id)
    if row is not None:
        await session.delete(row)


async def revoke(session: AsyncSession, organisation_id: str, *, now: datetime) -> None:
    """The organisation's token stopped working: forget it, keep what belongs to its workspaces."""
    for workspace in await _held(session, organisation_id):
        await service.revoke(session, workspace.workspace_id, now)
    row = await find(session, organisation_id)
    if row is not None:
        await session.delete(row)


async def to_look_at(session: AsyncSession, *, now: datetime) -> Sequence[Organisation]:
    """Those whose list of workspaces is a day old."""
    return (await session.scalars(select(Organisation).where(OLD.by(now)))).all()


async def looked_at(session: AsyncSession, organisation_id: str, *, now: datetime) -> None:
    """The list was read: every workspace on it is known."""
    row = await find(session, organisation_id)
    if row is not None:
        row.looked_at = now


async def _take_in(
    session: AsyncSession, row: Organisation, workspace_id: str, *, name: str, now: datetime
) -> None:
    known = await service.find(session, workspace_id)
    made = Installation(
        workspace_id=workspace_id,
        name=name,
        bot_token=row.bot_token,
        bot_user_id=row.bot_user_id,
        bot_id=row.bot_id,
        app_id=row.app_id,
        enterprise_id=row.organisation_id,
        scopes=row.scopes,
        url=known.url if known else "",
    )
    await service.install(session, made, now=now)


async def _held(session: AsyncSession, organisation_id: str) -> list[Workspace]:
    """The organisation's workspaces that work with its token, or with none any more."""
    row = await find(session, organisation_id)
    rows = await session.scalars(select(Workspace).where(Workspace.enterprise_id == organisation_id))
    token = row.bot_token if row is not None else None
    return [one for one in rows if one.bot_token is None or one.bot_token == token]

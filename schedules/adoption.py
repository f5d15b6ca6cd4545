"""Weeks that are over are written down, once and for good."""

from datetime import datetime

from bot.adoption import service as adoption
from bot.workspaces import service as workspaces
from schedules.office import Office


async def close_weeks(office: Office, now: datetime) -> int:
    """Close every finished week of every workspace; returns how many were closed."""
    async with office.db.read() as session:
        every = [one.workspace_id for one in await workspaces.active(session)]
    closed = 0
    for workspace_id in every:
        async with office.db.begin() as session:
            closed += await adoption.close_weeks(session, workspace_id, now=now)
    return closed

"""Weeks that are over are written down, once and for good."""

from datetime import datetime

from bot.adoption import service as adoption
from schedules.office import Office


async def close_weeks(office: Office, now: datetime) -> int:
    """Close every finished week of every workspace; returns how many were closed."""
    async with office.db.read() as session:
        waiting = await adoption.unclosed(session, now=now)
    closed = 0
    for workspace_id in waiting:
        async with office.db.begin() as session:
            closed += await adoption.close_weeks(session, workspace_id, now=now)
    return closed

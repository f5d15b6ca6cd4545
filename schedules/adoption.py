"""Weeks that are over are written down, once and for good, and the cards of the last ones judged."""

from datetime import datetime

from bot.adoption import closing
from bot.nudges import leeches
from schedules.office import Office


async def close_weeks(office: Office, now: datetime) -> int:
    """Close every finished week of every workspace; returns how many were closed."""
    async with office.db.read() as session:
        waiting = await closing.unclosed(session, now=now)
    return sum([await _close(office, workspace_id, now) for workspace_id in waiting])


async def _close(office: Office, workspace_id: str, now: datetime) -> int:
    """Each week is one transaction: on SQLite presses wait for it."""
    done = 0
    while True:
        async with office.db.begin() as session:
            closed = await closing.close_weeks(session, workspace_id, now=now, limit=1)
        if not closed:
            return done
        done += closed
        async with office.db.begin() as session:
            await leeches.judge(session, workspace_id, now=now)

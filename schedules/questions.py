"""Questions that nobody took go to more people."""

from datetime import datetime

from bot.questions import timers
from schedules.office import Office

BATCH = 50
OVERDUE = (timers.OVERDUE,)


async def escalate_overdue(office: Office, now: datetime) -> int:
    """Ask the next people about every question whose time is up."""
    done = 0
    while True:
        async with office.db.begin() as session:
            escalated = await timers.escalate_due(session, now=now, limit=BATCH)
        done += escalated
        if escalated < BATCH:
            return done

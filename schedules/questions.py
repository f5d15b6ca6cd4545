"""Questions that nobody took go to more people."""

from datetime import datetime
from functools import partial

from bot.questions import timers
from schedules.office import Office

BATCH = 50
OVERDUE = (timers.OVERDUE,)


async def escalate_overdue(office: Office, now: datetime) -> int:
    """Ask the next people about every question whose time is up."""
    return await office.in_batches(partial(timers.escalate_due, now=now), limit=BATCH)

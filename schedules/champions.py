"""A champion's week."""

from datetime import datetime
from functools import partial

from bot.questions import weekly
from schedules.office import Office

BATCH = 100
DUE = (weekly.DUE,)


async def send_weeks(office: Office, now: datetime) -> int:
    """Send each champion whose morning it is what waits for them."""
    return await office.in_batches(partial(weekly.send_due, now=now), limit=BATCH)

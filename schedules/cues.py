"""The cues that people set for themselves."""

from datetime import datetime
from functools import partial

from bot.cues import service as cues
from schedules.office import Office

BATCH = 100
DUE = (cues.DUE,)


async def send_due_cues(office: Office, now: datetime) -> int:
    """Send each at the moment its owner chose."""
    return await office.in_batches(partial(cues.send_due, now=now), limit=BATCH)

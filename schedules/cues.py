"""The cues that people set for themselves."""

from datetime import datetime

from bot.cues import service as cues
from schedules.office import Office

BATCH = 100
DUE = (cues.DUE,)


async def send_due_cues(office: Office, now: datetime) -> int:
    """Send each at the moment its owner chose."""
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await cues.send_due(session, now=now, limit=BATCH)
        done += handled
        if handled < BATCH:
            return done

"""Office hours: who is to be reminded of the next sessions, and the reminders."""

from datetime import datetime

from bot.office_hours import calls
from schedules.office import Office

BATCH = 200
NEAR, DUE = (calls.NEAR,), (calls.BEGUN, calls.DUE)


async def call_askers(office: Office, now: datetime) -> int:
    """Go on to the next sessions, note who is to hear of them, and promise what is due."""
    done = 0
    for step in (calls.roll, calls.plan, calls.send_due):
        handled = BATCH
        while handled == BATCH:
            async with office.db.begin() as session:
                handled = await step(session, now=now, limit=BATCH)
            done += handled
    return done

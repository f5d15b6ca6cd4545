"""Office hours: who is to be reminded of the next sessions, and the reminders."""

from datetime import datetime
from functools import partial

from bot.office_hours import calls
from schedules.office import Office

BATCH = 200
NEAR, DUE = (calls.NEAR,), (calls.BEGUN, calls.DUE)


async def call_askers(office: Office, now: datetime) -> int:
    """Go on to the next sessions, note who is to hear of them, and promise what is due."""
    steps = (calls.roll, calls.plan, calls.send_due)
    return sum([await office.in_batches(partial(step, now=now), limit=BATCH) for step in steps])

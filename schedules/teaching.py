"""Colleagues who are asked, on a free day, whether they were shown something."""

from datetime import datetime

from bot.teaching import service as teaching
from schedules.office import Office

BATCH = 100
DUE = (teaching.DUE,)


async def send_requests(office: Office, now: datetime) -> int:
    """Ask whose day is free, and end what has waited for a week."""
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await teaching.send_due(session, office.shelf.catalog, now=now, limit=BATCH)
        done += handled
        if handled < BATCH:
            return done

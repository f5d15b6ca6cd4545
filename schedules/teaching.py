"""Colleagues who are asked, on a free day, whether they were shown something."""

from datetime import datetime
from functools import partial

from bot.teaching import service as teaching
from schedules.office import Office

BATCH = 100
DUE = (teaching.DUE,)


async def send_requests(office: Office, now: datetime) -> int:
    """Ask whose day is free, and end what has waited for a week."""
    work = partial(teaching.send_due, catalog=office.shelf.catalog, now=now)
    return await office.in_batches(work, limit=BATCH)

"""Who helps unasked is asked, once, whether they would like to be named."""

from datetime import datetime
from functools import partial

from bot.nominations import service as nominations
from schedules.office import Office

BATCH = 100
DUE = (nominations.DUE,)


async def ask_helpers(office: Office, now: datetime) -> int:
    """Ask whoever helped often enough, on a free day of theirs."""
    return await office.in_batches(partial(nominations.send_due, now=now), limit=BATCH)

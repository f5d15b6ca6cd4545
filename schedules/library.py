"""Saved prompts past their review date, and what was retired or deleted long ago."""

from datetime import datetime
from functools import partial

from bot.library import service as library
from schedules.office import Office

BATCH = 250
UNREVIEWED, GONE = (library.UNREVIEWED,), (library.GONE,)


async def expire_prompts(office: Office, now: datetime) -> int:
    return await office.in_batches(partial(library.expire, now=now), limit=BATCH, rests=True)


async def forget_prompts(office: Office, now: datetime) -> int:
    return await office.in_batches(partial(library.forget, now=now), limit=BATCH, rests=True)

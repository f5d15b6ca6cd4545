"""Saved prompts past their review date, and what was retired or deleted long ago."""

from datetime import datetime
from functools import partial

from bot.library import notes
from bot.library import service as library
from schedules.office import Office

BATCH = 250
UNREVIEWED, GONE, NOTES = (library.UNREVIEWED,), (library.GONE,), (notes.DUE,)


async def send_notes(office: Office, now: datetime) -> int:
    """Tell owners what they were thanked for, and what is to be looked at again."""
    return await office.in_batches(partial(notes.send_due, now=now), limit=BATCH)


async def expire_prompts(office: Office, now: datetime) -> int:
    return await office.in_batches(partial(library.expire, now=now), limit=BATCH, rests=True)


async def forget_prompts(office: Office, now: datetime) -> int:
    return await office.in_batches(partial(library.forget, now=now), limit=BATCH, rests=True)

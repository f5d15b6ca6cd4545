"""Saved prompts past their review date, and what was retired or deleted long ago."""

from datetime import datetime

from bot.library import service as library
from schedules.office import Office

UNREVIEWED, GONE = (library.UNREVIEWED,), (library.GONE,)


async def expire_prompts(office: Office, now: datetime) -> int:
    async with office.db.begin() as session:
        return await library.expire(session, now=now)


async def forget_prompts(office: Office, now: datetime) -> int:
    async with office.db.begin() as session:
        return await library.forget(session, now=now)

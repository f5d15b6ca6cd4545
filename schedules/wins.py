"""Wins: the weekly digest, and forgetting what nobody answered about."""

from datetime import datetime

from bot.wins import digest
from bot.wins import service as wins
from schedules.office import Office

BATCH = 20
DUE, UNANSWERED = (digest.DUE,), (wins.UNANSWERED,)


async def send_digests(office: Office, now: datetime) -> int:
    """Post every digest that is due."""
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await digest.send_due(session, now=now, limit=BATCH)
        done += handled
        if handled < BATCH:
            return done


async def forget_unanswered(office: Office, now: datetime) -> int:
    """Delete the words of wins that waited too long for their author."""
    async with office.db.begin() as session:
        return await wins.lapse(session, now=now)

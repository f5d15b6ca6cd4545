"""Wins: the weekly digest, and forgetting what nobody answered about."""

from datetime import datetime
from functools import partial

from bot.wins import digest
from bot.wins import service as wins
from schedules.office import Office

BATCH, FORGOTTEN = 20, 250
DUE, UNANSWERED = (digest.DUE,), (wins.UNANSWERED,)


async def send_digests(office: Office, now: datetime) -> int:
    """Post every digest that is due."""
    return await office.in_batches(partial(digest.send_due, now=now), limit=BATCH)


async def forget_unanswered(office: Office, now: datetime) -> int:
    """Delete the words of wins that waited too long for their author."""
    return await office.in_batches(partial(wins.lapse, now=now), limit=FORGOTTEN, rests=True)

"""Buddies: paired ahead of their round's Monday, told at everybody's own time."""

from datetime import datetime
from functools import partial

from bot.buddies import messages, rounds
from schedules.office import Office

BATCH = 200
ROUNDS, DUE = (rounds.DUE,), (messages.DUE,)


async def form_due_rounds(office: Office, now: datetime) -> int:
    """Pair the people of every workspace whose round is due."""
    done = 0
    while True:
        async with office.db.begin() as session:
            paired = await rounds.form_due(session, office.shelf.catalog, now=now)
        if paired < 0:
            return done
        done += paired


async def send_due_messages(office: Office, now: datetime) -> int:
    """Promise every message that is due."""
    work = partial(messages.send_due, catalog=office.shelf.catalog, now=now)
    return await office.in_batches(work, limit=BATCH)

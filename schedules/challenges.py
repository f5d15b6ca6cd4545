"""Challenges: rounds opened ahead of their week, messages at everybody's own time, weeks counted."""

from datetime import datetime
from functools import partial

from bot.challenges import messages, rounds
from schedules.office import Office

BATCH = 200
NEAR, OVER = (rounds.NEAR,), (rounds.OVER,)
DUE, STALE = (messages.DUE,), (messages.STALE,)


async def open_due_rounds(office: Office, now: datetime) -> int:
    """Open every round whose week is near."""
    work = partial(rounds.open_due, catalog=office.shelf.catalog, now=now)
    return await office.in_batches(work, limit=BATCH)


async def send_due_messages(office: Office, now: datetime) -> int:
    """Plan for whoever has no moment yet, then promise what is due."""
    await office.in_batches(partial(messages.plan, now=now), limit=messages.ROUNDS_AT_ONCE)
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await messages.send_due(session, office.shelf.catalog, now=now, limit=BATCH)
        done += handled
        if not handled:
            return done


async def close_due_rounds(office: Office, now: datetime) -> int:
    """End every round whose week is over."""
    work = partial(rounds.close_due, catalog=office.shelf.catalog, now=now)
    return await office.in_batches(work, limit=BATCH)

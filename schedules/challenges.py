"""Challenges: rounds opened ahead of their week, messages at everybody's own time, weeks counted."""

from datetime import datetime

from bot.challenges import messages, rounds
from schedules.office import Office

BATCH = 200
NEAR, OVER = (rounds.NEAR,), (rounds.OVER,)
DUE, STALE = (messages.DUE,), (messages.STALE,)


async def open_due_rounds(office: Office, now: datetime) -> int:
    """Open every round whose week is near."""
    done = 0
    while True:
        async with office.db.begin() as session:
            opened = await rounds.open_due(session, office.shelf.catalog, now=now, limit=BATCH)
        done += opened
        if opened < BATCH:
            return done


async def send_due_messages(office: Office, now: datetime) -> int:
    """Plan for whoever has no moment yet, then promise what is due."""
    while True:
        async with office.db.begin() as session:
            planned = await messages.plan(session, now=now, limit=messages.ROUNDS_AT_ONCE)
        if planned < messages.ROUNDS_AT_ONCE:
            break
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await messages.send_due(session, office.shelf.catalog, now=now, limit=BATCH)
        done += handled
        if not handled:
            return done


async def close_due_rounds(office: Office, now: datetime) -> int:
    """End every round whose week is over."""
    done = 0
    while True:
        async with office.db.begin() as session:
            closed = await rounds.close_due(session, office.shelf.catalog, now=now, limit=BATCH)
        done += closed
        if closed < BATCH:
            return done

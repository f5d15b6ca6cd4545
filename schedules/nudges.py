"""Invitations and cards whose moment has come, and cards that nobody answered."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.enrolment import service as enrolment
from bot.nudges import service as nudges
from schedules.office import Office

# Short transactions: on SQLite a batch keeps the one writer, and presses wait for it.
BATCH = 100


async def expire_unanswered(office: Office, now: datetime) -> int:
    """Close what nobody answered before the next card is due."""
    return await _in_batches(office, lambda session: nudges.expire_unanswered(session, now=now, limit=BATCH))


async def plan_unplanned(office: Office, now: datetime) -> int:
    """Give everybody who takes part a next moment."""
    return await _in_batches(office, lambda session: enrolment.plan_unplanned(session, now=now, limit=BATCH))


async def send_invitations(office: Office, now: datetime) -> int:
    """Write to the invited whose moment has come."""
    catalog = office.shelf.catalog
    return await _in_batches(
        office, lambda session: enrolment.send_invitations(session, catalog, now=now, limit=BATCH)
    )


async def send_due_nudges(office: Office, now: datetime) -> int:
    """Send everybody whose moment has come their card."""
    catalog = office.shelf.catalog
    return await _in_batches(office, lambda session: nudges.send_due(session, catalog, now=now, limit=BATCH))


async def _in_batches(office: Office, work: Callable[[AsyncSession], Awaitable[int]]) -> int:
    """Each batch is one transaction, so that a tick that dies keeps what it did."""
    done = 0
    while True:
        async with office.db.begin() as session:
            handled = await work(session)
        done += handled
        if handled < BATCH:
            return done

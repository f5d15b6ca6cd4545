"""Invitations and cards whose moment has come, and cards that nobody answered."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.enrolment import service as enrolment
from bot.nudges import service as nudges
from schedules.office import Office

# Short transactions: on SQLite a batch keeps the one writer, and presses wait for it.
BATCH = {"sqlite": 100, "postgresql": 500}
INVITED, UNPLANNED = (enrolment.INVITED,), (enrolment.WITHOUT_A_MOMENT,)
DUE, UNANSWERED = (nudges.DUE,), (nudges.UNANSWERED,)


async def expire_unanswered(office: Office, now: datetime) -> int:
    """Close what nobody answered before the next card is due."""
    return await _in_batches(office, partial(nudges.expire_unanswered, now=now))


async def plan_unplanned(office: Office, now: datetime) -> int:
    """Give everybody who takes part a next moment."""
    return await _in_batches(office, partial(enrolment.plan_unplanned, now=now))


async def send_invitations(office: Office, now: datetime) -> int:
    """Write to the invited whose moment has come."""
    return await _in_batches(
        office, partial(enrolment.send_invitations, catalog=office.shelf.catalog, now=now)
    )


async def send_due_nudges(office: Office, now: datetime) -> int:
    """Send everybody whose moment has come their card."""
    return await _in_batches(office, partial(nudges.send_due, catalog=office.shelf.catalog, now=now))


async def _in_batches(office: Office, work: Callable[..., Awaitable[int]]) -> int:
    return await office.in_batches(work, limit=BATCH[office.db.dialect])

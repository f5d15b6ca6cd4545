"""Assessments: planned when a cohort has come to a point, sent, ended after a week, written down."""

from datetime import datetime
from functools import partial

from bot.assessment import figures, plans
from schedules.office import Office

BATCH = 200
DUE, OVER = (plans.DUE,), (plans.OVER,)
COHORTS = (plans.COHORTS,)


async def plan(office: Office, now: datetime) -> int:
    """Give everybody whose cohort has come to an occasion theirs."""
    async with office.db.begin() as session:
        return await plans.plan(session, now=now)


async def send_due_invitations(office: Office, now: datetime) -> int:
    """Ask those whose moment has come."""
    return await office.in_batches(partial(plans.send_due, now=now), limit=BATCH)


async def end_due(office: Office, now: datetime) -> int:
    """End what nobody can answer any more."""
    return await office.in_batches(partial(plans.lapse, now=now), limit=BATCH)


async def close_occasions(office: Office, now: datetime) -> int:
    """Write down what came of the occasions that are over."""
    async with office.db.begin() as session:
        return await figures.close_due(session, now=now)

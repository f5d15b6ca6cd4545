"""Teams that lack champions, and the admins who are told."""

from datetime import datetime
from functools import partial

from bot.coverage import service as coverage
from schedules.office import Office

BATCH = 100
DUE = (coverage.DUE,)


async def look(office: Office, now: datetime) -> int:
    """Look at the teams of every workspace, and plan what admins are told; returns of how many teams."""
    async with office.db.read() as session:
        places = await coverage.places(session)
    for workspace_id in places:
        await _look(office, workspace_id, now)
    return await office.in_batches(partial(coverage.plan, now=now), limit=BATCH)


async def _look(office: Office, workspace_id: str, now: datetime) -> None:
    """Mostly nothing changed, and nobody who writes has to wait."""
    async with office.db.read() as session:
        found = await coverage.news(session, workspace_id, now=now)
    if found is not None:
        async with office.db.begin() as session:
            await coverage.note(session, workspace_id, found)


async def send_alerts(office: Office, now: datetime) -> int:
    """Tell admins, on a free day of theirs."""
    return await office.in_batches(partial(coverage.send_due, now=now), limit=BATCH)

"""Those whose own use drops in the weeks after their training."""

from datetime import datetime

from bot.rescue import service as rescue
from bot.rescue.service import Mark
from schedules.office import Office

BATCH = 100


async def meet_half_way(office: Office, now: datetime) -> int:
    """Look at everybody who is due, before their cards are chosen; returns how many batches there were."""
    after: Mark | None = None
    done = 0
    while done == 0 or after is not None:
        async with office.db.begin() as session:
            after = await rescue.send_due(session, office.shelf.catalog, now=now, limit=BATCH, after=after)
        done += 1
    return done

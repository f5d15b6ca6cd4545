"""Those whose own use drops in the weeks after their training."""

from datetime import datetime

from bot.rescue import service as rescue
from schedules.office import Office

BATCH = 100
DUE = (rescue.DUE,)


async def meet_half_way(office: Office, now: datetime) -> int:
    """Look at everybody who is due, before their cards are chosen."""
    done, after = 0, None
    while True:
        async with office.db.begin() as session:
            looked_at, after = await rescue.send_due(
                session, office.shelf.catalog, now=now, limit=BATCH, after=after
            )
        done += looked_at
        if after is None:
            return done

"""What is due and what falls due next, so that the clock of the sandbox may leap over the time between."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db import Db
from bot.due import first_after, firsts
from bot.outbox import looks
from schedules.table import Tick

PROMPT = timedelta(minutes=1)  # rarer ticks only tidy up, and nobody waits for them


async def idle(db: Db, ticks: Sequence[Tick], now: datetime, *, looks: bool) -> set[str]:
    """The ticks that would find nothing to do at this moment; without `looks` also those that cannot say."""
    asked = [(tick.name, due) for tick in ticks for due in (*tick.due, *tick.looks)]
    async with db.read() as session:
        found = await firsts(session, [due for _, due in asked])
    busy = {name for (name, _), at in zip(asked, found, strict=True) if at is not None and at <= now}
    if looks:
        busy |= {tick.name for tick in ticks if tick.is_blind}
    return {tick.name for tick in ticks} - busy


async def next_due(db: Db, ticks: Sequence[Tick], now: datetime) -> datetime | None:
    """The first moment after `now` at which rows of a tick or a message fall due; None when none ever do."""
    dues = [looks.DUE, *(due for tick in ticks if tick.every <= PROMPT for due in tick.due)]
    async with db.read() as session:
        return await first_after(session, dues, now)

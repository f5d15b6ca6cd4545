"""What is due and what falls due next, so that the clock of the sandbox may leap over the time between."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db import Db
from bot.due import first_after, firsts
from bot.outbox import looks as outbox_looks
from schedules.office import Office
from schedules.table import Tick

PROMPT = timedelta(minutes=1)  # rarer ticks only tidy up, and nobody waits for them


async def run(
    office: Office, ticks: Sequence[Tick], now: datetime, *, ran: dict[str, datetime], looks: bool
) -> None:
    """Run every tick that has work as of `now`; what only tidies up with `looks` alone, and not too often.

    `ran` says when each ran last, and is brought up to date.
    """
    may = [each for each in ticks if each.every <= PROMPT or (looks and _is_time(each, now, ran))]
    prompt = [each for each in ticks if each.every <= PROMPT]
    resting, is_old = await idle(office.db, may, now, looks=looks), False
    for each in may:
        if is_old and each.name in resting and each in prompt:
            # What others did may be work for those after them.
            resting.difference_update(one.name for one in prompt)
            resting |= await idle(office.db, prompt, now, looks=looks)
            is_old = False
        if each.name not in resting:
            ran[each.name] = now
            is_old |= bool(await each.run(office, now))


def _is_time(tick: Tick, now: datetime, ran: dict[str, datetime]) -> bool:
    last = ran.get(tick.name)
    return last is None or now - last >= tick.every


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
    dues = [outbox_looks.DUE, *(due for tick in ticks if tick.every <= PROMPT for due in tick.due)]
    async with db.read() as session:
        return await first_after(session, dues, now)

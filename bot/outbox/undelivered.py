"""What did not arrive, and why: for the admins of a workspace, and for whoever runs the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import OUTBOX, UNDELIVERED, Fate
from bot.outbox.rules import Missed, fold, place_of
from bot.outbox.service import POST, RESPOND, WHISPER

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# An edit or an App Home page that did not get through is followed by the next one.
SAYING = (POST, WHISPER, RESPOND)


async def missed(session: AsyncSession, workspace_id: str, *, now: datetime) -> Sequence[Missed]:
    """What people of this workspace should have read in the last week, by reason and place."""
    rows = await session.execute(
        select(OUTBOX.c.fate, OUTBOX.c.reason, OUTBOX.c.channel, func.count(), func.max(OUTBOX.c.settled_at))
        .where(OUTBOX.c.workspace_id == workspace_id, UNDELIVERED, OUTBOX.c.settled_at > now - WEEK)
        .where(OUTBOX.c.method.in_(SAYING))
        .group_by(OUTBOX.c.fate, OUTBOX.c.reason, OUTBOX.c.channel)
    )
    found: dict[tuple[str, str], Missed] = {}
    for fate, reason, channel, count, last in rows:
        key = why, place = fold(fate, reason), place_of(channel)
        known = found.get(key, Missed(why, place, 0, last))
        found[key] = Missed(why, place, known.count + count, max(known.last, last))
    return sorted(found.values(), key=lambda one: (-one.count, one.why, one.place))


@dataclass(frozen=True)
class Fated:
    """Messages of all workspaces that got this fate for this reason, in a day and in a week."""

    fate: Fate
    reason: str | None
    day: int
    week: int


async def fated(session: AsyncSession, *, now: datetime) -> Sequence[Fated]:
    """What became of messages in the last week; an operator's look, which may take its time."""
    in_a_day = func.sum(case((OUTBOX.c.settled_at > now - DAY, 1), else_=0))
    rows = await session.execute(
        select(OUTBOX.c.fate, OUTBOX.c.reason, in_a_day, func.count())
        .where(OUTBOX.c.is_emptied.in_((False, True)), OUTBOX.c.settled_at > now - WEEK)
        .group_by(OUTBOX.c.fate, OUTBOX.c.reason)
        .order_by(func.count().desc())
    )
    return [Fated(Fate(fate), reason, int(day), int(week)) for fate, reason, day, week in rows]

"""How the outbox stands: what waits, how late it is, and whether anything is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.outbox import pace
from bot.outbox.limits import PACES
from bot.outbox.models import OUTBOX, Fate

WAITING = (Fate.READY, Fate.SENDING, Fate.UNSURE)
# Counted up to here and no further: a look must stay cheap when it is worth most.
MOST = 50_000
PASSED_OVER = timedelta(minutes=5)
READY = Due(OUTBOX.c.not_before, OUTBOX.c.fate == Fate.READY, after=PASSED_OVER)
FLYING = Due(OUTBOX.c.lease_until, OUTBOX.c.fate == Fate.SENDING, after=PASSED_OVER)
DOUBTED = Due(OUTBOX.c.not_before, OUTBOX.c.fate == Fate.UNSURE, after=PASSED_OVER)


@dataclass(frozen=True)
class Standing:
    """What waits, by fate; how old the oldest due one is, and how late the latest, of the first `MOST`.

    `passed_over` is how long nobody has looked at a message that nothing holds back.
    """

    waiting: dict[Fate, int]
    oldest: timedelta
    overdue: timedelta
    passed_over: timedelta


async def standing(session: AsyncSession, *, now: datetime) -> Standing:
    """Look over all workspaces; what is settled is never touched, however much there is."""
    found = {fate: (await session.execute(_waiting(fate, now=now))).one() for fate in WAITING}
    made = min((row.made for row in found.values() if row.made), default=now)
    due = min((row.due for row in found.values() if row.due), default=now)
    return Standing(
        waiting={fate: row.number for fate, row in found.items()},
        oldest=max(now - made, timedelta()),
        overdue=max(now - due, timedelta()),
        passed_over=await passed_over(session, now=now),
    )


def _waiting(fate: Fate, *, now: datetime) -> Select[Any, Any, Any]:
    first = (
        select(OUTBOX.c.due_at, OUTBOX.c.created_at)
        .where(OUTBOX.c.fate == fate)
        .order_by(OUTBOX.c.not_before)
        .limit(MOST)
        .subquery()
    )
    made = func.min(first.c.created_at).filter(first.c.due_at <= now)
    return select(func.count().label("number"), func.min(first.c.due_at).label("due"), made.label("made"))


async def passed_over(session: AsyncSession, *, now: datetime) -> timedelta:
    """How long the message that waits longest was left lying, though its time had come.

    A worker that lives moves the time of what it may not send yet. So a time long past means that nobody
    looks, unless its workspace was written to, or told to wait, in the last minutes.
    """
    left = [await session.scalar(select(func.min(due.at)).where(due.by(now))) for due in (FLYING, DOUBTED)]
    left.append(await _unexplained(session, now=now))
    return max((now - at for at in left if at is not None), default=timedelta())


async def _unexplained(session: AsyncSession, *, now: datetime) -> datetime | None:
    first = (
        select(OUTBOX.c.workspace_id, OUTBOX.c.method, OUTBOX.c.not_before)
        .where(READY.by(now))
        .order_by(OUTBOX.c.not_before)
        .limit(MOST)
        .subquery()
    )
    at = func.min(first.c.not_before).label("at")
    grouped = select(first.c.workspace_id, first.c.method, at).group_by(first.c.workspace_id, first.c.method)
    rows = (await session.execute(grouped)).all()
    if not rows:
        return None
    spaces = {row.workspace_id for row in rows}
    paces = await session.execute(select(PACES).where(PACES.c.workspace_id.in_(spaces)))
    limits: dict[str, dict[str, str]] = {row.workspace_id: row.limits for row in paces}
    left = (
        row.at
        for row in rows
        if not _moves(limits.get(row.workspace_id, {}), row.method, since=now - PASSED_OVER)
    )
    return min(left, default=None)


def _moves(limits: Mapping[str, str], method: str, *, since: datetime) -> bool:
    keys = (pace.WORKSPACE_KEY, pace.method_key(method))
    return any(datetime.fromisoformat(limits[key]) > since for key in keys if key in limits)

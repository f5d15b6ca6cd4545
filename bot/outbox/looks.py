"""What a worker looks at: the oldest due messages, and in turn one of every workspace behind them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Result, Row, ScalarSelect, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among
from bot.due import Due
from bot.outbox import restores
from bot.outbox.models import IS_READY, OUTBOX

# Looked at in one go: the oldest of all, and workspaces whose next message may lie behind those.
LOOK = 100
IN_TURN = 100
DUE = Due(OUTBOX.c.not_before, IS_READY)

COLUMNS = (
    OUTBOX.c.id,
    OUTBOX.c.delivery_id,
    OUTBOX.c.workspace_id,
    OUTBOX.c.channel,
    OUTBOX.c.method,
    OUTBOX.c.guard,
    OUTBOX.c.edits,
    OUTBOX.c.expires_at,
    OUTBOX.c.reason,
    OUTBOX.c.created_at,
    OUTBOX.c.not_before,
)


class Round:
    """How far a worker has come on its way past all workspaces; it begins anew at the end."""

    def __init__(self) -> None:
        self.passed = ""


async def due(session: AsyncSession, way: Round, *, now: datetime) -> Sequence[Row[Any]]:
    """The messages to look at now, in the order in which they may go.

    Where more is due than one look takes, the next message of every workspace has its turn before the
    oldest: so nobody waits for the morning of a big workspace to be over.
    """
    oldest: Result[Any] = await session.execute(
        select(*COLUMNS).where(DUE.by(now)).order_by(OUTBOX.c.not_before, OUTBOX.c.id).limit(LOOK)
    )
    rows = sorted(oldest.all(), key=_turn)
    if len(rows) < LOOK:
        return rows
    first = await _in_turn(session, way, now=now)
    taken = {row.id for row in first}
    return [*first, *(row for row in rows if row.id not in taken)]


def _turn(row: Row[Any]) -> tuple[bool, datetime, int]:
    """What somebody waits for goes before what the clock sends: no answer is behind a morning's cards."""
    return restores.is_by_the_clock(row.delivery_id), row.not_before, row.id


async def _in_turn(session: AsyncSession, way: Round, *, now: datetime) -> Sequence[Row[Any]]:
    """The next message of each of the next workspaces."""
    walked = (await session.execute(_walk(way.passed, now=now))).all()
    way.passed = walked[-1].space if len(walked) == IN_TURN else ""
    heads = [row.head for row in walked if row.head is not None]
    found: Result[Any] = await session.execute(
        select(*COLUMNS).where(among(session, OUTBOX.c.id, heads)).order_by(OUTBOX.c.not_before, OUTBOX.c.id)
    )
    return found.all()


def _walk(passed: str, *, now: datetime) -> Any:
    """Each workspace with waiting messages and the first that is due there: two looks into the index each."""
    steps = select(_next(literal(passed)).label("space"), literal(1, Integer).label("step")).cte(
        "steps", recursive=True
    )
    steps = steps.union_all(
        select(_next(steps.c.space), steps.c.step + 1).where(
            steps.c.space.is_not(None), steps.c.step < IN_TURN
        )
    )
    head = (
        select(OUTBOX.c.id)
        .where(IS_READY, OUTBOX.c.workspace_id == steps.c.space, OUTBOX.c.not_before <= now)
        .order_by(OUTBOX.c.not_before, OUTBOX.c.id)
        .limit(1)
        .correlate(steps)
        .scalar_subquery()
    )
    return select(steps.c.space, head.label("head")).where(steps.c.space.is_not(None)).order_by(steps.c.step)


def _next(after: ColumnElement[str]) -> ScalarSelect[str]:
    later = select(OUTBOX.c.workspace_id).where(IS_READY, OUTBOX.c.workspace_id > after)
    # In the order of the index of what waits, which no other index has.
    return later.order_by(OUTBOX.c.workspace_id, OUTBOX.c.not_before).limit(1).scalar_subquery()

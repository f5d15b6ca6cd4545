"""Seats: which processes hold a Socket Mode connection. Slack allows ten to an app, over all processes."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.workspaces.models import SocketSeat

SEATS = 8  # the other two are for connections that are replaced before they are let go
LEASE = timedelta(seconds=40)
RENEW = timedelta(seconds=10)


async def hold(
    session: AsyncSession, app: str, *, holder: str, now: datetime, lasts: timedelta = LEASE
) -> int | None:
    """Keep our seat, or take one that nobody has or whose holder has died; None when all are taken."""
    kept = await session.scalar(
        update(SocketSeat)
        .where(SocketSeat.app == app, SocketSeat.holder == holder)
        .values(until=now + lasts)
        .returning(SocketSeat.number)
    )
    return kept if kept is not None else await _take(session, app, holder=holder, now=now, lasts=lasts)


async def _take(
    session: AsyncSession, app: str, *, holder: str, now: datetime, lasts: timedelta
) -> int | None:
    rows = [{"app": app, "number": number} for number in range(1, SEATS + 1)]
    await session.execute(insert(session, SocketSeat).values(rows).on_conflict_do_nothing())
    free = await session.scalar(
        select(SocketSeat)
        .where(SocketSeat.app == app, _is_free(now, lasts))
        .order_by(SocketSeat.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if free is None:
        return None
    free.holder, free.until = holder, now + lasts
    return free.number


def _is_free(now: datetime, lasts: timedelta) -> ColumnElement[bool]:
    """Nobody's, or a dead process's: nobody alive says so far ahead, unless the clock was put back."""
    return SocketSeat.until.is_(None) | (SocketSeat.until <= now) | (SocketSeat.until > now + 2 * lasts)


async def leave(session: AsyncSession, app: str, *, holder: str) -> None:
    """Give our seat back, for whoever waits for one."""
    await session.execute(
        update(SocketSeat)
        .where(SocketSeat.app == app, SocketSeat.holder == holder)
        .values(holder=None, until=None)
    )


async def taken(session: AsyncSession, app: str, *, now: datetime) -> int:
    """How many processes hold a seat now."""
    held = select(func.count()).select_from(SocketSeat).where(SocketSeat.app == app, SocketSeat.until > now)
    return await session.scalar(held) or 0


def app_of(app_token: str) -> str:
    """The app that an app-level token (`xapp-1-A…-…`) belongs to."""
    parts = app_token.split("-")
    return parts[2][:32] if len(parts) > 3 else "app"

"""When rows fall due: said once, for whoever works on them and for whoever asks when there will be any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

_ALWAYS = true()
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Due:
    """Rows to work on `after` so long from a moment, or from the beginning of a day, while `of` holds.

    Where the moment is `unset`, that is at once.
    """

    at: InstrumentedAttribute[Any] | ColumnElement[Any]
    of: ColumnElement[bool] = _ALWAYS
    after: timedelta = timedelta()
    unset: bool = False

    def by(self, now: datetime) -> ColumnElement[bool]:
        """Whether a row's moment has come."""
        last = now - self.after
        has_come = self.at <= (last.date() if isinstance(self.at.type, Date) else last)
        return and_(self.of, or_(self.at.is_(None), has_come) if self.unset else has_come)

    @property
    def first(self) -> Select[tuple[Any]]:
        """The first of those moments; PostgreSQL plans it in half the time of a `min`."""
        at = func.coalesce(self.at, literal(AT_ONCE, self.at.type)) if self.unset else self.at
        return select(at).where(self.of, at.is_not(None)).order_by(at).limit(1)

    def then(self, found: datetime | date | None) -> datetime | None:
        """When the row with this moment falls due."""
        if found is None:
            return None
        if not isinstance(found, datetime):
            found = datetime.combine(found, time(), tzinfo=UTC)
        return found + self.after


async def firsts(session: AsyncSession, dues: Iterable[Due]) -> list[datetime | None]:
    """For each kind of rows when the first falls due; None where none ever does."""
    asked = tuple(dues)
    if not asked:
        return []
    found = (await session.execute(_firsts(asked))).one()
    return [one.then(at) for one, at in zip(asked, found, strict=True)]


async def first_after(session: AsyncSession, dues: Iterable[Due], now: datetime) -> datetime | None:
    """When the first row falls due that is not due yet."""
    asked = tuple(dues)
    lasts = {f"last_{turn}": now - one.after for turn, one in enumerate(asked)}
    found = (await session.execute(_firsts_after(asked), lasts)).one()
    moments = [one.then(at) for one, at in zip(asked, found, strict=True)]
    return min((at for at in moments if at is not None), default=None)


@lru_cache(maxsize=16)
def _firsts(dues: tuple[Due, ...]) -> Select[Any]:
    return select(*(one.first.scalar_subquery() for one in dues))


@lru_cache(maxsize=16)
def _firsts_after(dues: tuple[Due, ...]) -> Select[Any]:
    later = (
        one.first.where(one.at > bindparam(f"last_{turn}", type_=one.at.type))
        for turn, one in enumerate(dues)
    )
    return select(*(query.scalar_subquery() for query in later))

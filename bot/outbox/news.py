"""What happened to messages, told to whoever counts it once it is committed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import NEWS
from bot.outbox.models import Fate
from bot.outbox.rules import Why, fold


@dataclass(frozen=True)
class Settled:
    """One message has its fate."""

    kind: str
    fate: Fate
    why: Why
    late: timedelta  # after the moment it was due


@dataclass(frozen=True)
class Recovered:
    """Messages were taken over from a worker that let its lease end."""

    count: int


News: TypeAlias = Settled | Recovered


def tell(session: AsyncSession, *news: News) -> None:
    """Heard when this transaction is committed, and never if it is not."""
    session.info.setdefault(NEWS, []).extend(news)


def settled(kind: str, fate: Fate, reason: str | None, *, due: datetime, now: datetime) -> Settled:
    return Settled(kind, fate, fold(fate, reason), max(now - due, timedelta()))

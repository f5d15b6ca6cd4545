"""Wins: proposed, logged, declined, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.rules import Person
from bot.wins.models import Win


class Source(StrEnum):
    CHANNEL = "channel"
    DIRECT = "direct"
    COMMAND = "command"
    SHORTCUT = "shortcut"


@dataclass(frozen=True)
class Told:
    """A win as the door read it."""

    person: Person
    text: str
    origin: str
    source: Source
    channel: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    tool: str | None = None
    minutes: int | None = None
    private: bool = False


async def propose(session: AsyncSession, told: Told, *, team_id: int | None, now: datetime) -> Win | None:
    raise LookupError("being written")


async def message_deleted(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, now: datetime
) -> None:
    return None


def origin_of(channel: str, ts: str) -> str:
    """The natural key of a win told in a message."""
    return f"{channel}:{ts}"

"""Rows of wins: found, changed by one guarded statement, and as the blocks need them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import service as red_lines
from bot.people import service as people
from bot.people.rules import Person
from bot.wins import rules, words
from bot.wins.blocks import WinCard
from bot.wins.models import Win
from bot.wins.rules import Draft, Entry, Kind, Status

FORGET: dict[str, object] = {"text": "", "tool": None, "minutes": None, "shared_to": None}


async def find(session: AsyncSession, row_id: int, *, by: Person) -> Win | None:
    """A win of the actor's own workspace."""
    return await session.scalar(select(Win).where(Win.id == row_id, Win.workspace_id == by.workspace_id))


async def by_origin(session: AsyncSession, workspace_id: str, origin: str) -> Win | None:
    return await session.scalar(select(Win).where(Win.workspace_id == workspace_id, Win.origin == origin))


async def logged_of(session: AsyncSession, workspace_id: str, *, channel: str, ts: str) -> Win | None:
    """The win that a message told of, once its author logged it."""
    return await session.scalar(
        select(Win)
        .where(Win.workspace_id == workspace_id, Win.channel_id == channel, Win.message_ts == ts)
        .where(Win.status == Status.LOGGED, Win.kind == Kind.WIN)
        .order_by(Win.id)
        .limit(1)
    )


def draft_of(win: Win) -> Draft:
    """The form as it opens on a win we have."""
    is_kept = win.status == Status.LOGGED
    return Draft(
        text=win.text,
        kind=Kind(win.kind),
        tool=words.tool_name(win.tool) if win.tool else "",
        minutes=str(win.minutes) if win.minutes else "",
        share=win.shared_to is not None if is_kept else not win.private,
        anonymous=win.anonymous,
    )


async def card(session: AsyncSession, win: Win) -> WinCard:
    """What the blocks need to know of a win."""
    team = await people.team(session, win.workspace_id, win.team_id)
    return WinCard(
        id=win.id,
        author_id=win.author_id,
        kind=Kind(win.kind),
        status=Status(win.status),
        text=win.text,
        tool=words.tool_name(win.tool) if win.tool else None,
        minutes=win.minutes,
        private=win.private,
        anonymous=win.anonymous,
        shared_to=win.shared_to,
        digest_in=team.channel_id if team else None,
    )


async def guarded(session: AsyncSession, workspace_id: str, entry: Entry) -> Entry:
    """The entry as it may be stored: red lines taken out."""
    guard = await red_lines.of(session, workspace_id)
    tool = guard.redact(entry.tool).text[: rules.LONGEST_TOOL] if entry.tool else None
    text = guard.redact(entry.text.strip()[: rules.LONGEST_TEXT]).text
    return rules.settled(replace(entry, text=text, tool=tool))


def columns(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "text": entry.text,
        "tool": entry.tool,
        "minutes": entry.minutes,
        "anonymous": entry.anonymous,
    }


async def audience(session: AsyncSession, person: Person, *, team_id: int | None, entry: Entry) -> str | None:
    """The channel that its author agrees to, by the name it has today; no other will ever show it."""
    if not entry.share:
        return None
    team = await people.team(session, person.workspace_id, team_id)
    return team.channel_id if team is not None else None


async def shift(
    session: AsyncSession,
    row_id: int,
    *,
    by: Person,
    states: Sequence[Status],
    values: dict[str, object],
    unless_saved_by: str | None = None,
) -> Win | None:
    """Change a win of its author if it is in one of these states; the database decides who was first."""
    statement = update(Win).where(
        Win.id == row_id,
        Win.workspace_id == by.workspace_id,
        Win.author_id == by.user_id,
        Win.status.in_(states),
    )
    if unless_saved_by is not None:
        statement = statement.where(or_(Win.saved_by.is_(None), Win.saved_by != unless_saved_by))
    changed = await session.scalar(statement.values(**values).returning(Win.id))
    return await session.get(Win, row_id, populate_existing=True) if changed is not None else None

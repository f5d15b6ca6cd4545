"""Messages that a model reads again: kept, leased, counted, settled, forgotten."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_one
from bot.db import NEWS, insert
from bot.due import Due
from bot.guard import service as red_lines
from bot.people import service as people
from bot.people.rules import Person
from bot.reading.rules import Kind, Verdict
from bot.rereading.models import Rereading, RereadingCount
from bot.rereading.rules import (
    COUNTED,
    KEPT,
    LATE,
    OFF,
    SHOWN_WEEKS,
    Agreement,
    Case,
    Standing,
    State,
    week_of,
)
from bot.slack.blockkit import visible
from bot.workspaces.models import Workspace

LEASE = timedelta(seconds=40)  # a model is waited for eight
OPEN = Rereading.state.in_((State.WAITING, State.ASKING))
# Wanted at once, by whatever clock it was written down, or left by a process that died over it.
WANTED = Due(Rereading.lease_until, OPEN, unset=True)
OVERDUE = Due(Rereading.kept_at, OPEN, after=LATE)
READ = Due(Rereading.kept_at, after=KEPT)
COUNTS = Due(RereadingCount.week, after=COUNTED)
OLD = (READ, COUNTS)


@dataclass(frozen=True)
class Seen:
    """A message of a team's channel as the door and the reader saw it."""

    person: Person
    channel: str
    ts: str
    thread_ts: str | None
    text: str = field(repr=False)
    in_the_open: bool
    verdict: Verdict
    is_sure: bool


@dataclass(frozen=True)
class Wanted:
    """One message that this process alone puts to the model until the lease ends."""

    id: int
    person: Person
    channel: str
    ts: str
    thread_ts: str | None
    text: str = field(repr=False)
    in_the_open: bool
    kind: Kind
    is_sure: bool
    leased_until: datetime


def _today(now: datetime) -> ColumnElement[int]:
    """How many messages of a workspace the model read on this day."""
    return case((Workspace.rereads_on == now.date(), Workspace.reread), else_=0)


async def allowed(session: AsyncSession, now: datetime) -> Collection[str]:
    """The workspaces whose messages a model may read again now; asked in all channels, so kept in memory."""
    rows = await session.scalars(
        select(Workspace.workspace_id).where(Workspace.rereads_a_day > _today(now), Workspace.reads_channels)
    )
    return frozenset(rows)


async def keep(session: AsyncSession, seen: Seen, *, now: datetime) -> None:
    """Keep a message without its red lines until the model has read it, unless its author takes no part."""
    author = await people.find(session, seen.person)
    if author is None or not people.may_be_asked(author, now=now):
        return
    guard = await red_lines.of(session, seen.person.workspace_id)
    row = {
        "workspace_id": seen.person.workspace_id,
        "channel_id": seen.channel,
        "message_ts": seen.ts,
        "thread_ts": seen.thread_ts,
        "author_id": seen.person.user_id,
        "in_the_open": seen.in_the_open,
        "text": guard.redact(visible(seen.text).strip()).text,
        "kind": seen.verdict.kind,
        "is_sure": seen.is_sure,
        "state": State.WAITING,
        "kept_at": now,
    }
    await insert_one(session, Rereading, row)


async def message_gone(session: AsyncSession, workspace_id: str, *, channel: str, ts: str) -> None:
    """Its author deleted or changed the message: what was kept of it goes, and nothing comes of it."""
    here = (Rereading.workspace_id == workspace_id, Rereading.channel_id == channel)
    await session.execute(delete(Rereading).where(*here, Rereading.message_ts == ts))


async def drop_overdue(session: AsyncSession, *, now: datetime) -> int:
    """Give up on what nobody read in time; how many messages."""
    gone = update(Rereading).where(OVERDUE.by(now)).values(state=State.DONE, text=None, lease_until=None)
    return len((await session.scalars(gone.returning(Rereading.id))).all())


async def lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Wanted]:
    """Take messages to put to the model."""
    rows = await session.scalars(
        select(Rereading)
        .where(WANTED.by(now))
        .order_by(Rereading.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until, taken = now + LEASE, rows.all()
    for row in taken:
        row.state, row.lease_until = State.ASKING, until
    return [_wanted(row, until) for row in taken]


def _wanted(row: Rereading, until: datetime) -> Wanted:
    return Wanted(
        id=row.id,
        person=Person(row.workspace_id, row.author_id),
        channel=row.channel_id,
        ts=row.message_ts,
        thread_ts=row.thread_ts,
        text=row.text or "",
        in_the_open=row.in_the_open,
        kind=Kind(row.kind),
        is_sure=row.is_sure,
        leased_until=until,
    )


async def for_model(session: AsyncSession, wanted: Wanted, *, now: datetime) -> str | None:
    """Count one more of today and give the words, with today's red lines out; None where the day is spent.

    One statement counts and looks: however many processes ask, together they stay below the ceiling.
    """
    spent = await session.scalar(
        update(Workspace)
        .where(Workspace.workspace_id == wanted.person.workspace_id, Workspace.reads_channels)
        .where(Workspace.rereads_a_day > _today(now))
        .values(reread=_today(now) + 1, rereads_on=now.date())
        .returning(Workspace.workspace_id)
    )
    if spent is None:
        return None
    return (await red_lines.of(session, wanted.person.workspace_id)).redact(wanted.text).text


async def give_back(session: AsyncSession, workspace_id: str, *, now: datetime) -> None:
    """One that was counted was not put to the model after all."""
    here = (Workspace.workspace_id == workspace_id, Workspace.rereads_on == now.date(), Workspace.reread > 0)
    await session.execute(update(Workspace).where(*here).values(reread=Workspace.reread - 1))


async def settle(session: AsyncSession, wanted: Wanted, read_as: Kind | None, *, now: datetime) -> bool:
    """Let the words go and count what the model took them for; None: it did not say.

    False when the message was deleted or changed meanwhile, or the lease ran out.
    """
    settled = await session.scalar(
        update(Rereading)
        .where(Rereading.id == wanted.id, Rereading.state == State.ASKING)
        .where(Rereading.lease_until == wanted.leased_until)
        .values(state=State.DONE, text=None, lease_until=None)
        .returning(Rereading.id)
    )
    if settled is not None and read_as is not None:
        told = Case(wanted.is_sure, wanted.kind, read_as)
        await _count(session, wanted.person.workspace_id, told, week_of(now.date()))
        session.info.setdefault(NEWS, []).append(told)
    return settled is not None


async def _count(session: AsyncSession, workspace_id: str, told: Case, week: date) -> None:
    statement = insert(session, RereadingCount).values(
        workspace_id=workspace_id,
        week=week,
        is_sure=told.is_sure,
        reader=told.reader,
        model=told.model,
        count=1,
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "week", "is_sure", "reader", "model"],
            set_={"count": RereadingCount.count + 1},
        )
    )


async def standing(session: AsyncSession, workspace_id: str, *, now: datetime) -> Standing:
    """What an admin set and what came of it in the last four weeks."""
    here = Workspace.workspace_id == workspace_id
    row = (await session.execute(select(Workspace.rereads_a_day, _today(now)).where(here))).one_or_none()
    if row is None:
        return OFF
    since = week_of(now.date()) - timedelta(weeks=SHOWN_WEEKS - 1)
    kinds = (RereadingCount.is_sure, RereadingCount.reader, RereadingCount.model)
    counted = await session.execute(
        select(*kinds, func.sum(RereadingCount.count))
        .where(RereadingCount.workspace_id == workspace_id, RereadingCount.week >= since)
        .group_by(*kinds)
    )
    counts = {Case(is_sure, Kind(reader), Kind(model)): int(n) for is_sure, reader, model, n in counted}
    return Standing(row[0], row[1], Agreement(counts))


async def set_ceiling(session: AsyncSession, workspace_id: str, a_day: int) -> bool:
    """How many messages a day the model may read from now on; False when it was that before."""
    changed = await session.scalar(
        update(Workspace)
        .where(Workspace.workspace_id == workspace_id, Workspace.rereads_a_day != a_day)
        .values(rereads_a_day=a_day)
        .returning(Workspace.workspace_id)
    )
    return changed is not None


async def forget(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what is a day old, and counts that are a year old."""
    old = select(Rereading.id).where(READ.by(now)).limit(limit)
    messages = await session.scalars(delete(Rereading).where(Rereading.id.in_(old)).returning(Rereading.id))
    past = select(RereadingCount.id).where(COUNTS.by(now)).limit(limit)
    gone = delete(RereadingCount).where(RereadingCount.id.in_(past)).returning(RereadingCount.id)
    return len(messages.all()) + len((await session.scalars(gone)).all())

"""Answers in people's own words: kept for a day, leased for a model, settled, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.due import Due
from bot.grading.models import WrittenAnswer
from bot.grading.rules import KEPT, MOST_ASKED, Point, State, packed, unpacked
from bot.guard import service as red_lines
from bot.guard.rules import Guard
from bot.people.models import Member
from bot.slack.blockkit import visible
from bot.workspaces import service as workspaces

LEASE = timedelta(seconds=40)  # a model is waited for eight
A_DAY = 200  # times that the answers of one workspace are put to the model
# Wanted at once, by whatever clock it was written down, or left by a process that died over it.
WANTED = Due(WrittenAnswer.lease_until, WrittenAnswer.state.in_((State.WANTED, State.ASKING)), unset=True)
OLD = Due(WrittenAnswer.written_at, after=KEPT)


@dataclass(frozen=True)
class Kept:
    """What somebody wrote, and what a model said of it."""

    text: str = field(default="", repr=False)
    points: tuple[Point, ...] = ()


NOTHING = Kept()


@dataclass(frozen=True)
class Wanted:
    """One answer that this process alone puts to the model until the lease ends."""

    id: int
    nudge_id: int
    text: str = field(repr=False)
    leased_until: datetime


def says_something(text: str) -> bool:
    """Whether anything of it is seen."""
    return bool(visible(text).strip())


def guarded(text: str, guard: Guard) -> str:
    """The words that may be kept: without contact data, secrets and what nobody sees."""
    return guard.redact(visible(text).strip()).text


async def keep(session: AsyncSession, member: Member, nudge_id: int, text: str, *, now: datetime) -> None:
    """Keep the words, in place of those before, and want a model where the workspace allows it."""
    anew: dict[str, object] = {
        "text": guarded(text, await red_lines.of(session, member.workspace_id)),
        "state": State.WANTED if await allows(session, member.workspace_id) else State.NOT_ASKED,
        "points": None,
        "written_at": now,
        "lease_until": None,
    }
    values = {"workspace_id": member.workspace_id, "member_id": member.id, "nudge_id": nudge_id, "asked": 0}
    statement = insert(session, WrittenAnswer).values(**values, **anew)
    await session.execute(statement.on_conflict_do_update(index_elements=["nudge_id"], set_=anew))


async def allows(session: AsyncSession, workspace_id: str) -> bool:
    """Whether this workspace lets a model see what people write here."""
    workspace = await workspaces.find(session, workspace_id)
    return workspace is not None and workspace.model_drafts


async def of(session: AsyncSession, nudge_id: int) -> Kept:
    """What is still kept of the answer to this nudge."""
    query = select(WrittenAnswer.text, WrittenAnswer.points).where(WrittenAnswer.nudge_id == nudge_id)
    row = (await session.execute(query)).one_or_none()
    return Kept(row.text, unpacked(row.points)) if row is not None else NOTHING


async def lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Wanted]:
    """Take answers to put to the model."""
    rows = await session.scalars(
        select(WrittenAnswer)
        .where(WANTED.by(now))
        .order_by(WrittenAnswer.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until, taken = now + LEASE, rows.all()
    for row in taken:
        row.state, row.lease_until = State.ASKING, until
    return [Wanted(row.id, row.nudge_id, await _for_model(session, row), until) for row in taken]


async def _for_model(session: AsyncSession, row: WrittenAnswer) -> str:
    """The words with the red lines of today taken out, which may be more than when they were written."""
    return guarded(row.text, await red_lines.of(session, row.workspace_id))


async def may_ask(session: AsyncSession, wanted: Wanted, *, now: datetime) -> bool:
    """Count one more time; False once the answer or its workspace has had its share, or allows it no more."""
    row = await session.get(WrittenAnswer, wanted.id)
    if row is None or row.asked >= MOST_ASKED or not await allows(session, row.workspace_id):
        return False
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    asked = await session.scalar(
        select(func.sum(WrittenAnswer.asked)).where(
            WrittenAnswer.workspace_id == row.workspace_id, WrittenAnswer.written_at >= midnight
        )
    )
    row.asked += 1
    return int(asked or 0) < A_DAY


async def settle(session: AsyncSession, wanted: Wanted, points: Sequence[Point]) -> bool:
    """Keep what the model said; False when the answer was written anew meanwhile, or the lease ran out."""
    changed = await session.scalar(
        update(WrittenAnswer)
        .where(
            WrittenAnswer.id == wanted.id,
            WrittenAnswer.state == State.ASKING,
            WrittenAnswer.lease_until == wanted.leased_until,
        )
        .values(
            state=State.SUGGESTED if points else State.FAILED,
            points=packed(points) if points else None,
            lease_until=None,
        )
        .returning(WrittenAnswer.id)
    )
    return changed is not None


async def forget(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove the words of yesterday; returns how many answers."""
    old = select(WrittenAnswer.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(
        delete(WrittenAnswer).where(WrittenAnswer.id.in_(old)).returning(WrittenAnswer.id)
    )
    return len(gone.all())

"""Leeches: cards from which nearly nobody in a workspace gets anything rest there until put back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all, update_all
from bot.nudges.fsrs import Grade
from bot.nudges.models import Leech, Nudge, NudgeState
from bot.nudges.rules import POLICY, Answer, grade_of, is_leech
from bot.people.models import Member
from bot.people.rules import Person
from bot.workspaces import service as workspaces

LOOKED_BACK = timedelta(weeks=4)
GAINED = tuple(answer for answer in Answer if grade_of(answer) not in (None, Grade.AGAIN))
PUT_BACK = "card.put_back"


@dataclass(frozen=True)
class Pulled:
    """A card that rests: how many met it, and how many of them got something from it."""

    card_id: str
    met: int
    gained: int


async def pulled(session: AsyncSession, spaces: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The cards that are not sent now, by workspace."""
    if not spaces:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    rows = await session.execute(
        select(Leech.workspace_id, Leech.card_id).where(
            Leech.workspace_id.in_(spaces), Leech.put_back_at.is_(None)
        )
    )
    for space, card_id in rows:
        found[space].add(card_id)
    return {space: frozenset(found[space]) for space in spaces}


async def listed(session: AsyncSession, workspace_id: str) -> Sequence[Pulled]:
    """The same for an admin, the latest first."""
    rows = await session.scalars(
        select(Leech)
        .where(Leech.workspace_id == workspace_id, Leech.put_back_at.is_(None))
        .order_by(Leech.pulled_at.desc(), Leech.card_id)
    )
    return [Pulled(row.card_id, row.met, row.gained) for row in rows]


async def judge(session: AsyncSession, workspace_id: str, *, now: datetime) -> int:
    """Pull the leeches of the last four weeks; returns how many there were.

    What came and was passed over counts only of people who answered another card afterwards: others were
    away, or are silent to all. A card that was put back is judged by what came since.
    """
    counted = [row for row in await _counted(session, workspace_id, now=now) if is_leech(row.met, row.gained)]
    if not counted:
        return 0
    known = await session.execute(select(Leech.card_id, Leech.id).where(Leech.workspace_id == workspace_id))
    rows = {row.card_id: row.id for row in known}
    again = [
        {"id": rows[one.card_id], "met": one.met, "gained": one.gained}
        for one in counted
        if one.card_id in rows
    ]
    if again:
        await update_all(session, Leech, again, also={"pulled_at": now, "put_back_at": None})
    new = [
        {"workspace_id": workspace_id, "card_id": one.card_id, "met": one.met, "gained": one.gained}
        | {"pulled_at": now}
        for one in counted
        if one.card_id not in rows
    ]
    if new:
        await insert_all(session, Leech, new)
    return len(counted)


async def _counted(session: AsyncSession, workspace_id: str, *, now: datetime) -> list[Pulled]:
    since = now - LOOKED_BACK
    last = func.max(Nudge.answered_at).over(partition_by=Nudge.member_id)
    met = (
        select(Nudge.member_id, Nudge.card_id, Nudge.state, Nudge.answer, Nudge.sent_at, last.label("last"))
        .join(Member, Nudge.member_id == Member.id)
        .where(Member.workspace_id == workspace_id, Nudge.day >= since.date(), Nudge.sent_at >= since)
        .subquery()
    )
    gained = case((met.c.answer.in_(GAINED), met.c.member_id))
    rows = await session.execute(
        select(met.c.card_id, func.count(distinct(met.c.member_id)), func.count(distinct(gained)))
        .outerjoin(Leech, (Leech.workspace_id == workspace_id) & (Leech.card_id == met.c.card_id))
        .where(
            or_(
                met.c.state == NudgeState.ANSWERED,
                (met.c.state == NudgeState.EXPIRED) & (met.c.last > met.c.sent_at),
            ),
            or_(Leech.id.is_(None), Leech.put_back_at < met.c.sent_at),
            ~met.c.card_id.startswith(POLICY),
        )
        .group_by(met.c.card_id)
    )
    return [Pulled(card_id, met_by, gained_by) for card_id, met_by, gained_by in rows]


async def put_back(session: AsyncSession, by: Person, card_id: str, *, now: datetime) -> bool:
    """Send the card again, and judge it anew; False when it did not rest."""
    leech = await session.scalar(
        select(Leech)
        .where(Leech.workspace_id == by.workspace_id, Leech.card_id == card_id, Leech.put_back_at.is_(None))
        .with_for_update()
    )
    if leech is None:
        return False
    leech.put_back_at = now
    await workspaces.record_act(
        session, workspace_id=by.workspace_id, actor_id=by.user_id, act=PUT_BACK, subject=card_id, now=now
    )
    return True

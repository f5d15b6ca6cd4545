"""What is known of pairs: one person's round with everything to draw it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.buddies.blocks import Meeting
from bot.buddies.models import Buddy, BuddyPair, BuddyPart
from bot.buddies.rules import MOST_SILENT, STILL_IN, PartState
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.people.models import Member, Team
from bot.workspaces.rules import Company


@dataclass(frozen=True)
class _Other:
    """Somebody who is still in a pair."""

    part_id: int
    member_id: int
    user_id: str
    team: str | None


async def of(
    session: AsyncSession, catalog: Catalog, parts: Collection[BuddyPart], companies: dict[str, Company]
) -> dict[int, Meeting]:
    """The rounds of these parts, by part; without those where nobody else is left."""
    if not parts:
        return {}
    pair_ids = {part.pair_id for part in parts}
    pairs = {
        row.id: row for row in await session.scalars(select(BuddyPair).where(BuddyPair.id.in_(pair_ids)))
    }
    others = await _others(session, pair_ids)
    silent = await _silent(session, [part.member_id for part in parts])
    found: dict[int, Meeting] = {}
    for part in parts:
        pair, together = pairs[part.pair_id], others[part.pair_id]
        theirs = [one for one in together if one.member_id != part.member_id]
        card = catalog.card(pair.task_id)
        if not theirs:
            continue
        first = min(together, key=lambda one: one.part_id)
        found[part.id] = Meeting(
            part_id=part.id,
            week=pair.week,
            weeks=pair.weeks,
            state=PartState(part.state),
            others=tuple((one.user_id, one.team) for one in theirs),
            starter=first.user_id if first in theirs else None,
            task=filled(card, companies.get(part.workspace_id, Company())) if card is not None else None,
            is_last_call=silent.get(part.member_id, 0) == MOST_SILENT - 1,
        )
    return found


async def _others(session: AsyncSession, pair_ids: Collection[int]) -> dict[int, list[_Other]]:
    rows = await session.execute(
        select(BuddyPart.pair_id, BuddyPart.id, Member.id, Member.user_id, Team.name)
        .join(Member, Member.id == BuddyPart.member_id)
        .outerjoin(Team, Team.id == Member.team_id)
        .where(BuddyPart.pair_id.in_(pair_ids), BuddyPart.state.in_((*STILL_IN, PartState.OVER)))
        .order_by(BuddyPart.id)
    )
    found: dict[int, list[_Other]] = defaultdict(list)
    for pair_id, part_id, member_id, user_id, team in rows:
        found[pair_id].append(_Other(part_id, member_id, user_id, team))
    return found


async def _silent(session: AsyncSession, member_ids: Collection[int]) -> dict[int, int]:
    rows = await session.execute(select(Buddy.member_id, Buddy.silent).where(Buddy.member_id.in_(member_ids)))
    return {member_id: silent for member_id, silent in rows}


async def left_alone(session: AsyncSession, row_ids: Collection[int]) -> set[int]:
    """Those parts beside which nobody is still in."""
    other = aliased(BuddyPart)
    company = select(other.id).where(
        other.pair_id == BuddyPart.pair_id, other.id != BuddyPart.id, other.state.in_(STILL_IN)
    )
    rows = await session.scalars(select(BuddyPart.id).where(BuddyPart.id.in_(row_ids), ~company.exists()))
    return set(rows)

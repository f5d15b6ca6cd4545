"""Challenges that did not arrive: brought again on another day of the same week."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import among
from bot.cadence.rules import local_day
from bot.challenges import rules
from bot.challenges.models import Entry, Round
from bot.challenges.rules import EntryState
from bot.challenges.tallies import invite_key
from bot.enrolment.frames import frames
from bot.enrolment.rules import Frame
from bot.outbox import service as outbox
from bot.people.models import Member


async def plan_dropped(session: AsyncSession, rounds: Collection[Round], *, now: datetime) -> None:
    """Plan anew for those whose message was dropped at its last look, once a day is left for it.

    Nobody saw it: a pause, say, that is over by now kept it back.
    """
    rows = await session.execute(
        select(Entry, Member)
        .join(Member, Member.id == Entry.member_id)
        .where(Entry.round_id.in_([one.id for one in rounds]), Entry.state == EntryState.INVITED)
        .order_by(Entry.id)
    )
    keys = {(row[0].workspace_id, invite_key(row[0].id)): (row[0], row[1]) for row in rows}
    lost = await outbox.dropped(session, set(keys))
    around = await frames(session, [keys[key][1] for key in lost])
    weeks = {one.id: one for one in rounds}
    again = {}
    for key, row_id in lost.items():
        entry, member = keys[key]
        if _has_a_day(entry, weeks[entry.round_id], around[member.id], now=now):
            again[entry.id] = row_id
    if not again:
        return
    # Whoever joined from App Home meanwhile keeps what they have.
    statement = update(Entry).where(among(session, Entry.__table__.c.id, list(again)))
    statement = statement.where(Entry.state == EntryState.INVITED)
    anew = {"state": EntryState.PLANNED, "planned_at": now, "due_at": now, "invited_on": None}
    changed = await session.scalars(statement.values(anew).returning(Entry.id))
    await outbox.let_again(session, [again[entry_id] for entry_id in changed])


def _has_a_day(entry: Entry, round_: Round, around: Frame, *, now: datetime) -> bool:
    """Whether a day is left on which they may hear of it; the day of the dropped message is used."""
    today = local_day(now, around.zone)
    first = max(today, (entry.invited_on or today) + rules.A_DAY)
    left = rules.chances(now, around, first=first, last=round_.last_on or today, since=now)
    return around.reachable and next(left, None) is not None

"""Cards sent at each member's own time, and what their silence means."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import expires_at, local_day
from bot.enrolment.frames import frames
from bot.enrolment.rules import UNTIL_RESUMED, Frame, gets_nudges, is_time, next_moment
from bot.enrolment.service import until_close
from bot.nudges import blocks, history
from bot.nudges.deck import Learner, Past, Pick, pick
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import NUDGES_HALVED_AT, Rhythm, cadence_after
from bot.nudges.sheets import sheet_of
from bot.outbox import service as outbox
from bot.outbox.models import Fate, OutboxMessage
from bot.packs.catalog import Catalog
from bot.packs.schema import Card, Role
from bot.people.models import Member
from bot.people.rules import Enrolment

NUDGE, RHYTHM = "nudge", "rhythm"
_NEVER_ARRIVED = (Fate.EXPIRED, Fate.DROPPED, Fate.DEAD)


async def send_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Send the members whose moment has come their card; returns how many were looked at."""
    due = await _lease(session, now=now, limit=limit)
    if not due:
        return 0
    around = await frames(session, due)
    past = await history.of(session, {member.id: around[member.id].zone for member in due})
    for member in due:
        await _serve(session, catalog, member, around=around[member.id], past=past[member.id], now=now)
    return len(due)


async def _lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Member]:
    rows = await session.scalars(
        select(Member)
        .where(Member.next_nudge_at <= now, Member.enrolment != Enrolment.INVITED)
        .order_by(Member.next_nudge_at, Member.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By id, so that two processes which use members' attention never wait for each other in a circle.
    return sorted(rows.all(), key=lambda member: member.id)


async def _serve(
    session: AsyncSession,
    catalog: Catalog,
    member: Member,
    *,
    around: Frame,
    past: Sequence[Past],
    now: datetime,
) -> None:
    due = member.next_nudge_at or now
    member.next_nudge_at = None
    if not gets_nudges(
        enrolment=member.enrolment, wants_nudges=member.wants_nudges, can_learn=member.can_learn
    ):
        return
    member.next_nudge_at = next_moment(now, around)
    if not is_time(due, now, around) or await _told_of_rhythm(session, member, around, now=now):
        return
    member.paused_until = None
    today = local_day(now, around.zone)
    picked = pick(cards_for(catalog, around, today), past, learner_of(member, around), today)
    if picked is None or not await _take(session, member, day=today, kind=NUDGE):
        return
    await _send(session, member, picked, around=around, now=now)
    slower = cadence_after(member.ignored_in_row) is not Rhythm.NORMAL
    member.next_nudge_at = next_moment(now, around, skips_one=slower)


def cards_for(catalog: Catalog, around: Frame, today: date) -> tuple[Card, ...]:
    """The member's deck today."""
    role = Role(around.role) if around.role in list(Role) else Role.GENERAL
    return catalog.cards_for(role, today=today)


def learner_of(member: Member, around: Frame) -> Learner:
    """What of a member decides about their deck."""
    return Learner(f"{member.workspace_id}:{member.user_id}", around.trained_on, around.cadence.workdays)


async def _take(session: AsyncSession, member: Member, *, day: date, kind: str) -> bool:
    return await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=day, kind=kind
    )


async def _send(session: AsyncSession, member: Member, picked: Pick, *, around: Frame, now: datetime) -> None:
    row = Nudge(
        workspace_id=member.workspace_id,
        member_id=member.id,
        card_id=picked.card.id,
        wording=picked.wording,
        recall=picked.recall,
        reason=picked.reason,
        day=local_day(now, around.zone),
        state=NudgeState.SENT,
        sent_at=now,
        expires_at=expires_at(now, around.zone, around.cadence),
        version=0,
    )
    session.add(row)
    await session.flush()
    await outbox.enqueue(
        session,
        blocks.nudge(sheet_of(row, picked.card, role=around.role)),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=key_of(row.id),
        kind=NUDGE,
        now=now,
        lasts=until_close(now, around),
        guard=f"nudges.wanted:{row.id}",
    )


def key_of(nudge_id: int) -> str:
    """The once-only name of a nudge's message."""
    return f"nudge:{nudge_id}"


async def wanted(session: AsyncSession, row_ids: Collection[int]) -> Collection[int]:
    """The guard of cards: their members have not stopped, paused or left since they were chosen."""
    rows = await session.execute(
        select(Nudge.id, Member)
        .join(Member, Nudge.member_id == Member.id)
        .where(Nudge.id.in_(row_ids), Nudge.state == NudgeState.SENT, Member.paused_until.is_(None))
    )
    return [
        row_id
        for row_id, member in rows
        if gets_nudges(
            enrolment=member.enrolment, wants_nudges=member.wants_nudges, can_learn=member.can_learn
        )
    ]


async def _told_of_rhythm(session: AsyncSession, member: Member, around: Frame, *, now: datetime) -> bool:
    """Say once that cards went unanswered, in place of a card. True: today's message is used for that."""
    rhythm = cadence_after(member.ignored_in_row)
    stops = rhythm is Rhythm.PAUSED
    if not stops and member.ignored_in_row != NUDGES_HALVED_AT:
        return False
    # A streak is known by the last card in it.
    last = await session.scalar(
        select(Nudge.id).where(Nudge.member_id == member.id).order_by(Nudge.id.desc()).limit(1)
    )
    key = f"rhythm:{member.id}:{last}:{rhythm}"
    if await _was_promised(session, member.workspace_id, key):
        return False
    if not await _take(session, member, day=local_day(now, around.zone), kind=RHYTHM):
        return True
    await outbox.enqueue(
        session,
        blocks.stopped() if stops else blocks.slowed(),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=key,
        kind=RHYTHM,
        now=now,
        lasts=until_close(now, around),
    )
    if stops:
        member.paused_until, member.next_nudge_at = UNTIL_RESUMED, None
        member.ignored_in_row = 0
    return True


async def _was_promised(session: AsyncSession, workspace_id: str, key: str) -> bool:
    query = select(OutboxMessage.id).where(
        OutboxMessage.workspace_id == workspace_id, OutboxMessage.dedupe == key
    )
    return await session.scalar(query) is not None


async def expire_unanswered(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Close cards that nobody answered; quietly, and never as a wrong answer."""
    rows = await session.scalars(
        select(Nudge)
        .where(Nudge.state == NudgeState.SENT, Nudge.expires_at <= now)
        .order_by(Nudge.member_id, Nudge.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    expired = rows.all()
    lost = await _never_arrived(session, expired)
    for nudge in expired:
        if nudge.id in lost:
            # It was never seen, so it counts neither as sent nor as ignored.
            await session.delete(nudge)
            continue
        nudge.state = NudgeState.EXPIRED
        await session.execute(
            update(Member)
            .where(Member.id == nudge.member_id, Member.enrolment == Enrolment.ACTIVE)
            .where(Member.paused_until.is_(None))
            .values(ignored_in_row=Member.ignored_in_row + 1)
        )
    return len(expired)


async def _never_arrived(session: AsyncSession, nudges: Sequence[Nudge]) -> set[int]:
    if not nudges:
        return set()
    keys = {(each.workspace_id, key_of(each.id)): each.id for each in nudges}
    rows = await session.execute(
        select(OutboxMessage.workspace_id, OutboxMessage.dedupe).where(
            OutboxMessage.dedupe.in_([dedupe for _, dedupe in keys]), OutboxMessage.fate.in_(_NEVER_ARRIVED)
        )
    )
    return {keys[(row[0], row[1])] for row in rows if (row[0], row[1]) in keys}

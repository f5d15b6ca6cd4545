"""A champion's week: one message on the first free morning of it, and none when there is nothing in it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day
from bot.champions.models import Champion
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame, is_time, next_moment
from bot.enrolment.service import until_close
from bot.outbox import service as outbox
from bot.people.models import Member
from bot.people.rules import Enrolment, Person
from bot.questions import queue, routing, thanks, waiting, week_blocks
from bot.questions.models import Question
from bot.questions.rules import Status
from bot.questions.week_blocks import Week

WEEK = "question.week"
A_WEEK = timedelta(days=7)
LONGEST = 50
_OTHER = aliased(Champion)
# Whoever champions several teams has one week: it is planned in the first of their rows.
_IS_FIRST = ~(
    select(_OTHER.id)
    .where(_OTHER.member_id == Champion.member_id, _OTHER.id < Champion.id)
    .correlate(Champion)
    .exists()
)
DUE = Due(Champion.digest_at, and_(Champion.wants_digest, _IS_FIRST), unset=True)


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Send the weeks that are due, and plan the first one of a new champion; returns how many."""
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    rows = await session.execute(
        select(Champion, Member)
        .join(Member, Member.id == Champion.member_id)
        .where(DUE.by(now))
        .order_by(Champion.member_id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Champion)
    )
    due = [(champion, member) for champion, member in rows]
    around = await frames(session, [member for _, member in due])
    for champion, member in due:
        await _serve(session, champion, member, around[member.id], now=now)
    return len(due)


async def _serve(
    session: AsyncSession, champion: Champion, member: Member, around: Frame, *, now: datetime
) -> None:
    due, today = champion.digest_at, local_day(now, around.zone)
    champion.digest_at = next_moment(now, around, not_before=_next_monday(today))
    is_away = champion.away_until is not None and champion.away_until > now
    if due is None or is_away or not _may_get(member):
        return
    if not is_time(due, now, around):
        champion.digest_at = next_moment(now, around)
        return
    week = await of(session, Person(member.workspace_id, member.user_id), now=now)
    if week.is_empty:
        return
    taken = await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=today, kind=WEEK
    )
    if not taken:
        champion.digest_at = next_moment(now, around)
        return
    await outbox.enqueue(
        session,
        week_blocks.digest(week, now=now),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=f"week:{member.id}:{today}",
        kind=WEEK,
        now=now,
        lasts=until_close(now, around),
        guard=f"questions.week_wanted:{member.id}",
        occasion=outbox.Occasion(f"week:{member.user_id}:{today}", instant(today, time(), around.zone)),
    )
    await waiting.put_off(session, [one.id for one in week.waiting], now=now)


def _may_get(member: Member) -> bool:
    return member.can_learn and member.enrolment != Enrolment.OUT


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


async def of(session: AsyncSession, person: Person, *, now: datetime) -> Week:
    """What waits for this champion now, and what came of the last seven days."""
    mine, unclaimed = await queue.of_champion(session, person, limit=LONGEST)
    solved = select(func.count()).where(
        Question.workspace_id == person.workspace_id,
        Question.champion_id == person.user_id,
        Question.status == Status.RESOLVED,
        Question.closed_at >= now - A_WEEK,
    )
    last = await thanks.of_champion(session, person, since=now - A_WEEK, limit=1)
    return Week(
        mine=await routing.listed(session, mine),
        waiting=await routing.listed(session, unclaimed),
        solved=await session.scalar(solved) or 0,
        thanks=(last[0].giver_id, last[0].reason, last[0].words) if last else None,
    )


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of weeks: their readers are champions still, want them, and may be reached."""
    rows = await session.scalars(
        select(Member)
        .join(Champion, Champion.member_id == Member.id)
        .where(Member.id.in_(row_ids), Champion.wants_digest, Member.enrolment != Enrolment.OUT)
        .distinct()
    )
    return await open_to(session, rows.all(), now=now)

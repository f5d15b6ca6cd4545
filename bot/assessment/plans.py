"""When somebody is asked: a free day in the week of each occasion, once; and what is over after a week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assessment import blocks, rules
from bot.assessment.blocks import Sheet
from bot.assessment.models import Assessment, AssessmentAnswer
from bot.assessment.rules import LASTS, Occasion, State, gets_assessments
from bot.bulk import insert_all
from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day, zone_of
from bot.challenges.rules import Chance, chances
from bot.cohorts.models import Cohort
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame
from bot.enrolment.service import until_close
from bot.outbox import service as outbox
from bot.people.models import Member, Team
from bot.people.rules import Enrolment

ASSESSMENT = "assessment"
LOOKED_AGAIN = timedelta(hours=12)  # at somebody who is paused or away
DUE = Due(Assessment.due_at, Assessment.state == State.PLANNED)
COHORTS = Due(Cohort.trained_on, after=-(rules.BEFORE_TRAINING + rules.ZONES))
OVER = Due(Assessment.ends_at, Assessment.state.in_((State.INVITED, State.BEGUN)))


async def plan(session: AsyncSession, *, now: datetime) -> int:
    """Give everybody whose cohort has come to an occasion their assessment; returns how many of them."""
    today, values = now.astimezone(UTC).date(), list[dict[str, object]]()
    spans = {occasion: rules.trained_between(occasion, today) for occasion in Occasion}
    is_near = or_(*(Cohort.trained_on.between(*span) for span in spans.values()))
    for cohort in (await session.scalars(select(Cohort).where(is_near).order_by(Cohort.id))).all():
        for occasion, (earliest, latest) in spans.items():
            if earliest <= cohort.trained_on <= latest:
                ids = await _without(session, cohort, occasion)
                values += [_planned(cohort, occasion, member_id, now=now) for member_id in ids]
    if values:
        await insert_all(session, Assessment, values)
    return len(values)


async def _without(session: AsyncSession, cohort: Cohort, occasion: Occasion) -> list[int]:
    """Those of a cohort who take part and have none yet on this occasion, by id."""
    has_one = select(Assessment.id).where(
        Assessment.member_id == Member.id,
        Assessment.cohort_id == cohort.id,
        Assessment.occasion == occasion,
    )
    teams = select(Team.id).where(Team.workspace_id == cohort.workspace_id, Team.cohort_id == cohort.id)
    rows = await session.scalars(
        select(Member.id)
        .where(Member.workspace_id == cohort.workspace_id)
        .where(
            or_(Member.cohort_id == cohort.id, and_(Member.cohort_id.is_(None), Member.team_id.in_(teams)))
        )
        .where(Member.enrolment == Enrolment.ACTIVE, Member.wants_assessments, Member.can_learn)
        .where(~has_one.exists())
    )
    return sorted(rows)


def _planned(cohort: Cohort, occasion: Occasion, member_id: int, *, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": cohort.workspace_id,
        "member_id": member_id,
        "cohort_id": cohort.id,
        "occasion": occasion.value,
        "state": State.PLANNED.value,
        "planned_at": now,
        "due_at": now,
        "last_on": rules.last_day(occasion, cohort.trained_on),
    }


@dataclass(frozen=True)
class _Turn:
    """One assessment whose invitation is to be decided on, with everything around it."""

    assessment: Assessment
    member: Member
    around: Frame


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Decide on the invitations that are due; returns how many were looked at."""
    turns = await _lease(session, now=now, limit=limit)
    trained = await _training_days(session, [turn.assessment.cohort_id for turn in turns])
    for turn in turns:
        await _serve(session, turn, trained_on=trained.get(turn.assessment.cohort_id), now=now)
    return len(turns)


async def _lease(session: AsyncSession, *, now: datetime, limit: int) -> list[_Turn]:
    rows = await session.scalars(
        select(Assessment)
        .where(DUE.by(now))
        .order_by(Assessment.due_at, Assessment.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    leased = sorted(rows.all(), key=lambda row: row.member_id)
    ids = [row.member_id for row in leased]
    if not ids:
        return []
    # A pause that is over is cleared, so that the guard can tell one that began meanwhile.
    await session.execute(
        update(Member).where(Member.id.in_(ids), Member.paused_until <= now).values(paused_until=None)
    )
    members = {one.id: one for one in await session.scalars(select(Member).where(Member.id.in_(ids)))}
    around = await frames(session, list(members.values()))
    return [_Turn(row, members[row.member_id], around[row.member_id]) for row in leased]


async def _training_days(session: AsyncSession, cohort_ids: Collection[int]) -> dict[int, date]:
    if not cohort_ids:
        return {}
    rows = await session.execute(
        select(Cohort.id, Cohort.trained_on).where(Cohort.id.in_(frozenset(cohort_ids)))
    )
    return {row_id: trained_on for row_id, trained_on in rows}


async def _serve(session: AsyncSession, turn: _Turn, *, trained_on: date | None, now: datetime) -> None:
    """Take the first free day that is left in its week; a cohort that was moved or removed asks nobody."""
    row, around = turn.assessment, turn.around
    occasion, today = Occasion(row.occasion), local_day(now, around.zone)
    if trained_on is not None:
        row.last_on = rules.last_day(occasion, trained_on)
    if trained_on is None or not _is_asked(turn.member) or today > row.last_on:
        row.state, row.due_at = State.MISSED, None
        return
    row.due_at = now + LOOKED_AGAIN
    if not around.reachable:
        return
    first = max(rules.first_day(occasion, trained_on), today)
    for chance in chances(now, around, first=first, last=row.last_on, since=row.planned_at):
        if chance.taken_from > now:
            row.due_at = chance.taken_from
            return
        taken = await cadences.take_attention(
            session, row.workspace_id, member_id=row.member_id, day=chance.day, kind=ASSESSMENT
        )
        if taken:
            began = instant(rules.first_day(occasion, trained_on), time(), around.zone)
            await _invite(session, turn, chance, began=began, now=now)
            return


def _is_asked(member: Member) -> bool:
    return gets_assessments(
        enrolment=member.enrolment,
        wants_assessments=member.wants_assessments,
        can_learn=member.can_learn,
    )


async def _invite(
    session: AsyncSession, turn: _Turn, chance: Chance, *, began: datetime, now: datetime
) -> None:
    row, around, day = turn.assessment, turn.around, chance.day
    row.state, row.due_at = State.INVITED, None
    row.ends_at = instant(day + LASTS, time(), around.zone)
    occasion = Occasion(row.occasion)
    await outbox.enqueue(
        session,
        blocks.invitation(Sheet(row.id, occasion, State.INVITED, day + LASTS - rules.A_DAY)),
        to=outbox.Place(row.workspace_id, turn.member.user_id),
        dedupe=key_of(row.id),
        kind=ASSESSMENT,
        now=now,
        due=chance.at,
        lasts=until_close(chance.at, around),
        guard=f"assessment.wanted:{row.id}",
        occasion=outbox.Occasion(f"{ASSESSMENT}:{turn.member.user_id}:{occasion}:{began.date()}", began),
    )


def key_of(row_id: int) -> str:
    """The once-only name of the message that asks somebody."""
    return f"assessment:{row_id}"


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of invitations: since then nobody answered elsewhere, stopped, paused or left."""
    rows = await session.execute(
        select(Assessment.id, Member)
        .join(Member, Assessment.member_id == Member.id)
        .where(Assessment.id.in_(row_ids), Assessment.state == State.INVITED, Member.paused_until.is_(None))
    )
    found = [(row[0], row[1]) for row in rows]
    is_open = await open_to(session, [member for _, member in found], now=now)
    return [row_id for row_id, member in found if member.id in is_open and _is_asked(member)]


async def lapse(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """End those whose week is over: what was begun and not finished is not kept."""
    rows = await session.scalars(
        select(Assessment)
        .where(OVER.by(now))
        .order_by(Assessment.ends_at, Assessment.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    over = rows.all()
    if not over:
        return 0
    ids = [row.id for row in over]
    await session.execute(delete(AssessmentAnswer).where(AssessmentAnswer.assessment_id.in_(ids)))
    members = await _members(session, over)
    for row in over:
        row.state, row.sure = State.LAPSED, None
        await _say_over(session, row, members[row.member_id], now=now)
    return len(over)


async def _members(session: AsyncSession, rows: Sequence[Assessment]) -> dict[int, Member]:
    ids = {row.member_id for row in rows}
    return {one.id: one for one in await session.scalars(select(Member).where(Member.id.in_(ids)))}


async def _say_over(session: AsyncSession, row: Assessment, member: Member, *, now: datetime) -> None:
    """In the message itself; whoever stopped everything is left alone."""
    if member.enrolment != Enrolment.ACTIVE:
        return
    until = local_day(now, zone_of(member.zone))
    await outbox.edit(
        session,
        blocks.post(Sheet(row.id, Occasion(row.occasion), State.LAPSED, until)),
        of=key_of(row.id),
        to=outbox.Place(row.workspace_id, member.user_id),
        dedupe=f"{key_of(row.id)}:over",
        now=now,
    )

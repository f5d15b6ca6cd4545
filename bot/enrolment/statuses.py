"""What Slack says of people: their profile, whether their status says away, and their Do Not Disturb."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import absences
from bot.cadence import service as cadences
from bot.cadence.absences import Cause
from bot.cadence.rules import local_day, zone_of
from bot.champions.models import Champion
from bot.enrolment import service as enrolment
from bot.enrolment.frames import frames
from bot.enrolment.rules import Dnd, Frame, dnd_of, is_same, next_moment, silent_until
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import WITHOUT_END, Enrolment, Profile

# A status for the rest of the day ends a minute before midnight.
NEARLY = timedelta(minutes=5)


async def sync(
    session: AsyncSession, workspace_id: str, profiles: Collection[Profile], *, now: datetime
) -> int:
    """Bring the roster up to what Slack says, and plan anew for whoever went away or came back."""
    said = {profile.user_id: profile.away_until for profile in profiles}
    taking_part = (Member.workspace_id == workspace_id, Member.enrolment == Enrolment.ACTIVE)
    rows = await session.execute(
        select(Member.user_id, Member.status_until).where(*taking_part, Member.user_id.in_(said))
    )
    changed = [user_id for user_id, before in rows if before != said[user_id]]
    count = await people.sync(session, workspace_id, profiles, now=now)
    if changed:
        members = await session.scalars(
            select(Member).where(*taking_part, Member.user_id.in_(changed)).order_by(Member.id)
        )
        for member in members:
            await session.refresh(member)
            await _follow(session, member, now=now)
    return count


async def heard_by(session: AsyncSession, workspace_id: str, user_ids: Collection[str]) -> list[str]:
    """Who of these gets something unasked, or is asked as a champion: whose Do Not Disturb matters."""
    champions = select(Champion.member_id).where(Champion.workspace_id == workspace_id)
    rows = await session.scalars(
        select(Member.user_id)
        .where(Member.workspace_id == workspace_id, Member.user_id.in_(user_ids), Member.can_learn)
        .where(or_(Member.enrolment.in_((Enrolment.INVITED, Enrolment.ACTIVE)), Member.id.in_(champions)))
        .order_by(Member.id)
    )
    return list(rows)


async def keep_dnd(
    session: AsyncSession, workspace_id: str, told: Mapping[str, Dnd | None], *, now: datetime
) -> None:
    """Go by these hours from now on, also with what was planned by the last ones."""
    rows = await session.scalars(
        select(Member)
        .where(Member.workspace_id == workspace_id, Member.user_id.in_(told))
        .order_by(Member.id)
        .with_for_update(key_share=True)
    )
    members = rows.all()
    changed = [member for member in members if member.next_nudge_at and _is_new(member, told[member.user_id])]
    around = await frames(session, changed)
    for member in members:
        hours = told[member.user_id]
        member.dnd_begins_at = hours.begins if hours else None
        member.dnd_ends_at = hours.ends if hours else None
        if (before := around.get(member.id)) is not None:
            await _plan_by(session, member, before, replace(before, dnd=hours), now=now)


def _is_new(member: Member, hours: Dnd | None) -> bool:
    return not is_same(dnd_of(member.dnd_begins_at, member.dnd_ends_at), hours, zone_of(member.zone))


async def _plan_by(
    session: AsyncSession, member: Member, before: Frame, after: Frame, *, now: datetime
) -> None:
    """Only where the last hours put something off: what lies in the new ones is put off at its moment."""
    free = await cadences.free_from(session, member_id=member.id, today=local_day(now, after.zone))
    if silent_until(next_moment(now, replace(before, dnd=None), not_before=free), before):
        member.next_nudge_at = next_moment(now, after, not_before=free)


async def _follow(session: AsyncSession, member: Member, *, now: datetime) -> None:
    zone, until = zone_of(member.zone), member.away_until
    today = local_day(now, zone)
    if until is None or until <= now:
        await absences.end(session, member, Cause.STATUS, today=today)
    else:
        back_on = None if until >= WITHOUT_END else local_day(until + NEARLY, zone)
        await absences.begin(session, member, Cause.STATUS, today=today, back_on=back_on, now=now)
    await enrolment.plan(session, member, now=now)

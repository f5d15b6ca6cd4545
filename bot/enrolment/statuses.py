"""What Slack says of people, and what follows when their status says that they are away or back."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import absences
from bot.cadence.absences import Cause
from bot.cadence.rules import local_day, zone_of
from bot.enrolment import service as enrolment
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


async def _follow(session: AsyncSession, member: Member, *, now: datetime) -> None:
    zone, until = zone_of(member.zone), member.away_until
    today = local_day(now, zone)
    if until is None or until <= now:
        await absences.end(session, member, Cause.STATUS, today=today)
    else:
        back_on = None if until >= WITHOUT_END else local_day(until + NEARLY, zone)
        await absences.begin(session, member, Cause.STATUS, today=today, back_on=back_on, now=now)
    await enrolment.plan(session, member, now=now)

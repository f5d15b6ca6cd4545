"""Taking part: invited, started, paused, changed, left; and when each member is written to next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import absences, holidays
from bot.cadence import service as cadences
from bot.cadence.absences import Cause
from bot.cadence.rules import AUTO, instant, local_day, zone_of
from bot.due import Due
from bot.enrolment import blocks
from bot.enrolment.blocks import Standing
from bot.enrolment.frames import frame, frames, open_to
from bot.enrolment.rules import (
    INVITED_AGAIN,
    UNTIL_RESUMED,
    USUAL_PAUSE,
    Frame,
    expected,
    gets_nudges,
    is_away,
    is_held,
    is_paused,
    is_time,
    next_moment,
    put_off,
    times_in,
)
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.packs.schema import Role, Status
from bot.people import service as people
from bot.people.models import UNPLANNED, Member
from bot.people.rules import Enrolment, Person

INVITATION = "invitation"
WITHOUT_A_MOMENT = Due(Member.next_nudge_at, and_(UNPLANNED), unset=True)
INVITED = Due(Member.next_nudge_at, and_(Member.enrolment == Enrolment.INVITED, Member.invited_at.is_(None)))


@dataclass(frozen=True)
class Wishes:
    """What a member chose about their messages; None leaves a thing as it is."""

    role: str | None = None
    at: time | None = None
    nudges: bool | None = None
    challenges: bool | None = None
    office_hours: bool | None = None
    showings: bool | None = None
    notes: bool | None = None
    assessments: bool | None = None
    country: str | None = None  # whose holidays; `AUTO` for the time zone's


async def invite(
    session: AsyncSession, workspace_id: str, user_ids: Sequence[str], *, now: datetime
) -> list[str]:
    """Plan an invitation for each who may learn and was not asked before; returns who that is."""
    return await _invite(session, workspace_id, Member.user_id.in_(user_ids), now=now)


async def invite_team(session: AsyncSession, workspace_id: str, team_id: int, *, now: datetime) -> list[str]:
    """The same for a whole team."""
    return await _invite(session, workspace_id, Member.team_id == team_id, now=now)


async def _invite(
    session: AsyncSession, workspace_id: str, who: ColumnElement[bool], *, now: datetime
) -> list[str]:
    never = Member.enrolment == Enrolment.KNOWN
    long_ago = and_(Member.enrolment == Enrolment.INVITED, Member.invited_at <= now - INVITED_AGAIN)
    rows = await session.scalars(
        select(Member)
        .where(Member.workspace_id == workspace_id, Member.can_learn, who, or_(never, long_ago))
        .order_by(Member.id)
        .with_for_update(key_share=True)
    )
    invited = rows.all()
    around = await frames(session, invited)
    for member in invited:
        member.enrolment, member.invited_at = Enrolment.INVITED, None
        member.next_nudge_at = next_moment(now, around[member.id], catch_up=True)
    return [member.user_id for member in invited]


async def send_invitations(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Write to the invited whose moment has come; returns how many rows were looked at."""
    rows = await session.scalars(
        select(Member)
        .where(INVITED.by(now))
        .order_by(Member.next_nudge_at, Member.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    # By id, so that two processes which use members' attention never wait for each other in a circle.
    due = sorted(rows.all(), key=lambda member: member.id)
    around = await frames(session, due)
    for member in due:
        await _send_invitation(session, member, around[member.id], roles=roles_of(catalog), now=now)
    return len(due)


async def _send_invitation(
    session: AsyncSession, member: Member, around: Frame, *, roles: Sequence[str], now: datetime
) -> None:
    if not member.can_learn:
        member.enrolment, member.next_nudge_at = Enrolment.KNOWN, None
        return
    if not is_time(member.next_nudge_at or now, now, around):
        member.next_nudge_at = next_moment(now, around)
        return
    today = local_day(now, around.zone)
    taken = await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=today, kind=INVITATION
    )
    if not taken:
        member.next_nudge_at = next_moment(now, around)
        return
    member.invited_at, member.next_nudge_at = now, None
    await outbox.enqueue(
        session,
        blocks.welcome(_standing(member, around, team=None, now=now), roles=roles),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=f"invitation:{member.id}:{today}",
        kind=INVITATION,
        now=now,
        lasts=until_close(now, around),
        guard=f"enrolment.invited:{member.id}",
        occasion=outbox.Occasion(f"invitation:{member.user_id}", now - INVITED_AGAIN),
    )


def until_close(now: datetime, around: Frame) -> timedelta:
    """How long a message may still wait today: two hours at most, and never past the window."""
    closes = instant(local_day(now, around.zone), around.cadence.window[1], around.zone)
    return min(timedelta(hours=2), closes - now)


async def invited(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of invitations: their members have not answered yet, and it is a time to be asked."""
    found = await session.scalars(
        select(Member).where(Member.id.in_(row_ids), Member.enrolment == Enrolment.INVITED, Member.can_learn)
    )
    return await open_to(session, found.all(), now=now)


async def start(session: AsyncSession, person: Person, wishes: Wishes, *, now: datetime) -> Standing:
    """Take part, from the next free slot on. Nothing changes for guests, bots and leavers."""
    member = await people.member(session, person, now=now)
    if not member.can_learn:
        return await standing(session, person, now=now)
    if member.enrolment != Enrolment.ACTIVE:
        member.enrolment, member.enrolled_at = Enrolment.ACTIVE, member.enrolled_at or now
        wishes = Wishes(wishes.role, wishes.at, wishes.nudges is not False, wishes.challenges)
    member.paused_until = member.away_until = None
    await absences.end(session, member, Cause.OWN, Cause.STATUS, today=local_day(now, zone_of(member.zone)))
    return await change(session, person, wishes, now=now)


async def leave(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
    """Nothing unasked-for from now on, until they say otherwise; nobody is told."""
    member = await people.member(session, person, now=now)
    member.enrolment, member.next_nudge_at, member.ignored_in_row = Enrolment.OUT, None, 0
    return await standing(session, person, now=now)


async def change(session: AsyncSession, person: Person, wishes: Wishes, *, now: datetime) -> Standing:
    """Keep what the person chose, and plan by it."""
    member = await people.member(session, person, now=now)
    if wishes.role is not None:
        member.role = wishes.role
    if wishes.at is not None:
        member.nudge_at = cadences.minute_of(wishes.at)
    if wishes.country is not None:
        member.country = None if wishes.country == AUTO else wishes.country
    if wishes.nudges is not None:
        member.wants_nudges = wishes.nudges
    if wishes.challenges is not None:
        member.wants_challenges = wishes.challenges
    if wishes.office_hours is not None:
        member.no_office_hours_since = None if wishes.office_hours else member.no_office_hours_since or now
    if wishes.showings is not None:
        member.wants_showings = wishes.showings
    if wishes.notes is not None:
        member.wants_notes = wishes.notes
    if wishes.assessments is not None:
        member.wants_assessments = wishes.assessments
    await plan(session, member, now=now)
    return await standing(session, person, now=now)


async def pause(session: AsyncSession, person: Person, *, until: date | None, now: datetime) -> Standing:
    """Nothing unasked-for before that day; with None, before they resume."""
    member = await people.member(session, person, now=now)
    if member.enrolment != Enrolment.ACTIVE:
        return await standing(session, person, now=now)
    around = await frame(session, member)
    member.paused_until = UNTIL_RESUMED if until is None else instant(until, time(), around.zone)
    member.ignored_in_row = 0
    today = local_day(now, around.zone)
    await absences.begin(session, member, Cause.OWN, today=today, back_on=until, now=now)
    await plan(session, member, now=now)
    return await standing(session, person, now=now)


async def usual_pause(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
    """A pause for as long as most people want one."""
    member = await people.member(session, person, now=now)
    around = await frame(session, member)
    return await pause(session, person, until=local_day(now, around.zone) + USUAL_PAUSE, now=now)


async def pause_openly(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
    """A pause that only they end."""
    return await pause(session, person, until=None, now=now)


async def resume(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
    """End a pause or a slower rhythm; whoever did not take part begins to."""
    member = await people.member(session, person, now=now)
    member.ignored_in_row, member.slower_until = 0, None
    return await start(session, person, Wishes(), now=now)


async def plan(session: AsyncSession, member: Member, *, now: datetime, skips_one: bool = False) -> None:
    """Set when the member is written to next: not today, when today's one message is used."""
    wanted = gets_nudges(
        enrolment=member.enrolment, wants_nudges=member.wants_nudges, can_learn=member.can_learn
    )
    if not wanted:
        # An invitation that waits keeps its own moment.
        if member.enrolment != Enrolment.INVITED:
            member.next_nudge_at = None
        return
    around = await frame(session, member)
    today = local_day(now, around.zone)
    first = await cadences.free_from(session, member_id=member.id, today=today)
    member.next_nudge_at = next_moment(now, around, not_before=first, skips_one=skips_one)


async def replan_team(session: AsyncSession, workspace_id: str, team_id: int | None, *, now: datetime) -> int:
    """Plan a team's members anew after its cadence changed; None: everybody of the workspace."""
    rows = select(Member).where(Member.workspace_id == workspace_id, Member.next_nudge_at.is_not(None))
    if team_id is not None:
        rows = rows.where(Member.team_id == team_id)
    members = (await session.scalars(rows.order_by(Member.id).with_for_update(key_share=True))).all()
    around = await frames(session, members)
    for member in members:
        member.next_nudge_at = next_moment(now, around[member.id])
    return len(members)


async def plan_unplanned(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Plan for those who take part and have no next moment, such as a leaver who came back."""
    rows = await session.scalars(
        select(Member)
        .where(UNPLANNED)
        .order_by(Member.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    members = rows.all()
    for member in members:
        await plan(session, member, now=now)
    return len(members)


async def standing(session: AsyncSession, person: Person, *, now: datetime) -> Standing:
    """How a person takes part, for drawing."""
    member = await people.member(session, person, now=now)
    team = await people.team(session, person.workspace_id, member.team_id)
    return _standing(member, await frame(session, member), team=team.name if team else None, now=now)


def _standing(member: Member, around: Frame, *, team: str | None, now: datetime) -> Standing:
    planned = member.next_nudge_at if member.enrolment == Enrolment.ACTIVE else None
    next_at = expected(planned, around) if planned is not None else None
    times = sorted({*times_in(around.cadence), around.at})
    return Standing(
        enrolment=Enrolment(member.enrolment),
        may_learn=member.can_learn,
        role=around.role,
        at=around.at,
        times=tuple(times),
        team=team,
        zone=around.zone,
        today=local_day(now, around.zone),
        wants_nudges=member.wants_nudges,
        wants_challenges=member.wants_challenges,
        wants_office_hours=member.no_office_hours_since is None,
        wants_showings=member.wants_showings,
        wants_notes=member.wants_notes,
        wants_assessments=member.wants_assessments,
        country=member.country,
        lives_in=holidays.country_of(around.zone.key),
        paused_until=around.paused_until if is_paused(around, now) else None,
        is_held=is_held(around, now),
        is_away=is_away(around, now),
        next_at=next_at,
        put_off=put_off(next_at, now, around) if next_at is not None else None,
    )


def roles_of(catalog: Catalog) -> tuple[str, ...]:
    """The kinds of work that active packs write for; the general one last, for whoever finds no other."""
    active = {pack.role for pack in catalog.packs if pack.status is Status.ACTIVE}
    return (*sorted(role.value for role in active - {Role.GENERAL, Role.CHAMPION}), Role.GENERAL.value)

"""The cadence in force: a team's own, else the workspace's, else the default; and the day's attention."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all
from bot.cadence.models import Attention, CadenceRow
from bot.cadence.rules import Cadence, next_slot, zone_of
from bot.due import Due
from bot.people.models import Team

ATTENTION_KEPT = timedelta(days=30)
OLD = Due(Attention.day, after=ATTENTION_KEPT + timedelta(days=1))
_SAVED = select(CadenceRow).where(CadenceRow.workspace_id == bindparam("space"))


async def current(session: AsyncSession, workspace_id: str, *, team_id: int | None) -> Cadence:
    """What is in force for a team, or for people in none."""
    saved = await for_teams(session, workspace_id)
    return saved.get(team_id) or saved.get(None) or Cadence()


async def for_teams(session: AsyncSession, workspace_id: str) -> dict[int | None, Cadence]:
    """Every saved cadence of a workspace by team; None is the workspace's own."""
    rows = await session.scalars(_SAVED, {"space": workspace_id})
    return {row.team_id: cadence_of(row) for row in rows}


async def change(
    session: AsyncSession, workspace_id: str, cadence: Cadence, *, team_id: int | None, now: datetime
) -> None:
    """Save a cadence for one team, or for the workspace."""
    row = await session.scalar(
        select(CadenceRow)
        .where(CadenceRow.workspace_id == workspace_id, CadenceRow.team_id == team_id)
        .with_for_update()
    )
    if row is None:
        row = CadenceRow(workspace_id=workspace_id, team_id=team_id)
        session.add(row)
    row.days = _digits(cadence.days)
    row.workdays = _digits(cadence.workdays)
    row.opens, row.closes = minute_of(cadence.window[0]), minute_of(cadence.window[1])
    row.nudge_at = minute_of(cadence.default_at)
    row.challenge_day, row.digest_day = cadence.challenge_day, cadence.digest_day
    row.digest_at = minute_of(cadence.digest_at)
    row.escalate_minutes = cadence.escalate_after // timedelta(minutes=1)
    row.changed_at = now
    await session.flush()


async def pause_team(
    session: AsyncSession, workspace_id: str, team_id: int, *, until: datetime | None, now: datetime
) -> None:
    """Nothing unasked-for to anybody of the team before then; None ends a pause."""
    own = (CadenceRow.workspace_id == workspace_id, CadenceRow.team_id == team_id)
    if until is not None and await session.scalar(select(CadenceRow.id).where(*own)) is None:
        # A team's pause lives in its own row; it begins as what is in force.
        cadence = await current(session, workspace_id, team_id=team_id)
        await change(session, workspace_id, cadence, team_id=team_id, now=now)
    await session.execute(update(CadenceRow).where(*own).values(paused_until=until))


async def pauses(session: AsyncSession, workspace_id: str, *, now: datetime) -> dict[int, datetime]:
    """The teams that are paused, and until when."""
    rows = await session.execute(
        select(CadenceRow.team_id, CadenceRow.paused_until).where(
            CadenceRow.workspace_id == workspace_id,
            CadenceRow.team_id.is_not(None),
            CadenceRow.paused_until > now,
        )
    )
    return {team_id: until for team_id, until in rows if team_id is not None and until is not None}


async def take_attention(
    session: AsyncSession, workspace_id: str, *, member_id: int, day: date, kind: str
) -> bool:
    """Use a member's one unasked-for message of a local day. False: it is used already."""
    return bool(await take_attention_of(session, {member_id: (workspace_id, day)}, kind=kind))


async def take_attention_of(
    session: AsyncSession, members: Mapping[int, tuple[str, date]], *, kind: str
) -> set[int]:
    """The same for many, each by workspace and day; returns those whose message was not used yet."""
    if not members:
        return set()
    rows = [
        {"workspace_id": workspace_id, "member_id": member_id, "day": day, "kind": kind}
        for member_id, (workspace_id, day) in sorted(members.items())
    ]
    return set((await insert_all(session, Attention, rows, returning=["member_id"])).scalars())


async def used_on(session: AsyncSession, days: Mapping[int, date]) -> set[int]:
    """The members, each with a day, whose one message of that day was used."""
    rows = await session.execute(
        select(Attention.member_id, Attention.day).where(
            Attention.member_id.in_(days), Attention.day.in_(set(days.values()))
        )
    )
    return {member_id for member_id, day in rows if days[member_id] == day}


async def free_from(session: AsyncSession, *, member_id: int, today: date) -> date:
    """The first day, from today on, after every day whose one message is used.

    Whoever flies over the date line may have used tomorrow's.
    """
    last = await session.scalar(select(func.max(Attention.day)).where(Attention.member_id == member_id))
    return max(today, last + timedelta(days=1)) if last is not None else today


async def forget_attention(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove what says which days' messages are used, a month later; returns how many."""
    old = select(Attention.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(Attention).where(Attention.id.in_(old)).returning(Attention.id))
    return len(gone.all())


def cadence_of(row: CadenceRow) -> Cadence:
    return Cadence(
        days=frozenset(int(digit) for digit in row.days),
        window=(time_of(row.opens), time_of(row.closes)),
        default_at=time_of(row.nudge_at),
        challenge_day=row.challenge_day,
        digest_day=row.digest_day,
        digest_at=time_of(row.digest_at),
        escalate_after=timedelta(minutes=row.escalate_minutes),
        workdays=frozenset(int(digit) for digit in row.workdays),
    )


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def time_of(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _digits(days: frozenset[int]) -> str:
    return "".join(str(day) for day in sorted(days))


async def plan_team(session: AsyncSession, team: Team, *, now: datetime) -> None:
    """Set when the team's next digest and challenge are due, because its cadence or zone changed."""
    await plan_digest(session, team, now=now)
    cadence = await current(session, team.workspace_id, team_id=team.id)
    weekly = replace(cadence, days=frozenset({cadence.challenge_day}))
    team.next_challenge_at = next_slot(now, zone=zone_of(team.zone), at=cadence.default_at, cadence=weekly)


async def plan_digest(session: AsyncSession, team: Team, *, now: datetime) -> None:
    """Set when the team's next digest is due, after one was sent or its time was missed."""
    cadence = await current(session, team.workspace_id, team_id=team.id)
    weekly = replace(cadence, days=frozenset({cadence.digest_day}))
    team.next_digest_at = next_slot(now, zone=zone_of(team.zone), at=cadence.digest_at, cadence=weekly)

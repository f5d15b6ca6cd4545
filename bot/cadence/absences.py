"""Days away: noted when they begin, ended when somebody is back, and left out of the time between cards."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all
from bot.cadence.models import Absence
from bot.people.models import Member
from bot.people.rules import Enrolment

Span = tuple[date, date]  # the first day away, and the day of being back


class Cause(StrEnum):
    """Who said that somebody is away."""

    OWN = "own"  # they did, or six cards in a row that nobody answered
    STATUS = "status"  # their status in Slack
    PROGRAMME = "programme"  # an admin's pause


async def begin(
    session: AsyncSession, member: Member, cause: Cause, *, today: date, back_on: date | None, now: datetime
) -> None:
    """Somebody is away from today on, until that day or until they are back; what was said before ends."""
    said = select(Absence.back_on).where(
        Absence.member_id == member.id, Absence.cause == cause, _lasts(today)
    )
    if (await session.execute(said)).all() == [(back_on,)]:
        return
    await end(session, member, cause, today=today)
    if back_on is None or back_on > today:
        away = Absence(workspace_id=member.workspace_id, member_id=member.id, cause=cause)
        away.first_on, away.back_on, away.at = today, back_on, now
        session.add(away)


async def begin_each(session: AsyncSession, away: Mapping[int, tuple[str, date]], *, now: datetime) -> None:
    """Each of these members, who were here until now, is away from that day on, until they are back.

    In one statement; with a member's id come their workspace and their own date.
    """
    if away:
        rows = [
            {
                "workspace_id": workspace_id,
                "member_id": member_id,
                "cause": Cause.OWN.value,
                "first_on": first_on,
                "back_on": None,
                "at": now,
            }
            for member_id, (workspace_id, first_on) in away.items()
        ]
        await insert_all(session, Absence, rows)


async def end(session: AsyncSession, member: Member, *causes: Cause, today: date) -> None:
    """Somebody is back today, whatever was said before."""
    await _end(session, Absence.member_id == member.id, causes, today=today)


async def begin_all(
    session: AsyncSession,
    workspace_id: str,
    team_id: int | None,
    *,
    today: date,
    back_on: date | None,
    now: datetime,
) -> None:
    """The same for a pause of a team or the workspace, in one statement; back today, or None, ends it."""
    whose = Absence.workspace_id == workspace_id
    if team_id is not None:
        whose &= Absence.member_id.in_(select(Member.id).where(*_people(workspace_id, team_id)))
    await _end(session, whose, (Cause.PROGRAMME,), today=today)
    if back_on is None or back_on <= today:
        return
    columns = ("workspace_id", "member_id", "cause", "first_on", "back_on", "at")
    at = Absence.__table__.c.at.type
    rows = select(
        Member.workspace_id,
        Member.id,
        literal(Cause.PROGRAMME.value),
        literal(today),
        literal(back_on),
        literal(now, at),
    ).where(*_people(workspace_id, team_id), Member.enrolment == Enrolment.ACTIVE)
    await session.execute(insert(Absence).from_select(columns, rows))


def _people(workspace_id: str, team_id: int | None) -> tuple[ColumnElement[bool], ...]:
    here = Member.workspace_id == workspace_id
    return (here,) if team_id is None else (here, Member.team_id == team_id)


async def _end(
    session: AsyncSession, whose: ColumnElement[bool], causes: Collection[Cause], *, today: date
) -> None:
    said = (whose, Absence.cause.in_(causes))
    await session.execute(delete(Absence).where(*said, Absence.first_on >= today))
    await session.execute(update(Absence).where(*said, _lasts(today)).values(back_on=today))


def _lasts(today: date) -> ColumnElement[bool]:
    return or_(Absence.back_on.is_(None), Absence.back_on > today)


async def of(session: AsyncSession, member_ids: Collection[int]) -> dict[int, tuple[Span, ...]]:
    """When each of many was away, in one query."""
    found: dict[int, list[Span]] = defaultdict(list)
    if member_ids:
        rows = await session.execute(
            select(Absence.member_id, Absence.first_on, Absence.back_on)
            .where(Absence.member_id.in_(member_ids))
            .order_by(Absence.id)
        )
        for member_id, first_on, back_on in rows:
            found[member_id].append((first_on, back_on or date.max))
    return {member_id: tuple(spans) for member_id, spans in found.items()}

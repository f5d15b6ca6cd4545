"""The roster: who is here, in which team, and who may administer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from bot.bulk import Told, merge_all
from bot.db import insert_into
from bot.people.models import Member, Team
from bot.people.rules import Enrolment, Person, Profile, is_alias, may_administer
from bot.workspaces.models import Workspace

# Built once: whatever anybody does, they are looked up.
_MEMBER = select(Member).where(Member.workspace_id == bindparam("space"), Member.user_id == bindparam("user"))
_TEAM = select(Team).where(Team.id == bindparam("row_id"), Team.workspace_id == bindparam("space"))


async def sync(
    session: AsyncSession, workspace_id: str, profiles: Iterable[Profile], *, now: datetime
) -> int:
    """Bring the roster up to what Slack says; what members chose here stays."""
    rows = [
        {
            "workspace_id": workspace_id,
            "user_id": profile.user_id,
            "name": profile.name[:120],
            "zone": profile.zone[:64],
            "is_admin": profile.is_admin,
            "can_learn": profile.can_learn,
            "status_until": profile.away_until,
            "away_until": profile.away_until,
            "language": profile.language,
            **_defaults(now),
        }
        for profile in profiles
    ]
    if not rows:
        return 0
    await merge_all(session, Member, rows, by=("workspace_id", "user_id"), told=_told)
    return len(rows)


def _told(row: Told) -> dict[str, ColumnElement[Any]]:
    told: dict[str, ColumnElement[Any]] = {
        name: row[name] for name in ("name", "zone", "is_admin", "can_learn", "status_until")
    }
    # Whoever said that they are here, whatever their status says, is here until it says something else.
    is_known = Member.status_until.is_not_distinct_from(row["status_until"])
    told["language"] = func.coalesce(row["language"], Member.language)  # not every event says it
    told["away_until"] = case((is_known, Member.away_until), else_=row["status_until"])
    return told


async def member(session: AsyncSession, person: Person, *, now: datetime) -> Member:
    """The member who is acting; a first contact makes one, to be completed by the next sync."""
    found = await find(session, person)
    if found is not None:
        return found
    if is_alias(person.user_id):
        raise LookupError("whoever left their name out is no member under their alias")
    row = {
        "workspace_id": person.workspace_id,
        "user_id": person.user_id,
        "name": "",
        "zone": "UTC",
        "is_admin": False,
        "can_learn": True,
        **_defaults(now),
    }
    made = await session.scalar(_made(session.get_bind().dialect.name), row) or await find(session, person)
    if made is None:
        raise LookupError("a member that was just made is not there")
    return made


@cache
def _made(dialect: str) -> ReturningInsert[Member]:
    return insert_into(Member, dialect).on_conflict_do_nothing().returning(Member)


def _defaults(now: datetime) -> dict[str, object]:
    return {
        "granted_admin": False,
        "enrolment": Enrolment.KNOWN,
        "wants_nudges": True,
        "wants_challenges": True,
        "wants_showings": True,
        "ignored_in_row": 0,
        "seen_at": now,
    }


async def find(session: AsyncSession, person: Person) -> Member | None:
    return await session.scalar(_MEMBER, {"space": person.workspace_id, "user": person.user_id})


async def may_act_as_admin(session: AsyncSession, person: Person) -> bool:
    """Checked when something is done, not when its button was shown."""
    found = await find(session, person)
    return found is not None and administers(found)


def administers(member: Member) -> bool:
    """The same of somebody who was just looked up."""
    return may_administer(
        is_admin=member.is_admin, granted=member.granted_admin, is_colleague=member.can_learn
    )


async def admins(session: AsyncSession, workspace_id: str) -> list[Member]:
    """Who may administer, those with a grant first: they chose to."""
    rows = await session.scalars(
        select(Member)
        .where(Member.workspace_id == workspace_id, or_(Member.is_admin, Member.granted_admin))
        .where(Member.can_learn)
        .order_by(Member.granted_admin.desc(), Member.id)
    )
    return list(rows)


async def teams(session: AsyncSession, workspace_id: str) -> list[Team]:
    rows = await session.scalars(select(Team).where(Team.workspace_id == workspace_id).order_by(Team.name))
    return list(rows)


async def team(session: AsyncSession, workspace_id: str, team_id: int | None) -> Team | None:
    """A team of this workspace and of no other."""
    if team_id is None:
        return None
    return await session.scalar(_TEAM, {"row_id": team_id, "space": workspace_id})


async def team_named(session: AsyncSession, workspace_id: str, name: str) -> Team | None:
    return await session.scalar(
        select(Team).where(Team.workspace_id == workspace_id, func.lower(Team.name) == name.strip().lower())
    )


async def team_of_channel(session: AsyncSession, workspace_id: str, channel_id: str) -> Team | None:
    return await session.scalar(
        select(Team).where(Team.workspace_id == workspace_id, Team.channel_id == channel_id)
    )


async def bound_channels(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Every channel that is some team's and may be read: what the door for messages needs to know."""
    rows = await session.execute(
        select(Team.workspace_id, Team.channel_id, Team.id)
        .join(Workspace, Workspace.workspace_id == Team.workspace_id)
        .where(Team.channel_id.is_not(None), Workspace.reads_channels)
    )
    return {(row[0], str(row[1])): row[2] for row in rows}


@dataclass(frozen=True)
class TeamPlan:
    """A team as an admin described it in a modal."""

    name: str = field(repr=False)
    role: str
    channel_id: str | None
    member_ids: Sequence[str]


async def save_team(
    session: AsyncSession, workspace_id: str, plan: TeamPlan, *, team_id: int | None, now: datetime
) -> Team:
    """Make or change a team and move the named people into it.

    Whoever did the work of the team as it was does that of the team as it is; another choice stays theirs.
    """
    saved = await team(session, workspace_id, team_id)
    before = saved.role if saved is not None else plan.role
    if saved is None:
        saved = Team(workspace_id=workspace_id, created_at=now)
        session.add(saved)
    saved.name, saved.role, saved.channel_id = plan.name.strip(), plan.role, plan.channel_id
    await session.flush()
    theirs = update(Member).where(Member.workspace_id == workspace_id, Member.team_id == saved.id)
    await session.execute(theirs.where(Member.user_id.not_in(plan.member_ids)).values(team_id=None))
    if before != plan.role:
        await session.execute(theirs.where(Member.role == before).values(role=plan.role))
    await join_team(session, workspace_id, saved, plan.member_ids, now=now)
    return saved


async def join_team(
    session: AsyncSession, workspace_id: str, joined: Team, user_ids: Sequence[str], *, now: datetime
) -> None:
    """Put people into a team; somebody we have not met yet is met now.

    Whoever did the work of the team that they leave does that of this one; another choice stays theirs.
    """
    work = {each.id: each.role for each in await teams(session, workspace_id)}
    for user_id in user_ids:
        one = await member(session, Person(workspace_id, user_id), now=now)
        left = work.get(one.team_id) if one.team_id not in (None, joined.id) else None
        if one.role is None or one.role == left:
            one.role = joined.role
        one.team_id = joined.id


async def members_of(session: AsyncSession, workspace_id: str, team_id: int) -> list[Member]:
    rows = await session.scalars(
        select(Member)
        .where(Member.workspace_id == workspace_id, Member.team_id == team_id)
        .order_by(Member.name, Member.id)
    )
    return list(rows)


async def unbind(session: AsyncSession, workspace_id: str, channel_id: str) -> None:
    """The channel is no team's any more."""
    await session.execute(
        update(Team)
        .where(Team.workspace_id == workspace_id, Team.channel_id == channel_id)
        .values(channel_id=None)
    )


async def next_nudge(session: AsyncSession, user_id: str | None = None) -> datetime | None:
    """When the next nudge is planned, for this person or for anybody at all."""
    planned = select(func.min(Member.next_nudge_at))
    return await session.scalar(planned.where(Member.user_id == user_id) if user_id else planned)


def may_be_asked(author: Member, *, now: datetime) -> bool:
    """Whoever left, paused or takes no part is not asked about what they post."""
    is_paused = author.paused_until is not None and author.paused_until > now
    return author.can_learn and author.enrolment != Enrolment.OUT and not is_paused

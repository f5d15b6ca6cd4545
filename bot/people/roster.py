"""The roster as admins see it: who may take part, by team; whom a name means; who got a grant."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.people import blocks
from bot.people import service as people
from bot.people.models import Member, Team
from bot.people.naming import meant, mentioned
from bot.people.rules import Enrolment, Move, Person


@dataclass(frozen=True)
class Tally:
    """How many people may take part, how many of them were never asked, and how many have started."""

    people: int
    unasked: int
    started: int


async def tallies(session: AsyncSession, workspace_id: str) -> dict[int | None, Tally]:
    """One tally for each team that has people; None stands for people in no team."""
    rows = await session.execute(
        select(
            Member.team_id,
            func.count(),
            func.sum(case((Member.enrolment == Enrolment.KNOWN, 1), else_=0)),
            func.sum(case((Member.enrolment == Enrolment.ACTIVE, 1), else_=0)),
        )
        .where(Member.workspace_id == workspace_id, Member.can_learn)
        .group_by(Member.team_id)
    )
    return {row[0]: Tally(int(row[1]), int(row[2]), int(row[3])) for row in rows}


async def named(session: AsyncSession, workspace_id: str, text: str) -> list[Member]:
    """The members that a mention or a name may mean; several when it is not clear."""
    user_id = mentioned(text)
    if user_id is not None:
        found = await people.find(session, Person(workspace_id, user_id))
        return [found] if found is not None else []
    rows = await session.execute(
        select(Member.id, Member.name).where(
            Member.workspace_id == workspace_id, Member.can_learn, Member.name != ""
        )
    )
    names = {row[0]: row[1] for row in rows}
    wanted = set(meant(text, tuple(dict.fromkeys(names.values()))))
    ids = [row_id for row_id, name in names.items() if name in wanted]
    members = await session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.name, Member.id))
    return list(members)


async def teams_named(session: AsyncSession, workspace_id: str, text: str) -> list[Team]:
    """The teams that a name may mean; several when it is not clear."""
    every = await people.teams(session, workspace_id)
    wanted = meant(text, [team.name for team in every])
    return [team for team in every if team.name in wanted]


async def the_team(session: AsyncSession, workspace_id: str, text: str) -> Team | str:
    """The team of this name, or the one line for whoever typed a name that is no team's or several's."""
    found = await teams_named(session, workspace_id, text)
    if len(found) == 1:
        return found[0]
    known = [team.name for team in await people.teams(session, workspace_id)]
    return blocks.unknown_name(text, what="team", near=[team.name for team in found], known=known)


async def outsiders(session: AsyncSession, workspace_id: str, user_ids: Collection[str]) -> list[str]:
    """Who of these cannot take part: guests, bots, people who left."""
    rows = await session.scalars(
        select(Member.user_id)
        .where(Member.workspace_id == workspace_id, Member.user_id.in_(user_ids), ~Member.can_learn)
        .order_by(Member.id)
    )
    return list(rows)


async def elsewhere(
    session: AsyncSession, workspace_id: str, user_ids: Collection[str], *, team_id: int | None
) -> tuple[Move, ...]:
    """Who of these is in another team now, and in which."""
    rows = await session.execute(
        select(Member.user_id, Team.name)
        .join(Team, Team.id == Member.team_id)
        .where(Member.workspace_id == workspace_id, Member.user_id.in_(user_ids))
        .where(Member.team_id.is_distinct_from(team_id))
        .order_by(Member.id)
    )
    return tuple(Move(user_id, name) for user_id, name in rows)


async def zones(session: AsyncSession, workspace_id: str) -> list[str]:
    """The time zones of the people here, by name."""
    rows = await session.scalars(
        select(Member.zone).where(Member.workspace_id == workspace_id, Member.can_learn).distinct()
    )
    return sorted(rows)


async def usual_zone(session: AsyncSession, workspace_id: str, user_ids: Sequence[str]) -> str:
    """The time zone of most of these people; UTC when we know none of them."""
    rows = await session.scalars(
        select(Member.zone)
        .where(Member.workspace_id == workspace_id, Member.user_id.in_(user_ids))
        .order_by(Member.zone)
    )
    counted = Counter(rows.all()).most_common(1)
    return counted[0][0] if counted else "UTC"


async def take_off(
    session: AsyncSession, workspace_id: str, user_ids: Collection[str], *, now: datetime
) -> list[str]:
    """Out of their team, and not written to; returns who was there.

    Whoever was asked counts as asked just now: what the roster shows does not tell who had said no.
    """
    theirs = (Member.workspace_id == workspace_id, Member.user_id.in_(user_ids))
    gone = await session.scalars(
        update(Member)
        .where(*theirs)
        .values(team_id=None, cohort_id=None, next_nudge_at=None)
        .returning(Member.user_id)
    )
    taken = sorted(gone.all())
    asked = (Enrolment.INVITED, Enrolment.ACTIVE)
    await session.execute(
        update(Member)
        .where(*theirs, Member.enrolment.in_(asked))
        .values(enrolment=Enrolment.INVITED, invited_at=now)
    )
    return taken


async def granted(session: AsyncSession, workspace_id: str) -> list[str]:
    """Who may administer by grant, whatever Slack says of them."""
    return await _named(session, workspace_id, Member.granted_admin)


async def listeners(session: AsyncSession, workspace_id: str) -> list[str]:
    """Who listens, in confidence, to doubts about AI."""
    return await _named(session, workspace_id, Member.listens)


async def grant(
    session: AsyncSession, workspace_id: str, user_ids: Collection[str], *, now: datetime
) -> tuple[list[str], list[str]]:
    """Let exactly these people administer besides Slack's own admins; who was added, who lost it."""
    return await _name(session, workspace_id, user_ids, Member.granted_admin, now=now)


async def let_listen(
    session: AsyncSession, workspace_id: str, user_ids: Collection[str], *, now: datetime
) -> tuple[list[str], list[str]]:
    """Name exactly these people as the ones who listen; who was added, who no longer is."""
    return await _name(session, workspace_id, user_ids, Member.listens, now=now)


async def _named(session: AsyncSession, workspace_id: str, as_what: InstrumentedAttribute[bool]) -> list[str]:
    named = select(Member.user_id).where(Member.workspace_id == workspace_id, as_what)
    return list(await session.scalars(named.order_by(Member.id)))


async def _name(
    session: AsyncSession,
    workspace_id: str,
    user_ids: Collection[str],
    as_what: InstrumentedAttribute[bool],
    *,
    now: datetime,
) -> tuple[list[str], list[str]]:
    before = set(await _named(session, workspace_id, as_what))
    added, lost = sorted(set(user_ids) - before), sorted(before - set(user_ids))
    for user_id in added:
        await people.member(session, Person(workspace_id, user_id), now=now)
    for changed, value in ((added, True), (lost, False)):
        theirs = update(Member).where(Member.workspace_id == workspace_id, Member.user_id.in_(changed))
        await session.execute(theirs.values({as_what: value}))
    return added, lost

"""Teams that lack champions: looked for every hour, and said to admins once, after a working day of grace."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulk import insert_all
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, instant, local_day, working_time_after, zone_of
from bot.champions.rules import lacks_champions
from bot.coverage import blocks, rules
from bot.coverage.models import Coverage, CoverageAlert
from bot.coverage.rules import Admin, Gap
from bot.db import insert
from bot.due import Due
from bot.enrolment.frames import frames, open_to
from bot.enrolment.rules import Frame, is_time, next_moment
from bot.enrolment.service import until_close
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.blocks import TeamLine
from bot.people.models import Member
from bot.people.rules import Enrolment
from bot.setup import teams
from bot.workspaces import service as workspaces
from bot.workspaces.models import Standing, Workspace

ALERT = "coverage"
DUE = Due(CoverageAlert.due_at)
_RIPE = Due(Coverage.due_at)
_IS_ADMIN = or_(Member.is_admin, Member.granted_admin)


@dataclass(frozen=True)
class News:
    """What changed since teams were looked at: which have enough champions, and from when which have not."""

    covered: Sequence[int]
    lacking: dict[int, datetime]


async def places(session: AsyncSession) -> list[str]:
    """The workspaces to look at."""
    found = select(Workspace.workspace_id).where(Workspace.standing == Standing.ACTIVE)
    return list(await session.scalars(found))


async def news(session: AsyncSession, workspace_id: str, *, now: datetime) -> News | None:
    """What is to be noted of a workspace's teams; None where nothing is.

    Before anybody was made a champion, the set-up itself says what is missing.
    """
    every = await teams.lines(session, workspace_id)
    rows = await session.scalars(select(Coverage).where(Coverage.workspace_id == workspace_id))
    known = {row.team_id: row for row in rows}
    if not known and not any(team.champion_ids for team in every):
        return None
    lacking = [team for team in every if _lacks(team)]
    covered = [team.id for team in every if not _lacks(team) and not _is_calm(known.get(team.id))]
    fresh = {
        team.id: known[team.id].told_at if team.id in known else None
        for team in lacking
        if team.id not in known or (known[team.id].due_at is None and not known[team.id].is_left)
    }
    ripe = await _ripe(session, workspace_id, fresh, now=now) if fresh else {}
    due = {team_id: rules.due_at(ripe[team_id], told_at) for team_id, told_at in fresh.items()}
    return News(covered, due) if covered or due else None


def _lacks(team: TeamLine) -> bool:
    return lacks_champions(team.people, len(team.champion_ids))


def _is_calm(row: Coverage | None) -> bool:
    """Whether it is noted already that a team has enough champions."""
    return row is not None and row.due_at is None and not row.is_left


async def _ripe(
    session: AsyncSession, workspace_id: str, team_ids: Collection[int], *, now: datetime
) -> dict[int, datetime]:
    """When a working day of each of these teams is over."""
    saved = await cadences.for_teams(session, workspace_id)
    found = {}
    for team in await people.teams(session, workspace_id):
        if team.id in team_ids:
            cadence = saved.get(team.id) or saved.get(None) or Cadence()
            opens, closes = (cadences.minute_of(edge) for edge in cadence.window)
            zone = zone_of(team.zone)
            found[team.id] = working_time_after(now, closes - opens, zone=zone, cadence=cadence)
    return found


async def note(session: AsyncSession, workspace_id: str, found: News) -> None:
    """Write down what changed; what another process noted meanwhile stays."""
    rows = [
        {"team_id": team_id, "workspace_id": workspace_id, "due_at": found.lacking.get(team_id)}
        for team_id in sorted({*found.covered, *found.lacking})
    ]
    await insert_all(session, Coverage, rows)
    await session.execute(
        update(Coverage)
        .where(Coverage.workspace_id == workspace_id, Coverage.team_id.in_(found.covered))
        .where(or_(Coverage.due_at.is_not(None), Coverage.is_left))
        .values(due_at=None, is_left=False)
    )
    for team_id, at in found.lacking.items():
        await session.execute(
            update(Coverage)
            .where(Coverage.workspace_id == workspace_id, Coverage.team_id == team_id)
            .where(Coverage.due_at.is_(None), Coverage.is_left.is_(False))
            .values(due_at=at)
        )


async def plan(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Plan an admin's message about teams whose grace is over, once; returns how many teams there were."""
    ripe = select(Coverage.team_id).where(_RIPE.by(now)).limit(limit)
    told = await session.scalars(
        update(Coverage)
        .where(Coverage.team_id.in_(ripe), _RIPE.by(now))
        .values(told_at=now, due_at=now + rules.AGAIN)
        .returning(Coverage.workspace_id)
    )
    found = told.all()
    for workspace_id in sorted(set(found)):
        await _plan_alerts(session, workspace_id, now=now)
    return len(found)


async def _plan_alerts(session: AsyncSession, workspace_id: str, *, now: datetime) -> None:
    admins = {
        one.id: one for one in await people.admins(session, workspace_id) if one.enrolment != Enrolment.OUT
    }
    chosen = rules.to_tell([Admin(one.id, one.granted_admin) for one in admins.values()])
    around = await frames(session, [admins[member_id] for member_id in chosen])
    rows = await session.execute(
        select(CoverageAlert.member_id, CoverageAlert.sent_at).where(CoverageAlert.member_id.in_(chosen))
    )
    last = {member_id: sent_at for member_id, sent_at in rows}
    for member_id in sorted(chosen):
        frame, sent_at = around[member_id], last.get(member_id)
        earliest = local_day(sent_at + rules.BETWEEN, frame.zone) if sent_at else None
        row = {"planned_at": now, "due_at": next_moment(now, frame, not_before=earliest)}
        made = insert(session, CoverageAlert).values(
            row | {"member_id": member_id, "workspace_id": workspace_id}
        )
        await session.execute(made.on_conflict_do_update(index_elements=["member_id"], set_=row))


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Tell admins, on a free day, which teams lack champions; returns how many were looked at."""
    # By member, so that two processes which use members' attention never wait for each other in a circle.
    rows = await session.execute(
        select(CoverageAlert, Member)
        .join(Member, Member.id == CoverageAlert.member_id)
        .where(DUE.by(now))
        .order_by(CoverageAlert.member_id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=CoverageAlert)
    )
    due = [(alert, member) for alert, member in rows]
    around = await frames(session, [member for _, member in due])
    for alert, member in due:
        await _serve(session, alert, member, around[member.id], now=now)
    return len(due)


async def _serve(
    session: AsyncSession, alert: CoverageAlert, member: Member, around: Frame, *, now: datetime
) -> None:
    since, due, today = alert.sent_at, alert.due_at or now, local_day(now, around.zone)
    lacking = await gaps(session, alert.workspace_id, Coverage.told_at > since if since else None)
    if not lacking or rules.is_over(alert.planned_at, now) or not _may_get(member):
        alert.due_at = None
        return
    taken = is_time(due, now, around) and await cadences.take_attention(
        session, member.workspace_id, member_id=member.id, day=today, kind=ALERT
    )
    if not taken:
        alert.due_at = next_moment(now, around)
        return
    alert.due_at, alert.sent_at = None, now
    await outbox.enqueue(
        session,
        blocks.alert(lacking),
        to=outbox.Place(member.workspace_id, member.user_id),
        dedupe=f"coverage:{member.id}:{today}",
        kind=ALERT,
        now=now,
        lasts=until_close(now, around),
        guard=f"coverage.wanted:{member.id}",
        occasion=outbox.Occasion(f"coverage:{member.user_id}:{today}", instant(today, time(), around.zone)),
    )


def _may_get(member: Member) -> bool:
    return (
        member.can_learn and (member.is_admin or member.granted_admin) and (member.enrolment != Enrolment.OUT)
    )


async def gaps(
    session: AsyncSession, workspace_id: str, only: ColumnElement[bool] | None = None
) -> list[Gap]:
    """The teams that admins were to be told of and that lack champions still, by name."""
    told = select(Coverage.team_id).where(
        Coverage.workspace_id == workspace_id, Coverage.told_at.is_not(None), Coverage.is_left.is_(False)
    )
    known = set(await session.scalars(told if only is None else told.where(only)))
    if not known:
        return []
    return [
        Gap(team.id, team.name, team.people, len(team.champion_ids))
        for team in await teams.lines(session, workspace_id)
        if team.id in known and _lacks(team)
    ]


async def wanted(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of alerts: a team lacks champions still, and its admin may be reached."""
    rows = await session.scalars(
        select(Member).where(Member.id.in_(row_ids), _IS_ADMIN, Member.enrolment != Enrolment.OUT)
    )
    found = rows.all()
    lacking = {each for each in {one.workspace_id for one in found} if await gaps(session, each)}
    return await open_to(session, [one for one in found if one.workspace_id in lacking], now=now)


async def leave(session: AsyncSession, spot: Spot, team_id: int, *, now: datetime) -> None:
    """An admin leaves a team as it is: nobody is told of it again before it has had enough champions."""
    here = spot.person.workspace_id
    own = (Coverage.workspace_id == here, Coverage.team_id == team_id)
    changed = await session.scalar(
        update(Coverage)
        .where(*own, Coverage.is_left.is_(False), Coverage.due_at.is_not(None))
        .values(is_left=True, due_at=None)
        .returning(Coverage.team_id)
    )
    team = await people.team(session, here, team_id)
    if team is None or not await session.scalar(select(Coverage.is_left).where(*own)):
        await replies.tell(session, spot, blocks.note(blocks.GONE), now=now)
        return
    if changed is not None:
        await workspaces.record_act(
            session,
            workspace_id=here,
            actor_id=spot.person.user_id,
            act="coverage.left",
            subject=f"team:{team_id}",
            now=now,
        )
    await replies.show(session, spot, blocks.left(team.name, await gaps(session, here)), now=now)

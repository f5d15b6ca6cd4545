"""The weekly digest: what a team's people agreed to show, once a week in their channel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import rules as time_rules
from bot.cadence import service as cadences
from bot.due import Due
from bot.goals import service as goals
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.models import Team
from bot.wins import digest_blocks, words
from bot.wins.digest_blocks import Quoted
from bot.wins.models import Win
from bot.wins.rules import Kind, Status
from bot.workspaces import service as workspaces
from bot.workspaces.models import Standing

# Two weeks: what a digest that could not be sent left over is still news in the next one.
NEWS = timedelta(days=14)
DUE = Due(Team.next_digest_at)


async def send_due(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Send the digests that are due; teams another process holds are left to it."""
    due = await session.scalars(
        select(Team)
        .where(DUE.by(now))
        .order_by(Team.next_digest_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    teams = due.all()
    for team in teams:
        await _send(session, team, now=now)
        await cadences.plan_digest(session, team, now=now)
    return len(teams)


async def redraw(session: AsyncSession, win: Win, *, now: datetime) -> None:
    """Bring the digest that quoted this win up to what its author wants now."""
    if win.digest is None:
        return
    rows = await session.scalars(
        select(Win)
        .where(Win.workspace_id == win.workspace_id, Win.digest == win.digest)
        .where(Win.status == Status.LOGGED, Win.shared_to.is_not(None))
        .order_by(Win.logged_at.desc(), Win.id.desc())
    )
    still = rows.all()
    goal = await goals.told_in(session, win.team_id, win.digest)
    if not still and not goal:
        reason = "taken back meanwhile"
        await outbox.withdraw(
            session, workspace_id=win.workspace_id, prefix=win.digest, reason=reason, now=now
        )
    team = await people.team(session, win.workspace_id, win.team_id)
    # The outbox knows where the digest stands; the place only has to name the workspace.
    channel = (team.channel_id if team else None) or win.author_id
    await outbox.edit(
        session,
        digest_blocks.digest(quoted(still), goal=goal),
        of=win.digest,
        to=outbox.Place(win.workspace_id, channel),
        dedupe=f"{win.digest}:{win.id}:{now.timestamp()}",
        now=now,
    )


async def _send(session: AsyncSession, team: Team, *, now: datetime) -> None:
    """Promise this week's digest, if the moment is right and there is anything to show."""
    left = await _time_left(session, team, now=now)
    if team.channel_id is None or left <= timedelta() or await _is_paused(session, team, now=now):
        return
    wins = await _news(session, team, now=now)
    goal = await goals.line(session, team, now=now)
    if not wins and (goal is None or not goal.is_news):
        return
    key = _key(team, now=now)
    promised = await outbox.enqueue(
        session,
        digest_blocks.digest(quoted(wins), goal=goal.text if goal is not None else ""),
        to=outbox.Place(team.workspace_id, team.channel_id),
        dedupe=key,
        kind="win.digest",
        now=now,
        lasts=left,
        occasion=outbox.Occasion(key, team.next_digest_at or now),
    )
    if promised:
        ids = [win.id for win in wins]
        await session.execute(update(Win).where(Win.id.in_(ids)).values(digest=key))
    if promised and goal is not None:
        await goals.was_told(session, team, goal, key=key, now=now)


async def _time_left(session: AsyncSession, team: Team, *, now: datetime) -> timedelta:
    """How long the digest may still go out: two hours from its time, and never past the window."""
    due = team.next_digest_at or now
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    zone = time_rules.zone_of(team.zone)
    that_day = replace(cadence, days=frozenset({cadence.digest_day}))
    if not time_rules.is_open(now, zone, that_day):
        return timedelta()
    closes = time_rules.instant(time_rules.local_day(now, zone), cadence.window[1], zone)
    return min(due + time_rules.TOO_LATE, closes) - now


async def _is_paused(session: AsyncSession, team: Team, *, now: datetime) -> bool:
    """Whether the team or its workspace is paused, or we cannot speak there."""
    workspace = await workspaces.find(session, team.workspace_id)
    if workspace is None or workspace.standing != Standing.ACTIVE:
        return True
    is_paused = workspace.paused_until is not None and workspace.paused_until > now
    return is_paused or team.id in await cadences.pauses(session, team.workspace_id, now=now)


async def _news(session: AsyncSession, team: Team, *, now: datetime) -> Sequence[Win]:
    """What may be shown in this channel and has not been, newest first."""
    rows = await session.scalars(
        select(Win)
        .where(Win.workspace_id == team.workspace_id, Win.team_id == team.id)
        .where(Win.status == Status.LOGGED, Win.logged_at > now - NEWS)
        .where(Win.shared_to == team.channel_id)
        .order_by(Win.logged_at.desc(), Win.id.desc())
        .with_for_update()
    )
    wins = rows.all()
    shown = {key: await _was_shown(session, team, key) for key in {win.digest for win in wins if win.digest}}
    return [win for win in wins if win.digest is None or not shown[win.digest]]


async def _was_shown(session: AsyncSession, team: Team, key: str) -> bool:
    """Whether that digest reached the channel; one that expired did not, and its wins are still news."""
    place = await outbox.sent_place(session, workspace_id=team.workspace_id, dedupe=key)
    return place is not None


def quoted(wins: Sequence[Win]) -> list[Quoted]:
    """The wins as the digest shows them; who wished to stay unnamed is not named."""
    return [
        Quoted(
            author_id=win.author_id,
            named=not win.anonymous,
            kind=Kind(win.kind),
            text=win.text,
            tool=words.tool_name(win.tool) if win.tool else None,
            minutes=win.minutes,
        )
        for win in wins
    ]


def _key(team: Team, *, now: datetime) -> str:
    year, week, _ = time_rules.local_day(now, time_rules.zone_of(team.zone)).isocalendar()
    return f"digest:{team.id}:{year}-W{week:02d}"

"""Rounds: opened ahead of their week, and counted at its end."""

from datetime import date, datetime, time

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import holidays
from bot.cadence import service as cadences
from bot.cadence.rules import instant, local_day, zone_of
from bot.challenges import blocks, hackathon_blocks, rules
from bot.challenges.hackathons import told_of
from bot.challenges.models import Entry, Round
from bot.challenges.picks import calendar_pick, moment_after, offered_to, round_of, used_by
from bot.challenges.rules import EntryState, RoundState, Tally
from bot.challenges.tallies import progress_key, tally
from bot.due import Due
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.packs.schema import Challenge
from bot.people.models import Team
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces
from bot.workspaces.models import Standing

NEAR = Due(Team.next_challenge_at, after=-rules.HEAD_START)
OVER = Due(Round.ends_at, Round.state.in_((RoundState.OPEN, RoundState.RUNNING)))


async def open_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """Open the rounds whose week is near; teams that another process holds are left to it."""
    await _postpone(session, now=now, limit=limit)
    due = await session.scalars(
        select(Team)
        .where(NEAR.by(now))
        .order_by(Team.next_challenge_at, Team.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    teams = due.all()
    for team in teams:
        await _open(session, catalog, team, now=now)
    return len(teams)


async def _postpone(session: AsyncSession, *, now: datetime, limit: int) -> None:
    """A team's day was moved to later in a week that is open, and nobody has its challenge: it waits."""
    moved = await session.scalars(
        select(Round)
        .join(Team, Team.id == Round.team_id)
        .where(Round.state == RoundState.OPEN, Round.challenge_id != rules.HACKATHON)
        .where(Team.next_challenge_at > now + rules.HEAD_START, Team.next_challenge_at < Round.ends_at)
        .order_by(Round.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True, of=Round)
    )
    for round_ in moved.all():
        await _forget_moments(session, round_)
        round_.state, round_.starts_on = RoundState.PLANNED, None


async def _forget_moments(session: AsyncSession, round_: Round) -> None:
    await session.execute(delete(Entry).where(Entry.round_id == round_.id, Entry.state == EntryState.PLANNED))


async def _open(session: AsyncSession, catalog: Catalog, team: Team, *, now: datetime) -> None:
    moment = team.next_challenge_at or now
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    zone = zone_of(team.zone)
    starts_on = local_day(moment, zone)
    last_on = rules.last_day(starts_on, cadence.days | cadence.workdays, holidays.of(None, zone.key))
    ends_at = rules.ends_at(last_on, zone, cadence)
    team.next_challenge_at = moment_after(max(moment, now), team, cadence)
    if ends_at <= now or await _is_paused(session, team, at=ends_at):
        return
    round_ = await _opened(session, catalog, team, week=rules.monday_of(starts_on), now=now)
    if round_ is None or round_.starts_on == starts_on:
        return
    if round_.starts_on is not None:
        # The day was moved while nobody had it yet: everybody gets a new moment.
        await _forget_moments(session, round_)
    round_.starts_on, round_.last_on, round_.ends_at = starts_on, last_on, ends_at


async def _opened(
    session: AsyncSession, catalog: Catalog, team: Team, *, week: date, now: datetime
) -> Round | None:
    """The week's round, open; None when it is skipped, has begun, or there is nothing to give."""
    found = await round_of(session, team.id, week)
    if found is not None and found.state not in (RoundState.PLANNED, RoundState.OPEN):
        return None
    if found is not None and found.challenge_id == rules.HACKATHON:
        return None
    offered = offered_to(catalog, team, now=now)
    chosen = found.challenge_id if found is not None else ""
    if chosen not in {one.id for one in offered}:
        used = await used_by(session, team.id, but=week)
        chosen = calendar_pick(catalog, offered, used=used)
    if not chosen:
        return None
    if found is None:
        found = Round(workspace_id=team.workspace_id, team_id=team.id, week=week)
        session.add(found)
    if found.challenge_id != chosen:
        found.challenge_id, found.picked_by = chosen, None
    found.state = RoundState.OPEN
    await session.flush()
    return found


async def close_due(session: AsyncSession, catalog: Catalog, *, now: datetime, limit: int) -> int:
    """End the rounds whose week is over, and tell the team how far it came."""
    due = await session.scalars(
        select(Round)
        .where(OVER.by(now))
        .order_by(Round.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    rounds = due.all()
    for round_ in rounds:
        # A week in which nobody could be reached has used up no challenge.
        reached = round_.state == RoundState.RUNNING
        round_.state = RoundState.OVER if reached else RoundState.SKIPPED
        if reached:
            await _tell_progress(session, catalog, round_, now=now)
    return len(rounds)


async def _tell_progress(session: AsyncSession, catalog: Catalog, round_: Round, *, now: datetime) -> None:
    team = await session.get(Team, round_.team_id)
    counted = await tally(session, round_)
    told = await told_of(session, catalog, round_)
    post = _line(round_, counted, told)
    if team is None or team.channel_id is None or post is None:
        return
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    zone = zone_of(team.zone)
    closes = instant(round_.last_on or local_day(now, zone), cadence.window[1], zone)
    if closes <= now or await _is_paused(session, team, at=now):
        return
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(round_.workspace_id, team.channel_id),
        dedupe=progress_key(round_.id),
        kind="challenge.progress",
        now=now,
        lasts=closes - now,
        occasion=outbox.Occasion(
            f"challenge.progress:{team.id}:{round_.week}", instant(round_.week, time(), zone)
        ),
    )


def _line(round_: Round, counted: Tally, told: Challenge | None) -> Post | None:
    """What the team reads at the end; a hackathon is thanked for whatever the counts."""
    if round_.challenge_id == rules.HACKATHON and told is not None:
        return hackathon_blocks.thanks(counted, told)
    return blocks.progress(counted, told) if counted.is_worth_telling else None


async def retell_progress(session: AsyncSession, catalog: Catalog, round_: Round, *, now: datetime) -> None:
    """Somebody finished after the week was counted: the team's line follows, where there is one."""
    team = await session.get(Team, round_.team_id)
    counted = await tally(session, round_)
    if round_.state != RoundState.OVER or team is None or team.channel_id is None:
        return
    post = _line(round_, counted, await told_of(session, catalog, round_))
    if post is None:
        return
    key = progress_key(round_.id)
    await outbox.edit(
        session,
        post,
        of=key,
        to=outbox.Place(round_.workspace_id, team.channel_id),
        dedupe=f"{key}:{counted.took}:{counted.did}",
        now=now,
    )


async def _is_paused(session: AsyncSession, team: Team, *, at: datetime) -> bool:
    """Whether the team or its workspace is still paused then, or cannot be reached at all."""
    workspace = await workspaces.find(session, team.workspace_id)
    if workspace is None or workspace.standing != Standing.ACTIVE:
        return True
    if workspace.paused_until is not None and workspace.paused_until > at:
        return True
    return team.id in await cadences.pauses(session, team.workspace_id, now=at)

"""Hackathons: rounds of several days with a theme of the team's own, planned by champions and admins."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, days_text, instant, local_day, window_text, zone_of
from bot.challenges import hackathon_blocks as blocks
from bot.challenges import rules
from bot.challenges.hackathon_blocks import Plan
from bot.challenges.models import Hackathon, Round
from bot.challenges.rules import CHANGEABLE, HACKATHON, RoundState
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.packs.schema import Challenge
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces


async def told_of(
    session: AsyncSession, catalog: Catalog, round_: Round | None, challenge_id: str = ""
) -> Challenge | None:
    """What a round is about: a challenge of the packs, or a hackathon of the team's own."""
    if round_ is None or round_.challenge_id != HACKATHON:
        return catalog.challenge(round_.challenge_id if round_ is not None else challenge_id)
    found = await of(session, round_)
    return _content(found, round_) if found is not None else None


async def of(session: AsyncSession, round_: Round) -> Hackathon | None:
    return await session.scalar(select(Hackathon).where(Hackathon.round_id == round_.id))


def _content(found: Hackathon, round_: Round) -> Challenge:
    return blocks.content(
        theme=found.theme,
        brings=found.brings,
        hours=found.hours,
        kick_off=round_.starts_on or found.check_on,
        check_on=found.check_on,
        show_at=found.show_at,
        zone=zone_of(found.zone),
        place=found.place,
    )


@dataclass(frozen=True)
class _Days:
    """The days of a plan that has no fault."""

    kick_off: date
    check_in: date
    show: date
    show_at: datetime

    @property
    def weeks(self) -> list[date]:
        """The Mondays of every week it lasts into."""
        first, last = rules.monday_of(self.kick_off), rules.monday_of(self.show)
        return [first + each * rules.A_WEEK for each in range((last - first).days // 7 + 1)]


async def plan_of(session: AsyncSession, team: Team, week: date) -> Plan | None:
    """A hackathon that has not begun, as its form shows it."""
    round_ = await _ahead(session, team, week)
    found = await of(session, round_) if round_ is not None else None
    if round_ is None or found is None:
        return None
    local = found.show_at.astimezone(zone_of(found.zone))
    return Plan(
        team.id, week, found.theme, found.brings, found.hours, round_.starts_on, found.check_on,
        local.date(), local.time(), found.place,
    )  # fmt: skip


async def _ahead(session: AsyncSession, team: Team, week: date) -> Round | None:
    return await session.scalar(
        select(Round)
        .where(Round.team_id == team.id, Round.week == week, Round.challenge_id == HACKATHON)
        .where(Round.state == RoundState.OPEN)
        .with_for_update(key_share=True)
    )


async def save(
    session: AsyncSession, team: Team, plan: Plan, *, by: Person, now: datetime
) -> Challenge | dict[str, str]:
    """Plan a hackathon, or change one that has not begun; what is wrong with each field if that cannot be."""
    # Held so that the clock does not open the week while it is being changed.
    await session.execute(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    plan = replace(plan, theme=_line(plan.theme), place=_line(plan.place), brings=plan.brings.strip())
    days = _days(plan, cadence, zone_of(team.zone), now=now)
    if not isinstance(days, _Days):
        return days
    there = await plan_of(session, team, days.weeks[0])
    if there is not None and replace(there, week=plan.week) == plan:
        return _as_told(plan, days, team)
    if plan.week is not None and await _ahead(session, team, plan.week) is None:
        return {blocks.THEME: blocks.GONE}
    if taken := await _taken(session, team, days, but=plan.week):
        return {blocks.KICK_OFF: taken}
    if plan.week is not None:
        await _take_back(session, team, plan.week, now=now)
    round_ = await _make_room(session, team, days, cadence, by=by)
    found = Hackathon(
        workspace_id=team.workspace_id, round_id=round_.id, theme=plan.theme, brings=plan.brings,
        hours=plan.hours, check_on=days.check_in, show_at=days.show_at, zone=team.zone, place=plan.place,
        planned_by=by.user_id, planned_at=now,
    )  # fmt: skip
    session.add(found)
    await _note(session, team, f"week:{round_.week}", by=by, act="hackathon.planned", now=now)
    told = _as_told(plan, days, team)
    await _post(session, team, round_, told, days, cadence, now=now)
    return told


def _line(text: str) -> str:
    return " ".join(text.split())


def _as_told(plan: Plan, days: _Days, team: Team) -> Challenge:
    return blocks.content(
        theme=plan.theme,
        brings=plan.brings,
        hours=plan.hours,
        kick_off=days.kick_off,
        check_on=days.check_in,
        show_at=days.show_at,
        zone=zone_of(team.zone),
        place=plan.place,
    )


def _days(plan: Plan, cadence: Cadence, zone: ZoneInfo, *, now: datetime) -> _Days | dict[str, str]:
    errors = _missing(plan, cadence)
    days = cadence.days | cadence.workdays
    kick_off, check_in, show = plan.kick_off, plan.check_in, plan.show
    not_a_day = blocks.NOT_A_DAY.format(days=days_text(days))
    for name, day in ((blocks.KICK_OFF, kick_off), (blocks.CHECK_IN, check_in), (blocks.SHOW, show)):
        if day is None or day.weekday() not in days:
            errors[name] = not_a_day
    if errors or kick_off is None or check_in is None or show is None or plan.show_time is None:
        return errors
    if kick_off <= local_day(now, zone):
        errors[blocks.KICK_OFF] = blocks.TOO_SOON
    if not kick_off < show <= kick_off + timedelta(days=blocks.LONGEST_DAYS):
        errors[blocks.SHOW] = blocks.TOO_LONG
    elif not kick_off < check_in < show:
        errors[blocks.CHECK_IN] = blocks.BETWEEN
    return errors or _Days(kick_off, check_in, show, instant(show, plan.show_time, zone))


def _missing(plan: Plan, cadence: Cadence) -> dict[str, str]:
    said = ((blocks.THEME, plan.theme, blocks.SAY_THEME), (blocks.BRINGS, plan.brings, blocks.SAY_BRINGS))
    texts = (*said, (blocks.PLACE, plan.place, blocks.SAY_PLACE))
    errors = {name: wanted for name, text, wanted in texts if not any(map(str.isalnum, text))}
    opens, closes = cadence.window
    ends = (datetime.combine(date.min, closes) - timedelta(hours=1)).time()
    if plan.show_time is None or not opens <= plan.show_time <= max(opens, ends):
        errors[blocks.SHOW_TIME] = blocks.SAY_TIME.format(window=window_text(cadence.window))
    return errors


async def _taken(session: AsyncSession, team: Team, days: _Days, *, but: date | None) -> str | None:
    """Why these weeks cannot be had: one has begun, or has another hackathon."""
    rows = await session.scalars(select(Round).where(Round.team_id == team.id, Round.week.in_(days.weeks)))
    for round_ in rows:
        if round_.state not in CHANGEABLE:
            return blocks.HAS_BEGUN
        if round_.challenge_id == HACKATHON and round_.week != but:
            return blocks.ONE_THERE
    return None


async def _make_room(
    session: AsyncSession, team: Team, days: _Days, cadence: Cadence, *, by: Person
) -> Round:
    """The round of it; the other weeks it lasts into have no challenge of their own."""
    await session.execute(
        delete(Round).where(Round.team_id == team.id, Round.week.in_(days.weeks), Round.state.in_(CHANGEABLE))
    )
    own, *others = (
        Round(
            workspace_id=team.workspace_id,
            team_id=team.id,
            week=week,
            challenge_id="",
            state=RoundState.SKIPPED,
            picked_by=by.user_id,
        )
        for week in days.weeks
    )
    own.challenge_id, own.state = HACKATHON, RoundState.OPEN
    own.starts_on, own.last_on = days.kick_off, days.show
    own.ends_at = max(
        rules.ends_at(days.show, zone_of(team.zone), cadence), days.show_at + timedelta(minutes=45)
    )
    session.add_all((own, *others))
    await session.flush()
    return own


async def call_off(session: AsyncSession, team: Team, week: date, *, by: Person, now: datetime) -> bool:
    """Take back a hackathon that has not begun. False: there is none, or it has."""
    if await _ahead(session, team, week) is None:
        return False
    await _take_back(session, team, week, now=now)
    await _note(session, team, f"week:{week}", by=by, act="hackathon.called_off", now=now)
    return True


async def _take_back(session: AsyncSession, team: Team, week: date, *, now: datetime) -> None:
    round_ = await _ahead(session, team, week)
    if round_ is None or round_.last_on is None:
        return
    prefix = f"hackathon:{round_.id}:"
    await outbox.withdraw(
        session, workspace_id=team.workspace_id, prefix=prefix, reason="planned anew", now=now
    )
    weeks = _Days(round_.starts_on or week, week, round_.last_on, now).weeks
    # Their usual challenges again: what it had put aside is not remembered.
    await session.execute(
        delete(Round).where(Round.team_id == team.id, Round.week.in_(weeks), Round.state.in_(CHANGEABLE))
    )


async def _post(
    session: AsyncSession,
    team: Team,
    round_: Round,
    told: Challenge,
    days: _Days,
    cadence: Cadence,
    *,
    now: datetime,
) -> None:
    """Promise the two posts in the team's channel, each on its day at the team's usual time."""
    if team.channel_id is None:
        return
    zone = zone_of(team.zone)
    posts = (
        ("kick_off", blocks.kick_off(told), days.kick_off),
        ("show", blocks.show_and_tell(told), days.show),
    )
    for name, post, day in posts:
        at = instant(day, cadence.default_at, zone)
        if name == "show":
            at = min(at, days.show_at - timedelta(minutes=30))
        await outbox.enqueue(
            session,
            post,
            to=outbox.Place(team.workspace_id, team.channel_id),
            dedupe=f"hackathon:{round_.id}:{now.timestamp():.0f}:{name}",
            kind="challenge.hackathon",
            now=now,
            due=max(at, now),
            guard=f"challenges.on:{round_.id}",
            occasion=outbox.Occasion(f"hackathon:{team.id}:{name}:{day}", now),
        )


async def on(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of these posts: the hackathon takes place, and nobody paused the team or the workspace."""
    rows = await session.scalars(
        select(Round).where(Round.id.in_(row_ids), Round.state.in_((RoundState.OPEN, RoundState.RUNNING)))
    )
    found = []
    for round_ in rows:
        workspace = await workspaces.find(session, round_.workspace_id)
        rests = workspace is None or (workspace.paused_until is not None and workspace.paused_until > now)
        paused = await cadences.pauses(session, round_.workspace_id, now=now)
        if not rests and round_.team_id not in paused:
            found.append(round_.id)
    return found


async def _note(
    session: AsyncSession, team: Team, subject: str, *, by: Person, act: str, now: datetime
) -> None:
    await workspaces.record_act(
        session,
        workspace_id=team.workspace_id,
        actor_id=by.user_id,
        act=act,
        subject=f"team:{team.id} {subject}",
        now=now,
    )

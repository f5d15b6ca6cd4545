"""Which challenge a team gets in which week: the calendar's pick, unless an admin says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, local_day, next_slot, slot_on, zone_of
from bot.challenges import rules
from bot.challenges.hackathons import told_of
from bot.challenges.models import Round
from bot.challenges.plan_blocks import WeekPlan
from bot.challenges.rules import BEGUN, CALENDAR, CHANGEABLE, HACKATHON, SKIP, RoundState
from bot.challenges.tallies import tally
from bot.champions import service as champions
from bot.packs.catalog import Catalog
from bot.packs.schema import Challenge, Role
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces


async def planned_by(session: AsyncSession, person: Person, team_id: int) -> Team | None:
    """The team, where this person may change its calendar."""
    return next((team for team in await champions.led_by(session, person) if team.id == team_id), None)


async def outlook(
    session: AsyncSession, catalog: Catalog, team: Team, *, weeks: int = rules.WEEKS_SHOWN, now: datetime
) -> tuple[WeekPlan, ...]:
    """This week and those that follow."""
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    first = rules.monday_of(local_day(now, zone_of(team.zone)))
    coming: dict[str, date] = {}
    found: list[WeekPlan] = []
    for ahead in range(weeks):
        week = first + ahead * rules.A_WEEK
        plan = await _week_plan(session, catalog, team, week, cadence=cadence, coming=coming, now=now)
        found.append(plan)
        if plan.challenge is not None:
            coming[plan.challenge.id] = week
    return tuple(found)


async def _week_plan(
    session: AsyncSession,
    catalog: Catalog,
    team: Team,
    week: date,
    *,
    cadence: Cadence,
    coming: Mapping[str, date],
    now: datetime,
) -> WeekPlan:
    found = await round_of(session, team.id, week)
    day = week + cadence.challenge_day * rules.A_DAY
    slot = slot_on(day, zone=zone_of(team.zone), at=cadence.default_at, cadence=cadence)
    has_begun = found is not None and found.state in BEGUN
    is_ahead = slot is not None and slot > now
    choice, picked = CALENDAR, ""
    if found is not None:
        picked = found.challenge_id
        choice = SKIP if found.state == RoundState.SKIPPED else picked if found.picked_by else CALENDAR
    elif is_ahead:
        used = await used_by(session, team.id, but=week) | dict(coming)
        picked = calendar_pick(catalog, offered_to(catalog, team, now=now), used=used)
    return WeekPlan(
        week=week,
        day=(found.starts_on if found is not None else None) or day,
        state=RoundState(found.state) if found is not None else None,
        choice=choice,
        challenge=await told_of(session, catalog, found, picked) if choice != SKIP else None,
        is_changeable=is_ahead and not has_begun and picked != HACKATHON,
        # Counts that grow while one looks would tell who did what: they are shown once, at the end.
        counted=await tally(session, found) if found is not None and found.state == RoundState.OVER else None,
    )


async def choose(
    session: AsyncSession, catalog: Catalog, team: Team, *, week: date, choice: str, by: Person, now: datetime
) -> bool:
    """Give a week another challenge, none, or back to the calendar. False: it has begun, or cannot be."""
    # Held so that the clock does not open the week while it is being changed.
    held = select(Team.id).where(Team.id == team.id).with_for_update(key_share=True)
    await session.execute(held)
    plan = next((one for one in await outlook(session, catalog, team, now=now) if one.week == week), None)
    if plan is not None and plan.choice == choice:
        return True
    if plan is None or not plan.is_changeable:
        return False
    if choice not in (CALENDAR, SKIP) and choice not in {
        one.id for one in offered_to(catalog, team, now=now)
    }:
        return False
    await session.execute(
        delete(Round).where(Round.team_id == team.id, Round.week == week, Round.state.in_(CHANGEABLE))
    )
    if await round_of(session, team.id, week) is not None:
        return False
    if choice != CALENDAR:
        await _fix(session, team, week=week, choice=choice, by=by)
    cadence = await cadences.current(session, team.workspace_id, team_id=team.id)
    team.next_challenge_at = moment_after(now, team, cadence)
    await workspaces.record_act(
        session,
        workspace_id=team.workspace_id,
        actor_id=by.user_id,
        act="challenge.skipped" if choice == SKIP else "challenge.picked",
        subject=f"team:{team.id} week:{week} {choice}",
        now=now,
    )
    return True


async def swap(
    session: AsyncSession, catalog: Catalog, team: Team, *, week: date, given: str, by: Person, now: datetime
) -> bool:
    """Exchange what a week and the one after it have. False: it is not what was `given` any more."""
    weeks = await outlook(session, catalog, team, now=now)
    for one, other in pairwise(weeks):
        if one.week != week or one.given != given or not (one.is_changeable and other.is_changeable):
            continue
        first, second = one.given, other.given
        if not first or not second:
            return False
        changed = await choose(session, catalog, team, week=one.week, choice=second, by=by, now=now)
        return changed and await choose(session, catalog, team, week=other.week, choice=first, by=by, now=now)
    return False


async def next_day(session: AsyncSession, catalog: Catalog, team: Team, *, now: datetime) -> date | None:
    """The day on which the team's next challenge comes, if one is planned."""
    weeks = await outlook(session, catalog, team, weeks=2, now=now)
    return next((one.day for one in weeks if one.is_changeable and one.challenge is not None), None)


async def _fix(session: AsyncSession, team: Team, *, week: date, choice: str, by: Person) -> None:
    is_skipped = choice == SKIP
    session.add(
        Round(
            workspace_id=team.workspace_id,
            team_id=team.id,
            week=week,
            challenge_id="" if is_skipped else choice,
            state=RoundState.SKIPPED if is_skipped else RoundState.PLANNED,
            picked_by=by.user_id,
        )
    )
    await session.flush()


def offered_to(catalog: Catalog, team: Team, *, now: datetime) -> tuple[Challenge, ...]:
    """The challenges that this team may be given today."""
    role = Role.named(team.role)
    return catalog.challenges_for(role, today=local_day(now, zone_of(team.zone)))


def calendar_pick(catalog: Catalog, offered: Sequence[Challenge], *, used: Mapping[str, date]) -> str:
    general_packs = {pack.id for pack in catalog.packs if pack.role is Role.GENERAL}
    general = [one.id for one in offered if one.pack in general_packs]
    own = [one.id for one in offered if one.pack not in general_packs]
    return rules.calendar_pick(general, own, used=used) or ""


async def round_of(session: AsyncSession, team_id: int, week: date) -> Round | None:
    return await session.scalar(select(Round).where(Round.team_id == team_id, Round.week == week))


async def used_by(session: AsyncSession, team_id: int, *, but: date) -> dict[str, date]:
    """When the team had or will have each challenge last, leaving out one week."""
    rows = await session.execute(
        select(Round.challenge_id, Round.week)
        .where(Round.team_id == team_id, Round.week != but, Round.state != RoundState.SKIPPED)
        .order_by(Round.week)
    )
    return {str(challenge_id): week for challenge_id, week in rows}


def moment_after(moment: datetime, team: Team, cadence: Cadence) -> datetime:
    that_day = replace(cadence, days=frozenset({cadence.challenge_day}))
    return next_slot(moment, zone=zone_of(team.zone), at=cadence.default_at, cadence=that_day)

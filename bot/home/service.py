"""App Home, composed of the other features' reads and published when it differs from what is shown."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adoption import figures
from bot.adoption import service as adoption
from bot.assessment import figures as outcomes
from bot.assessment import service as assessment
from bot.authoring import service as authoring
from bot.authoring import views
from bot.buddies import service as buddies
from bot.cadence.rules import brief
from bot.challenges import service as challenges
from bot.champions import service as champions
from bot.champions.rules import NO_LOAD, is_thin
from bot.cohorts import service as cohorts
from bot.enrolment import service as enrolment
from bot.goals import service as goals
from bot.home import blocks, delivery_blocks, menu_blocks, skills
from bot.home.blocks import Duty, Learning, Running, Step
from bot.home.menu_blocks import Roles
from bot.library import shelf
from bot.nominations import service as nominations
from bot.nudges import leeches, plans
from bot.office_hours import service as office_hours
from bot.outbox import service as outbox
from bot.outbox import undelivered
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.questions import loads, queue, routing
from bot.record import service as records
from bot.setup import progress
from bot.setup.progress import Progress
from bot.slack.blockkit import Post, View
from bot.wins import service as wins

WINS_SHOWN = 3
LONGEST_QUEUE = 50


async def compose(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> View:
    """The page of this person, as things are now."""
    duty = await _duty(session, person, now=now)
    running = await _running(session, person, now=now)
    return blocks.home(
        await _learning(session, catalog, person, now=now),
        duty=duty,
        running=running,
        writing=await views.lines(session, person) if duty or running else (),
        now=now,
    )


async def menu(session: AsyncSession, person: Person, *, now: datetime) -> Post:
    """What this person can do here, each behind a button."""
    member = await people.member(session, person, now=now)
    roles = Roles(
        may_learn=member.can_learn,
        is_champion=await champions.is_champion(session, person),
        is_admin=await people.may_act_as_admin(session, person),
        is_writing=bool(await authoring.mine(session, person, limit=1)),
    )
    return menu_blocks.menu(roles)


async def publish(
    session: AsyncSession, view: View, person: Person, *, is_shown: bool, key: str, now: datetime
) -> bool:
    """Show the page unless it is shown already; False: nothing to do.

    Without `is_shown` Slack has no page of this person, whatever we remember. `key` names what they did.
    """
    digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
    mine = update(Member).where(Member.workspace_id == person.workspace_id, Member.user_id == person.user_id)
    if is_shown:
        mine = mine.where(or_(Member.home_digest.is_(None), Member.home_digest != digest))
    changed = await session.scalar(mine.values(home_digest=digest).returning(Member.id))
    if changed is None:
        return False
    prefix = f"home:{person.user_id}:"
    # A page that was never shown comes of an event, which Slack delivers again under the same name.
    dedupe = f"{prefix}{digest[:16]}:{now.timestamp() if is_shown else ''}:{key[:60]}"
    if await outbox.was_promised(session, person.workspace_id, dedupe):
        return False
    await outbox.withdraw(
        session, workspace_id=person.workspace_id, prefix=prefix, reason="a newer page follows", now=now
    )
    place = outbox.Place(person.workspace_id, person.user_id)
    await outbox.publish_home(session, view, to=place, dedupe=dedupe, now=now)
    return True


async def has_home(session: AsyncSession, person: Person) -> bool:
    """Whether this person ever opened their page."""
    found = await people.find(session, person)
    return found is not None and found.home_digest is not None


async def _learning(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> Learning:
    standing = await enrolment.standing(session, person, now=now)
    member = await people.member(session, person, now=now)
    return Learning(
        standing=standing,
        has_used=await adoption.has_said_used(session, person, now=now),
        challenge=await challenges.current(session, catalog, person, now=now),
        waiting=await wins.waiting(session, person),
        logged=await wins.logged(session, person, limit=WINS_SHOWN),
        skills=await skills.of(session, catalog, person, role=standing.role),
        place=await plans.of(session, catalog, member, now=now) if member.can_learn else None,
        buddies=await buddies.standing(session, catalog, person, now=now),
        badges=(await records.of(session, catalog, person, now=now)).badges,
        goal=(await goals.of_person(session, person, now=now))[0],
        session=(await office_hours.next_for(session, person, now=now))[0],
        asked=await assessment.waiting(session, catalog, person, now=now),
    )


async def _duty(session: AsyncSession, person: Person, *, now: datetime) -> Duty | None:
    led = [champion for champion, _ in await champions.duties_of(session, person)]
    if not led:
        return None
    mine, waiting = await queue.of_champion(session, person, limit=LONGEST_QUEUE)
    today = await cohorts.today_of(session, person, now=now)
    teams = [champion.team_id for champion in led]
    return Duty(
        mine=await routing.listed(session, mine),
        waiting=await routing.listed(session, waiting),
        hours=led[0].hours_per_week,
        load=(await loads.of_all(session, person.workspace_id, now=now)).get(person.user_id, NO_LOAD),
        away_until=led[0].away_until,
        cohorts=await cohorts.of_teams(session, person.workspace_id, teams, today=today),
        unverified=await shelf.waiting(session, person, teams),
        languages=await champions.spoken_by(session, person),
    )


async def _running(session: AsyncSession, person: Person, *, now: datetime) -> Running | None:
    if not await people.may_act_as_admin(session, person):
        return None
    week = await adoption.weekly(session, person.workspace_id, now=now)
    teams = await progress.of_teams(session, person.workspace_id)
    today = await cohorts.today_of(session, person, now=now)
    latest = await outcomes.latest(session, person.workspace_id)
    return Running(
        steps=steps(teams),
        figures=figures.headline(week),
        missed=await undelivered.missed(session, person.workspace_id, now=now),
        untaken=await routing.untaken(session, person.workspace_id),
        resting=len(await leeches.listed(session, person.workspace_id)),
        cohorts=await cohorts.lines(session, person.workspace_id, today=today),
        today=today,
        thin=thin(teams),
        willing=await nominations.willing(session, person.workspace_id),
        outcome=(latest.cohort, latest.outcome) if latest is not None else None,
    )


async def not_delivered(session: AsyncSession, person: Person, *, now: datetime) -> View:
    """Which messages did not arrive in the last week, and what an admin can do."""
    standing = await enrolment.standing(session, person, now=now)
    missed = await undelivered.missed(session, person.workspace_id, now=now)
    return delivery_blocks.listed(missed, standing.zone)


def steps(teams: list[Progress]) -> tuple[Step, ...]:
    """What a programme needs, and which teams lack it."""
    unasked = [each for each in teams if each.team.people == 0 or each.team.unasked == each.team.people]
    return (
        Step("A team", (), is_done=bool(teams)),
        _step("A channel for each team", teams, [each for each in teams if not each.team.channel_id]),
        _step("Champions for each team", teams, [each for each in teams if not each.team.champion_ids]),
        _cadence_step(teams),
        _step("People invited", teams, unasked),
    )


def thin(teams: list[Progress]) -> tuple[tuple[str, int, int], ...]:
    """Teams with more people than their champions can be there for."""
    counted = ((each.team.name, each.team.people, len(each.team.champion_ids)) for each in teams)
    return tuple(one for one in counted if is_thin(one[1], one[2]))


def _step(name: str, teams: list[Progress], missing: list[Progress]) -> Step:
    return Step(name, tuple(each.team.name for each in missing), is_done=bool(teams) and not missing)


def _cadence_step(teams: list[Progress]) -> Step:
    """Nothing is missing where nobody chose a cadence: the default applies, and is told."""
    usual = [each.cadence for each in teams if not each.has_chosen]
    return Step("A cadence", (), is_done=bool(teams), default=brief(usual[0]) if usual else "")

"""A change of cadence or a pause, and all that is planned anew with it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import absences
from bot.cadence import service as cadences
from bot.cadence.blocks import Deck, Example, Scope
from bot.cadence.proposals import Proposal
from bot.cadence.rules import Cadence, changes, instant, local_day, next_slot, zone_of
from bot.enrolment import service as enrolment
from bot.nudges.rules import deck_room
from bot.packs.catalog import Catalog
from bot.packs.schema import Role
from bot.people import roster
from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces


@dataclass(frozen=True)
class Review:
    """What a proposal would change, for how many people, and for one of them."""

    scope: Scope
    proposal: Proposal
    changes: tuple[str, ...]
    people: int
    example: Example
    deck: Deck


async def scope_of(session: AsyncSession, workspace_id: str, team_id: int | None) -> Scope | None:
    """Whose cadence this id means; None when the workspace has no such team."""
    if team_id is None:
        return Scope(None, None)
    team = await people.team(session, workspace_id, team_id)
    return Scope(team.id, team.name) if team is not None else None


async def review(
    session: AsyncSession,
    after: Cadence,
    catalog: Catalog,
    *,
    team_id: int | None,
    by: Person,
    now: datetime,
) -> Review | None:
    """Compare a cadence with the one in force; None when there is no such team."""
    scope = await scope_of(session, by.workspace_id, team_id)
    if scope is None:
        return None
    before = await cadences.current(session, by.workspace_id, team_id=team_id)
    zone = zone_of(await _zone_name(session, by, team_id))
    slots = [next_slot(now, zone=zone, at=each.default_at, cadence=each) for each in (before, after)]
    return Review(
        scope=scope,
        proposal=Proposal(team_id, before, after),
        changes=changes(before, after),
        people=await reach(session, by.workspace_id, team_id),
        example=Example(zone, slots[0], slots[1]),
        deck=await deck(session, after, catalog, by.workspace_id, team_id=team_id, now=now),
    )


async def deck(
    session: AsyncSession,
    cadence: Cadence,
    catalog: Catalog,
    workspace_id: str,
    *,
    team_id: int | None,
    now: datetime,
) -> Deck:
    """The largest deck of those who would live by this cadence."""
    own = set(await cadences.for_teams(session, workspace_id)) if team_id is None else set()
    teams = [team for team in await _teams(session, workspace_id, team_id) if team.id not in own]
    roles = {Role.named(team.role) for team in teams} or {Role.GENERAL}
    cards = max(len(catalog.cards_for(role, today=now.date())) for role in roles)
    free = cadence.workdays - cadence.days
    return Deck(cards, deck_room(cadence.per_week), cadence.per_week, has_free_day=bool(free))


async def _zone_name(session: AsyncSession, by: Person, team_id: int | None) -> str | None:
    team = await people.team(session, by.workspace_id, team_id)
    if team is not None:
        return team.zone
    found = await people.find(session, by)
    return found.zone if found is not None else None


async def reach(session: AsyncSession, workspace_id: str, team_id: int | None) -> int:
    """How many people live by this cadence: the team, or all whose team has none of its own."""
    counted = await roster.tallies(session, workspace_id)
    if team_id is not None:
        return counted[team_id].people if team_id in counted else 0
    own = set(await cadences.for_teams(session, workspace_id)) - {None}
    return sum(tally.people for each, tally in counted.items() if each not in own)


async def save(session: AsyncSession, proposal: Proposal, *, by: Person, now: datetime) -> bool:
    """Put a proposal in force, unless what it was compared with, or the team, is no longer there."""
    await workspaces.hold(session, by.workspace_id)
    if await scope_of(session, by.workspace_id, proposal.team_id) is None:
        return False
    chosen = await cadences.for_teams(session, by.workspace_id)
    # A default that somebody chose is written down; what was saved before is not saved again.
    if (chosen.get(proposal.team_id) or chosen.get(None)) == proposal.after:
        return True
    if await cadences.current(session, by.workspace_id, team_id=proposal.team_id) != proposal.before:
        return False
    await cadences.change(session, by.workspace_id, proposal.after, team_id=proposal.team_id, now=now)
    await _plan_anew(session, by.workspace_id, proposal.team_id, now=now)
    await _note(session, by, "cadence.changed", proposal.team_id, now=now)
    return True


async def pause(
    session: AsyncSession, until: date | None, *, team_id: int | None, by: Person, now: datetime
) -> bool:
    """Pause the programme for a team or the workspace until that day begins, or go on with it."""
    await workspaces.hold(session, by.workspace_id)
    if await scope_of(session, by.workspace_id, team_id) is None:
        return False
    zone = zone_of(await _zone_name(session, by, team_id))
    moment = instant(until, time(), zone) if until is not None else None
    if (await paused_until(session, by.workspace_id, now=now)).get(team_id) == moment:
        return True
    if team_id is None:
        await workspaces.pause(session, by.workspace_id, until=moment)
    else:
        await cadences.pause_team(session, by.workspace_id, team_id, until=moment, now=now)
    today = local_day(now, zone)
    await absences.begin_all(session, by.workspace_id, team_id, today=today, back_on=until, now=now)
    await _plan_anew(session, by.workspace_id, team_id, now=now)
    await _note(session, by, "programme.paused" if until else "programme.resumed", team_id, now=now)
    return True


async def paused_until(
    session: AsyncSession, workspace_id: str, *, now: datetime
) -> dict[int | None, datetime]:
    """The pauses in force, by team; None is the whole workspace's."""
    found: dict[int | None, datetime] = dict((await cadences.pauses(session, workspace_id, now=now)).items())
    workspace = await workspaces.find(session, workspace_id)
    if workspace is not None and workspace.paused_until is not None and workspace.paused_until > now:
        found[None] = workspace.paused_until
    return found


async def _plan_anew(session: AsyncSession, workspace_id: str, team_id: int | None, *, now: datetime) -> None:
    """Everything that is planned by a clock: people's next messages, teams' digests and challenges."""
    await session.flush()
    await enrolment.replan_team(session, workspace_id, team_id, now=now)
    for team in await _teams(session, workspace_id, team_id):
        await cadences.plan_team(session, team, now=now)


async def _teams(session: AsyncSession, workspace_id: str, team_id: int | None) -> list[Team]:
    if team_id is None:
        return await people.teams(session, workspace_id)
    one = await people.team(session, workspace_id, team_id)
    return [one] if one is not None else []


async def _note(session: AsyncSession, by: Person, act: str, team_id: int | None, *, now: datetime) -> None:
    await workspaces.record_act(
        session,
        workspace_id=by.workspace_id,
        actor_id=by.user_id,
        act=act,
        subject=f"team:{team_id}" if team_id is not None else "workspace",
        now=now,
    )

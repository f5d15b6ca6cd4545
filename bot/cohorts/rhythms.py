"""The cadence that goes along when a pilot is expanded: from its teams to those that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence, changes
from bot.cohorts import blocks
from bot.cohorts.blocks import CohortForm
from bot.enrolment import service as enrolment
from bot.people import service as people
from bot.people.models import Team
from bot.people.rules import Person
from bot.workspaces import service as workspaces


@dataclass(frozen=True)
class Copy:
    """A team that would take over the cadence of a pilot, and what that changes for it."""

    team_id: int
    team: str = field(repr=False)
    cadence: Cadence
    changes: tuple[str, ...]


async def _of(session: AsyncSession, workspace_id: str, cohort_id: int) -> set[Cadence | None]:
    """The cadences that the teams of a cohort have as their own; None stands for none."""
    own = await cadences.for_teams(session, workspace_id)
    every = await people.teams(session, workspace_id)
    return {own.get(team.id) for team in every if team.cohort_id == cohort_id}


async def line(session: AsyncSession, workspace_id: str, cohort_id: int) -> str:
    """What those who follow this pilot take over of its cadence."""
    found = await _of(session, workspace_id, cohort_id)
    only = next(iter(found)) if len(found) == 1 else None
    return blocks.rhythm_line(only, differs=len(found) > 1)


async def copies(session: AsyncSession, workspace_id: str, form: CohortForm) -> tuple[Copy, ...]:
    """The teams of a form whose cadence becomes the one that the pilot they follow has as its own."""
    found = await _of(session, workspace_id, form.like_id) if form.like_id else set()
    cadence = next(iter(found)) if len(found) == 1 else None
    if cadence is None:
        return ()
    saved = await cadences.for_teams(session, workspace_id)
    chosen = [team for team in await people.teams(session, workspace_id) if team.id in form.team_ids]
    now = {team.id: saved.get(team.id) or saved.get(None) or Cadence() for team in chosen}
    return tuple(
        Copy(team.id, team.name, cadence, changes(now[team.id], cadence))
        for team in chosen
        if now[team.id] != cadence
    )


async def take_over(session: AsyncSession, taken: Sequence[Copy], *, by: Person, now: datetime) -> None:
    """Put the pilot's cadence in force for these teams, and plan anew what is not sent yet."""
    teams: dict[int, Team] = {team.id: team for team in await people.teams(session, by.workspace_id)}
    for one in taken:
        await cadences.change(session, by.workspace_id, one.cadence, team_id=one.team_id, now=now)
        await enrolment.replan_team(session, by.workspace_id, one.team_id, now=now)
        await cadences.plan_team(session, teams[one.team_id], now=now)
        await workspaces.record_act(
            session,
            workspace_id=by.workspace_id,
            actor_id=by.user_id,
            act="cadence.changed",
            subject=f"team:{one.team_id}",
            now=now,
        )

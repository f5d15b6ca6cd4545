"""What a workspace's set-up still lacks, and where it stopped."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.cadence.rules import Cadence
from bot.people.blocks import TeamLine
from bot.setup import teams
from bot.workspaces import service as workspaces


class Stop(StrEnum):
    """The step that comes next in a set-up that was begun."""

    CHAMPIONS = "champions"
    TOPICS = "topics"
    CADENCE = "cadence"
    REVIEW = "review"


@dataclass(frozen=True)
class Begun:
    """A team whose set-up was begun and not finished, and the step at which it stopped."""

    team: TeamLine
    stop: Stop


@dataclass(frozen=True)
class Progress:
    """One team's set-up: what it is, the cadence it lives by, and whether somebody chose that."""

    team: TeamLine
    cadence: Cadence
    has_chosen: bool

    @property
    def is_complete(self) -> bool:
        """Whether questions reach somebody and somebody was asked to take part."""
        team = self.team
        invited = team.people > 0 and team.unasked < team.people
        return bool(team.channel_id and team.champion_ids and invited)


async def of_teams(session: AsyncSession, workspace_id: str) -> list[Progress]:
    """How far each team's set-up is, by name."""
    saved = await cadences.for_teams(session, workspace_id)
    usual = saved.get(None)
    return [
        Progress(
            line,
            cadence=saved.get(line.id) or usual or Cadence(),
            has_chosen=line.id in saved or usual is not None,
        )
        for line in await teams.lines(session, workspace_id)
    ]


async def begun(session: AsyncSession, workspace_id: str) -> Begun | None:
    """The newest team whose set-up was begun and not finished, and where it goes on."""
    waiting = [each.team for each in await of_teams(session, workspace_id) if not each.is_complete]
    if not waiting:
        return None
    newest = max(waiting, key=lambda team: team.id)
    return Begun(newest, await _stop(session, workspace_id, newest))


async def _stop(session: AsyncSession, workspace_id: str, team: TeamLine) -> Stop:
    done = await workspaces.acts_on(session, workspace_id=workspace_id, subject=f"team:{team.id}")
    if not team.champion_ids and "champions.saved" not in done:
        return Stop.CHAMPIONS
    duties = await teams.duties(session, workspace_id, team.id)
    if duties and "champions.topics" not in done and not any(duty.topics for duty in duties):
        return Stop.TOPICS
    if team.id not in await cadences.for_teams(session, workspace_id):
        return Stop.CADENCE
    return Stop.REVIEW

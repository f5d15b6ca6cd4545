"""What a workspace's set-up still lacks."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import service as cadences
from bot.people.blocks import TeamLine
from bot.setup import teams


@dataclass(frozen=True)
class Progress:
    """One team's set-up: what it is, and whether a cadence was chosen for it or for everybody."""

    team: TeamLine
    has_cadence: bool

    @property
    def is_complete(self) -> bool:
        """Whether questions reach somebody and somebody was asked to take part."""
        team = self.team
        invited = team.people > 0 and team.unasked < team.people
        return bool(team.channel_id and team.champion_ids and self.has_cadence and invited)


async def of_teams(session: AsyncSession, workspace_id: str) -> list[Progress]:
    """How far each team's set-up is, by name."""
    saved = await cadences.for_teams(session, workspace_id)
    return [
        Progress(line, has_cadence=line.id in saved or None in saved)
        for line in await teams.lines(session, workspace_id)
    ]


async def unfinished(session: AsyncSession, workspace_id: str) -> int | None:
    """The newest team whose set-up was begun and not finished."""
    waiting = [each.team.id for each in await of_teams(session, workspace_id) if not each.is_complete]
    return max(waiting, default=None)

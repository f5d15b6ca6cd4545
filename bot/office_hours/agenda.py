"""What a session has to talk of: the team's questions that are not solved, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.champions.blocks import Waiting
from bot.people.rules import Person
from bot.questions import routing
from bot.questions.models import Question
from bot.questions.rules import LIVE

MOST = 10


@dataclass(frozen=True)
class Agenda:
    """A team's questions, for whoever holds its office hours."""

    team: str
    questions: Sequence[Waiting]


async def of_team(session: AsyncSession, person: Person, team_id: int) -> Agenda | None:
    """The agenda of a team that this person leads; None of any other. Private questions stay private."""
    led = {team.id: team.name for team in await champions.led_by(session, person)}
    if team_id not in led:
        return None
    found = await session.scalars(
        select(Question)
        .where(Question.workspace_id == person.workspace_id, Question.status.in_(LIVE))
        .where(Question.team_id == team_id, ~Question.private)
        .order_by(Question.session_at.is_(None), Question.id)  # first what was left to office hours
        .limit(MOST)
    )
    return Agenda(led[team_id], await routing.listed(session, found.all()))

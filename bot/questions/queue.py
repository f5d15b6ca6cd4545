"""What a champion has to do with questions now."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.people.rules import Person
from bot.questions.models import Question
from bot.questions.rules import HELD, Status


async def of_champion(
    session: AsyncSession, person: Person, *, limit: int = 10
) -> tuple[list[Question], list[Question]]:
    """What a champion holds, and what waits for anybody in their teams: oldest first."""
    here = select(Question).where(Question.workspace_id == person.workspace_id)
    held = here.where(Question.champion_id == person.user_id, Question.status.in_(HELD))
    mine = await session.scalars(held.order_by(Question.claimed_at).limit(limit))
    team_ids = await champions.teams_of(session, person)
    waiting = here.where(Question.status == Status.OPEN).where(
        Question.team_id.in_(team_ids) | Question.team_id.is_(None)
    )
    waiting = waiting.where(~Question.private | (Question.offered_to == person.user_id))
    # Ids follow time; by time itself SQLite would look through those that nobody waits for.
    unclaimed = await session.scalars(waiting.order_by(Question.id).limit(limit))
    return list(mine), list(unclaimed)

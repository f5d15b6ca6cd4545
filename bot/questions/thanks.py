"""What helped: kept for the champion who answered, as long as the question is."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert
from bot.outbox import replies
from bot.outbox.replies import Spot
from bot.people.models import Member
from bot.people.rules import Person
from bot.questions import thanks_blocks
from bot.questions.changes import find
from bot.questions.models import Question, Thanks
from bot.questions.rules import Reason, Status


@dataclass(frozen=True)
class Thanked:
    """One thing that somebody said helped them, for its champion's eyes."""

    giver_id: str
    reason: Reason
    words: str | None = field(repr=False)
    at: datetime


async def invite(session: AsyncSession, spot: Spot, question: Question, *, now: datetime) -> None:
    """Ask whoever just said that their question is solved what helped; nobody where nobody answered."""
    champion = _champion_of(question, spot.person)
    if champion is not None:
        await replies.tell(session, spot, thanks_blocks.invitation(question.id, champion=champion), now=now)


async def champion_for(session: AsyncSession, row_id: int, *, by: Person) -> str | None:
    """Whom this person may tell what helped: the champion of their own solved question."""
    question = await find(session, row_id, by=by)
    return _champion_of(question, by) if question is not None else None


def _champion_of(question: Question, by: Person) -> str | None:
    is_theirs = question.asker_id == by.user_id and question.status == Status.RESOLVED
    return question.champion_id if is_theirs and question.champion_id != by.user_id else None


async def give(
    session: AsyncSession,
    row_id: int,
    *,
    by: Person,
    reason: Reason,
    words: str | None = None,
    now: datetime,
) -> str | None:
    """Keep what helped, in place of what was said before; who is thanked, or None for others' questions."""
    champion = await champion_for(session, row_id, by=by)
    if champion is None:
        return None
    member_id = await session.scalar(
        select(Member.id).where(Member.workspace_id == by.workspace_id, Member.user_id == champion)
    )
    if member_id is None:
        return None
    if await _is_said(session, row_id, (member_id, reason, words)):
        return champion
    said = {"member_id": member_id, "reason": reason, "words": words}
    row = said | {"workspace_id": by.workspace_id, "question_id": row_id, "giver_id": by.user_id, "at": now}
    kept = insert(session, Thanks).values(row)
    await session.execute(kept.on_conflict_do_update(index_elements=[Thanks.question_id], set_=said))
    return champion


async def _is_said(session: AsyncSession, row_id: int, told: tuple[int, Reason, str | None]) -> bool:
    """Whether this very thing is kept already: sealed anew, it would be another row."""
    there = await session.scalar(select(Thanks).where(Thanks.question_id == row_id))
    return there is not None and (there.member_id, there.reason, there.words) == told


async def of_champion(
    session: AsyncSession, person: Person, *, since: datetime | None = None, limit: int = 10
) -> list[Thanked]:
    """What helped others, the newest first: for the champion who answered them."""
    mine = (
        select(Thanks)
        .join(Member, Member.id == Thanks.member_id)
        .where(Member.workspace_id == person.workspace_id, Member.user_id == person.user_id)
        .order_by(Thanks.id.desc())
        .limit(limit)
    )
    if since is not None:
        mine = mine.where(Thanks.at >= since)
    rows = await session.scalars(mine)
    return [Thanked(row.giver_id, Reason(row.reason), row.words, row.at) for row in rows]

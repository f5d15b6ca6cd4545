"""What is kept of messages that are settled: their words for a week, the fact of them while it is needed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due import Due
from bot.outbox.models import SETTLED, OutboxMessage, about

WORDS_KEPT = timedelta(days=7)
NO_WORDS = "{}"
A_MONTH, A_QUARTER, TWO_YEARS = timedelta(days=30), timedelta(days=90), timedelta(days=730)
# How long the fact of a message is kept, by its kind. Nothing refers to the first ones once they are settled;
# the last ones are edited in their channel when somebody takes something back, however late.
KEPT: Mapping[timedelta, tuple[str, ...]] = {
    A_MONTH: (
        "edit",
        "home",
        "menu",
        "whisper",
        "reply",
        "guard.found",
        "library.answer",
        "authoring.draft",
        "question.draft",
        "question.nobody",
        "question.preview",
        "question.earlier",
    ),
    A_QUARTER: (
        "nudge",
        "rhythm",
        "invitation",
        "challenge",
        "challenge.reminder",
        "challenge.progress",
        "challenge.hackathon",
        "buddies",
        "office_hours",
        "teaching",
        "library",
        "teaching.answer",
        "cue",
        "assessment",
        "question.ping",
        "question.claimed",
        "question.passed_on",
        "question.handed_over",
        "question.held",
        "question.waiting",
        "question.week",
        "coverage",
        "question.elsewhere",
        "nomination",
        "win.prompt",
        "win.answer",
    ),
    TWO_YEARS: ("question.offer", "question.outcome", "win.digest"),
}
WORDY = Due(
    OutboxMessage.settled_at,
    and_(OutboxMessage.fate.in_(SETTLED), OutboxMessage.is_emptied.is_(False)),
    after=WORDS_KEPT,
)
OLD = tuple(
    Due(OutboxMessage.settled_at, OutboxMessage.kind.in_(kinds), after=kept) for kept, kinds in KEPT.items()
)


async def forget_words(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Empty the bodies of messages settled a week ago; returns how many."""
    old = select(OutboxMessage.id).where(WORDY.by(now)).limit(limit)
    emptied = await session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(old))
        .values(body=NO_WORDS, is_emptied=True)
        .returning(OutboxMessage.id)
    )
    return len(emptied.all())


async def forget_about(session: AsyncSession, *, workspace_id: str, prefix: str) -> None:
    """Empty at once what was settled about something that its author took back."""
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.workspace_id == workspace_id, about(prefix), OutboxMessage.fate.in_(SETTLED))
        .values(body=NO_WORDS, is_emptied=True)
    )


async def forget_settled(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Remove messages that nothing refers to any more, each kind in its time; returns how many."""
    count = 0
    for due in OLD:
        old = select(OutboxMessage.id).where(due.by(now)).limit(limit - count)
        gone = await session.scalars(
            delete(OutboxMessage).where(OutboxMessage.id.in_(old)).returning(OutboxMessage.id)
        )
        count += len(gone.all())
    return count

"""What people say of the reader's verdicts: labelled examples, which set the workspace's threshold."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.questions.models import Question
from bot.reading import rules as reading
from bot.reading.rules import Kind
from bot.workspaces import service as workspaces

LATELY = 200  # examples: people, tools and habits change


async def label(session: AsyncSession, question: Question, kind: Kind | None) -> None:
    """Somebody said what a message that was read as a question is, or takes that back."""
    if question.confidence is None:  # asked by name, in a form or by command: nothing was read into it
        return
    question.label = kind
    await session.flush()
    threshold = reading.learnt(await examples(session, question.workspace_id))
    await workspaces.act_from(session, question.workspace_id, threshold)


async def examples(session: AsyncSession, workspace_id: str) -> list[tuple[float, bool]]:
    """How sure the reader was of each, and whether it was right."""
    rows = await session.execute(
        select(Question.confidence, Question.label)
        .where(Question.workspace_id == workspace_id, Question.label.is_not(None))
        .where(Question.confidence > reading.LEFT_TO_A_MODEL)
        .order_by(Question.id.desc())
        .limit(LATELY)
    )
    return [(confidence, kind == Kind.QUESTION) for confidence, kind in rows if confidence is not None]


async def is_acted_on(session: AsyncSession, workspace_id: str, *, confidence: float) -> bool:
    """Whether a message this surely a question is one here, as far as people said so far."""
    return confidence >= await workspaces.acts_from(session, workspace_id)

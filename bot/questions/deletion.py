"""A question whose message was deleted: closed for good, and its words go wherever we keep or show them."""

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import retention
from bot.outbox import service as outbox
from bot.questions import blocks, drafts, telling, terms
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status
from bot.questions.service import origin_of


async def message_deleted(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, now: datetime
) -> None:
    """The asker deleted the message: nobody is asked any more, and nobody can open the question again."""
    question = await _close(session, workspace_id, origin=origin_of(channel, ts), now=now)
    if question is None:
        return
    event = QuestionEvent(
        workspace_id=workspace_id,
        question_id=question.id,
        what="deleted",
        actor_id=question.asker_id,
        at=now,
    )
    session.add(event)
    await session.flush()
    await drafts.forget(session, question)
    await terms.drop(session, question.id)
    prefix = f"question:{question.id}:"
    await outbox.withdraw(session, workspace_id=workspace_id, prefix=prefix, reason="deleted", now=now)
    await _replace_shown(session, question, prefix=prefix, now=now)
    await retention.forget_about(session, workspace_id=workspace_id, prefix=prefix)
    await telling.tell_closed(session, question, by=question.asker_id, event=event.id, now=now)


async def _close(session: AsyncSession, workspace_id: str, *, origin: str, now: datetime) -> Question | None:
    return await session.scalar(
        update(Question)
        .where(
            Question.workspace_id == workspace_id,
            Question.origin == origin,
            Question.status != Status.DELETED,
        )
        .values(
            status=Status.DELETED,
            text="",
            topic=None,
            escalate_at=None,
            closed_at=func.coalesce(Question.closed_at, now),
            closed_by=func.coalesce(Question.closed_by, Question.asker_id),
        )
        .returning(Question),
        execution_options={"populate_existing": True, "synchronize_session": False},
    )


async def _replace_shown(session: AsyncSession, question: Question, *, prefix: str, now: datetime) -> None:
    """Offer, pings and all else that quotes it in Slack say what happened instead."""
    for key, channel in await outbox.posted(session, workspace_id=question.workspace_id, prefix=prefix):
        await outbox.edit(
            session,
            blocks.note(blocks.DELETED),
            of=key,
            to=outbox.Place(question.workspace_id, channel),
            dedupe=f"{key}:deleted",
            now=now,
        )

"""A question's words change: its message was edited, or its asker rewrites what was taken out of them."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import service as red_lines
from bot.people.rules import Person
from bot.questions import routing, terms
from bot.questions.changes import Changed, find, note, shift, unchanged
from bot.questions.models import Question
from bot.questions.rules import LIVE, Status
from bot.questions.service import origin_of


async def message_edited(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, text: str
) -> bool:
    """The asker changed the words: what we keep follows them. Whether there is such a question."""
    guard = await red_lines.of(session, workspace_id)
    changed = await session.scalar(
        update(Question)
        .where(Question.workspace_id == workspace_id, Question.origin == origin_of(channel, ts))
        .where(Question.status != Status.DELETED)
        .values(text=guard.redact(text.strip()).text)
        .returning(Question),
        execution_options={"populate_existing": True, "synchronize_session": False},
    )
    if changed is not None and changed.status == Status.RESOLVED:
        await terms.drop(session, changed.id)
        await terms.keep(session, changed)
    return changed is not None


async def theirs(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    """A question as its asker would rewrite it; `may`: they are the one, `won`: it is not over."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    may = question.asker_id == by.user_id
    return Changed(question, won=may and question.status in (Status.DRAFT, *LIVE), may=may)


async def rewrite(
    session: AsyncSession, row_id: int, *, by: Person, text: str, now: datetime
) -> Changed | None:
    """Its asker says it anew; nothing happens where these are its words already."""
    found = await theirs(session, row_id, by=by)
    if found is None or not found.won or found.question.text == text:
        return found
    guard = await red_lines.of(session, by.workspace_id)
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.DRAFT, *LIVE),
        values={"text": guard.redact(text).text},
        only=Question.asker_id == by.user_id,
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, changed, "rewritten", by.user_id, now=now)
    await routing.show(session, changed, event=event, now=now)
    return Changed(changed, won=True)

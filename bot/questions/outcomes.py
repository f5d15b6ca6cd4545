"""What came of a question where people met: written below it, for its asker and whoever asks next."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.outbox import service as outbox
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import blocks, routing, threads
from bot.questions.changes import Changed, find, note, shift, unchanged
from bot.questions.models import Question
from bot.questions.rules import LIVE, Status


async def record(
    session: AsyncSession, row_id: int, *, by: Person, text: str, key: str, now: datetime
) -> Changed | None:
    """A champion or an admin writes down an answer that was given in person; `key` names that one sending.

    Whoever had the question keeps it, and its asker is asked whether that solved it.
    """
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    may = await champions.is_champion(session, by) or await people.may_act_as_admin(session, by)
    if not may or question.private:
        return Changed(question, won=False, may=False)
    sending = f"question:{row_id}:outcome:{key}"
    if await outbox.was_promised(session, by.workspace_id, sending):
        return Changed(question, won=True)
    place = await threads.place(session, question)
    changed = await shift(session, row_id, by=by, states=LIVE, values=_answered(by, now=now))
    if changed is None or place is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, changed, "met", by.user_id, now=now)
    await routing.stop_pings(session, changed, now=now)
    post = blocks.note(blocks.met(by=by.user_id, text=text))
    await outbox.enqueue(
        session, post, to=place, dedupe=sending, kind="question.outcome", now=now, lasts=timedelta(hours=24)
    )
    await routing.show(session, changed, event=event, now=now)
    return Changed(changed, won=True)


def _answered(by: Person, *, now: datetime) -> dict[str, object]:
    return {
        "status": Status.ANSWERED,
        "champion_id": func.coalesce(Question.champion_id, by.user_id),
        "claimed_at": func.coalesce(Question.claimed_at, now),
        "escalate_at": None,
        "nudged_at": None,
    }

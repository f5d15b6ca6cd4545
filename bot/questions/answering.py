"""A champion's answer that we post for them: it takes the question, if nobody had it, and answers it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.outbox import service as outbox
from bot.people.rules import Person, is_alias
from bot.questions import blocks, relays, routing, service, telling, threads
from bot.questions.changes import Changed, find, note, shift, unchanged
from bot.questions.models import Question
from bot.questions.rules import HELD, Status

LASTS = timedelta(hours=24)


async def open_to(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    """A question as somebody would answer it; `won`: they hold it, or may take it."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    is_theirs = question.champion_id == by.user_id
    may = is_theirs or await champions.is_champion(session, by)
    is_open = question.status == Status.OPEN or (is_theirs and question.status in HELD)
    return Changed(question, won=may and is_open, may=may)


async def answer(
    session: AsyncSession, row_id: int, *, by: Person, text: str, key: str, now: datetime
) -> Changed | None:
    """Post a champion's answer where the question is talked of; `key` names that one sending.

    Its asker is asked whether that solved it, as when a champion writes in the thread.
    """
    found = await open_to(session, row_id, by=by)
    if found is None:
        return None
    sending = f"question:{row_id}:answer:{key}"
    if await outbox.was_promised(session, by.workspace_id, sending):
        return Changed(found.question, won=True)
    if not found.won:
        return found
    if found.question.status == Status.OPEN:
        taken = await service.claim(session, row_id, by=by, now=now)
        if taken is None or not taken.won:
            return taken
    changed = await shift(
        session,
        row_id,
        by=by,
        states=HELD,
        values={"status": Status.ANSWERED, "escalate_at": None, "nudged_at": None},
        only=Question.champion_id == by.user_id,
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, changed, "answered", by.user_id, now=now)
    await routing.stop_pings(session, changed, now=now)
    await _post(session, changed, by=by, text=text, sending=sending, now=now)
    await routing.show(session, changed, event=event, now=now)
    if is_alias(changed.asker_id) and not changed.private:
        await relays.to_asker(session, changed, by=by.user_id, text=text, key=key, now=now)
    await telling.tell_asker(session, changed, event=event, now=now)
    return Changed(changed, won=True)


async def _post(
    session: AsyncSession, question: Question, *, by: Person, text: str, sending: str, now: datetime
) -> None:
    """Below the question, or to its asker alone where it was asked privately or has no place."""
    thread = None if question.private else await threads.place(session, question)
    await outbox.enqueue(
        session,
        blocks.answered(by=by.user_id, text=text),
        to=thread or outbox.Place(question.workspace_id, question.asker_id),
        dedupe=sending,
        kind="question.outcome" if thread else "question.claimed",
        now=now,
        lasts=LASTS,
    )

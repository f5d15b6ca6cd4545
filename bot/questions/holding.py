"""A question that somebody holds: heard of in its thread, reminded of, and passed on after long silence."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.replies import Spot
from bot.people.rules import Person, is_alias
from bot.questions import helping, holding_blocks, relays, routing, service, telling, threads
from bot.questions.changes import LET_GO, Changed, find, note, shift, unchanged
from bot.questions.hours import Hours
from bot.questions.models import Question
from bot.questions.relays import Reply as Reply
from bot.questions.rules import GRACE, PATIENCE, TOGETHER, Remind, Status, is_thanks, reminded_at
from bot.slack.blockkit import Post


async def replied(session: AsyncSession, row_id: int, reply: Reply, *, now: datetime) -> bool:
    """Whoever answers in its thread has it, and whoever asks on is waited for again; False for all others."""
    by = reply.person
    question = await find(session, row_id, by=by) or await _asked_meanwhile(session, row_id, by=by, now=now)
    if question is None:
        return False
    is_taken_in = await _taken_in(session, question, reply, now=now)
    if is_alias(question.asker_id):
        await relays.heard(session, question, reply, now=now)
    return is_taken_in


async def _taken_in(session: AsyncSession, question: Question, reply: Reply, *, now: datetime) -> bool:
    by, row_id = reply.person, question.id
    if by.user_id == question.asker_id:
        await _asker_wrote(session, question, reply, now=now)
    elif question.status == Status.OPEN and await champions.is_champion(session, by):
        await service.claim(session, row_id, by=by, now=now)
        await say_answered(session, row_id, by=by, now=now)
    elif question.champion_id == by.user_id:
        await say_answered(session, row_id, by=by, now=now)
    else:
        await helping.heard(session, question, by, now=now)
        return False
    return True


async def _asked_meanwhile(
    session: AsyncSession, row_id: int, *, by: Person, now: datetime
) -> Question | None:
    """A champion answers while the asker looks at earlier answers: nobody else was asked yet."""
    if not await champions.is_champion(session, by):
        return None
    asker_id = await session.scalar(select(Question.asker_id).where(Question.id == row_id))
    if asker_id is None:
        return None
    await service.ask_on(session, row_id, by=Person(by.workspace_id, asker_id), now=now)
    return await find(session, row_id, by=by)


async def _asker_wrote(session: AsyncSession, question: Question, reply: Reply, *, now: datetime) -> None:
    if is_thanks(reply.text):
        return
    if question.status == Status.ANSWERED:
        await say_not_yet(session, question.id, by=reply.person, now=now, is_told=False)
    elif question.status == Status.RESOLVED and "?" in reply.text:
        spot = Spot(reply.person, f"again:{reply.ts}", channel=reply.channel, thread_ts=reply.thread_ts)
        await replies.tell(session, spot, holding_blocks.asked_again(question.id), now=now)


async def say_answered(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Whoever holds it has answered; now it is its asker who says whether that solves it."""
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.CLAIMED,),
        values={"status": Status.ANSWERED, "escalate_at": None, "nudged_at": None},
        only=Question.champion_id == by.user_id,
    )
    if changed is None:
        return await _not_theirs(session, row_id, by=by)
    event = await note(session, changed, "answered", by.user_id, now=now)
    await routing.stop_pings(session, changed, now=now)
    await routing.show(session, changed, event=event, now=now)
    await telling.tell_asker(session, changed, event=event, now=now)
    return Changed(changed, won=True)


async def say_not_yet(
    session: AsyncSession, row_id: int, *, by: Person, now: datetime, is_told: bool = True
) -> Changed | None:
    """The answer did not solve it, or there is more to ask: whoever holds it is waited for again.

    They are told of it, unless what the asker writes tells them.
    """
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    if not await service.may_settle(session, question, by=by):
        return Changed(question, won=False, may=False)
    hours = await routing.hours_of(session, question)
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.ANSWERED,),
        values={"status": Status.CLAIMED, "escalate_at": hours.after(PATIENCE, now=now), "nudged_at": None},
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, changed, "asked_on", by.user_id, now=now)
    await routing.show(session, changed, event=event, now=now)
    if is_told and by.user_id != changed.champion_id:
        await telling.tell_asked_on(session, changed, event=event, now=now)
    return Changed(changed, won=True)


async def remind(
    session: AsyncSession, row_id: int, *, by: Person, when: Remind, now: datetime
) -> Changed | None:
    """Whoever holds it says when to hear of it again; until then nobody else is asked."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    hours = await routing.hours_of(session, question)
    chosen = reminded_at(when, now=now, zone=hours.zone)
    at = hours.open_at(chosen) if chosen else None
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.CLAIMED,),
        values={"escalate_at": at, "nudged_at": None},
        only=and_(
            Question.champion_id == by.user_id,
            or_(Question.nudged_at.is_not(None), Question.escalate_at.is_distinct_from(at)),
        ),
    )
    if changed is None:
        return await _not_theirs(session, row_id, by=by)
    await note(session, changed, f"remind_{when}", by.user_id, now=now)
    return Changed(changed, won=True)


async def _not_theirs(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    question = await find(session, row_id, by=by)
    return Changed(question, won=False, may=question.champion_id == by.user_id) if question else None


async def look_after(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """A claim whose time is up: its holder is reminded once, and then it goes back to all; row locked."""
    hours = await routing.hours_of(session, question)
    if question.nudged_at is not None:
        await _lapse(session, question, now=now)
        return
    # A claim sets its time by the clock; nights and holidays are not waited in.
    due = hours.after(PATIENCE, now=question.claimed_at) if question.claimed_at else now
    if due > now:
        question.escalate_at = due
        return
    held = [question, *await _waited_beside(session, question, hours, now=now)]
    holder, since = str(question.champion_id), question.escalate_at or now
    until = hours.after(GRACE, now=now)
    for one in held:
        one.nudged_at, one.escalate_at = now, until
        await note(session, one, "reminded", holder, now=now)
    await outbox.enqueue(
        session,
        await _reminder(session, held, until=until, hours=hours, now=now),
        to=outbox.Place(question.workspace_id, holder),
        dedupe=f"{_reminders(question.id, holder, of=len(held))}{int(now.timestamp() * 1000)}",
        kind="question.held",
        now=now,
        due=hours.open_at(now),
        lasts=routing.PING_LASTS,
        guard=f"questions.held:{question.id}",
        occasion=outbox.Occasion(
            f"held:{question.origin}:{holder}:{since:%Y-%m-%dT%H:%M}", question.asked_at
        ),
    )


async def _waited_beside(
    session: AsyncSession, question: Question, hours: Hours, *, now: datetime
) -> list[Question]:
    """What else its holder is to be reminded of within the hour; what another process holds is left to it."""
    rows = await session.scalars(
        select(Question)
        .where(
            Question.workspace_id == question.workspace_id,
            Question.champion_id == question.champion_id,
            Question.status == Status.CLAIMED,
            Question.nudged_at.is_(None),
            Question.escalate_at <= now + TOGETHER,
            Question.id != question.id,
        )
        .order_by(Question.id)
        .with_for_update(skip_locked=True)
    )
    soon = now + TOGETHER
    return [
        one for one in rows if one.claimed_at is None or hours.after(PATIENCE, now=one.claimed_at) <= soon
    ]


async def _reminder(
    session: AsyncSession, held: Sequence[Question], *, until: datetime, hours: Hours, now: datetime
) -> Post:
    if len(held) > 1:
        listed = await routing.listed(session, held)
        return holding_blocks.reminder_of_all(listed, until=until, zone=hours.zone, now=now)
    (question,) = held
    url = await threads.url(session, question)
    return holding_blocks.reminder(routing.card_of(question), url=url, until=until, zone=hours.zone, now=now)


async def _lapse(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Silence after the reminder: offered to the others, and its holder reads so where they were reminded."""
    holder = Person(question.workspace_id, str(question.champion_id))
    unheard: ColumnElement[bool] = Question.champion_id == holder.user_id
    changed = await shift(
        session,
        question.id,
        by=holder,
        states=(Status.CLAIMED,),
        values=dict(LET_GO),
        only=unheard & Question.nudged_at.is_not(None),
    )
    if changed is None:
        return
    await note(session, changed, "lapsed", holder.user_id, now=now)
    card, url = routing.card_of(changed), await threads.url(session, changed)
    for post, of in ((holding_blocks.lapsed(card, url=url), 1), (holding_blocks.all_lapsed(), 2)):
        prefix = _reminders(changed.id, holder.user_id, of=of)
        for key, channel in await outbox.posted(session, workspace_id=changed.workspace_id, prefix=prefix):
            place = outbox.Place(changed.workspace_id, channel)
            await outbox.edit(session, post, of=key, to=place, dedupe=f"{key}:lapsed", now=now)
    await routing.offer_again(session, changed, without=holder.user_id, now=now)


def _reminders(row_id: int, holder_id: str, *, of: int) -> str:
    """How the names of a question's reminders begin: of this one alone, or of several together."""
    return f"question:{row_id}:ping:{'held' if of == 1 else 'all_held'}:{holder_id}:"


async def still_held(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of reminders: they are sent only while the question is held and unanswered."""
    found = select(Question.id).where(Question.id.in_(row_ids), Question.status == Status.CLAIMED)
    return (await session.scalars(found)).all()

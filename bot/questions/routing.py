"""Carrying a question to people: the offer in its thread, the pings that escalate, what each side is told."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import rules as time_rules
from bot.cadence import service as cadences
from bot.champions import rules as turns
from bot.champions import service as champions
from bot.champions.blocks import Waiting
from bot.champions.rules import Candidate
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage, about
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.rules import ALIAS
from bot.questions import blocks, loads, overflow, prospects, threads
from bot.questions.changes import note
from bot.questions.hours import Hours
from bot.questions.models import Question
from bot.questions.overflow import Coming
from bot.questions.rules import AGAIN, TALKED_OF, Status, Step, next_escalation
from bot.reading.languages import language_of
from bot.reading.rules import Kind
from bot.slack.blockkit import Post

PING_LASTS = timedelta(hours=2)
A_DM = "D"  # how Slack's ids of direct messages begin


async def offer(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Offer a new question: one message in its thread, or a DM when it was asked privately."""
    hours = await hours_of(session, question)
    turn, _ = await _assign(session, question, hours, without=None, now=now)
    place = await place_of(session, question)
    opens = hours.open_at(now)
    if place is None or question.private or opens > now:
        await _ping(session, question, turn[:1], step=Step.FIRST_CHAMPION, due=opens, now=now)
    if place is None or question.private:
        return
    await outbox.enqueue(
        session,
        blocks.offer(await _card_in(session, question, hours, now=now)),
        to=place,
        dedupe=threads.offer_key(question.id),
        kind="question.offer",
        now=now,
        lasts=timedelta(hours=24),
        guard=f"questions.alive:{question.id}",
    )


async def offer_again(
    session: AsyncSession, question: Question, *, without: str | None, now: datetime
) -> None:
    """Offer a released or reopened question to the next in turn, in the same message."""
    hours = await hours_of(session, question)
    turn, there = await _assign(session, question, hours, without=without, now=now)
    stamp, opens = int(now.timestamp() * 1000), hours.open_at(now)
    await show(session, question, event=stamp, now=now)
    if there is not None:
        await overflow.tell(session, question, card_of(question), there, due=opens, now=now)
    await _ping(session, question, turn[:1], step=Step.FIRST_CHAMPION, due=opens, now=now, stamp=stamp)


async def escalate(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Ask the next people, or leave it to the next office hours; called with the question locked and due."""
    free = await _candidates(session, question, now=now)
    hours = await hours_of(session, question)
    if _is_too_much(free) and await leave_to_session(session, question, hours, now=now):
        return
    turn = _ordered(question, free)
    if question.offered_to is None and turn:  # it waited for office hours, or for somebody to be there
        await _ask_first(session, question, turn, hours, now=now)
        return
    admins = [member.user_id for member in await people.admins(session, question.workspace_id)]
    asked = await _already_asked(session, question)
    step = next_escalation(
        Step(question.step), in_turn=turn, admins=admins, asked=asked | {question.asker_id}
    )
    question.step = step.step
    if step.step == Step.EVERYBODY_ASKED:
        if not await leave_to_session(session, question, hours, now=now):
            question.escalate_at = hours.after(AGAIN, now=now)
            await _tell_nobody_came(session, question, now=now)
        return
    _set_timer(question, hours, now=now)
    await session.flush()
    for user_id in step.user_ids:
        await note(session, question, "offered", user_id, now=now)
    await _ping(session, question, step.user_ids, step=step.step, due=hours.open_at(now), now=now)
    await show(session, question, event=int(now.timestamp() * 1000), now=now)


async def _ask_first(
    session: AsyncSession, question: Question, turn: Sequence[str], hours: Hours, *, now: datetime
) -> None:
    """Ask the one whose turn it is about a question that nobody was asked about yet."""
    question.offered_to = turn[0]
    _set_timer(question, hours, now=now)
    await session.flush()
    await note(session, question, "offered", turn[0], now=now)
    await _ping(session, question, turn[:1], step=Step.FIRST_CHAMPION, due=hours.open_at(now), now=now)
    await show(session, question, event=int(now.timestamp() * 1000), now=now)


async def untaken(session: AsyncSession, workspace_id: str) -> int:
    """How many wait although everybody who could take them was asked."""
    waiting = select(func.count()).where(
        Question.workspace_id == workspace_id,
        Question.status == Status.OPEN,
        Question.step == Step.EVERYBODY_ASKED,
    )
    return await session.scalar(waiting) or 0


async def _tell_nobody_came(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """When everybody was asked, the asker hears once that it waits, and what they can do."""
    await outbox.enqueue(
        session,
        blocks.nobody_came(card_of(question), url=await threads.url(session, question)),
        to=outbox.Place(question.workspace_id, question.asker_id),
        dedupe=f"question:{question.id}:nobody",
        kind="question.nobody",
        now=now,
        guard=f"questions.unclaimed:{question.id}",
        occasion=outbox.Occasion(f"nobody:{question.origin}", question.asked_at),
    )


async def show(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """Bring the one message in the thread up to what is true now."""
    place = await place_of(session, question)
    if place is None or question.private:
        return
    is_waiting = question.status == Status.OPEN
    hours = await hours_of(session, question) if is_waiting else None
    await outbox.edit(
        session,
        blocks.offer(await _card_in(session, question, hours, now=now) if hours else card_of(question)),
        of=threads.offer_key(question.id),
        to=place,
        dedupe=f"question:{question.id}:offer:{event}",
        now=now,
    )


async def stop_pings(
    session: AsyncSession, question: Question, *, reason: str = "claimed or closed meanwhile", now: datetime
) -> None:
    """Nobody is pinged any more about a question that somebody has, or that waits for office hours."""
    await outbox.withdraw(
        session,
        workspace_id=question.workspace_id,
        prefix=f"question:{question.id}:ping:",
        reason=reason,
        now=now,
    )


async def answer(session: AsyncSession, spot: Spot, question: Question, *, now: datetime) -> None:
    """Show who pressed in a message of their own how things stand; the one in the thread shows itself."""
    if not is_own(spot):
        if question.status == Status.OPEN and spot.person.user_id != question.asker_id:
            await replies.tell(session, spot, blocks.note(blocks.asked_next(card_of(question))), now=now)
        return
    me = spot.person.user_id
    if question.private and question.champion_id == me and question.status == Status.CLAIMED:
        post = blocks.note(blocks.TAKEN_BELOW)  # `tell_claimed` sends it as a message of its own
    else:
        post = blocks.standing(card_of(question), viewer=me, url=await threads.url(session, question))
    await put(session, spot, question, post, now=now)


def is_own(spot: Spot) -> bool:
    """Whether only the one who pressed sees what they pressed."""
    return spot.is_ephemeral or (spot.channel or "").startswith((A_DM, ALIAS))


async def put(session: AsyncSession, spot: Spot, question: Question, post: Post, *, now: datetime) -> None:
    """Show a post in place of the message that was pressed."""
    if spot.is_ephemeral or spot.channel is None or spot.ts is None:
        await replies.show(session, spot, post, now=now)
        return
    # Named after the question, whose words it holds: with them it is forgotten.
    place, key = outbox.Place(question.workspace_id, spot.channel), f"question:{question.id}:{spot.dedupe}"
    await outbox.edit_at(session, post, to=place, ts=spot.ts, dedupe=key, now=now)


async def listed(session: AsyncSession, questions: Sequence[Question]) -> list[Waiting]:
    """Questions as a champion's queue shows them."""
    urls = await threads.urls(session, questions)
    return [
        Waiting(
            id=one.id,
            asker_id=one.asker_id,
            text=one.text,
            since=one.asked_at,
            url=urls.get(one.id, ""),
            private=one.private,
            is_answered=one.status == Status.ANSWERED,
        )
        for one in questions
    ]


async def in_turn(session: AsyncSession, question: Question, *, now: datetime) -> list[str]:
    """The champions who may be asked, in the order in which they are; never the asker."""
    return _ordered(question, await _candidates(session, question, now=now))


async def _candidates(session: AsyncSession, question: Question, *, now: datetime) -> list[Candidate]:
    here = question.workspace_id
    every = await loads.of_all(session, here, now=now)
    present = await champions.on_duty(session, here, team_id=question.team_id, loads=every, now=now)
    return [one for one in present if one.user_id != question.asker_id]


def _ordered(question: Question, free: Sequence[Candidate]) -> list[str]:
    language = language_of(question.text)
    return turns.in_turn(free, topic=question.topic, text=question.text, language=language)


def _is_too_much(free: Sequence[Candidate]) -> bool:
    """Whether there are champions, and each has used up what they keep free this week."""
    return bool(free) and not any(one.has_time for one in free)


async def _assign(
    session: AsyncSession, question: Question, hours: Hours, *, without: str | None, now: datetime
) -> tuple[list[str], Coming | None]:
    """Whose turn it is, and until when they are waited for; nobody's where it is left to office hours."""
    free = [one for one in await _candidates(session, question, now=now) if one.user_id != without]
    there = await overflow.coming(session, question, now=now) if _is_too_much(free) else None
    turn = _ordered(question, free) if there is None else []
    question.offered_to = turn[0] if turn else None
    question.session_at = None
    _set_timer(question, hours, there, now=now)
    await session.flush()
    if there is not None:
        await note(session, question, "on_agenda", None, now=now)
    elif turn:
        await note(session, question, "offered", turn[0], now=now)
    return turn, there


async def leave_to_session(session: AsyncSession, question: Question, hours: Hours, *, now: datetime) -> bool:
    """Put it on the agenda of the next office hours, once; until then nobody is asked. Row locked."""
    there = await overflow.coming(session, question, now=now) if question.session_at is None else None
    if there is None:
        return False
    _set_timer(question, hours, there, now=now)
    await session.flush()
    await note(session, question, "on_agenda", None, now=now)
    await stop_pings(session, question, reason="left to office hours", now=now)
    await show(session, question, event=int(now.timestamp() * 1000), now=now)
    await overflow.tell(session, question, card_of(question), there, due=hours.open_at(now), now=now)
    return True


async def _card_in(
    session: AsyncSession, question: Question, hours: Hours, *, now: datetime
) -> blocks.QuestionCard:
    """A question that waits, with when somebody may come to it."""
    opens, agenda = hours.open_at(now), overflow.when(question, hours.zone, now=now)
    likely = "" if agenda else await prospects.line(session, question, hours, opens=opens, now=now)
    return card_of(question, after_hours=opens > now, agenda=agenda, likely=likely)


def card_of(
    question: Question, *, after_hours: bool = False, agenda: str = "", likely: str = ""
) -> blocks.QuestionCard:
    """What the blocks need to know of a question."""
    return blocks.QuestionCard(
        id=question.id,
        asker_id=question.asker_id,
        text=question.text,
        status=Status(question.status),
        offered_to=question.offered_to,
        champion_id=question.champion_id,
        closed_by=question.closed_by,
        step=Step(question.step),
        in_thread=question.thread_ts is not None,
        channel_id=question.channel_id,
        private=question.private,
        after_hours=after_hours,
        agenda=agenda,
        likely=likely,
        was_read=question.confidence is not None,
        is_none=question.label == Kind.NONE,
    )


async def place_of(session: AsyncSession, question: Question) -> outbox.Place | None:
    """The thread it was asked in, else the team's channel, else nowhere."""
    if question.channel_id and question.thread_ts:
        return outbox.Place(question.workspace_id, question.channel_id, question.thread_ts)
    team = await people.team(session, question.workspace_id, question.team_id)
    if team is None or team.channel_id is None:
        return None
    return outbox.Place(question.workspace_id, team.channel_id)


def _set_timer(question: Question, hours: Hours, there: Coming | None = None, *, now: datetime) -> None:
    """When the next people are asked: counted in working time of the team's zone, or after office hours."""
    if there is not None:
        question.session_at = there.at
        question.escalate_at = hours.open_at(there.at + overflow.A_SESSION)
        return
    patience = hours.cadence.escalate_after if question.offered_to else timedelta()
    question.escalate_at = hours.after(patience, now=now)


async def hours_of(session: AsyncSession, question: Question) -> Hours:
    cadence = await cadences.current(session, question.workspace_id, team_id=question.team_id)
    team = await people.team(session, question.workspace_id, question.team_id)
    return Hours(cadence, time_rules.zone_of(team.zone if team else None))


async def _already_asked(session: AsyncSession, question: Question) -> set[str]:
    pinged = await session.scalars(
        select(OutboxMessage.dedupe).where(
            OutboxMessage.workspace_id == question.workspace_id,
            about(f"question:{question.id}:ping:"),
        )
    )
    # The dedupe keys hold whom we asked; `channel` may have become the DM that Slack opened.
    asked = {key.split(":")[4] for key in pinged}
    return asked | {question.offered_to} if question.offered_to else asked


async def _ping(
    session: AsyncSession,
    question: Question,
    user_ids: Sequence[str],
    *,
    step: Step,
    due: datetime,
    now: datetime,
    stamp: int = 0,
) -> None:
    url = await threads.url(session, question)
    for user_id in user_ids:
        await outbox.enqueue(
            session,
            blocks.ping(card_of(question), step=step, url=url),
            to=outbox.Place(question.workspace_id, user_id),
            dedupe=f"question:{question.id}:ping:{step.value}:{user_id}:{stamp}",
            kind="question.ping",
            now=now,
            due=due,
            lasts=PING_LASTS,
            guard=f"questions.unclaimed:{question.id}",
            occasion=outbox.Occasion(
                f"ping:{question.origin}:{step.value}:{user_id}:{stamp}", question.asked_at
            ),
        )


async def alive(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of offers: they are shown unless the question was taken back before they were sent."""
    return await _in_state(session, row_ids, TALKED_OF)


async def unclaimed(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of pings: they are sent only while nobody has the question."""
    return await _in_state(session, row_ids, (Status.OPEN,))


async def _in_state(
    session: AsyncSession, row_ids: Collection[int], states: Collection[Status]
) -> Collection[int]:
    found = select(Question.id).where(Question.id.in_(row_ids), Question.status.in_(states))
    return (await session.scalars(found)).all()

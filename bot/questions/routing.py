"""Carrying a question to people: the offer in its thread, the pings that escalate, what each side is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cadence import rules as time_rules
from bot.cadence import service as cadences
from bot.cadence.rules import Cadence
from bot.champions import rules as turns
from bot.champions import service as champions
from bot.champions.blocks import Waiting
from bot.outbox import replies
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage, about
from bot.outbox.replies import Spot
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import blocks, holding_blocks, loads, threads
from bot.questions.models import Question
from bot.questions.rules import AGAIN, Status, Step, next_escalation
from bot.reading.rules import Kind
from bot.slack.blockkit import Post

PING_LASTS = timedelta(hours=2)
A_DM = "D"  # how Slack's ids of direct messages begin


@dataclass(frozen=True)
class Hours:
    """When people work where a question was asked."""

    cadence: Cadence
    zone: ZoneInfo

    def open_at(self, now: datetime) -> datetime:
        """Now in working hours, else when they begin."""
        return self.after(timedelta(), now=now)

    def after(self, patience: timedelta, *, now: datetime) -> datetime:
        """When so much working time is over."""
        minutes = int(patience.total_seconds() // 60)
        return time_rules.working_time_after(now, minutes, zone=self.zone, cadence=self.cadence)


async def offer(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Offer a new question: one message in its thread, or a DM when it was asked privately."""
    turn = await in_turn(session, question, now=now)
    hours = await hours_of(session, question)
    question.offered_to = turn[0] if turn else None
    _set_timer(question, hours, now=now)
    await session.flush()
    place = await _place(session, question)
    opens = hours.open_at(now)
    if place is None or question.private or opens > now:
        await _ping(session, question, turn[:1], step=Step.FIRST_CHAMPION, due=opens, now=now)
    if place is None or question.private:
        return
    await outbox.enqueue(
        session,
        blocks.offer(card_of(question, after_hours=opens > now)),
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
    turn = [user_id for user_id in await in_turn(session, question, now=now) if user_id != without]
    hours = await hours_of(session, question)
    question.offered_to = turn[0] if turn else None
    _set_timer(question, hours, now=now)
    await session.flush()
    stamp, opens = int(now.timestamp() * 1000), hours.open_at(now)
    await show(session, question, event=stamp, now=now)
    await _ping(session, question, turn[:1], step=Step.FIRST_CHAMPION, due=opens, now=now, stamp=stamp)


async def escalate(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Ask the next people; called with the question locked and due."""
    turn = await in_turn(session, question, now=now)
    admins = [member.user_id for member in await people.admins(session, question.workspace_id)]
    asked = await _already_asked(session, question)
    step = next_escalation(
        Step(question.step), in_turn=turn, admins=admins, asked=asked | {question.asker_id}
    )
    question.step = step.step
    if step.step == Step.EVERYBODY_ASKED:
        question.escalate_at = (await hours_of(session, question)).after(AGAIN, now=now)
        await _tell_nobody_came(session, question, now=now)
        return
    hours = await hours_of(session, question)
    _set_timer(question, hours, now=now)
    await session.flush()
    await _ping(session, question, step.user_ids, step=step.step, due=hours.open_at(now), now=now)
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
    place = await _place(session, question)
    if place is None or question.private:
        return
    is_waiting = question.status == Status.OPEN
    after_hours = is_waiting and (await hours_of(session, question)).open_at(now) > now
    await outbox.edit(
        session,
        blocks.offer(card_of(question, after_hours=after_hours)),
        of=threads.offer_key(question.id),
        to=place,
        dedupe=f"question:{question.id}:offer:{event}",
        now=now,
    )


async def stop_pings(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Nobody is pinged about a question that somebody has."""
    await outbox.withdraw(
        session,
        workspace_id=question.workspace_id,
        prefix=f"question:{question.id}:ping:",
        reason="claimed or closed meanwhile",
        now=now,
    )


async def answer(session: AsyncSession, spot: Spot, question: Question, *, now: datetime) -> None:
    """Show who pressed in a message of their own how things stand; the one in the thread shows itself."""
    if not (spot.is_ephemeral or (spot.channel or "").startswith(A_DM)):
        if question.status == Status.OPEN and spot.person.user_id != question.asker_id:
            await replies.tell(session, spot, blocks.note(blocks.asked_next(card_of(question))), now=now)
        return
    me = spot.person.user_id
    if question.private and question.champion_id == me and question.status == Status.CLAIMED:
        post = blocks.note(blocks.TAKEN_BELOW)  # `tell_claimed` sends it as a message of its own
    else:
        post = blocks.standing(card_of(question), viewer=me, url=await threads.url(session, question))
    await put(session, spot, question, post, now=now)


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


async def expected(session: AsyncSession, question: Question, *, now: datetime) -> blocks.Expected:
    """When the asker may expect somebody, in their own time."""
    asker = await people.member(session, Person(question.workspace_id, question.asker_id), now=now)
    zone = time_rules.zone_of(asker.zone)
    opens = (await hours_of(session, question)).open_at(now)
    return blocks.Expected(
        has_champion=question.offered_to is not None,
        asked_at=opens if opens > now else None,
        next_at=question.escalate_at,
        zone=zone,
        today=time_rules.local_day(now, zone),
    )


async def tell_placed(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Who asked privately in a form learns by DM what comes now, and how to take it back."""
    if question.private:
        due = await expected(session, question, now=now)
        post = blocks.placed(card_of(question), channel=None, expected=due)
        await _tell(session, question, post, to=question.asker_id, event=0, now=now)


async def tell_closed(
    session: AsyncSession, question: Question, *, by: str, event: int, now: datetime
) -> None:
    """Of two who talk privately, the other one learns that it is closed."""
    if not question.private or question.champion_id is None:
        return
    other = question.champion_id if by == question.asker_id else question.asker_id
    post = blocks.standing(card_of(question), viewer=other, url="")
    await _tell(session, question, post, to=other, event=event, now=now)


async def tell_claimed(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """When it was asked privately, both sides learn whom to write to."""
    if not question.private or question.champion_id is None:
        return
    await tell_asker(session, question, event=event, now=now)
    post = blocks.standing(card_of(question), viewer=question.champion_id, url="")
    await _tell(session, question, post, to=question.champion_id, event=event, now=now)


async def tell_asker(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """Who asked privately learns who will write to them."""
    if question.private and question.champion_id is not None:
        post = blocks.standing(card_of(question), viewer=question.asker_id, url="")
        await _tell(session, question, post, to=question.asker_id, event=event, now=now)


async def tell_asked_on(session: AsyncSession, question: Question, *, event: int, now: datetime) -> None:
    """Who answered privately learns that it is not solved yet; a thread says so itself."""
    if question.private:
        post = holding_blocks.asked_on(card_of(question))
        await _tell(session, question, post, to=str(question.champion_id), event=event, now=now)


async def _tell(
    session: AsyncSession, question: Question, post: Post, *, to: str, event: int, now: datetime
) -> None:
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(question.workspace_id, to),
        dedupe=f"question:{question.id}:claimed:{event}:{to}",
        kind="question.claimed",
        now=now,
        lasts=timedelta(hours=24),
    )


async def tell_heir(
    session: AsyncSession, question: Question, *, giver: str, event: int, now: datetime
) -> None:
    """The champion a question was handed to learns of it by DM."""
    await outbox.enqueue(
        session,
        blocks.handed_over(card_of(question), giver=giver, url=await threads.url(session, question)),
        to=outbox.Place(question.workspace_id, str(question.champion_id)),
        dedupe=f"question:{question.id}:heir:{event}",
        kind="question.handed_over",
        now=now,
        lasts=timedelta(hours=24),
    )


async def in_turn(session: AsyncSession, question: Question, *, now: datetime) -> list[str]:
    """The champions who may be asked, in the order in which they are; never the asker."""
    here = question.workspace_id
    every = await loads.of_all(session, here, now=now)
    candidates = await champions.on_duty(session, here, team_id=question.team_id, loads=every, now=now)
    others = [one for one in candidates if one.user_id != question.asker_id]
    return turns.in_turn(others, topic=question.topic, text=question.text)


def card_of(question: Question, *, after_hours: bool = False) -> blocks.QuestionCard:
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
        was_read=question.confidence is not None,
        is_none=question.label == Kind.NONE,
    )


async def _place(session: AsyncSession, question: Question) -> outbox.Place | None:
    """The thread it was asked in, else the team's channel, else nowhere."""
    if question.channel_id and question.thread_ts:
        return outbox.Place(question.workspace_id, question.channel_id, question.thread_ts)
    team = await people.team(session, question.workspace_id, question.team_id)
    if team is None or team.channel_id is None:
        return None
    return outbox.Place(question.workspace_id, team.channel_id)


def _set_timer(question: Question, hours: Hours, *, now: datetime) -> None:
    """When the next people are asked: counted in working time of the team's zone."""
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

"""Questions: asked, offered, claimed, handed on, closed. Every change is one guarded statement."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.guard import notice
from bot.guard import service as red_lines
from bot.library import thanks
from bot.nominations import service as nominations
from bot.outbox.service import Place
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.rules import Person, is_alias
from bot.questions import drafts, earlier, forms, labels, routing, statements, telling, terms
from bot.questions.changes import LET_GO, Changed, find, note, shift, unchanged
from bot.questions.models import Question
from bot.questions.rules import (
    HELD,
    LIVE,
    PATIENCE,
    Source,
    Status,
    may_close,
    may_let_go,
)  # fmt: skip
from bot.reading.rules import Kind


@dataclass(frozen=True)
class Asked:
    """A question as the door read it; `origin` names the message, modal or command it came by."""

    person: Person
    text: str = field(repr=False)
    source: Source
    origin: str
    channel: str | None = None
    thread_ts: str | None = None
    topic: str | None = None
    in_the_open: bool = False  # everybody in the workspace reads its channel
    confidence: float | None = None  # the reader's, where nobody called it a question
    beside: Place | None = None  # where its asker alone reads, unless that follows from the above


async def ask(
    session: AsyncSession, asked: Asked, *, team_id: int | None, catalog: Catalog, now: datetime
) -> Question | None:
    """Record a question and offer it in its thread, unless its asker is shown earlier answers first.

    None when Slack delivered it before.
    """
    question = await record(session, asked, status=Status.OPEN, team_id=team_id, now=now)
    if question is not None and not await propose(session, question, asked, catalog=catalog, now=now):
        await note(session, question, "asked", asked.person.user_id, now=now)
        await routing.offer(session, question, now=now)
    return question


async def propose(
    session: AsyncSession, question: Question, asked: Asked, *, catalog: Catalog, now: datetime
) -> bool:
    """Show its asker what may have answered it before, and wait; False where nothing does."""
    return await earlier.propose(session, question, beside=_beside(asked), catalog=catalog, now=now)


async def draft(session: AsyncSession, asked: Asked, *, now: datetime) -> Question | None:
    """Keep a question that its asker has not placed yet. None when it was kept before."""
    asker = await people.member(session, asked.person, now=now)
    return await record(session, asked, status=Status.DRAFT, team_id=asker.team_id, now=now)


async def record(
    session: AsyncSession, asked: Asked, *, status: Status, team_id: int | None, now: datetime
) -> Question | None:
    """Write a question down without its red lines, of which its asker is told; None when it was before."""
    guard = await red_lines.of(session, asked.person.workspace_id)
    guarded = guard.redact(asked.text.strip())
    row = {
        "workspace_id": asked.person.workspace_id,
        "origin": asked.origin,
        "source": asked.source,
        "asker_id": asked.person.user_id,
        "team_id": team_id,
        "channel_id": asked.channel,
        "thread_ts": asked.thread_ts,
        "text": guarded.text,
        "topic": asked.topic,
        "in_the_open": asked.in_the_open,
        "confidence": asked.confidence,
        "status": status,
        "asked_at": now,
    }
    question = await session.scalar(statements.recorded(session.get_bind().dialect.name), row)
    if question is None:
        return None
    await notice.tell(
        session,
        guarded.spans,
        to=_beside(asked),
        about=f"question:{question.id}",
        in_message=asked.source in (Source.CHANNEL, Source.MENTION, Source.DIRECT),
        choices=forms.choices(question.id),
        now=now,
    )
    return question


def _beside(asked: Asked) -> Place:
    """Where only its asker reads: beside their message, or in their DM."""
    person = asked.person
    if asked.beside is not None:
        return asked.beside
    if asked.channel is None:
        return Place(person.workspace_id, person.user_id)
    is_reply = asked.origin != origin_of(asked.channel, asked.thread_ts or "")
    return Place(person.workspace_id, asked.channel, asked.thread_ts if is_reply else None, person.user_id)


async def place(
    session: AsyncSession, row_id: int, *, by: Person, in_private: bool, now: datetime
) -> Changed | None:
    """The asker says where: in the team's channel, or to one champion privately."""
    question = await shift(
        session,
        row_id,
        by=by,
        states=(Status.DRAFT,),
        values={"status": Status.OPEN, "private": in_private, "asked_at": now},
        only=Question.asker_id == by.user_id,
    )
    if question is None:
        return await unchanged(session, row_id, by=by)
    await note(session, question, "asked", by.user_id, now=now)
    await routing.offer(session, question, now=now)
    return Changed(question, won=True)


async def ask_on(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """What was answered before does not help: a champion is asked, where it was to be asked."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    return await place(session, row_id, by=by, in_private=question.private, now=now)


async def claim(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Take an open question. Exactly one of many wins; None when there is no such question."""
    meant = statements.about(row_id, by)
    taking = partial(session.scalar, params=meant | {"taken_at": now, "reminded_at": now + PATIENCE})
    question = await taking(statements.TAKEN_BY_CHAMPION)
    if question is None:
        known = (await session.execute(statements.FOUND_BY, meant)).one_or_none()
        if known is None:
            return None
        there, is_champion = known
        if is_champion or not await people.may_act_as_admin(session, by):
            return Changed(there, won=False, may=is_champion)
        question = await taking(statements.TAKEN)
    if question is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, question, "claimed", by.user_id, now=now)
    await routing.stop_pings(session, question, now=now)
    await routing.show(session, question, event=event, now=now)
    await telling.tell_claimed(session, question, event=event, now=now)
    await drafts.want(session, question, now=now)
    return Changed(question, won=True)


async def release(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Give a claimed question back; it is offered again."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    is_admin = await people.may_act_as_admin(session, by)
    if not may_let_go(actor=by.user_id, champion=question.champion_id, is_admin=is_admin):
        return Changed(question, won=False, may=False)
    changed = await shift(
        session,
        row_id,
        by=by,
        states=HELD,
        values=dict(LET_GO),
        only=_still_with(question.champion_id),
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    await note(session, changed, "released", by.user_id, now=now)
    await routing.offer_again(session, changed, without=by.user_id, now=now)
    return Changed(changed, won=True)


async def hand_over(
    session: AsyncSession, row_id: int, *, by: Person, to: str, now: datetime
) -> Changed | None:
    """Pass a question to another champion, who is told at once."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    is_admin = await people.may_act_as_admin(session, by)
    heir = Person(by.workspace_id, to)
    allowed = may_let_go(actor=by.user_id, champion=question.champion_id, is_admin=is_admin)
    if not allowed or to == question.champion_id or not await champions.is_champion(session, heir):
        return Changed(question, won=False, may=False)
    changed = await shift(
        session,
        row_id,
        by=by,
        states=LIVE,
        values={
            "status": Status.CLAIMED,
            "champion_id": to,
            "claimed_at": now,
            "escalate_at": now + PATIENCE,
            "nudged_at": None,
        },
        only=_still_with(question.champion_id),
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    event = await note(session, changed, "handed_over", by.user_id, now=now)
    await note(session, changed, "received", to, now=now)
    await routing.stop_pings(session, changed, now=now)
    await telling.tell_asker(session, changed, event=event, now=now)
    await routing.show(session, changed, event=event, now=now)
    await telling.tell_heir(session, changed, giver=by.user_id, event=event, now=now)
    await drafts.want(session, changed, now=now)
    return Changed(changed, won=True)


def _still_with(champion: str | None) -> ColumnElement[bool]:
    """Nobody has taken, released or handed it over since it was looked at."""
    return Question.champion_id.is_not_distinct_from(champion)


async def give(session: AsyncSession, row_id: int, *, by: Person) -> Changed | None:
    """A question as somebody wants to hand it over; `may` says whether it is theirs to give."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    is_admin = await people.may_act_as_admin(session, by)
    may = question.status in LIVE and may_let_go(
        actor=by.user_id, champion=question.champion_id, is_admin=is_admin
    )
    return Changed(question, won=False, may=may)


async def heirs(session: AsyncSession, row_id: int, *, by: Person) -> list[tuple[str, str]]:
    """Who may be handed a question, by name: its team's champions, then those of others with their team."""
    question = await find(session, row_id, by=by)
    if question is None:
        return []
    named = await champions.named(session, by.workspace_id, first=question.team_id)
    return [one for one in named if one[0] not in (question.asker_id, question.champion_id)]


async def resolve(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Close a question as answered: its asker, a champion or an admin may."""
    return await _close(session, row_id, by=by, status=Status.RESOLVED, what="resolved", now=now)


async def withdraw(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Close a question that its asker takes back."""
    return await _close(session, row_id, by=by, status=Status.WITHDRAWN, what="withdrawn", now=now)


async def reject(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Close what was read as a question and is none: the reader learns from it."""
    return await _close(session, row_id, by=by, status=Status.WITHDRAWN, what="rejected", now=now)


async def self_serve(
    session: AsyncSession, row_id: int, *, by: Person, with_what: str, now: datetime
) -> Changed | None:
    """Something earlier solved it, says its asker: nobody else is asked.

    Where that is a prompt that somebody saved, it counts as thanks for it.
    """
    question = await find(session, row_id, by=by)
    if question is None or by.user_id != question.asker_id:
        return Changed(question, won=False, may=False) if question is not None else None
    changed = await _close(
        session,
        row_id,
        by=by,
        status=Status.RESOLVED,
        what="self_served",
        now=now,
        solved_with=with_what[:80],
    )
    kind, _, number = with_what.partition(":")
    is_counted = kind == "prompt" and number.isdecimal() and not is_alias(by.user_id)
    if changed is not None and changed.won and is_counted:
        await thanks.thank(session, int(number[:9]), by=by, now=now)
    return changed


async def _close(
    session: AsyncSession,
    row_id: int,
    *,
    by: Person,
    status: Status,
    what: str,
    now: datetime,
    solved_with: str | None = None,
) -> Changed | None:
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    if not await may_settle(session, question, by=by):
        return Changed(question, won=False, may=False)
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.DRAFT, *LIVE),
        values={
            "status": status,
            "closed_at": now,
            "closed_by": by.user_id,
            "solved_with": solved_with,
            "escalate_at": None,
        },
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    await _learn(session, changed, what)
    event = await note(session, changed, what, by.user_id, now=now)
    await routing.stop_pings(session, changed, now=now)
    await routing.show(session, changed, event=event, now=now)
    await telling.tell_closed(session, changed, by=by.user_id, event=event, now=now)
    return Changed(changed, won=True)


async def _learn(session: AsyncSession, question: Question, what: str) -> None:
    """What was answered is found again; what it was tells the reader how sure to be."""
    if what == "rejected":
        await labels.label(session, question, Kind.NONE)
    elif what == "resolved" and question.champion_id:
        await labels.label(session, question, Kind.QUESTION)
        if not question.private:
            await terms.keep(session, question)


async def reopen(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Changed | None:
    """Open a closed question again; the champion who had it is asked first."""
    question = await find(session, row_id, by=by)
    if question is None:
        return None
    if not await may_settle(session, question, by=by):
        return Changed(question, won=False, may=False)
    was_self_served = question.solved_with is not None
    changed = await shift(
        session,
        row_id,
        by=by,
        states=(Status.RESOLVED, Status.WITHDRAWN),
        values=LET_GO | {"closed_at": None, "closed_by": None, "solved_with": None},
    )
    if changed is None:
        return await unchanged(session, row_id, by=by)
    await note(session, changed, "reopened", by.user_id, now=now)
    await nominations.discredit(session, changed.id)
    await labels.label(session, changed, None)
    if was_self_served:  # nobody may have been asked yet
        await routing.offer(session, changed, now=now)
    await routing.offer_again(session, changed, without=None, now=now)
    return Changed(changed, won=True)


async def may_settle(session: AsyncSession, question: Question, *, by: Person) -> bool:
    """Whether somebody may say that a question is solved, none, or not solved yet."""
    return may_close(
        actor=by.user_id,
        asker=question.asker_id,
        champion=question.champion_id,
        is_champion=await champions.is_champion(session, by),
        is_admin=await people.may_act_as_admin(session, by),
    )


def origin_of(channel: str, ts: str) -> str:
    """The natural key of a question asked by a message."""
    return f"{channel}:{ts}"

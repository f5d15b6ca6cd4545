"""Where in Slack a question is talked about."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.champions import service as champions
from bot.outbox.models import OutboxMessage
from bot.outbox.service import Place
from bot.people.rules import Person
from bot.questions import blocks
from bot.questions.models import Question
from bot.questions.rules import LIVE, TALKED_OF, Status
from bot.workspaces import service as workspaces

MOST_OFFERED = 100


@dataclass(frozen=True)
class Asked:
    """What was asked in a thread; empty where nothing was that everybody there may see."""

    text: str = field(default="", repr=False)
    topic: str = ""
    is_private: bool = False  # its channel is not everybody's
    by: str | None = None  # whose answer solved it
    place: Place | None = None  # where that is talked of


async def url(session: AsyncSession, question: Question) -> str:
    """Where the question is talked about; empty when it is private or not posted yet."""
    return (await urls(session, [question])).get(question.id, "")


async def urls(session: AsyncSession, questions: Sequence[Question]) -> dict[int, str]:
    """The same for many questions of one workspace, by question id."""
    open_ones = [one for one in questions if not one.private]
    if not open_ones:
        return {}
    here = open_ones[0].workspace_id
    base = await workspaces.url_of(session, here)
    posted = await _posted(session, here, [offer_key(one.id) for one in open_ones if one.thread_ts is None])
    asked = {one.id: (one.channel_id, one.thread_ts) for one in open_ones}
    return {
        row_id: blocks.permalink(base, *posted.get(offer_key(row_id), place))
        for row_id, place in asked.items()
    }


async def place(session: AsyncSession, question: Question) -> Place | None:
    """Below which message it is talked of; None where that is nowhere yet."""
    here = question.workspace_id
    channel, ts = question.channel_id, question.thread_ts
    if ts is None:
        posted = await _posted(session, here, [offer_key(question.id)])
        channel, ts = posted.get(offer_key(question.id), (None, None))
    return Place(here, channel, ts) if channel and ts else None


async def talked_of(
    session: AsyncSession, workspace_id: str, *, channel: str, thread_ts: str
) -> Question | None:
    """The question of a thread, a solved one first; of private ones nobody is told."""
    here = select(Question).where(
        Question.workspace_id == workspace_id,
        ~Question.private,
        Question.status.in_(TALKED_OF),
    )
    newest = (Question.status == Status.RESOLVED).desc(), Question.id.desc()
    begun = here.where(Question.channel_id == channel, Question.thread_ts == thread_ts)
    found = await session.scalar(begun.order_by(*newest).limit(1))
    if found is not None:
        return found
    # Asked elsewhere, and talked of below our offer: what was offered last.
    elsewhere = here.where(Question.thread_ts.is_(None)).order_by(Question.id.desc()).limit(MOST_OFFERED)
    offered = {offer_key(one.id): one for one in await session.scalars(elsewhere)}
    posted = await _posted(session, workspace_id, list(offered))
    keys = [key for key, place in posted.items() if place == (channel, thread_ts)]
    return offered[keys[0]] if keys else None


async def answered_by(
    session: AsyncSession, workspace_id: str, *, channel: str, ts: str, thread_ts: str | None
) -> Asked:
    """The question that a message may answer: the one of its thread, unless the message asks it."""
    if not (channel and thread_ts):
        return Asked()
    found = await talked_of(session, workspace_id, channel=channel, thread_ts=thread_ts)
    return Asked() if found is None or found.origin == f"{channel}:{ts}" else _asked(found)


async def solved(session: AsyncSession, row_id: int, *, by: Person, channel: str | None) -> Asked | None:
    """A solved question, for whoever saves its answer: from its own channel, or where they read it anyway."""
    found = await session.scalar(
        select(Question)
        .where(Question.id == row_id, Question.workspace_id == by.workspace_id)
        .where(Question.status == Status.RESOLVED, ~Question.private)
    )
    if found is None:
        return None
    there, leads = await place(session, found), await champions.teams_of(session, by)
    is_here = there is not None and there.channel == channel
    if not (is_here or found.in_the_open or found.team_id in leads):
        return None
    return replace(_asked(found), by=found.champion_id, place=there)


def _asked(question: Question) -> Asked:
    return Asked(question.text, question.topic or "", is_private=not question.in_the_open)


async def followed(session: AsyncSession, workspace_id: str, *, channel: str, thread_ts: str) -> int | None:
    """The question of a thread that is not over, or that was solved there; private ones have none."""
    here = select(Question.id).where(Question.workspace_id == workspace_id, ~Question.private)
    begun = here.where(Question.channel_id == channel, Question.thread_ts == thread_ts)
    begun = begun.where(Question.status.in_((Status.DRAFT, *TALKED_OF)))
    found = await session.scalar(begun.order_by(Question.id.desc()).limit(1))
    if found is not None:
        return found
    # Asked elsewhere, and talked of below our offer.
    elsewhere = here.where(Question.thread_ts.is_(None), Question.status.in_(LIVE))
    keys = {offer_key(row_id): row_id for row_id in await session.scalars(elsewhere)}
    posted = await _posted(session, workspace_id, list(keys))
    return next((keys[key] for key, place in posted.items() if place == (channel, thread_ts)), None)


async def channels(session: AsyncSession) -> set[tuple[str, str]]:
    """Where a question is talked of that is not over: workspace and channel."""
    rows = await session.execute(
        select(Question.workspace_id, Question.channel_id)
        .where(Question.status.in_(LIVE), Question.channel_id.is_not(None), ~Question.private)
        .distinct()
    )
    return {(workspace_id, str(channel)) for workspace_id, channel in rows}


async def _posted(
    session: AsyncSession, workspace_id: str, keys: Sequence[str]
) -> dict[str, tuple[str | None, str | None]]:
    """Where Slack put these messages, by their key."""
    if not keys:
        return {}
    rows = await session.execute(
        select(OutboxMessage.dedupe, OutboxMessage.sent_channel, OutboxMessage.sent_ts).where(
            OutboxMessage.workspace_id == workspace_id, OutboxMessage.dedupe.in_(keys)
        )
    )
    return {dedupe: (channel, ts) for dedupe, channel, ts in rows}


def offer_key(question_id: int) -> str:
    return f"question:{question_id}:offer"

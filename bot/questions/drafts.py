"""Drafts for the champion who took a question: wanted, leased, saved and delivered in private."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import Executable, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import insert_into
from bot.due import Due
from bot.guard import service as red_lines
from bot.llm.port import Confidence, Suggestion
from bot.outbox import service as outbox
from bot.people.rules import Person
from bot.questions import draft_blocks, threads
from bot.questions.models import Draft, Question
from bot.questions.rules import Status
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces

LEASE = timedelta(seconds=40)  # a model is waited for eight
KEPT = timedelta(days=1)
A_DAY = 200  # questions put to the model for one workspace


class State(StrEnum):
    WANTED = "wanted"
    ASKING = "asking"
    DRAFTED = "drafted"
    FAILED = "failed"  # the model was asked in vain: counts for the day's budget
    NOT_ASKED = "not_asked"
    NOT_HELPFUL = "not_helpful"


ASKED = (State.ASKING, State.DRAFTED, State.FAILED, State.NOT_HELPFUL)
EMPTY = (State.FAILED, State.NOT_ASKED)
WRITTEN = (
    Draft.workspace_id,
    Draft.question_id,
    Draft.champion_id,
    Draft.state,
    Draft.sources,
    Draft.asked_at,
)
# Wanted at once, by whatever clock it was written down, or left by a process that died over it.
WANTED = Due(Draft.lease_until, Draft.state.in_((State.WANTED, State.ASKING)), unset=True)
OLD = Due(Draft.asked_at, Draft.state.in_(EMPTY), after=KEPT)


@dataclass(frozen=True)
class Wanted:
    """One draft that this process alone works on until the lease ends."""

    id: int
    workspace_id: str
    text: str = field(repr=False)
    within_budget: bool
    leased_until: datetime


@dataclass(frozen=True)
class Titled:
    """A card as a source: its id and the title that people see."""

    id: str
    title: str


async def want(session: AsyncSession, question: Question, *, now: datetime) -> None:
    """Note that the champion who just took this question gets a draft, if the workspace allows it."""
    row = {
        "workspace_id": question.workspace_id,
        "question_id": question.id,
        "champion_id": question.champion_id,
        "state": State.WANTED,
        "sources": "",
        "asked_at": now,
    }
    await (await session.connection()).execute(_wanting(session.get_bind().dialect.name), row)


@cache
def _wanting(dialect: str) -> Executable:
    """Built once, as all that a press on «I'll take it» writes."""
    values = [bindparam(column.key, type_=column.type) for column in WRITTEN]
    wanted = select(*values).where(workspaces.drafts_for(values[0]))
    made = insert_into(Draft, dialect).from_select([column.key for column in WRITTEN], wanted)
    return made.on_conflict_do_nothing()


async def lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Wanted]:
    """Take drafts to work on; whoever gave the question back meanwhile wants none any more."""
    rows = await session.scalars(
        select(Draft).where(WANTED.by(now)).order_by(Draft.id).limit(limit).with_for_update(skip_locked=True)
    )
    return [taken for row in rows if (taken := await _take(session, row, now=now)) is not None]


async def _take(session: AsyncSession, row: Draft, *, now: datetime) -> Wanted | None:
    question = await session.get(Question, row.question_id)
    workspace = await workspaces.find(session, row.workspace_id)
    allowed = workspace is not None and workspace.model_drafts
    if question is None or not allowed or not _is_held(question, row):
        row.state, row.lease_until = State.NOT_ASKED, None
        return None
    within_budget = await _asked_today(session, row, now=now) < A_DAY
    until = now + LEASE
    row.state, row.lease_until, row.asked_at = State.ASKING, until, now
    # A red line may have been drawn since it was asked.
    guard = await red_lines.of(session, row.workspace_id)
    return Wanted(row.id, row.workspace_id, guard.redact(question.text).text, within_budget, until)


def _is_held(question: Question, row: Draft) -> bool:
    return question.status == Status.CLAIMED and question.champion_id == row.champion_id


async def _asked_today(session: AsyncSession, row: Draft, *, now: datetime) -> int:
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    count = await session.scalar(
        select(func.count())
        .select_from(Draft)
        .where(Draft.workspace_id == row.workspace_id, Draft.id != row.id)
        .where(Draft.state.in_(ASKED), Draft.asked_at >= midnight)
    )
    return int(count or 0)


async def deliver(
    session: AsyncSession,
    wanted: Wanted,
    suggestion: Suggestion,
    *,
    sources: Sequence[Titled],
    now: datetime,
) -> None:
    """Save a draft and promise it to the champion, for their eyes only."""
    named = [one for one in sources if one.id in suggestion.source_ids]
    row = await _settle(session, wanted, State.DRAFTED)
    if row is None:
        return
    card = draft_blocks.DraftCard(
        id=row.id,
        answer=suggestion.answer,
        steps=suggestion.steps,
        sources=tuple(one.title for one in named),
        unsure=suggestion.confidence == Confidence.LOW,
    )
    row.answer, row.sources = suggestion.answer, ",".join(one.id for one in named)
    await _tell(session, row, draft_blocks.draft(card), now=now)


async def deliver_cards(
    session: AsyncSession, wanted: Wanted, titles: Sequence[str], *, was_asked: bool, now: datetime
) -> None:
    """There is no draft: name the cards that may help, or stay silent when there are none."""
    row = await _settle(session, wanted, State.FAILED if was_asked else State.NOT_ASKED)
    if row is not None and titles:
        await _tell(session, row, draft_blocks.may_help(titles), now=now)


async def _settle(session: AsyncSession, wanted: Wanted, state: State) -> Draft | None:
    """None when the lease ran out and another process has taken over."""
    changed = await session.scalar(
        update(Draft)
        .where(Draft.id == wanted.id, Draft.state == State.ASKING, Draft.lease_until == wanted.leased_until)
        .values(state=state, lease_until=None)
        .returning(Draft.id)
    )
    return await session.get(Draft, changed, populate_existing=True) if changed is not None else None


async def _tell(session: AsyncSession, row: Draft, post: Post, *, now: datetime) -> None:
    question = await session.get(Question, row.question_id)
    if question is None:
        return
    await outbox.enqueue(
        session,
        post,
        to=await _place(session, question, row.champion_id),
        dedupe=f"question:{question.id}:draft:{row.champion_id}",
        kind="question.draft",
        now=now,
        guard=f"questions.claimed_by:{row.id}",
    )


async def _place(session: AsyncSession, question: Question, champion_id: str) -> outbox.Place:
    """In the question's thread for one pair of eyes, or by DM where it has none or is private."""
    direct = outbox.Place(question.workspace_id, champion_id)
    if question.private:
        return direct
    if question.channel_id and question.thread_ts:
        return outbox.Place(question.workspace_id, question.channel_id, question.thread_ts, champion_id)
    offered = await outbox.sent_place(
        session, workspace_id=question.workspace_id, dedupe=threads.offer_key(question.id)
    )
    return outbox.Place(question.workspace_id, *offered, champion_id) if offered else direct


async def for_holder(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of drafts: they are shown only while that champion still has the question."""
    held = await session.scalars(
        select(Draft.id)
        .join(Question, Question.id == Draft.question_id)
        .where(Draft.id.in_(row_ids))
        .where(Question.status == Status.CLAIMED, Question.champion_id == Draft.champion_id)
    )
    return held.all()


async def mark_not_helpful(session: AsyncSession, row_id: int, *, by: Person) -> bool:
    """The champion says so; False for anybody else's draft or one that is gone."""
    marked = await session.scalar(
        update(Draft)
        .where(Draft.id == row_id, Draft.workspace_id == by.workspace_id, Draft.champion_id == by.user_id)
        .where(Draft.state.in_((State.DRAFTED, State.NOT_HELPFUL)))
        .values(state=State.NOT_HELPFUL)
        .returning(Draft.id)
    )
    return marked is not None


async def forget(session: AsyncSession, question: Question) -> None:
    """What a model wrote about a question goes with its words; one being written is not delivered."""
    about = update(Draft).where(Draft.question_id == question.id)
    await session.execute(about.values(answer=None, sources=""))
    await session.execute(about.where(Draft.state == State.WANTED).values(state=State.NOT_ASKED))
    asking = about.where(Draft.state == State.ASKING)
    await session.execute(asking.values(state=State.FAILED, lease_until=None))


async def forget_empty(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Rows without a draft are only kept for the day's count."""
    old = select(Draft.id).where(OLD.by(now)).limit(limit)
    gone = await session.scalars(delete(Draft).where(Draft.id.in_(old)).returning(Draft.id))
    return len(gone.all())

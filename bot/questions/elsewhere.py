"""Another team solved this: what was answered in the open, shown where the same question waits."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.library.rules import gist, roots
from bot.outbox import service as outbox
from bot.outbox.models import OutboxMessage, about
from bot.packs.catalog import Catalog
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import elsewhere_blocks, helping, service, terms, threads
from bot.questions.changes import Changed, note
from bot.questions.earlier import NEAR, background
from bot.questions.models import Question, QuestionEvent
from bot.questions.rules import Status
from bot.workspaces import service as workspaces

MOST_A_WEEK = 3
MOST_COMPARED = 100
WAITS = (Status.OPEN, Status.CLAIMED)
LASTS = timedelta(hours=24)
SHOWN = "solved_elsewhere"


async def resolve(
    session: AsyncSession, row_id: int, *, by: Person, catalog: Catalog, now: datetime
) -> Changed | None:
    """Close a question as answered, and let others gain from it: who helped, and who waits for the same."""
    changed = await service.resolve(session, row_id, by=by, now=now)
    if changed is not None and changed.won:
        await helping.solved(session, changed.question, by=by, now=now)
        await tell(session, changed.question, catalog=catalog, now=now)
    return changed


async def tell(session: AsyncSession, question: Question, *, catalog: Catalog, now: datetime) -> None:
    """Post to the champions' channel which other team waits for this answer; silence where it is unsure."""
    here = question.workspace_id
    is_useful = question.in_the_open and not question.private and question.champion_id is not None
    channel = await workspaces.champions_channel(session, here) if is_useful else None
    if channel is None or await _posted(session, here, now=now) >= MOST_A_WEEK:
        return
    waiting = await _nearest(session, question, catalog=catalog, now=now)
    if waiting is None:
        return
    urls = await threads.urls(session, [question, waiting])
    answer, waits = [
        elsewhere_blocks.Spot(await _team(session, one), urls.get(one.id, "")) for one in (question, waiting)
    ]
    await note(session, waiting, SHOWN, None, now=now)
    await outbox.enqueue(
        session,
        elsewhere_blocks.solved(answer, waits),
        to=outbox.Place(here, channel),
        dedupe=f"{_week(now)}{waiting.id}",
        kind="question.elsewhere",
        now=now,
        lasts=LASTS,
        guard=f"questions.live:{waiting.id}",
    )


def _week(now: datetime) -> str:
    """How the names of this week's posts begin."""
    year, week, _ = now.isocalendar()
    return f"elsewhere:{year}-{week}:"


async def _posted(session: AsyncSession, workspace_id: str, *, now: datetime) -> int:
    """How many were promised this week."""
    mine = select(func.count()).where(OutboxMessage.workspace_id == workspace_id, about(_week(now)))
    return await session.scalar(mine) or 0


async def _nearest(
    session: AsyncSession, question: Question, *, catalog: Catalog, now: datetime
) -> Question | None:
    """The question of another team that waits for this answer most surely, if it was not shown yet."""
    if len(roots(question.text)) < terms.FEWEST:
        return None
    shown = select(QuestionEvent.id).where(
        QuestionEvent.question_id == Question.id, QuestionEvent.what == SHOWN
    )
    rows = await session.scalars(
        select(Question)
        .where(Question.workspace_id == question.workspace_id, Question.status.in_(WAITS))
        .where(Question.in_the_open, ~Question.private, Question.team_id != question.team_id)
        .where(~shown.exists())
        .order_by(Question.id.desc())
        .limit(MOST_COMPARED)
    )
    waiting = [one for one in rows.all() if len(roots(one.text)) >= terms.FEWEST]
    known = background(catalog.in_use(today=now.date()))
    scores = known.among(gist(question.text), [gist(one.text) for one in waiting])
    best = max(zip(scores, waiting, strict=True), key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] >= NEAR else None


async def _team(session: AsyncSession, question: Question) -> str:
    team = await people.team(session, question.workspace_id, question.team_id)
    return team.name if team is not None else ""


async def live(session: AsyncSession, row_ids: Collection[int], *, now: datetime) -> Collection[int]:
    """The guard of such posts: the question waits still."""
    found = select(Question.id).where(Question.id.in_(row_ids), Question.status.in_(WAITS))
    return (await session.scalars(found)).all()

"""What people ask about and nothing covers: topics that want a card or an answer, for whoever writes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import service
from bot.authoring.gap_blocks import Gap
from bot.authoring.models import CardDraft
from bot.authoring.rules import Source, State, Why
from bot.authoring.service import Begun
from bot.champions import service as champions
from bot.library import shelf
from bot.library.rules import gist
from bot.packs.catalog import Catalog
from bot.people.rules import Person
from bot.questions import earlier, threads
from bot.questions.models import Question
from bot.questions.rules import TALKED_OF, Status
from bot.workspaces import service as workspaces

ASKED_WITHIN = timedelta(days=90)
MOST_READ = 150
MOST_SHOWN = 8
FEWEST = 2  # people: what one alone asks is a question, not a gap


async def listed(session: AsyncSession, catalog: Catalog, person: Person, *, now: datetime) -> list[Gap]:
    """Topics that two people or more asked about and neither a card nor the library covers, by how many.

    Of what this person may read: asked where everybody reads it, or in a team that they lead.
    """
    if not await service.may_write(session, person):
        return []
    asked = await _asked(session, person, now=now)
    open_ones = await _uncovered(session, catalog, person, asked, now=now)
    known = earlier.background(catalog.in_use(today=now.date()))
    groups = known.groups([gist(one.text) for one in open_ones], near=earlier.NEAR)
    topics = [[open_ones[place] for place in group] for group in groups]
    topics = [topic for topic in topics if len({one.asker_id for one in topic}) >= FEWEST]
    topics.sort(key=lambda topic: -len({one.asker_id for one in topic}))
    return await _drawn(session, person, topics[:MOST_SHOWN])


async def _asked(session: AsyncSession, person: Person, *, now: datetime) -> Sequence[Question]:
    leads = await champions.teams_of(session, person)
    query = (
        select(Question)
        .where(Question.workspace_id == person.workspace_id, Question.asked_at > now - ASKED_WITHIN)
        .where(Question.status.in_(TALKED_OF), Question.status != Status.WITHDRAWN, ~Question.private)
        .where(Question.solved_with.is_(None))
        .where(or_(Question.in_the_open.is_(True), Question.team_id.in_(leads)))
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(MOST_READ)
    )
    return (await session.scalars(query)).all()


async def _uncovered(
    session: AsyncSession, catalog: Catalog, person: Person, asked: Sequence[Question], *, now: datetime
) -> list[Question]:
    """Those to which their asker would be shown nothing that was written for everybody."""
    cards = catalog.in_use(today=now.date())
    known, titles = earlier.background(cards), earlier.titles(cards)
    saved = [gist(title) for title in (await shelf.verified(session, person.workspace_id)).values()]
    return [
        one
        for one in asked
        if max(titles.near(gist(one.text)), default=0.0) < earlier.NEAR
        and max(known.among(gist(one.text), saved), default=0.0) < earlier.NEAR
    ]


async def _drawn(session: AsyncSession, person: Person, topics: Sequence[Sequence[Question]]) -> list[Gap]:
    writers = await _writers(session, person, [one.id for topic in topics for one in topic])
    urls = await threads.urls(session, [topic[0] for topic in topics])
    return [
        Gap(
            id=topic[0].id,
            text=topic[0].text,
            people=len({one.asker_id for one in topic}),
            url=urls.get(topic[0].id, ""),
            writer=next((writers[one.id] for one in topic if one.id in writers), None),
            solved=next((one.id for one in topic if one.status == Status.RESOLVED), None),
        )
        for topic in topics
    ]


async def _writers(session: AsyncSession, person: Person, row_ids: Sequence[int]) -> dict[int, str]:
    """Who makes a card of a question, by its id."""
    rows = await session.execute(
        select(CardDraft.source_id, CardDraft.owner_id).where(
            CardDraft.workspace_id == person.workspace_id,
            CardDraft.source == Source.QUESTION,
            CardDraft.source_id.in_(row_ids),
            CardDraft.state != State.THROWN_AWAY,
        )
    )
    return {row_id: owner for row_id, owner in rows}


async def write(session: AsyncSession, row_id: int, *, by: Person, now: datetime) -> Begun | str:
    """Give a gap to whoever wants to write its card; the id of the one who writes it already."""
    if not await service.may_write(session, by):
        return Begun(why=Why.NOT_A_WRITER)
    asked = {one.id: one for one in await _asked(session, by, now=now)}
    if row_id not in asked:
        return Begun(why=Why.NOTHING)
    await workspaces.hold(session, by.workspace_id)
    writer = (await _writers(session, by, [row_id])).get(row_id, by.user_id)
    if writer != by.user_id:
        return writer
    return Begun(await service.begin_on(session, row_id, by=by, now=now))

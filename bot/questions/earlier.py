"""Before a person is asked: what was answered before and may fit, shown to the asker alone."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeGuard

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.library import shelf
from bot.library.models import Prompt
from bot.library.rules import SHORTLIST, Kind, Shelf, gist, roots
from bot.outbox import aliases
from bot.outbox import service as outbox
from bot.outbox.service import Place
from bot.packs.catalog import Catalog
from bot.packs.company import filled
from bot.packs.schema import Card
from bot.people import service as people
from bot.people.models import Member
from bot.people.rules import Person
from bot.questions import earlier_blocks, routing, telling, terms, threads
from bot.questions.changes import note
from bot.questions.earlier_blocks import Answered, Fit, Saved
from bot.questions.models import Question
from bot.questions.rules import LOOK, Status
from bot.slack.blockkit import Post
from bot.workspaces import service as workspaces

MOST = 3
NEAR = 0.45  # below it more of what is shown would be wrong than right: docs/decisions/0023
LASTS = timedelta(hours=1)
Scored = tuple[float, Fit]


async def propose(
    session: AsyncSession, question: Question, *, beside: Place, catalog: Catalog, now: datetime
) -> bool:
    """Show what may fit, and wait a little before anybody is asked; False, in silence, where nothing does."""
    fits = await fitting(session, question, catalog=catalog, today=now.date())
    if not fits:
        return False
    hours = await routing.hours_of(session, question)
    question.status, question.escalate_at = Status.DRAFT, hours.after(LOOK, now=now)
    await session.flush()
    await note(session, question, "earlier_shown", None, now=now)
    due = await telling.expected(session, question, now=now)
    await outbox.enqueue(
        session,
        earlier_blocks.maybe_answered(routing.card_of(question), fits, expected=due),
        to=beside,
        dedupe=f"question:{question.id}:earlier",
        kind="question.earlier",
        now=now,
        lasts=LASTS,
    )
    return True


async def preview(session: AsyncSession, question: Question, *, catalog: Catalog, today: date) -> Post:
    """A question asked in private, before it goes anywhere: what may fit, and where to ask it."""
    fits = await fitting(session, question, catalog=catalog, today=today)
    team = await people.team(session, question.workspace_id, question.team_id)
    channel = team.channel_id if team is not None else None
    return earlier_blocks.preview(routing.card_of(question), fits, channel=channel)


async def fitting(session: AsyncSession, question: Question, *, catalog: Catalog, today: date) -> list[Fit]:
    """Up to three answered questions, prompts and cards near to this one, the nearest first."""
    if len(roots(question.text)) < terms.FEWEST:
        return []
    # Who may read what is found: whoever asked it, with or without their name.
    asker = await aliases.real(session, Person(question.workspace_id, question.asker_id))
    member = await people.find(session, asker)
    cards = catalog.in_use(today=today)
    known = background(cards)
    scored = [
        *await _answered(session, question, member, known=known),
        *await _prompts(session, question, member, known=known),
        *await _cards(session, question, cards),
    ]
    return [fit for _, fit in sorted(scored, key=lambda one: -one[0])[:MOST]]


async def _answered(
    session: AsyncSession, question: Question, asker: Member | None, *, known: Shelf
) -> list[Scored]:
    readable = await _readable(session, question, asker)
    every = await terms.sharing(session, question, readable=readable, limit=SHORTLIST)
    scores = known.among(gist(question.text), [gist(one.text) for one in every])
    near = [(score, one) for score, one in zip(scores, every, strict=True) if score >= NEAR]
    urls = await threads.urls(session, [one for _, one in near])
    return [(score, Answered(one.id, one.text, one.champion_id, urls.get(one.id, ""))) for score, one in near]


async def _readable(session: AsyncSession, question: Question, asker: Member | None) -> ColumnElement[bool]:
    """What was asked where the asker reads: in the open, in their team's channel, or in this one."""
    team_id = asker.team_id if asker is not None else None
    team = await people.team(session, question.workspace_id, team_id)
    here = {question.channel_id, team.channel_id if team is not None else None} - {None}
    conditions: list[ColumnElement[bool]] = [Question.channel_id.in_(here)]
    if _is_colleague(asker):  # no guest, who is let into some channels only
        conditions.append(Question.in_the_open.is_(True))
    if team is not None:  # asked by command, and talked of in the team's channel
        conditions.append(and_(Question.channel_id.is_(None), Question.team_id == team.id))
    return and_(~Question.private, or_(*conditions))


def _is_colleague(asker: Member | None) -> TypeGuard[Member]:
    return asker is not None and asker.can_learn


async def _prompts(
    session: AsyncSession, question: Question, asker: Member | None, *, known: Shelf
) -> list[Scored]:
    if not _is_colleague(asker):
        return []
    saved = await shelf.verified(session, asker.workspace_id)
    scores = known.among(gist(question.text), [gist(title) for title in saved.values()])
    near = {row_id: score for score, row_id in zip(scores, saved, strict=True) if score >= NEAR}
    by = Person(asker.workspace_id, asker.user_id)
    seen = [(score, await shelf.find(session, row_id, by=by)) for row_id, score in near.items()]
    return [(score, _saved(one.prompt)) for score, one in seen if one]


def _saved(prompt: Prompt) -> Saved:
    return Saved(prompt.id, prompt.title, prompt.text, is_answer=prompt.kind == Kind.ANSWER)


async def _cards(session: AsyncSession, question: Question, cards: tuple[Card, ...]) -> list[Scored]:
    scores = titles(cards).near(gist(question.text))
    near = [(score, card) for score, card in zip(scores, cards, strict=True) if score >= NEAR]
    if not near:
        return []
    company = await workspaces.company(session, question.workspace_id)
    return [(score, filled(card, company)) for score, card in near]


@lru_cache(maxsize=4)  # the cards of a day are the same for every question
def background(cards: tuple[Card, ...]) -> Shelf:
    """What is rare in talk about work with AI, where few questions were answered yet."""
    return Shelf([gist(f"{card.title} {card.problem}") for card in cards])


@lru_cache(maxsize=4)
def titles(cards: tuple[Card, ...]) -> Shelf:
    return Shelf([gist(card.title) for card in cards])

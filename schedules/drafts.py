"""Drafts for champions: leased in one transaction, asked for outside any, saved in another."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.llm import offline
from bot.llm.port import Ask, Failed, Source, Suggestion, Trouble
from bot.packs.schema import Card
from bot.questions import drafts
from bot.questions.drafts import Titled, Wanted
from schedules.office import Office

AT_ONCE, BATCH = 4, 250
WANTED, OLD = (drafts.WANTED,), (drafts.OLD,)


async def send_drafts(office: Office, now: datetime) -> int:
    """Give every champion who took a question a draft, or the cards that may help."""
    done = 0
    while True:
        async with office.db.begin() as session:
            batch = await drafts.lease(session, now=now, limit=AT_ONCE)
        await asyncio.gather(*(_send(office, wanted, now) for wanted in batch))
        done += len(batch)
        if not batch:
            return done


async def forget_empty(office: Office, now: datetime) -> int:
    """Remove what is left of drafts that came to nothing."""
    return await office.in_batches(partial(drafts.forget_empty, now=now), limit=BATCH, rests=True)


async def _send(office: Office, wanted: Wanted, now: datetime) -> None:
    cards = office.shelf.catalog.in_use(today=now.date())
    read = offline.to_read(cards, wanted.text)
    outcome = None
    if office.model is not None and wanted.within_budget:
        outcome = await office.model.draft(Ask(wanted.text, _sources(read)), now=now)
    async with office.db.begin() as session:
        if isinstance(outcome, Suggestion):
            titled = [Titled(card.id, card.title) for card in read]
            await drafts.deliver(session, wanted, outcome, sources=titled, now=now)
            return
        was_asked = outcome is not None and outcome != Failed(Trouble.RESTING)
        titles = [card.title for card in offline.may_help(cards, wanted.text)]
        await drafts.deliver_cards(session, wanted, titles, was_asked=was_asked, now=now)


def _sources(cards: Sequence[Card]) -> tuple[Source, ...]:
    return tuple(
        Source(card.id, card.title, f"{card.problem}\n{card.after}\nPrompt: {card.prompt}\n{card.guardrail}")
        for card in cards
    )

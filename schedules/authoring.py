"""Drafts of cards: put to the model outside any transaction, and forgotten when nobody touches them."""

import asyncio
from datetime import datetime
from functools import partial

from bot.authoring import drafting, pages
from bot.authoring import service as authoring
from bot.authoring.drafting import Wanted
from bot.llm.port import Drafted, Material
from schedules.office import Office

AT_ONCE = 4
BATCH = 250
WANTED = (drafting.WANTED,)
OLD = (authoring.OLD,)


async def send_cards(office: Office, now: datetime) -> int:
    """Bring everybody who wants a card drafted what the model made of it, or the form."""
    done = 0
    while True:
        async with office.db.begin() as session:
            batch = await drafting.lease(session, now=now, limit=AT_ONCE)
        await asyncio.gather(*(_send(office, wanted, now) for wanted in batch))
        done += len(batch)
        if not batch:
            return done


async def forget_cards(office: Office, now: datetime) -> int:
    """Remove what nobody touched for ninety days."""
    return await office.in_batches(partial(authoring.forget, now=now), limit=BATCH, rests=True)


async def _send(office: Office, wanted: Wanted, now: datetime) -> None:
    catalog, outcome = office.shelf.catalog, None
    if office.model is not None and wanted.may_ask:
        every = tuple(f"{pack}/{skill}" for pack, skills in pages.places(catalog).items() for skill in skills)
        outcome = await office.model.draft_card(Material(wanted.heard, every), now=now)
    draft = outcome.draft if isinstance(outcome, Drafted) else None
    async with office.db.begin() as session:
        await drafting.deliver(session, catalog, wanted, draft, now=now)

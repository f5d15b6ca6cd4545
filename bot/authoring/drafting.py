"""A card's first draft: leased for a model, settled, and brought to its owner."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import blocks, pages, sources
from bot.authoring.models import CardDraft
from bot.authoring.rules import MOST_ASKED, Draft, Heard, Source, State, message_key, packed
from bot.due import Due
from bot.outbox import service as outbox
from bot.packs.catalog import Catalog
from bot.workspaces import service as workspaces

LEASE = timedelta(seconds=60)  # a model is waited for twenty-four
LASTS = timedelta(hours=24)
A_DAY = 50  # times that the cards of one workspace are put to the model
# Wanted at once, by whatever clock it was written down, or left by a process that died over it.
WANTED = Due(CardDraft.lease_until, CardDraft.state.in_((State.WANTED, State.ASKING)), unset=True)


@dataclass(frozen=True)
class Wanted:
    """One card that this process alone puts to the model until the lease ends."""

    id: int
    heard: Heard = field(repr=False)
    may_ask: bool
    leased_until: datetime


async def lease(session: AsyncSession, *, now: datetime, limit: int) -> list[Wanted]:
    """Take cards to have drafted; each is counted as asked, whatever becomes of it."""
    rows = await session.scalars(
        select(CardDraft)
        .where(WANTED.by(now))
        .order_by(CardDraft.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [await _take(session, row, now=now) for row in rows.all()]


async def _take(session: AsyncSession, row: CardDraft, *, now: datetime) -> Wanted:
    told = await sources.heard(session, row)
    workspace = await workspaces.find(session, row.workspace_id)
    is_allowed = workspace is not None and workspace.model_drafts and row.asked < MOST_ASKED and bool(told)
    may_ask = is_allowed and await _asked_today(session, row.workspace_id, now=now) < A_DAY
    row.state, row.lease_until = State.ASKING, now + LEASE
    if may_ask:
        row.asked, row.asked_at = row.asked + 1, now
    await session.flush()
    return Wanted(row.id, told, may_ask, now + LEASE)


async def _asked_today(session: AsyncSession, workspace_id: str, *, now: datetime) -> int:
    midnight = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
    asked = await session.scalar(
        select(func.sum(CardDraft.asked)).where(
            CardDraft.workspace_id == workspace_id, CardDraft.asked_at >= midnight
        )
    )
    return int(asked or 0)


async def deliver(
    session: AsyncSession, catalog: Catalog, wanted: Wanted, draft: Draft | None, *, now: datetime
) -> bool:
    """Keep what the model wrote and bring it to its owner, or the form where it wrote nothing.

    False when the lease ran out, or its owner wrote it or threw it away meanwhile.
    """
    kept = pages.settled(draft) if draft is not None else None
    row = await _settle(session, wanted, kept, now=now)
    if row is None:
        return False
    post = blocks.undrafted(row.id, Source(row.source))
    if kept is not None:
        pack = pages.pack_of(catalog, kept)
        shown = blocks.Shown(row.id, row.version, State.WRITING, kept, pack=pack, is_models=True)
        post = blocks.drafted(shown, Source(row.source))
    return await outbox.enqueue(
        session,
        post,
        to=outbox.Place(row.workspace_id, row.owner_id),
        dedupe=f"{message_key(row.id)}{row.version}",
        kind="authoring.draft",
        now=now,
        lasts=LASTS,
    )


async def _settle(
    session: AsyncSession, wanted: Wanted, kept: Draft | None, *, now: datetime
) -> CardDraft | None:
    values: dict[str, object] = {
        "state": State.WRITING, "lease_until": None, "version": CardDraft.version + 1, "updated_at": now,
    }  # fmt: skip
    if kept is not None:
        values |= {"text": packed(kept), "words": "", "heard_at": None, "author_id": None}
    is_mine = CardDraft.state == State.ASKING, CardDraft.lease_until == wanted.leased_until
    changed = await session.scalar(
        update(CardDraft).where(CardDraft.id == wanted.id, *is_mine).values(**values).returning(CardDraft.id)
    )
    return await session.get(CardDraft, wanted.id, populate_existing=True) if changed is not None else None

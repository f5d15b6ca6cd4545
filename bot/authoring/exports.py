"""Approved cards as files: what each is called, what stands in it, and in which pack it belongs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import pages, service
from bot.authoring.models import CardDraft
from bot.authoring.pages import SOMEBODY, Label
from bot.authoring.rules import REVIEWED_AFTER, Draft, unpacked
from bot.packs import parse
from bot.packs.catalog import Catalog
from bot.packs.source import unplain
from bot.people import service as people
from bot.people.rules import Person
from bot.slack.blockkit import visible


@dataclass(frozen=True)
class Sheet:
    """One approved card as a file of a pack; no text where the packs at hand have no such place for it."""

    row_id: int
    version: int
    card_id: str
    pack: str
    skill: str
    text: str = field(repr=False)

    @property
    def path(self) -> str:
        """Where it goes, below the folder of the packs."""
        return f"{self.pack}/cards/{self.card_id}.md"


async def waiting(session: AsyncSession, catalog: Catalog, workspace_id: str) -> list[Sheet]:
    """Every approved card of a workspace that was not taken out yet, for these packs."""
    rows = await service.approved(session, workspace_id)
    return [await _sheet(session, catalog, row) for row in rows]


async def _sheet(session: AsyncSession, catalog: Catalog, row: CardDraft) -> Sheet:
    draft = unpacked(row.text) or Draft()
    pack = pages.pack_of(catalog, draft)
    label = Label(row.card_id or "", await _owner(session, row), (row.updated_at + REVIEWED_AFTER).date())
    text = pages.markdown(draft, label, pack) if pack is not None else ""
    return Sheet(row.id, row.version, label.id, draft.pack, draft.skill, text)


async def _owner(session: AsyncSession, row: CardDraft) -> str:
    """Who answers for the card, by the name that Slack gives; where a file cannot hold it, nobody's."""
    found = await people.find(session, Person(row.workspace_id, row.owner_id))
    name = " ".join(visible(found.name).split())[: parse.OWNER] if found is not None else ""
    return name if name and unplain(name) is None else SOMEBODY


async def took(session: AsyncSession, sheets: Sequence[Sheet], *, now: datetime) -> int:
    """Note that these are files now; one that its owner changed meanwhile waits again."""
    return await service.take_out(session, [(one.row_id, one.version) for one in sheets], now=now)

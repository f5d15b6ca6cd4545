"""What is shown of a card, by the state in which it is."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.authoring import blocks, forms, pages, service
from bot.authoring.blocks import Line, Shown
from bot.authoring.forms import Aim
from bot.authoring.models import CardDraft
from bot.authoring.rules import Draft, Source, State, unpacked
from bot.packs.catalog import Catalog
from bot.people.rules import Person
from bot.slack.blockkit import Post, View


async def of(session: AsyncSession, catalog: Catalog, row: CardDraft) -> View:
    """A draft as it stands: being made, to be filled in, or to be read."""
    match State(row.state):
        case State.WANTED | State.ASKING:
            return blocks.drafting(row.id)
        case State.TAKEN:
            return blocks.as_modal(blocks.note(blocks.TAKEN))
        case _ if not row.text:
            return await form(session, catalog, row)
        case _:
            return blocks.as_modal(standing(catalog, row))


async def form(session: AsyncSession, catalog: Catalog, row: CardDraft) -> View:
    """Its first step, as far as it is filled in."""
    if is_taken(row):
        return blocks.as_modal(blocks.note(blocks.TAKEN))
    draft = await service.draft_of(session, row)
    return step(forms.CARD, draft, Aim(row.id, row.version), catalog)


def step(callback: str, draft: Draft, aim: Aim, catalog: Catalog, *, found: Sequence[str] = ()) -> View:
    """One step of the form."""
    if callback == forms.ASKS:
        return forms.asks_form(draft, aim, found=found)
    return forms.card_form(draft, aim, catalog.packs, found=found)


def standing(catalog: Catalog, row: CardDraft, *, line: str = "") -> Post:
    """The card that was written, with its buttons."""
    draft = unpacked(row.text) or Draft()
    pack = pages.pack_of(catalog, draft)
    is_models = service.is_models(row)
    return blocks.standing(
        Shown(row.id, row.version, State(row.state), draft, pack, is_models=is_models), line=line
    )


def unchanged(catalog: Catalog, row: CardDraft) -> Post:
    """Nothing was approved: it was before, or it is another one by now."""
    match State(row.state):
        case State.TAKEN:
            return blocks.note(blocks.TAKEN)
        case State.APPROVED:
            return blocks.note(blocks.NOTHING_NEW)
        case _:
            return standing(catalog, row, line=blocks.NEWER)


def is_taken(row: CardDraft) -> bool:
    return row.state == State.TAKEN


async def lines(session: AsyncSession, person: Person) -> list[Line]:
    """What this person writes."""
    rows = await service.mine(session, person)
    return [
        Line(row.id, (unpacked(row.text) or Draft()).title, Source(row.source), State(row.state))
        for row in rows
    ]

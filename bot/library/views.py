"""One prompt as a person reads it by itself: with what it looks like, and whether it is to be looked at."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.library import forms, merging, service, shelf
from bot.library.blocks import PromptCard
from bot.library.forms import Aim
from bot.library.models import Prompt
from bot.library.rules import Kind
from bot.outbox import service as outbox
from bot.people.rules import Person
from bot.slack.blockkit import Post, View


async def of(session: AsyncSession, prompt: Prompt, *, by: Person, now: datetime) -> PromptCard:
    seen = await shelf.seen_by(session, prompt, by=by)
    twin = await merging.twin(session, seen, by=by)
    return replace(
        await shelf.card(session, seen, by=by),
        is_due=shelf.is_due(seen, today=now.date()),
        twin=(twin.id, twin.title) if twin is not None else None,
    )


def form(prompt: Prompt, *, team: str) -> View:
    """The form as it opens on a prompt we have."""
    aim = Aim(row_id=prompt.id, version=prompt.version, team=team, kind=Kind(prompt.kind))
    return forms.form(service.draft_of(prompt), aim)


async def tell(
    session: AsyncSession, person: Person, post: Post, *, about: int, key: str, now: datetime
) -> None:
    """What became of a prompt, by direct message: a shortcut is used where we may not be."""
    await outbox.enqueue(
        session,
        post,
        to=outbox.Place(person.workspace_id, person.user_id),
        dedupe=f"{service.message_key(about)}{key}",
        kind="library.answer",
        now=now,
    )

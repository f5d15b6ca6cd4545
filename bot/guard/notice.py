"""The author of a text is told, alone and once, what was taken out of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import rules
from bot.guard.rules import Span
from bot.outbox import service as outbox
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post


def taken_out(spans: Sequence[Span], *, in_message: bool, choices: Sequence[Block] = ()) -> Post:
    """What kinds were found, never what they were; `in_message`: colleagues may still read them there."""
    buttons = [kit.actions(*choices)] if choices else []
    line = f"I took something out of what I keep and show: {kit.escape(rules.named(spans))}."
    if in_message:
        line += " Your own message still has it: you may want to edit or delete it."
    return Post(line, [kit.section(line), *buttons, kit.small("Only you see this.")])


async def tell(
    session: AsyncSession,
    spans: Sequence[Span],
    *,
    to: outbox.Place,
    about: str,
    in_message: bool,
    choices: Sequence[Block] = (),
    now: datetime,
) -> None:
    """Promise the notice when there is something to say; `about` begins its key: the text it is about."""
    if spans:
        await outbox.enqueue(
            session,
            taken_out(spans, in_message=in_message, choices=choices),
            to=to,
            dedupe=f"{about}:found",
            kind="guard.found",
            now=now,
        )

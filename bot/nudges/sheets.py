"""Turns a stored nudge into what is drawn of it."""

from functools import lru_cache

from bot.grading.service import NOTHING, Kept
from bot.nudges import blocks, written_blocks
from bot.nudges.blocks import NO_OFFERS, Offers, Sheet
from bot.nudges.deck import Pick
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Answer, Reason
from bot.outbox.service import words_of
from bot.packs.company import filled
from bot.packs.schema import Card
from bot.slack.blockkit import Post
from bot.workspaces.rules import Company

_ANY = 2**62  # stands for an id, larger than any


def sheet_of(
    nudge: Nudge,
    card: Card,
    *,
    role: str,
    not_yet_before: int = 0,
    offers: Offers = NO_OFFERS,
    kept: Kept = NOTHING,
) -> Sheet:
    """A nudge as it stands."""
    return Sheet(
        id=nudge.id,
        version=nudge.version,
        card=card,
        wording=nudge.wording,
        recall=nudge.recall,
        reason=Reason(nudge.reason),
        entry=nudge.entry,
        role=role,
        answer=Answer(nudge.answer) if nudge.answer else None,
        choice=nudge.choice,
        not_yet_before=not_yet_before,
        snoozed_until=nudge.snoozed_until if nudge.state == NudgeState.SNOOZED else None,
        offers=offers,
        is_written=nudge.state == NudgeState.WRITTEN,
        text=kept.text,
        points=kept.points,
    )


def fresh_words(nudge_id: int, picked: Pick, *, role: str, company: Company) -> str:
    """The words of a nudge that was just written, as the outbox stores them."""
    return _drawn(picked, role, company).replace(str(_ANY), str(nudge_id))


# A morning sends the same few hundred cards to thousands: only the nudge's id in their buttons differs.
@lru_cache(maxsize=1024)
def _drawn(picked: Pick, role: str, company: Company) -> str:
    card = filled(picked.card, company)
    sheet = Sheet(
        _ANY,
        0,
        card,
        picked.wording,
        picked.recall,
        picked.reason,
        role=role,
        is_back=picked.is_back,
        entry=picked.entry,
    )
    return words_of(blocks.nudge(sheet))


def post_of(sheet: Sheet) -> Post:
    """The message of a nudge as it stands: waiting, put off, or answered."""
    if sheet.snoozed_until is not None:
        return blocks.snoozed(sheet)
    written = written_blocks.written_of(sheet)
    if written is not None and written_blocks.is_written(sheet):
        return written_blocks.answered(sheet, written)
    return blocks.answered(sheet) if sheet.answer is not None else blocks.nudge(sheet)

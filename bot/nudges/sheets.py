"""Turns a stored nudge into what is drawn of it."""

from bot.nudges import blocks
from bot.nudges.blocks import Sheet
from bot.nudges.models import Nudge, NudgeState
from bot.nudges.rules import Answer, Reason
from bot.packs.schema import Card
from bot.slack.blockkit import Post


def sheet_of(nudge: Nudge, card: Card, *, role: str, not_yet_before: int = 0) -> Sheet:
    """A nudge as it stands."""
    return Sheet(
        id=nudge.id,
        version=nudge.version,
        card=card,
        wording=nudge.wording,
        recall=nudge.recall,
        reason=Reason(nudge.reason),
        role=role,
        answer=Answer(nudge.answer) if nudge.answer else None,
        choice=nudge.choice,
        not_yet_before=not_yet_before,
        snoozed_until=nudge.snoozed_until if nudge.state == NudgeState.SNOOZED else None,
    )


def post_of(sheet: Sheet) -> Post:
    """The message of a nudge as it stands: waiting, put off, or answered."""
    if sheet.snoozed_until is not None:
        return blocks.snoozed(sheet)
    return blocks.answered(sheet) if sheet.answer is not None else blocks.nudge(sheet)

"""What people see, once, when their cards went unanswered."""

from bot.enrolment.blocks import MINE, RESUME, SETTINGS, WHO_SEES
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post


def slowed() -> Post:
    """Said once when three cards in a row went unanswered."""
    line = (
        "My last three cards did not fit into your days, so I will come half as often. "
        "That is about my timing, not about you."
    )
    buttons = [kit.button("Back to every day", RESUME, MINE), kit.button("Settings", SETTINGS, MINE)]
    small = kit.small(f"You get this once, in place of a card. {WHO_SEES}")
    return Post(line, [kit.section(line), kit.actions(*buttons), small])


def stopped() -> Post:
    """Said once when six cards in a row went unanswered: nothing more comes."""
    line = (
        "Six cards in a row came at the wrong time, so I have paused. "
        "Nothing more comes by itself until you press Resume."
    )
    buttons = [kit.button("Resume", RESUME, MINE, style="primary"), kit.button("Settings", SETTINGS, MINE)]
    small = kit.small(f"You get this once, in place of a card. {WHO_SEES}")
    return Post(line, [kit.section(line), kit.actions(*buttons), small])

"""What somebody reads whose weeks have become too full for us: fewer messages, and a way back."""

from bot.enrolment.blocks import MINE, SETTINGS
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post

FEWER = "rescue.fewer"
BACK = "rescue.back"

_ONLY_YOU = "Only you see this: nobody is told, and no number counts it."


def fewer_button() -> Block:
    """Beneath the smaller step."""
    return kit.button("Half as often, please", FEWER, MINE)


def fewer() -> Post:
    """Said once in place of a card, when nothing smaller was at hand."""
    line = (
        "My messages have fitted less into your days than they did at first, so for four weeks I come half "
        "as often. What you have stays where it is."
    )
    small = f"You get this once, in place of a card. {_ONLY_YOU}"
    return Post(f"{line} {small}", [kit.section(line), _buttons(), kit.small(small)])


def eased() -> Post:
    """Said when somebody asked for fewer messages."""
    line = f"For four weeks I come half as often, and then as before. {_ONLY_YOU}"
    return Post(line, [kit.section(line), _buttons()])


def as_before() -> Post:
    line = "Good: from the next card on I come as before."
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def _buttons() -> Block:
    return kit.actions(kit.button("As often as before", BACK, MINE), kit.button("Settings", SETTINGS, MINE))

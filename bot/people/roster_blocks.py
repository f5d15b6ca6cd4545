"""What an admin reads after changing who takes part."""

from bot.people.blocks import invited
from bot.people.rules import RosterChange

MOST_NAMED = 20


def changed(change: RosterChange) -> str:
    """What became of the form; who is a guest or an app is no secret, so these are named."""
    can_be_asked = change.wanted - len(change.barred)
    parts = [invited(change.asked, wanted=can_be_asked)] if can_be_asked else []
    if change.barred:
        named = [f"<@{user_id}>" for user_id in change.barred[:MOST_NAMED]]
        more = f" and {len(change.barred) - MOST_NAMED} more" if len(change.barred) > MOST_NAMED else ""
        parts.append(f"Guests, apps and people who left cannot be asked: {', '.join(named)}{more}.")
    if change.gone:
        parts.append("One person taken off." if change.gone == 1 else f"{change.gone} people taken off.")
    return " ".join(parts) or "Nothing was changed."

"""What somebody reads who wrote of a doubt: who listens, and where the rules are."""

from collections.abc import Sequence

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post
from bot.workspaces.rules import Company

RULES = "concerns.rules"


def listening(listeners: Sequence[str], company: Company) -> Post:
    """Private, without an opinion on the doubt itself."""
    line = f"Doubts about AI are welcome here. {_who(listeners, company)}".strip()
    blocks: Blocks = [
        kit.section(line),
        kit.actions(kit.button("What our rules say", RULES, "mine")),
        kit.small(
            "Only you see this, once a month at most, because of what you just wrote. I keep neither your "
            "words nor your name; leaders learn that a department has doubts when five people or more do."
        ),
    ]
    return Post(line, blocks)


def _who(listeners: Sequence[str], company: Company) -> str:
    if listeners:
        named = " or ".join(f"<@{one}>" for one in listeners)
        return f"If you would like to talk about yours in confidence: {named}."
    if company.policy_owner:
        return f"For your company's rules, ask {kit.escape(company.policy_owner)}."
    return ""

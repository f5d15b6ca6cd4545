"""What the champions' channel reads when one team has what another waits for; nobody's words are in it."""

from dataclasses import dataclass, field

from bot.questions.blocks import OPEN_THREAD
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post

WAITING = f"{OPEN_THREAD}_waiting"


@dataclass(frozen=True)
class Spot:
    """A question as a place to look: the team that asked it, and its thread."""

    team: str = field(repr=False)
    url: str


def solved(answer: Spot, waits: Spot) -> Post:
    """Two links: the answer, and the question that it may fit."""
    line = (
        f"Another team solved this: *{kit.escape(answer.team)}* has an answer to what sounds like a question "
        f"that waits in *{kit.escape(waits.team)}*."
    )
    links: list[Block] = []
    if answer.url:
        links.append(kit.link("See the answer", OPEN_THREAD, answer.url))
    if waits.url:
        links.append(kit.link("See who waits", WAITING, waits.url))
    small = kit.small(
        "Both were asked in the open. Three of these a week at most, and none when it is not sure."
    )
    return Post(line, [kit.section(line), *([kit.actions(*links)] if links else []), small])

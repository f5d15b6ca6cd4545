"""What a team sees once a week of what its people agreed to show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post
from bot.wins.blocks import facts
from bot.wins.rules import QUOTED_FAILURES, QUOTED_WINS, Kind, duration, saved_together, spotlight

QUOTE = 280
THANKS = "Thank you for sharing: others can start from what you found."
WHY = (
    "You see this because the channel belongs to a team that logs its wins with AI. "
    "Everything here was shared by its author, who can take it back at any time. "
    "Minutes are people's own estimates."
)


@dataclass(frozen=True)
class Quoted:
    """One entry of the digest; an author who wished so is counted and not named."""

    author_id: str
    named: bool
    kind: Kind
    text: str = field(repr=False)
    tool: str | None
    minutes: int | None


def digest(newest_first: Sequence[Quoted], *, goal: str = "") -> Post:
    """The week's wins, what did not work, thanks, and how far the team's goal is."""
    wins = [one for one in newest_first if one.kind is Kind.WIN]
    failures = [one for one in newest_first if one.kind is Kind.DIDNT_WORK]
    if not newest_first and not goal:
        gone = "What stood here was taken back by the people who wrote it."
        return Post(gone, [kit.section(gone)])
    shared = [*_wins(wins), *_failures(failures), THANKS] if newest_first else []
    lines = [*shared, *([goal] if goal else [])]
    blocks: Blocks = [kit.header("What we learned with AI lately")]
    blocks += [kit.section(line) for line in lines]
    blocks.append(kit.small(WHY))
    return Post("\n".join(["What we learned with AI lately", *lines]), blocks)


def _wins(wins: Sequence[Quoted]) -> list[str]:
    shown = spotlight(wins, limit=QUOTED_WINS)
    lines = [_entry(one, known=facts(one.tool, one.minutes)) for one in shown]
    more = len(wins) - len(shown)
    if more:
        lines.append("And one more win was logged." if more == 1 else f"And {more} more wins were logged.")
    saved = saved_together([(one.author_id, one.minutes) for one in wins])
    if saved is not None:
        lines.append(
            f"Time saved, as {saved.people} people estimate it: between {duration(saved.low)} and "
            f"{duration(saved.high)} (self-reported: from half of what they stated to all of it)."
        )
    return lines


def _failures(failures: Sequence[Quoted]) -> list[str]:
    shown = spotlight(failures, limit=QUOTED_FAILURES)
    lines = [_entry(one, known=facts(one.tool, None)) for one in shown]
    return ["*It didn't work, and that is worth knowing*", *lines] if lines else []


def _entry(one: Quoted, *, known: str) -> str:
    who = f"<@{one.author_id}>" if one.named else "A colleague"
    head = f"{who} ({known})" if known else who
    return f"{head}\n{kit.quote(one.text, QUOTE)}"

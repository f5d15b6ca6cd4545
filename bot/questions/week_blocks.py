"""A champion's week in one message: what waits, what they hold, what was solved, what helped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.champions import blocks as champion_blocks
from bot.champions.blocks import Waiting
from bot.people.rules import mention
from bot.questions.rules import Reason
from bot.questions.thanks_blocks import said
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Option, Post

STOP = "questions.no_week"
AS_CHAMPION, DIGEST = "as_champion", "digest"
MINE = "me"
MOST = 3
STOPPED = "Stopped: your week does not come by itself any more. *Settings* in App Home brings it back."


@dataclass(frozen=True)
class Week:
    """What a champion's week was; `thanks` is who said what helped."""

    mine: Sequence[Waiting]
    waiting: Sequence[Waiting]
    solved: int
    thanks: tuple[str, Reason, str | None] | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do and nothing to be glad of."""
        return not (self.mine or self.waiting or self.thanks)


def digest(week: Week, *, now: datetime) -> Post:
    """Once a week, what waits first."""
    line = f"Your week as a champion: {_counts(week)}."
    blocks: Blocks = [kit.section(line)]
    if week.thanks is not None:
        giver, reason, words = week.thanks
        blocks.append(kit.section(f"What helped {mention(giver, 'somebody')}: {said(reason, words)}"))
    blocks += champion_blocks.oldest(week.mine[:MOST], week.waiting[:MOST], now=now)
    blocks.append(kit.actions(champion_blocks.see_queue(), kit.button("Stop these", STOP, MINE)))
    why = "Once a week, in place of a card, because you are a champion; nothing comes when nothing waits."
    return Post(line, [*blocks, kit.small(f"{why} Only you see it.")])


def setting(*, wants: bool | None) -> Blocks:
    """The choice among a champion's own settings; none for anybody else."""
    if wants is None:
        return []
    boxes = kit.checkboxes(AS_CHAMPION, [Option("My week", DIGEST)], chosen=[DIGEST] if wants else [])
    hint = (
        "What waits and what was solved, once a week, in place of a card; nothing comes when nothing waits."
    )
    return [kit.input_block(AS_CHAMPION, "And as a champion?", boxes, hint=hint, optional=True)]


def _counts(week: Week) -> str:
    waiting, mine, solved = len(week.waiting), len(week.mine), week.solved
    waits = f"{_number(waiting)} {'wait' if waiting > 1 else 'waits'} in your teams, you hold {_number(mine)}"
    if not solved:
        return waits
    return f"{waits}, and {_number(solved)} of yours {'was' if solved == 1 else 'were'} solved"


def _number(count: int) -> str:
    return {0: "no question", 1: "one question"}.get(count, f"{count} questions")

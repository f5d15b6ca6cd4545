"""The one note to whoever keeps prompts: what they were thanked for, and what is to be looked at again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.library.blocks import KEEP, SHOW, day, helped
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post

NO_NOTES = "library.no_notes"
MOST = 8
TITLE = "Your part of the library"
STOPPED = (
    "You get no such note any more. Your prompts stay, and so does everybody's thanks; `/afterglow library` "
    "shows both."
)


@dataclass(frozen=True)
class Line:
    """One prompt of theirs: how many more it helped, and until when it is to be looked at, if soon."""

    id: int
    version: int
    title: str = field(repr=False)
    thanks: int
    review_by: date | None


def note(lines: Sequence[Line]) -> Post:
    thanked = [line for line in lines if line.thanks]
    told = [f"“{kit.escape(line.title)}” {helped(line.thanks, more=True)}" for line in thanked[:MOST]]
    blocks: Blocks = [kit.section(f"*{TITLE}*")]
    if told:
        blocks.append(kit.section("\n".join([*told, "Thank you for writing it down."])))
    for line in [line for line in lines if line.review_by][:MOST]:
        blocks += _review(line)
    why = "You get this because you saved them here, once a week at most. Nobody who was helped is named."
    blocks += [kit.actions(kit.button("No such notes", NO_NOTES, "mine")), kit.small(why)]
    return Post(" ".join([TITLE, *told]), blocks)


def _review(line: Line) -> Blocks:
    until = day(line.review_by) if line.review_by else ""
    text = (
        f"*{kit.escape(line.title)}* is to be looked at by {until}. After that only you and curators find it."
    )
    buttons: list[Block] = [
        kit.button("Still good", KEEP, f"{line.id}:{line.version}", style="primary"),
        kit.button("Show", SHOW, line.id),
    ]
    return [kit.section(text), kit.actions(*buttons)]

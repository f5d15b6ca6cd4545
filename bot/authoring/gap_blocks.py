"""The list of gaps, as champions and admins read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.questions.blocks import OPEN_THREAD, SAVE_ANSWER
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, View

LIST = "authoring.gaps"
WRITE = "authoring.write"
NOTICE = "authoring.gaps_list"
GONE = "This question is no longer there, or no longer open to you."
NOT_FOR_YOU = "This is for champions and admins, who write what is missing."
NONE = "Nothing is asked again and again without a card or an answer to find."
WHY = (
    "Topics of the last 90 days that two people or more asked about, and that no card and nothing "
    "verified covers. Only what you can read where it was asked."
)


@dataclass(frozen=True)
class Gap:
    """One topic, told by the question that was asked last; `solved` is one of them with an answer."""

    id: int
    text: str = field(repr=False)
    people: int
    url: str
    writer: str | None
    solved: int | None


def listed(gaps: Sequence[Gap], *, said: str = "") -> View:
    blocks: Blocks = [kit.section(said)] if said else []
    if not gaps:
        blocks.append(kit.section(NONE))
    for gap in gaps:
        blocks += _gap(gap)
    return kit.modal(NOTICE, "Asked and not covered", [*blocks, kit.small(WHY)], close="Close")


def _gap(gap: Gap) -> Blocks:
    writes = f"  ·  <@{gap.writer}> writes a card" if gap.writer else ""
    buttons: list[Block] = []
    if gap.writer is None:
        buttons.append(kit.button("I'll write a card", WRITE, gap.id))
    if gap.solved is not None:
        buttons.append(kit.button("Save the answer", SAVE_ANSWER, gap.solved))
    if gap.url:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, gap.url))
    shown = [kit.section(f"{kit.quote(kit.cut(gap.text, 300))}\nAsked by {gap.people} people{writes}")]
    return [*shown, kit.actions(*buttons)] if buttons else shown


def button() -> Block:
    return kit.button("Asked and not covered", LIST, "mine")


def taken(writer: str) -> str:
    return f"<@{writer}> writes this one already."

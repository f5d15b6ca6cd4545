"""What the asker reads of a question that waits for office hours."""

from bot.questions.blocks import OPEN_THREAD, WITHDRAW, QuestionCard, why_on_agenda
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post


def on_agenda(card: QuestionCard, *, at: str, place: str, url: str) -> Post:
    """When and where it is talked of, for its asker."""
    line = f"{why_on_agenda(card)} Your question is on the agenda of the office hours on {at}."
    buttons: list[Block] = [kit.button("Withdraw", WITHDRAW, card.id)]
    if url:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, url))
    advice = "Come along, or read in the thread what helped. Any champion may still take it before."
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}\n*Where:* {kit.escape(place)}"),
        kit.actions(*buttons),
        kit.small(advice),
    ]
    return Post(f"{line} {advice}", blocks)

"""The form in which a champion answers from their queue, beginning with a reply that they keep."""

from collections.abc import Sequence

from bot.champions.macro_blocks import Saved
from bot.champions.rules import LONGEST_REPLY, LONGEST_TITLE
from bot.people.rules import mention
from bot.questions.blocks import QuestionCard
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

FORM = "questions.reply_form"
FROM = "questions.reply_from"
TEXT = "reply_text"
KEEP = "reply_keep"
SAY_IT = "Write the answer."
NO_LONGER = "This saved reply is gone. You can still write the answer."


def form(card: QuestionCard, saved: Sequence[Saved], *, begun: Saved | None = None, said: str = "") -> View:
    """The question, and an answer to write or to begin with a saved reply."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(kit.section(f"{mention(card.asker_id, 'Somebody')} asks:\n{kit.quote(card.text, 1200)}"))
    if saved:
        blocks.append(kit.section("Begin with a saved reply:", accessory=_saved(card.id, saved, begun)))
    # Slack keeps what stands in a field of the same name: another reply is another field.
    name = f"{TEXT}.{begun.id}" if begun else TEXT
    words = kit.text_input(TEXT, initial=begun.text if begun else "", multiline=True, longest=LONGEST_REPLY)
    keep = kit.text_input(KEEP, placeholder="action items from a call", longest=LONGEST_TITLE)
    blocks += [
        kit.input_block(name, "Your answer", words, hint="No names, customer data or passwords."),
        kit.input_block(
            KEEP, "Keep it as a saved reply called", keep, hint="Empty: it is not kept.", optional=True
        ),
        kit.small(_where(card)),
    ]
    return kit.modal(FORM, "Answer", blocks, submit="Post it", private=str(card.id))


def _saved(card_id: int, saved: Sequence[Saved], begun: Saved | None) -> Block:
    options = [Option(one.title, f"{card_id}:{one.id}") for one in saved]
    chosen = f"{card_id}:{begun.id}" if begun else None
    return kit.select(FROM, options, chosen=chosen, placeholder="Choose one")


def _where(card: QuestionCard) -> str:
    place = (
        f"to {mention(card.asker_id, 'whoever asked')}, who asked privately"
        if card.private
        else "below the question"
    )
    return f"I post it {place}, say that it is yours, and ask whether that solved it. Until then you hold it."

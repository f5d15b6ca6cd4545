"""What is read of a question asked without a name by whoever asked it and whoever answers it."""

from bot.questions import blocks
from bot.questions.blocks import QuestionCard
from bot.questions.rules import LIVE, Status
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post, View

WRITE_FORM = "questions.write_form"
TEXT = "text"
LONGEST = 2500  # characters of what is passed on; the thread has the rest


def answered(card: QuestionCard, text: str, *, by: str, url: str) -> Post:
    """To the asker: what somebody wrote about their question."""
    line = f"<@{by}> writes about the question that you asked without your name:"
    buttons = _presses(card)
    if url and not card.private:
        buttons.append(kit.link("Open the thread", blocks.OPEN_THREAD, url))
    shown = [kit.section(f"{line}\n{kit.quote(text, LONGEST)}")]
    if buttons:
        shown.append(kit.actions(*buttons))
    why = "You get this because you asked. Nobody else sees that it was you; in the thread you would show it."
    return Post(f"{line} {kit.escape(kit.cut(text, 300))}", [*shown, kit.small(why)])


def taken_back(card: QuestionCard) -> Post:
    """To the asker, in place of what somebody wrote and deleted."""
    line = "What stood here was about the question that you asked without your name. Its author deleted it."
    return Post(line, [kit.section(line), *([kit.actions(*shown)] if (shown := _presses(card)) else [])])


def _presses(card: QuestionCard) -> list[Block]:
    buttons: list[Block] = []
    if card.status in LIVE:
        buttons.append(kit.button("Write back", blocks.WRITE, card.id))
        buttons.append(kit.button("Solved", blocks.RESOLVE, card.id))
    if card.status == Status.ANSWERED:
        buttons.append(kit.button("Not yet", blocks.NOT_YET, card.id))
    return buttons


def added(card: QuestionCard, text: str) -> Post:
    """In the thread, or to whoever holds the question: what its asker writes back."""
    line = "Whoever asked this without their name writes:"
    shown = [kit.section(f"{line}\n{kit.quote(text, LONGEST)}")]
    if card.private:
        shown.append(kit.actions(kit.button("Write an answer", blocks.REPLY, card.id, style="primary")))
    return Post(f"{line} {kit.escape(kit.cut(text, 300))}", shown)


def write_form(card: QuestionCard) -> View:
    """Something that the asker adds or writes back."""
    told = f"{kit.quote(card.text, 500)}\nI pass it on without your name."
    words = kit.text_input("text", multiline=True, longest=LONGEST)
    shown = [kit.section(told), kit.input_block(TEXT, "What do you write?", words)]
    return kit.modal(WRITE_FORM, "Write back", shown, submit="Send", private=str(card.id))

"""What is filled in about a question: asking one, and handing one over."""

from collections.abc import Sequence

from bot.slack import blockkit as kit
from bot.slack.blockkit import Option, View

HAND_OVER_FORM = "questions.hand_over_form"
ASK_FORM = "questions.ask_form"
HEIR = "heir"
TEXT = "text"
WHERE = "where"


def handed(heir: str) -> View:
    """Said to whoever handed a question over."""
    line = f"<@{heir}> has it now and was told."
    return kit.modal(HAND_OVER_FORM, "Handed over", [kit.section(line)], close="Close")


def hand_over_form(card_id: int, heirs: Sequence[tuple[str, str]]) -> View:
    """Choose another champion; `heirs` are Slack ids with names."""
    if not heirs:
        line = "There is no other champion to hand it to. Release it, and it is offered to all of them."
        return kit.modal(HAND_OVER_FORM, "Hand over", [kit.section(line)], close="Close")
    options = [Option(name, user_id) for user_id, name in heirs]
    return kit.modal(
        HAND_OVER_FORM,
        "Hand over",
        [
            kit.section("The other champion is told at once, and the thread shows who has it."),
            kit.input_block(HEIR, "To which champion?", kit.select("heir", options)),
        ],
        submit="Hand over",
        private=str(card_id),
    )


def ask_form(text: str, *, origin: str, team_channel: str | None) -> View:
    """Ask a champion: from the message shortcut, with the message's words to start from."""
    options = [Option("One champion, privately", "private")]
    if team_channel:
        options.insert(0, Option("The team's channel", "open"))
    return kit.modal(
        ASK_FORM,
        "Ask an AI champion",
        [
            kit.input_block(
                TEXT,
                "What would you like to know?",
                kit.text_input("text", initial=text, multiline=True),
                hint="Leave out names, customer data and passwords.",
            ),
            kit.input_block(WHERE, "Where?", kit.radio("where", options, chosen=options[0].value)),
        ],
        submit="Ask",
        private=origin,
    )

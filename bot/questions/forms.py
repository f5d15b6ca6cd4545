"""What is filled in about a question: asking one, and handing one over."""

from collections.abc import Sequence

from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Option, View

HAND_OVER_FORM = "questions.hand_over_form"
ASK_FORM = "questions.ask_form"
HEIR = "heir"
TEXT = "text"
WHERE = "where"
NAME = "name"
LEAVE_OUT = "questions.leave_out"
REWRITE = "questions.rewrite"
CANCEL = "questions.cancel"
REWRITE_FORM = "questions.rewrite_form"
LEAVE_OUT_WHAT = "Leave out names, customer data and passwords."
LEFT_OUT = "Good: it is asked without it."


def choices(row_id: int) -> list[Block]:
    """For an asker whose words held a red line: leave it out, say it anew, or ask nothing."""
    return [
        kit.button("Ask without it", LEAVE_OUT, row_id),
        kit.button("Rewrite", REWRITE, row_id),
        kit.button("Cancel", CANCEL, row_id),
    ]


def rewrite_form(row_id: int, text: str) -> View:
    """The question as it is kept, for its asker to say it anew."""
    words = kit.text_input("text", initial=text, multiline=True)
    return kit.modal(
        REWRITE_FORM,
        "Rewrite your question",
        [
            kit.section("This is what I keep and show. Your message in Slack stays as you edit it there."),
            kit.input_block(TEXT, "What would you like to know?", words, hint=LEAVE_OUT_WHAT),
        ],
        submit="Save",
        private=str(row_id),
    )


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


def ask_form(
    text: str, *, origin: str, team_channel: str | None, is_hidden: bool, is_anonymous: bool = False
) -> View:
    """Ask a champion, with these words to start from; `origin` is the message or draft that they are of.

    `is_hidden` where the asker's team is too big to tell who it was.
    """
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
                hint=LEAVE_OUT_WHAT,
            ),
            kit.input_block(WHERE, "Where?", kit.radio("where", options, chosen=options[0].value)),
            _name(is_hidden=is_hidden, is_anonymous=is_anonymous),
        ],
        submit="Ask",
        private=origin,
    )


def _name(*, is_hidden: bool, is_anonymous: bool) -> Block:
    where = "" if is_hidden else " As your team is small, I then ask one champion privately."
    chosen = ["yes"] if is_anonymous else []
    return kit.input_block(
        NAME,
        "Your name",
        kit.checkboxes("name", [Option("Leave my name out", "yes")], chosen=chosen),
        hint=(
            "I pass on what you and others write, and no champion or admin can look up who asked. "
            f"Your own words may still tell.{where}"
        ),
        optional=True,
    )

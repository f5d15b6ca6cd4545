"""The agenda of office hours, and the form for what came of a question there."""

from collections.abc import Sequence

from bot.champions import blocks as champion_blocks
from bot.champions.blocks import Waiting
from bot.people.rules import mention
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, View

AGENDA = "office_hours.agenda"
OUTCOME = "office_hours.outcome"
OUTCOME_FORM = "office_hours.outcome_form"
TEXT = "text"
LONGEST = 1500
GONE = "This question is no longer there, or it was asked privately."
CLOSED = "This question is closed meanwhile. Reopen it in its thread if something is missing."
SAVED = "Written below the question. Its asker is asked whether that solved it."
SAY_IT = "Say in a sentence or two what helped."


def agenda(team: str, questions: Sequence[Waiting]) -> View:
    """What is not solved, oldest first, each with a way to write down what came of it."""
    blocks: Blocks = [kit.section(f"*For the next office hours of {kit.escape(team)}*")]
    if not questions:
        blocks.append(kit.section("No question is open. Whoever comes may bring anything else."))
    for one in questions:
        buttons: list[Block] = [kit.button("Write down the answer", OUTCOME, one.id)]
        if one.url:
            buttons.append(kit.link("Open the thread", champion_blocks.OPEN_THREAD, one.url))
        blocks += [
            kit.section(f"{mention(one.asker_id, 'Without a name')}:\n{kit.quote(one.text, 300)}"),
            kit.actions(*buttons),
        ]
    blocks.append(kit.small("Oldest first, ten at most. What was asked privately is not listed."))
    return kit.modal(AGENDA, "Agenda", blocks, close="Close")


def outcome_form(row_id: int) -> View:
    """What was answered in person, for the thread."""
    return kit.modal(
        OUTCOME_FORM,
        "Write it down",
        [
            kit.input_block(
                TEXT,
                "What helped?",
                kit.text_input(TEXT, multiline=True, longest=LONGEST),
                hint="It is written below the question, so that its asker and whoever asks next can read it.",
            )
        ],
        submit="Write",
        private=str(row_id),
    )


def red_lines(found: str) -> str:
    return f"This holds {found}. Take it out: everybody in the channel reads the thread."

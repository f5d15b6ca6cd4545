"""What an admin sets about messages that a model reads again, and sees of what came of it."""

from bot.reading.rules import Kind
from bot.rereading.rules import MOST_A_DAY, Agreement, Standing
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks

A_DAY = "rereads_a_day"
LABEL = "How many messages a day a model may read"
WHAT = (
    "Off while this is empty. Otherwise these messages of team channels go to your model: those that name AI "
    "and that I am unsure of, and one in twenty of the others that name AI, to see how far we agree. "
    "Only their words go, without contact data, secrets and your own red lines; never a direct message. What "
    "it takes for a question or a win I treat as such."
)


def fields(standing: Standing) -> Blocks:
    """The ceiling, and below it what the model read."""
    typed = str(standing.a_day) if standing.a_day else ""
    text = kit.text_input(A_DAY, initial=typed, placeholder="50", longest=10)
    blocks: list[Block] = [kit.input_block(A_DAY, LABEL, text, hint=WHAT, optional=True)]
    told = read_so_far(standing)
    return [*blocks, kit.small(told)] if told else blocks


def read_so_far(standing: Standing) -> str:
    """Empty as long as there is nothing to tell."""
    parts = []
    if standing.a_day:
        parts.append(f"Read today: {standing.today} of {standing.a_day}.")
    return " ".join([*parts, *_agreement(standing.agreement)])


def _agreement(agreement: Agreement) -> list[str]:
    lines = []
    if agreement.sure:
        lines.append(
            f"In the last four weeks the model agreed on {agreement.agreed} of {agreement.sure} messages "
            "that I was sure of."
        )
    if agreement.unsure:
        asked, won = agreement.found(Kind.QUESTION), agreement.found(Kind.WIN)
        lines.append(
            f"Of {agreement.unsure} that I was unsure of it took {asked} for questions and {won} for wins."
        )
    return lines


def no_number() -> str:
    return f"Give a number from 1 to {MOST_A_DAY:,}, or leave this empty for none."


def now_set(a_day: int) -> str:
    if not a_day:
        return "No model reads messages any more."
    messages = "one message" if a_day == 1 else f"{a_day:,} messages"
    return f"A model may read {messages} a day: what I am unsure of, and a sample."

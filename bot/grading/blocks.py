"""What somebody sees who answers in their own words: the form, then their words beside the rubric."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.enrolment.blocks import WHO_SEES
from bot.grading.rules import LONGEST, Point, suggested
from bot.nudges.rules import Answer
from bot.packs.schema import Question
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

WRITE = "grading.write"
FORM = "grading.form"
COMPARED = "grading.compared"
CHOSEN, WORDS, GRADE = "chosen", "words", "grade"
NO_WORDS = "A sentence is enough, or close this: the card waits."
NO_GRADE = "Choose one. Nobody else sees it."
GRADE_WORDS = {Answer.KNEW: "I had it", Answer.PARTLY: "Partly", Answer.NO: "Not yet"}
HOW = "How did yours do?"
IN_A_TEST = "This is a test: what you write is shown to you beside a good answer, and kept nowhere."
TAKEN_OUT = "Contact data and secrets were taken out."


@dataclass(frozen=True)
class Written:
    """A question with the answer that somebody gave to it."""

    question: Question
    text: str = field(default="", repr=False)
    points: tuple[Point, ...] = ()
    grade: Answer | None = None


def write_button(value: str, words: str = "Answer in your own words", style: str | None = "primary") -> Block:
    return kit.button(words, WRITE, value, style=style)


def form(written: Written, *, private: str, has_model: bool, is_test: bool = False) -> View:
    """The question, with room for two or three sentences."""
    blocks: Blocks = [
        kit.section(f"*{kit.escape(written.question.ask)}*"),
        kit.input_block(
            WORDS,
            "Your answer",
            kit.text_input(CHOSEN, initial=written.text, multiline=True, longest=LONGEST),
            hint="Two or three sentences are enough. Then you see what a good answer has, beside yours.",
        ),
        kit.small(IN_A_TEST if is_test else _who_reads(has_model=has_model)),
    ]
    return kit.modal(FORM, "In your own words", blocks, submit="Compare", private=private)


def _who_reads(*, has_model: bool) -> str:
    kept = "It is kept for a day, without contact data and secrets, and no colleague ever sees it."
    if has_model:
        return (
            f"{kept} Your company's AI model reads it too and suggests which points are there; "
            "the grade is yours."
        )
    return f"{kept} You grade it yourself."


def compared(written: Written, *, private: str, was_redacted: bool) -> View:
    """Their own words, what a good answer has, and one question about it."""
    options = [Option(words, answer.value) for answer, words in GRADE_WORDS.items()]
    blocks: Blocks = [
        kit.section(f"*{kit.escape(written.question.ask)}*\nYou wrote:\n{kit.quote(written.text, LONGEST)}"),
        *([kit.small(TAKEN_OUT)] if was_redacted else []),
        *rubric(written),
        kit.input_block(GRADE, HOW, kit.radio(CHOSEN, options, chosen=written.grade)),
        kit.small(WHO_SEES),
    ]
    return kit.modal(COMPARED, "Beside a good answer", blocks, submit="Done", close="Later", private=private)


def rubric(written: Written) -> Blocks:
    """What a good answer has, point by point, with what a model says of each; and an answer that has all."""
    question = written.question
    points = written.points if len(written.points) == len(question.rubric) else ()
    lines = [f"• {kit.escape(text)}" for text in question.rubric]
    if points:
        lines = [f"{line}\n     {_said(point)}" for line, point in zip(lines, points, strict=True)]
    blocks: Blocks = [kit.section("\n".join(("*A good answer has*", *lines)))]
    if points:
        blocks.append(kit.small(suggestion(points)))
    blocks.append(kit.section(f"*For example*\n{kit.quote(question.example)}"))
    return blocks


def _said(point: Point) -> str:
    return f"*{'There' if point.met else 'Not yet'}:* {kit.escape(point.because)}"


def suggestion(points: Sequence[Point]) -> str:
    """The one line that says who said so, and whose grade it is."""
    words = GRADE_WORDS[suggested(points)]
    return f"A model read your answer and suggests “{words}”. It may be wrong: the grade is yours to choose."


def spoken(written: Written) -> str:
    """The same to be read aloud."""
    question = written.question
    listed = "; ".join(kit.escape(text) for text in question.rubric)
    told = suggestion(written.points) if len(written.points) == len(question.rubric) else ""
    return f"A good answer has: {listed}. For example: {kit.escape(question.example)} {told}".strip()

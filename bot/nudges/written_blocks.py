"""What people see of a card that they answered in their own words: a good answer, and their grade."""

from bot.enrolment.blocks import WHO_SEES
from bot.grading import blocks as grading_blocks
from bot.grading.blocks import GRADE_WORDS, HOW, Written
from bot.grading.rules import GRADES, suggested
from bot.nudges import blocks
from bot.nudges.blocks import TELL, Sheet
from bot.nudges.rules import Answer
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post

_GRADED = {
    Answer.KNEW: "You had it. It comes back when it would begin to fade.",
    Answer.PARTLY: "Partly is a good start. It comes back a little sooner.",
    Answer.NO: "Not yet: then it was worth asking. It comes back soon.",
}


def is_written(sheet: Sheet) -> bool:
    """Whether what is to be drawn is an answer in one's own words, graded or not."""
    question = sheet.question
    return question is not None and question.is_written and (sheet.is_written or sheet.answer in GRADES)


def written_of(sheet: Sheet) -> Written | None:
    """The question of a sheet with what is known of the answer; None where it is not one to be written."""
    question = sheet.question
    if question is None or not question.is_written:
        return None
    points = sheet.points if len(sheet.points) == len(question.rubric) else ()
    return Written(question, sheet.text, points, sheet.answer if sheet.answer in GRADES else None)


def answered(sheet: Sheet, written: Written) -> Post:
    """The rubric, an answer that has all of it, and a grade to choose or to change."""
    line = _GRADED[written.grade] if written.grade is not None else f"*{HOW}*"
    buttons = _grades(sheet, written)
    offered = blocks.offered(sheet, buttons)
    shown: Blocks = [
        *blocks.found(sheet.card),
        kit.section(kit.escape(written.question.ask)),
        *grading_blocks.rubric(written),
        *map(kit.section, (line, *offered)),
        kit.actions(*buttons),
        kit.small(WHO_SEES),
    ]
    title = kit.escape(sheet.card.title)
    told = (title, kit.escape(written.question.ask), grading_blocks.spoken(written), line, *offered)
    return Post(kit.cut("\n".join(told), 3900), shown)


def _grades(sheet: Sheet, written: Written) -> list[Block]:
    likely = suggested(written.points) if written.points and written.grade is None else None
    grades = [
        kit.button(
            words, f"{TELL}_{answer.value}", sheet.value(), style="primary" if answer is likely else None
        )
        for answer, words in GRADE_WORDS.items()
        if answer is not written.grade
    ]
    return [*grades, grading_blocks.write_button(sheet.value(), "My words", style=None)]

"""What helped: said by whoever asked, to the champion who answered, and to nobody else."""

from bot.questions.rules import Reason
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Post, View

THANK = {reason: f"questions.thank_{reason}" for reason in (Reason.WORKED, Reason.LEARNT, Reason.TIME)}
IN_WORDS = "questions.thank_in_words"
FORM = "questions.thank_form"
WORDS = "thank_words"
LONGEST = 200
REASONS = {
    Reason.WORKED: "It worked at once",
    Reason.LEARNT: "I can do it myself now",
    Reason.TIME: "It saved me time",
}
SAY_IT = "Write a line, or close this."
NOT_YOURS = "Only the asker of a solved question can say what helped."


def invitation(question_id: int, *, champion: str) -> Post:
    """Beside the question that its asker just called solved; nothing is asked again."""
    line = f"Good. What helped? <@{champion}> alone is told; leave it if you like."
    buttons: list[Block] = [kit.button(REASONS[one], key, question_id) for one, key in THANK.items()]
    return Post(
        line, [kit.section(line), kit.actions(*buttons, kit.button("In my words", IN_WORDS, question_id))]
    )


def form(question_id: int) -> View:
    words = kit.text_input(WORDS, placeholder="the prompt with the example", longest=LONGEST)
    field = kit.input_block(WORDS, "What helped?", words, hint="The champion who answered alone reads it.")
    return kit.modal(FORM, "What helped", [field], submit="Tell them", private=str(question_id))


def passed_on(champion: str, reason: Reason, words: str | None) -> Post:
    """In place of the choice: what was said, and to whom."""
    line = f"Told <@{champion}>, and nobody else: {said(reason, words)}."
    return Post(line, [kit.section(line)])


def said(reason: Reason, words: str | None) -> str:
    """What helped, as it is quoted."""
    return f"“{kit.escape(words) if words else REASONS.get(reason, '')}”"

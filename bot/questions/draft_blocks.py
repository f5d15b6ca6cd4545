"""What a champion sees of a draft, or of the cards that may help."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, Post

NOT_HELPFUL = "drafts.not_helpful"
HEADING = "Draft by a model: check before you use it."
UNSURE = "It was not sure of this one."
NOTED = "Thank you, noted. The question stays yours, and nobody else has seen the draft."
ANSWER_SHOWN = 2800


@dataclass(frozen=True)
class DraftCard:
    """A draft as it is shown: a model's words, made harmless, and the titles of our cards."""

    id: int
    answer: str = field(repr=False)
    steps: tuple[str, ...] = field(repr=False)
    sources: tuple[str, ...]
    unsure: bool


def draft(card: DraftCard) -> Post:
    """The draft as text to copy, with where it comes from."""
    heading = f"{HEADING} {UNSURE}" if card.unsure else HEADING
    copy = kit.cut(_copy(card), ANSWER_SHOWN)
    titles = " · ".join(kit.escape(title) for title in card.sources)
    sources = f"Cards it drew on: {titles}." if titles else "No card of ours says anything about it."
    blocks: Blocks = [
        kit.section(f"*{heading}*"),
        kit.code(copy),
        kit.small(sources),
        kit.actions(kit.button("Not helpful", NOT_HELPFUL, card.id)),
        kit.small(
            "You get this because you took the question. Only you see it. The model saw the question's "
            "words without contact data and secrets, and these cards."
        ),
    ]
    return Post(f"{heading} {kit.escape(copy)} {sources}", blocks)


def _copy(card: DraftCard) -> str:
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(card.steps, start=1))
    return f"{card.answer}\n\n{steps}" if steps else card.answer


def may_help(titles: Sequence[str]) -> Post:
    """The nearest cards, by title, with how to get their prompts."""
    line = "May help with this question:"
    listed = "\n".join(f"• *{kit.escape(title)}*" for title in titles)
    how = "`/afterglow library` and a word of the title shows the prompt to copy."
    blocks: Blocks = [
        kit.section(f"{line}\n{listed}"),
        kit.small(f"{how} You get this because you took the question. Only you see it."),
    ]
    return Post(f"{line} {'; '.join(kit.escape(title) for title in titles)}. {how}", blocks)

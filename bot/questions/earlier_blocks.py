"""What an asker reads before anybody is asked: earlier answers and prompts that may fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.enrolment.rules import moment_text
from bot.packs.schema import Card
from bot.questions import asking_blocks, blocks
from bot.questions.asking_blocks import Expected
from bot.questions.blocks import QuestionCard
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post

SOLVED_IT = "questions.solved_it"
ASK_ON = "questions.ask_on"
NOT_ONE = "questions.not_a_question"
ASKED = "A champion is asked already."
MAYBE = "This may have been answered before:"
LONGEST = 900  # characters of a prompt; what is longer is found in the library


@dataclass(frozen=True)
class Answered:
    """A question whose answer stands in its thread."""

    id: int
    text: str = field(repr=False)
    champion_id: str | None
    url: str


@dataclass(frozen=True)
class Saved:
    """A verified prompt or answer of the library."""

    id: int
    title: str = field(repr=False)
    text: str = field(repr=False)
    is_answer: bool = False


Fit = Answered | Saved | Card


def maybe_answered(card: QuestionCard, fits: Sequence[Fit], *, expected: Expected) -> Post:
    """To the asker alone, before anybody is asked."""
    ask = "Ask a champion privately" if card.private else "Ask a champion"
    when = moment_text(expected.next_at, expected.zone, today=expected.today) if expected.next_at else ""
    buttons: list[Block] = [kit.button(ask, ASK_ON, card.id, style="primary")]
    if card.was_read:
        buttons.append(kit.button("Not a question", NOT_ONE, card.id))
    then = f"If I hear nothing, I ask a champion {when}."
    return Post(
        MAYBE,
        [
            kit.section(f"*{MAYBE}*"),
            *listed(card, fits),
            kit.actions(*buttons),
            kit.small(f"You get this because you asked, and only you see it. {then}"),
        ],
    )


def preview(card: QuestionCard, fits: Sequence[Fit], *, channel: str | None) -> Post:
    """Before a question asked in private goes anywhere: what may have answered it, and where to ask it."""
    asking = asking_blocks.preview(card, channel=channel)
    if not fits:
        return asking
    shown = [kit.section(f"*{MAYBE}*"), *listed(card, fits), kit.divider(), *asking.blocks]
    return Post(f"{MAYBE} {asking.text}", shown)


def listed(card: QuestionCard, fits: Sequence[Fit]) -> Blocks:
    """What may fit, each with a way to say that it did."""
    return [block for fit in fits for block in _drawn(card, fit)]


def _drawn(card: QuestionCard, fit: Fit) -> Blocks:
    solved = kit.button("This solved it", SOLVED_IT, f"{card.id}:{reference(fit)}")
    match fit:
        case Answered():
            who = f"<@{fit.champion_id}> answered" if fit.champion_id else "Answered"
            link = f"  ·  <{fit.url}|Read the answer>" if fit.url else ""
            return [kit.section(f"{kit.quote(kit.cut(fit.text, 300))}\n{who}{link}", accessory=solved)]
        case Saved(is_answer=True):
            title = f"*{kit.escape(fit.title)}*  ·  verified answer"
            words = kit.quote(kit.cut(fit.text, LONGEST), LONGEST)
            return [kit.section(title, accessory=solved), kit.section(words)]
        case Saved():
            title = f"*{kit.escape(fit.title)}*  ·  verified prompt"
            return [kit.section(title, accessory=solved), kit.code(kit.cut(fit.text, LONGEST))]
        case Card():
            title = f"*{kit.escape(fit.title)}*  ·  a prompt to copy"
            return [kit.section(title, accessory=solved), kit.code(kit.cut(fit.prompt, LONGEST))]


def reference(fit: Fit) -> str:
    """What helped, as it is written down."""
    match fit:
        case Answered():
            return f"question:{fit.id}"
        case Saved():
            return f"prompt:{fit.id}"
        case Card():
            return f"card:{fit.id}"


def solved(row_id: int) -> Post:
    """In place of what was shown."""
    line = "Good to hear. Nobody else was asked."
    after_all: list[Block] = [kit.button("Ask a champion after all", blocks.REOPEN, row_id)]
    return Post(line, [kit.section(line), kit.actions(*after_all)])

"""The form of a card, in two steps: the card itself, then what it asks."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bot.authoring.rules import MOST_MINUTES, WORDINGS, Draft, Wording
from bot.packs import parse
from bot.packs.schema import Pack
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

CARD = "authoring.card"
ASKS = "authoring.asks"
ASKING = "asking"
QUESTIONS, TASK = "questions", "task"
MOST_CHOICES = 4
LONGEST_CHOICES = MOST_CHOICES * (parse.CHOICE + 1)
BENEFITS = {
    "faster": "It is faster", "better": "The result is better", "less-tedium": "Less tedium",
    "better-decisions": "Better decisions",
}  # fmt: skip
ORDINAL = ("First", "Second", "Third", "Fourth")
WITH_AI = "How do they do it with AI, and what do they check?"
RISK = "What is the real risk, and what to do about it?"
NO_NAMES = (
    "Write it for colleagues who were not there. No names, no customers, no data of the company: put "
    "[brackets] where the next person fills in their own. "
    "Is it made of a colleague's words? Ask them first."
)


@dataclass(frozen=True)
class Aim:
    """Which draft a form is about, and which version of it."""

    row_id: int = 0
    version: int = 0
    redacted: int = 0  # how often something was taken out; names the inputs anew, so that they show it

    def packed(self) -> str:
        return json.dumps(asdict(self))


def card_form(draft: Draft, aim: Aim, packs: Sequence[Pack], *, found: Sequence[str] = ()) -> View:
    """The first step."""
    box = _Box(aim)
    blocks: Blocks = [
        *_taken_out(found),
        kit.section(NO_NAMES),
        box.pick("place", "Where does it belong?", _places(packs, draft.place)),
        box.line("title", "What can one do with it? This is its title.", draft.title, parse.TITLE),
        box.text("problem", "In which situation does it help?", draft.problem, parse.CARD_BODY["Problem"]),
        box.text("before", "How do people do it without AI?", draft.before, parse.CARD_BODY["Before"]),
        box.text("after", WITH_AI, draft.after, parse.CARD_BODY["After"]),
        box.text("prompt", "The prompt to copy", draft.prompt, parse.PROMPT),
        box.text("guardrail", RISK, draft.guardrail, parse.GUARDRAIL),
        box.line("tool", "Which tool?", draft.tool or "any", parse.TOOL),
        box.pick("benefit", "What does it bring?", _select("benefit", BENEFITS, draft.benefit)),
        box.pick("minutes", "How many minutes does trying it take?", _minutes("minutes", draft.minutes)),
        box.pick(ASKING, "What does it ask at the end?", _asking(draft)),
    ]
    return kit.modal(CARD, "Card: 1 of 2", blocks, submit="Save and go on", private=aim.packed())


def asks_form(draft: Draft, aim: Aim, *, found: Sequence[str] = ()) -> View:
    """The second step: two wordings of one question, or a task."""
    box = _Box(aim)
    blocks = [*_taken_out(found), *(_task(draft, box) if draft.is_task else _questions(draft, box))]
    return kit.modal(ASKS, "Card: 2 of 2", blocks, submit="Save", private=aim.packed())


def _questions(draft: Draft, box: "_Box") -> Blocks:
    blocks: Blocks = [
        kit.section("Two wordings of one question, each in another situation: what does one now do?")
    ]
    for turn, one in enumerate(draft.wordings, start=1):
        answer = {str(place): f"{word} choice" for place, word in enumerate(ORDINAL, start=1)}
        blocks += [
            kit.header(f"{ORDINAL[turn - 1]} wording"),
            box.text(f"ask_{turn}", "The question", one.ask, parse.ASK),
            box.text(
                f"choices_{turn}",
                "Two to four choices, each on a line of its own",
                "\n".join(one.choices),
                LONGEST_CHOICES,
                hint=f"Up to {parse.CHOICE} characters each. Wrong ones should tempt a careful beginner.",
            ),
            box.pick(
                f"answer_{turn}", "Which is right?", _select(f"answer_{turn}", answer, str(one.answer or ""))
            ),
            box.text(f"because_{turn}", "Why is it right?", one.because, parse.BECAUSE),
        ]
    return blocks


def _task(draft: Draft, box: "_Box") -> Blocks:
    return [
        kit.section("A task of up to ten minutes with one's own work, and something to show for it."),
        box.text("do", "What to do", draft.do, parse.DO),
        box.line("deliverable", "What one ends up with", draft.deliverable, parse.DELIVERABLE),
        box.pick("task_minutes", "How many minutes?", _minutes("task_minutes", draft.task_minutes)),
    ]


class _Box:
    """Makes the inputs of one form.

    Slack keeps what was typed in an input of the same name, whatever we put in its place.
    """

    def __init__(self, aim: Aim) -> None:
        self._more = f".{aim.redacted}" if aim.redacted else ""

    def line(self, block: str, label: str, typed: str, longest: int) -> Block:
        return kit.input_block(
            block, label, kit.text_input(f"{block}{self._more}", initial=typed, longest=longest)
        )

    def text(self, block: str, label: str, typed: str, longest: int, *, hint: str = "") -> Block:
        name = f"{block}{self._more}"
        element = kit.text_input(name, initial=typed, longest=longest, multiline=True)
        return kit.input_block(block, label, element, hint=hint)

    def pick(self, block: str, label: str, element: Block) -> Block:
        return kit.input_block(block, label, element)


def _taken_out(found: Sequence[str]) -> Blocks:
    if not found:
        return []
    listed = kit.escape(", ".join(found))
    return [
        kit.section(
            f"*I took something out: {listed}.* Nothing of this step is stored yet. "
            "Read it once more, change what you like and save."
        )
    ]


def _places(packs: Sequence[Pack], chosen: str) -> Block:
    groups = {
        kit.cut(pack.title, kit.OPTION_TEXT): [
            Option(f"{pack.title}: {skill.replace('-', ' ')}", f"{pack.id}/{skill}") for skill in pack.order
        ]
        for pack in packs
    }
    return kit.grouped_select("place", groups, chosen=chosen)


def _select(name: str, words: Mapping[str, str], chosen: str) -> Block:
    return kit.select(name, [Option(text, value) for value, text in words.items()], chosen=chosen)


def _minutes(name: str, chosen: int) -> Block:
    return _select(name, {str(one): str(one) for one in range(1, MOST_MINUTES + 1)}, str(chosen))


def _asking(draft: Draft) -> Block:
    options = [
        Option("A question, in two wordings", QUESTIONS),
        Option("A task of up to ten minutes instead", TASK),
    ]
    return kit.radio(ASKING, options, chosen=TASK if draft.is_task else QUESTIONS)


def with_card(draft: Draft, typed: Callable[[str], str]) -> Draft:
    """The draft with what stands in the first step."""
    return replace(
        draft,
        place=typed("place"),
        title=typed("title"),
        problem=typed("problem"),
        before=typed("before"),
        after=typed("after"),
        prompt=typed("prompt"),
        guardrail=typed("guardrail"),
        tool=typed("tool"),
        benefit=typed("benefit"),
        minutes=_number(typed("minutes")),
        is_task=typed(ASKING) == TASK,
    )


def with_asks(draft: Draft, typed: Callable[[str], str]) -> Draft:
    """The draft with what stands in the second step."""
    if draft.is_task:
        minutes = _number(typed("task_minutes"))
        return replace(draft, do=typed("do"), deliverable=typed("deliverable"), task_minutes=minutes)
    wordings = tuple(
        Wording(
            typed(f"ask_{turn}"),
            tuple(line for line in typed(f"choices_{turn}").splitlines() if line.strip()),
            _number(typed(f"answer_{turn}")),
            typed(f"because_{turn}"),
        )
        for turn in range(1, WORDINGS + 1)
    )
    return replace(draft, wordings=wordings)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0

"""The form in which a prompt is saved or changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from bot.library import rules
from bot.library.rules import (
    LONGEST_EXAMPLE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_TOOL,
    LONGEST_WORKFLOW,
    Draft,
)
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

FORM = "library.form"
TITLE = "title"
TEXT = "text"
TOOL = "tool"
TOOL_VERSION = "tool_version"
LIMITS = "limits"
WHO = "who"
CHANGE = "change"
EXAMPLE = "example"
GUARDRAIL = "guardrail"
WORKFLOW = "workflow"
ALIKE = "alike"
MERGE = "merge"
BOTH = "both"
SHARED = "shared"
OWN = "own"

TITLE_HINT = "A few words that colleagues would look for."
ANSWER_HINT = "As a colleague would need it who was not there. Leave out names, customer data and passwords."
WORKFLOW_HINT = (
    "A few words, the same for all that belongs to it, such as “Tenders”. "
    f"At most {rules.MOST_VERIFIED} verified ones stand in each."
)
EXAMPLE_HINT = "What you put in, or what came out: a few lines."
GUARDRAIL_HINT = "What must never go in, and what a person has to check before it goes out."
TEXT_HINT = (
    "Put [brackets] where the next person fills in their own. Leave out names, customer data and passwords."
)
VERSION_HINT = "The model or the month, so that others know when to try it again."
LIMITS_HINT = "Where it goes wrong, or what to check before the result is used."
STALE = "This prompt was changed or deleted in the meantime. Copy your text, close this and open it again."
OTHER_GONE = "The other one is no longer there: choose to keep both."
SAVED_BEFORE = "You saved this message before: `/afterglow library` finds it, and there you can change it."


@dataclass(frozen=True)
class Aim:
    """What a form is about: a prompt we have at a version, or else the message a new one comes from."""

    row_id: int = 0
    version: int = 0
    channel: str = ""
    ts: str = ""
    author_id: str = ""  # who wrote the message, when it was somebody else
    is_team_channel: bool = False
    is_private: bool = False
    is_cut: bool = False
    team: str = field(default="", repr=False)
    redacted: int = 0  # how often something was taken out; names the inputs anew, so that they show it
    kind: rules.Kind = rules.Kind.PROMPT
    alike: int = 0  # the one that says nearly the same, once that was shown, as it was then
    alike_version: int = 0

    @property
    def is_answer(self) -> bool:
        return self.kind is rules.Kind.ANSWER

    def packed(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Alike:
    """What is kept already and says nearly the same as what is about to be saved."""

    id: int
    version: int
    title: str = field(repr=False)
    text: str = field(repr=False)
    is_own: bool


def form(draft: Draft, aim: Aim, *, found: Sequence[str] = (), alike: Alike | None = None) -> View:
    """Save a prompt or an answer, or change one: who will find it is said and chosen here."""
    blocks: Blocks = [*_taken_out(found), *_alike(alike), *_source(aim), *_fields(draft, aim)]
    if aim.row_id:
        blocks += [
            _input(CHANGE, "What did you change?", draft.change, LONGEST_NOTE, aim, optional=True),
            kit.small("The new version is a draft again until somebody verifies it."),
        ]
    what = "answer" if aim.is_answer else "prompt"
    title = f"Edit {what}" if aim.row_id else f"Save as {what}"
    return kit.modal(FORM, title, blocks, submit="Save", private=aim.packed())


def _alike(alike: Alike | None) -> Blocks:
    """Two that say the same make a library that nobody looks through: its saver decides."""
    if alike is None:
        return []
    merge = "Make mine its next version" if alike.is_own else "Keep the one that is there, and not mine"
    options = [Option("Keep both", BOTH), Option(merge, MERGE)]
    return [
        kit.section(f"*This looks like “{kit.escape(alike.title)}”.* Nothing is stored yet."),
        kit.code(kit.cut(alike.text, 600)),
        kit.input_block(ALIKE, "What should I do?", kit.radio(ALIKE, options, chosen=BOTH)),
    ]


def _taken_out(found: Sequence[str]) -> Blocks:
    if not found:
        return []
    listed = kit.escape(", ".join(found))
    return [
        kit.section(
            f"*I took something out: {listed}.* Nothing is stored yet. "
            "Read it once more, change what you like and save; or cancel, and nothing is kept."
        )
    ]


def _source(aim: Aim) -> Blocks:
    """What its writer and its first readers would want to be said."""
    lines = []
    if aim.author_id:
        lines.append(
            f"<@{aim.author_id}> wrote this message: the prompt is for you alone "
            "unless you choose otherwise. Ask them before you share it."
        )
    if aim.ts and aim.is_team_channel:
        lines.append("The prompt will link to the message in your team's channel.")
        if aim.is_private and not aim.author_id:
            lines.append("That channel is private: the prompt is for you alone unless you choose otherwise.")
    elif aim.ts:
        lines.append(
            "This message is not from your team's channel: the prompt is kept for you alone "
            "unless you choose otherwise below, and holds no link to the message."
        )
    if aim.is_cut:
        lines.append(f"The message was longer; here are its first {rules.longest(aim.kind)} characters.")
    return [kit.section(" ".join(lines))] if lines else []


def _fields(draft: Draft, aim: Aim) -> Blocks:
    named, told, hint = "What is it for?", "The prompt", TEXT_HINT
    if aim.is_answer:
        named, told, hint = "Which question does it answer?", "The answer", ANSWER_HINT
    return [
        _input(TITLE, named, draft.title, LONGEST_TITLE, aim, hint=TITLE_HINT),
        _input(TEXT, told, draft.text, rules.longest(aim.kind), aim, multiline=True, hint=hint),
        _who(draft, aim),
        *_optional(draft, aim),
    ]


def _optional(draft: Draft, aim: Aim) -> Blocks:
    """What makes it safe to use for somebody else."""
    asked = [
        (WORKFLOW, "Which workflow is it part of?", draft.workflow, LONGEST_WORKFLOW, WORKFLOW_HINT),
        (TOOL, "Which tool?", draft.tool, LONGEST_TOOL, ""),
        (TOOL_VERSION, "Tested with which version?", draft.tool_version, LONGEST_TOOL, VERSION_HINT),
        (EXAMPLE, "An example", draft.example, LONGEST_EXAMPLE, EXAMPLE_HINT),
        (LIMITS, "What to watch for?", draft.limits, LONGEST_NOTE, LIMITS_HINT),
        (GUARDRAIL, "What must never happen with it?", draft.guardrail, LONGEST_NOTE, GUARDRAIL_HINT),
    ]
    long = (EXAMPLE, LIMITS, GUARDRAIL)
    return [
        _input(block, label, typed, longest, aim, multiline=block in long, optional=True, hint=hint)
        for block, label, typed, longest, hint in asked
        if not (aim.is_answer and block == EXAMPLE)
    ]


def _input(
    block: str,
    label: str,
    typed: str,
    longest: int,
    aim: Aim,
    *,
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
) -> Block:
    # Slack keeps what was typed in an input of the same name, whatever we put in its place.
    name = f"{block}.{aim.redacted}" if aim.redacted else block
    element = kit.text_input(name, initial=typed, multiline=multiline, longest=longest)
    return kit.input_block(block, label, element, hint=hint, optional=optional)


def _who(draft: Draft, aim: Aim) -> Block:
    others = f"My team ({aim.team}), as a draft" if aim.team else "Admins, as a draft"
    options = [Option(kit.cut(others, kit.OPTION_TEXT), SHARED), Option("Only me", OWN)]
    chosen = SHARED if draft.shared else OWN
    return kit.input_block(
        WHO,
        "Who may find it?",
        kit.radio("who", options, chosen=chosen),
        hint="A draft that a champion of the team or an admin verifies is then found by everybody in this "
        "workspace, with its text as it stands here. You can take it back at any time.",
    )

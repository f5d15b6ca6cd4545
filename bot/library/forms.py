"""The form in which a prompt is saved or changed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from bot.guard.rules import Kind, words
from bot.library.rules import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, LONGEST_TOOL, Draft
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
SHARED = "shared"
OWN = "own"

TITLE_HINT = "A few words that colleagues would look for."
TEXT_HINT = (
    "Put [brackets] where the next person fills in their own. Leave out names, customer data and passwords."
)
VERSION_HINT = "The model or the month, so that others know when to try it again."
LIMITS_HINT = "Where it goes wrong, or what to check before the result is used."
STALE = "This prompt was changed or deleted in the meantime. Copy your text, close this and open it again."
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

    def packed(self) -> str:
        return json.dumps(asdict(self))


def form(draft: Draft, aim: Aim, *, found: Sequence[Kind] = ()) -> View:
    """Save a prompt, or change one: who will find it is said and chosen here."""
    blocks: Blocks = [*_taken_out(found), *_source(aim), *_fields(draft, aim)]
    if aim.row_id:
        blocks += [
            _input(CHANGE, "What did you change?", draft.change, LONGEST_NOTE, aim, optional=True),
            kit.small("The new version is a draft again until somebody verifies it."),
        ]
    title = "Edit prompt" if aim.row_id else "Save as prompt"
    return kit.modal(FORM, title, blocks, submit="Save", private=aim.packed())


def _taken_out(found: Sequence[Kind]) -> Blocks:
    if not found:
        return []
    listed = ", ".join(words(kind) for kind in found)
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
        lines.append(f"The message was longer; here are its first {LONGEST_TEXT} characters.")
    return [kit.section(" ".join(lines))] if lines else []


def _fields(draft: Draft, aim: Aim) -> Blocks:
    return [
        _input(TITLE, "What is it for?", draft.title, LONGEST_TITLE, aim, hint=TITLE_HINT),
        _input(TEXT, "The prompt", draft.text, LONGEST_TEXT, aim, multiline=True, hint=TEXT_HINT),
        _input(TOOL, "Which tool?", draft.tool, LONGEST_TOOL, aim, optional=True),
        _input(
            TOOL_VERSION,
            "Tested with which version?",
            draft.tool_version,
            LONGEST_TOOL,
            aim,
            optional=True,
            hint=VERSION_HINT,
        ),
        _input(
            LIMITS,
            "What to watch for?",
            draft.limits,
            LONGEST_NOTE,
            aim,
            multiline=True,
            optional=True,
            hint=LIMITS_HINT,
        ),
        _who(draft, aim),
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

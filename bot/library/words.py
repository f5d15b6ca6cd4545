"""What somebody wants to save, read from a message and from the form."""

import re
from dataclasses import dataclass

from bot.guard import rules as guard
from bot.guard.rules import Kind
from bot.library.rules import (
    FILLERS,
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_TOOL,
    Draft,
    words_of,
)
from bot.reading import plain, tools

NO_TITLE = "Give it a name that says what it is for."
NO_TEXT = "There is no prompt here yet: paste the words that you give to the tool."

EMPTY = frozenset(("ai", "here", "prompt", "this", "use"))

_FENCED = re.compile(r"```\s?(.+?)\s?```", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")


@dataclass(frozen=True)
class Checked:
    """A form without red lines in it, and what was taken out."""

    draft: Draft
    found: tuple[Kind, ...]


def told_by(message: str) -> Draft:
    """The form filled in with what a message says by itself; text set as code is the prompt."""
    said = plain.readable(message)
    fenced = _FENCED.findall(said)
    text = fenced[0].strip() if len(fenced) == 1 else said
    named = tools.named(said)
    around = _FENCED.sub(" ", said).strip() if len(fenced) == 1 else ""
    return Draft(title=_title(around or text), text=text, tool=plain.tool_name(named[0]) if named else "")


def _title(text: str) -> str:
    """The first sentence, as far as a title goes; never cut within a word."""
    first = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    before, _, after = first.partition(": ")
    # "Subject lines: …" says what it is for; "My prompt: …" does not.
    tells = set(words_of(before)) - FILLERS - EMPTY
    said = before if tells else after or before
    told = said.strip(" .:*_`>")
    told = told[:1].upper() + told[1:]
    if len(told) <= LONGEST_TITLE:
        return told
    return told[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def checked(draft: Draft) -> Checked:
    """Red lines are taken out of every field before anything is stored."""
    clean = guard.Cleaner()
    told = Draft(
        title=clean(draft.title),
        text=clean(draft.text),
        tool=clean(draft.tool),
        tool_version=clean(draft.tool_version),
        limits=clean(draft.limits),
        change=clean(draft.change),
        shared=draft.shared,
    )
    return Checked(told, clean.found)


def faults(draft: Draft) -> dict[str, str]:
    """What is missing, keyed by field."""
    missing = {"title": (draft.title, NO_TITLE), "text": (draft.text, NO_TEXT)}
    return {name: line for name, (typed, line) in missing.items() if not any(one.isalnum() for one in typed)}


def settled(draft: Draft) -> Draft:
    """What is stored: each field within its length, the title and the version in one line."""
    return Draft(
        title=" ".join(draft.title.split())[:LONGEST_TITLE],
        text=draft.text.strip()[:LONGEST_TEXT],
        tool=plain.tool_of(draft.tool, longest=LONGEST_TOOL) or "",
        tool_version=" ".join(draft.tool_version.split())[:LONGEST_TOOL],
        limits=draft.limits.strip()[:LONGEST_NOTE],
        change=draft.change.strip()[:LONGEST_NOTE],
        shared=draft.shared,
    )

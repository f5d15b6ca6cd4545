"""What somebody wants to save, read from a message and from the form."""

import re
from dataclasses import dataclass

from bot.guard.rules import Cleaner, Guard
from bot.library.rules import (
    FILLERS,
    LONGEST_EXAMPLE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_TOOL,
    LONGEST_WORKFLOW,
    Draft,
    Kind,
    longest,
    words_of,
)
from bot.reading import plain, tools

NO_TITLE = "Give it a name that says what it is for."
NO_TEXT = "There is no prompt here yet: paste the words that you give to the tool."
NO_ANSWER = "There is no answer here yet: paste it from the thread, or say it in your own words."

EMPTY = frozenset(("ai", "here", "prompt", "this", "use"))

_FENCED = re.compile(r"```\s?(.+?)\s?```", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")


@dataclass(frozen=True)
class Checked:
    """A form without red lines in it, and what was taken out."""

    draft: Draft
    found: tuple[str, ...]


def told_by(message: str, *, question: str = "", topic: str = "") -> Draft:
    """The form filled in with what a message says by itself; text set as code is the prompt.

    In the thread of a question that was asked in the open, all else is its answer.
    """
    said = plain.readable(message)
    fenced = _FENCED.findall(said)
    is_prompt = len(fenced) == 1
    text = fenced[0].strip() if is_prompt else said
    named = tools.named(said)
    around = _FENCED.sub(" ", said).strip() if is_prompt else ""
    return Draft(
        title=_title(question or around or text),
        text=text,
        tool=plain.tool_name(named[0]) if named else "",
        workflow="" if tools.named(topic) else topic,  # a tool is no piece of work
        kind=Kind.ANSWER if question and not is_prompt else Kind.PROMPT,
    )


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


def checked(draft: Draft, guard: Guard) -> Checked:
    """Red lines are taken out of every field before anything is stored."""
    clean = Cleaner(guard)
    told = Draft(
        title=clean(draft.title),
        text=clean(draft.text),
        tool=clean(draft.tool),
        tool_version=clean(draft.tool_version),
        limits=clean(draft.limits),
        change=clean(draft.change),
        shared=draft.shared,
        example=clean(draft.example),
        guardrail=clean(draft.guardrail),
        workflow=clean(draft.workflow),
        kind=draft.kind,
    )
    return Checked(told, clean.found)


def faults(draft: Draft) -> dict[str, str]:
    """What is missing, keyed by field."""
    no_text = NO_ANSWER if draft.kind is Kind.ANSWER else NO_TEXT
    missing = {"title": (draft.title, NO_TITLE), "text": (draft.text, no_text)}
    return {name: line for name, (typed, line) in missing.items() if not any(one.isalnum() for one in typed)}


def settled(draft: Draft) -> Draft:
    """What is stored: each field within its length, names and versions in one line."""
    return Draft(
        title=_line(draft.title, LONGEST_TITLE),
        text=draft.text.strip()[: longest(draft.kind)],
        tool=plain.tool_of(draft.tool, longest=LONGEST_TOOL) or "",
        tool_version=_line(draft.tool_version, LONGEST_TOOL),
        limits=draft.limits.strip()[:LONGEST_NOTE],
        change=draft.change.strip()[:LONGEST_NOTE],
        shared=draft.shared,
        example=draft.example.strip()[:LONGEST_EXAMPLE],
        guardrail=draft.guardrail.strip()[:LONGEST_NOTE],
        workflow=_line(draft.workflow, LONGEST_WORKFLOW),
        kind=draft.kind,
    )


def _line(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]

"""What an author typed, as we keep it: the words, the tool, the minutes."""

import re

from bot.reading import minutes as stated
from bot.reading import plain, tools
from bot.wins.rules import LONGEST_TEXT, LONGEST_TOOL, MOST_MINUTES, Draft, Entry, settled

NO_WORDS = "Write in a sentence or two what you used AI for."
NOT_A_TIME = "Write a time such as 90, 45 min or 1.5 h, or leave this empty."
TOO_MUCH = "That is more than I can log at once: up to 40 hours (2400 minutes)."


def entry_of(draft: Draft) -> Entry | dict[str, str]:
    """What the form says, or what is wrong with each field, keyed by these names."""
    errors: dict[str, str] = {}
    text = draft.text.strip()
    if not any(letter.isalnum() for letter in text):
        errors["text"] = NO_WORDS
    saved = _minutes(draft.minutes, errors)
    entry = Entry(text, draft.kind, tool_of(draft.tool), saved, draft.share, draft.anonymous)
    return errors or settled(entry)


def tool_of(typed: str) -> str | None:
    return plain.tool_of(typed, longest=LONGEST_TOOL)


def tool_name(tool: str) -> str:
    return plain.tool_name(tool)


def told_by(text: str) -> Draft:
    """The form filled in with what a text says by itself."""
    named = tools.named(text)
    saved = plausible(stated.saved(text))
    return Draft(text=text, tool=tool_name(named[0]) if named else "", minutes=str(saved) if saved else "")


def plausible(minutes: int | None) -> int | None:
    """Minutes as read from a text, if a person can have saved them at once."""
    return minutes if minutes is not None and 0 <= minutes <= MOST_MINUTES else None


def readable(text: str) -> str:
    """A Slack message as a person reads it, as far as we keep it."""
    return plain.readable(text)[:LONGEST_TEXT]


_NUMBER = r"(\d{1,5}(?:[.,]\d{1,2})?)"
_PLAIN = re.compile(r"(?:~|about |around )?(\d{1,5})\s*(?:m|mins?|minutes?)?", re.IGNORECASE)
_HOURS = re.compile(
    rf"(?:~|about |around )?{_NUMBER}\s*(?:h|hrs?|hours?)"
    r"(?:\s*(?:and\s)?(\d{1,2})\s*(?:m|mins?|minutes?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?:\s*(?:h|hrs?|hours?))?", re.IGNORECASE)
# Only what cannot be misread goes to the reader of sentences: it would find "9 hours" in "9e9 hours".
_SENTENCE = re.compile(
    r"(?:~?\d{1,3}(?:[.,]\d{1,2})?(?:\s?[-–]\s?\d{1,3})?(?![^\W_])|[^\W\d_][^\W\d_'’-]*)"
    r"(?:\s+(?:\d{1,3}(?:[.,]\d{1,2})?(?:\s?[-–]\s?\d{1,3})?(?![^\W_])|[^\W\d_][^\W\d_'’-]*))*\.?"
)


def minutes_of(typed: str) -> int | None:
    """The minutes that "3h", "90", "1:30" or "half an hour" mean; None when they mean none."""
    said = typed.strip()
    if found := _PLAIN.fullmatch(said):
        return int(found[1])
    if found := _HOURS.fullmatch(said):
        return round(float(found[1].replace(",", ".")) * 60) + int(found[2] or 0)
    if found := _CLOCK.fullmatch(said):
        return int(found[1]) * 60 + int(found[2])
    return stated.saved(f"saved {said}") if _SENTENCE.fullmatch(said) else None


def _minutes(typed: str, errors: dict[str, str]) -> int | None:
    if not typed.strip():
        return None
    found = minutes_of(typed)
    if found is None:
        errors["minutes"] = NOT_A_TIME
    elif found > MOST_MINUTES:
        errors["minutes"] = TOO_MUCH
    return found

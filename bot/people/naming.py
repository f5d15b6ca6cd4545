"""Whom or what somebody means by what they typed: a mention, a name, or something near it."""

import difflib
import re
from collections.abc import Sequence

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
NEAR = 0.7


def mentioned(text: str) -> str | None:
    """The id of the first person mentioned, as Slack writes a mention."""
    match = _MENTION.search(text)
    return match[1] if match else None


def meant(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that the text may mean, by the strictest reading that finds any."""
    wanted = " ".join(text.split()).removeprefix("@").casefold()
    if not wanted:
        return ()
    folded = {name: " ".join(name.split()).casefold() for name in names}
    readings = (
        lambda name: name == wanted,
        lambda name: wanted in name.split(),
        lambda name: name.startswith(wanted),
        lambda name: wanted in name,
        lambda name: _is_near(wanted, name),
    )
    for reads in readings:
        found = tuple(name for name, plain in folded.items() if reads(plain))
        if found:
            return found
    return ()


def _is_near(wanted: str, name: str) -> bool:
    """Whether somebody may have mistyped this name, or one word of it."""
    return any(difflib.SequenceMatcher(None, wanted, part).ratio() >= NEAR for part in (name, *name.split()))

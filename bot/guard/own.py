"""A company's own red lines: words, or shapes with signs that stand for others; no regular expressions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.guard.everyday import EVERYDAY

MOST = 50
LONGEST_NAME, LONGEST_SHAPE = 40, 80
SHORTEST = 3  # signs, besides *
KEPT = 256  # workspaces whose lines a process knows by heart

# Each sign of a text is looked at once for *, and a shape has one at most: no text takes long.
_SIGNS = {"#": r"\d", "@": r"[^\W\d_]", "*": r"(?:[\w-]|\.(?=\w)){0,60}"}
_MARKUP = frozenset("[]<>*_~`|")


@dataclass(frozen=True)
class OwnLine:
    """What is taken out, and the name by which its author hears of it."""

    name: str = field(repr=False)
    shape: str = field(repr=False)
    form: re.Pattern[str] = field(repr=False)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in self.form.finditer(text) if match.group())


@lru_cache(maxsize=KEPT)
def lines(typed: str) -> tuple[OwnLine, ...]:
    """The red lines of a text that was found to be without fault."""
    found = (_line(name, shape) for _, name, shape in _told(typed) if not _fault(name, shape))
    return tuple(found)[:MOST]


def fault(typed: str) -> str | None:
    """What is wrong with it, in one sentence that says where and what to do; None: it may be used."""
    told = list(_told(typed))
    for row, name, shape in told:
        if wrong := _fault(name, shape):
            return f"Line {row}: {wrong}"
    if len(told) > MOST:
        return f"These are {len(told)}, and {MOST} are the most: bring some together with # or *."
    return None


def _told(typed: str) -> Iterator[tuple[int, str, str]]:
    """Each shape with its name and the line that it stands in; several of one name have commas between."""
    for row, line in enumerate(typed.splitlines(), start=1):
        name, _, shapes = line.partition(":")
        if line.strip():
            for shape in shapes.split(","):
                yield row, " ".join(name.split()), " ".join(shape.split())


def _fault(name: str, shape: str) -> str | None:
    if not any(sign.isalnum() for sign in name) or not shape:
        return "write a name, a colon and what to take out, such as customer number: KD-######"
    if len(name) > LONGEST_NAME or _MARKUP & set(name):
        return f"the name before the colon has up to {LONGEST_NAME} letters, and no marks such as * or []."
    if len(shape) > LONGEST_SHAPE:
        return f"“{shape[:20]}…” is longer than {LONGEST_SHAPE} signs."
    if shape.count("*") > 1:
        return f"“{shape}” has more than one *: it stands for the rest of a word, dots and hyphens too."
    if sum(sign.isalnum() or sign in "#@" for sign in shape) < SHORTEST:
        return f"“{shape}” is too short: it needs {SHORTEST} letters, digits, # or @."
    if met := _line(name, shape).form.search(EVERYDAY):
        return f"“{shape}” would take out ordinary words, such as “{met.group()}”: write it longer."
    return None


def _line(name: str, shape: str) -> OwnLine:
    parts = (r"\s+" if sign == " " else _SIGNS.get(sign) or re.escape(sign) for sign in shape)
    return OwnLine(name, shape, re.compile(rf"(?<!\w){''.join(parts)}(?!\w)", re.IGNORECASE))

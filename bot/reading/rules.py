"""The one verdict on a channel message: a question, a win, a concern or none of them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.reading import minutes, model, tools
from bot.reading.normalise import LONGEST, normalise


class Kind(StrEnum):
    QUESTION = "question"
    WIN = "win"
    CONCERN = "concern"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """What a message is, how sure the reader is, and what it says of time and tool."""

    kind: Kind
    confidence: float
    minutes_saved: int | None = None
    tool: str | None = None
    topic: str | None = None


_SURE_ENOUGH = {Kind.QUESTION: 0.5, Kind.WIN: 0.6}
_CHOICE = re.compile(
    r"\b(?:which|or|vs\.?|versus|better|compar\w+|than|when to|oder|ou|welche\w*|besser|quel\w*)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]{2}")


def may_matter(text: str) -> bool:
    """Whether a message can be a question or a win at all: the cheap first gate on a busy stream."""
    return tools.names_ai(text)


def heard(text: str) -> Verdict | None:
    """What there is to act on in a channel message, or None; what names no AI costs next to nothing."""
    if not may_matter(text):
        return None
    verdict = read(text)
    return verdict if is_acting(verdict) else None


def read(text: str) -> Verdict:
    """The kind of a message, with the minutes saved of a win and the tool it names."""
    if not _LETTER.search(text):
        return Verdict(kind=Kind.NONE, confidence=1.0)
    normal = normalise(text)
    chances = _gated(model.weights().chances(normal.line), is_open=normal.names_ai)
    kind = max(chances, key=lambda k: chances[k])
    return Verdict(
        kind=kind,
        confidence=round(chances[kind], 3),
        minutes_saved=minutes.saved(text[:LONGEST]) if kind is Kind.WIN else None,
        tool=_tool(text, kind, named=normal.tools),
    )


def is_acting(verdict: Verdict) -> bool:
    """Whether the bot may answer this verdict in public or ask its author; a concern never."""
    return verdict.confidence >= _SURE_ENOUGH.get(verdict.kind, 2.0)


def _gated(chances: dict[str, float], *, is_open: bool) -> dict[Kind, float]:
    by_kind = {Kind(name): chance for name, chance in chances.items()}
    if is_open:
        return by_kind
    barred = by_kind[Kind.QUESTION] + by_kind[Kind.WIN]
    return {Kind.CONCERN: by_kind[Kind.CONCERN], Kind.NONE: by_kind[Kind.NONE] + barred}


def _tool(text: str, kind: Kind, *, named: tuple[str, ...]) -> str | None:
    if not named or (kind is Kind.QUESTION and len(named) > 1 and _CHOICE.search(text)):
        return None
    return named[0]

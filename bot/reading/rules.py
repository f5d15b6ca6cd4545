"""The one verdict on a channel message: a question, a win, a concern or none of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.reading import minutes, model, tools, traps
from bot.reading.normalise import LONGEST, SEEN, Normal, normalise
from bot.reading.tools import Named


class Kind(StrEnum):
    QUESTION = "question"
    WIN = "win"
    CONCERN = "concern"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """What a message is, how sure the reader is, and what it says of time and tool.

    `acting` is the chance that it is a question or a win, whichever is likelier, whatever it was taken for.
    """

    kind: Kind
    confidence: float
    minutes_saved: int | None = None
    tool: str | None = None
    topic: str | None = None
    acting: float = 0.0


_WORRIED = 0.75
_SURE_ENOUGH = {Kind.QUESTION: 0.52, Kind.WIN: 0.67}
# Of what names AI nine in a hundred lie between here and what is acted on, and three of five of these are
# questions or wins (`make bench`, where more than every third message is hard on purpose).
_UNSURE = 0.43
# How sure the reader is said to be of a question that it left to a model: people's words on these do not tell
# where it should act itself, for the model chose which of them they saw.
LEFT_TO_A_MODEL = 0.0
# What is believed before anybody said anything: nineteen of twenty were questions.
_BELIEVED_RIGHT, _BELIEVED = 19, 20
_PRECISE = 0.9
_STEP, _STRICTEST = 0.05, 0.9
_WORTH_A_LOOK = 0.25  # four kinds: below a quarter none is the likeliest
_CHOICE = re.compile(
    r"\b(?:which|or|vs\.?|versus|better|compar\w+|than|when to|oder|ou|welche\w*|besser|quel\w*)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]{2}")


def may_matter(text: str) -> bool:
    """Whether a message can be a question or a win at all."""
    return bool(tools.look(text))


def look(text: str) -> Verdict | None:
    """What a channel message that names AI is; None for all others, which cost next to nothing."""
    named = tools.look(text[:SEEN])
    return read(text, named) if named else None


def heard(text: str) -> Verdict | None:
    """What there is to act on in a channel message, or None."""
    verdict = look(text)
    return verdict if verdict is not None and is_heard(verdict) else None


def read(text: str, named: Named | None = None) -> Verdict:
    """The kind of a message, with the minutes saved of a win and the tool it names."""
    if not _LETTER.search(text):
        return Verdict(kind=Kind.NONE, confidence=1.0)
    normal = normalise(text, named)
    chances = gated(model.weights().chances(normal.line), normal)
    kind = max(chances, key=lambda k: chances[k])
    told = _of_kind(text, kind, round(chances[kind], 3), named=normal.tools)
    return replace(told, acting=round(max(chances.get(each, 0.0) for each in _SURE_ENOUGH), 3))


def taken_for(text: str, kind: Kind, confidence: float) -> Verdict:
    """What a message says of time and tool where somebody else told its kind."""
    return _of_kind(text, kind, confidence, named=normalise(text).tools)


def _of_kind(text: str, kind: Kind, confidence: float, *, named: tuple[str, ...]) -> Verdict:
    saved = minutes.saved(text[:LONGEST]) if kind is Kind.WIN else None
    return Verdict(kind, confidence, minutes_saved=saved, tool=_tool(text, kind, named=named))


def is_heard(verdict: Verdict) -> bool:
    """Whether anything may follow from this verdict in the channel or for its author."""
    return is_acting(verdict) or is_worried(verdict)


def is_unsure(verdict: Verdict, *, is_acted_on: bool) -> bool:
    """Whether what was not acted on may be a question or a win all the same: worth a second reading."""
    return not is_acted_on and verdict.acting >= _UNSURE


def is_acting(verdict: Verdict) -> bool:
    """Whether the bot may answer this verdict in public or ask its author; a concern never."""
    return verdict.confidence >= _SURE_ENOUGH.get(verdict.kind, 2.0)


def learnt(examples: Sequence[tuple[float, bool]]) -> float:
    """How sure to be of a question where people said what was one: (confidence, whether it was) of each.

    The lowest threshold above which nine of ten were right, counted with what is believed beforehand, so
    that a single mistake changes little; never so strict that nothing is heard any more.
    """
    least = _SURE_ENOUGH[Kind.QUESTION]
    for step in range(round((_STRICTEST - least) / _STEP)):
        threshold = round(least + step * _STEP, 2)
        told = [is_right for confidence, is_right in examples if confidence >= threshold]
        if (_BELIEVED_RIGHT + sum(told)) / (_BELIEVED + len(told)) >= _PRECISE:
            return threshold
    return _STRICTEST


def is_worried(verdict: Verdict) -> bool:
    """Whether a doubt is sure enough to name its author, and nobody else, somebody who listens."""
    return verdict.kind is Kind.CONCERN and verdict.confidence >= _WORRIED


def gated(chances: Mapping[str, float], normal: Normal) -> dict[Kind, float]:
    """The model's chances after the rules: what a message cannot be counts as none of them."""
    by_kind = {Kind(name): chance for name, chance in chances.items()}
    for kind in _barred(by_kind, normal):
        by_kind[Kind.NONE] += by_kind.pop(kind)
    return by_kind


def _barred(chances: Mapping[Kind, float], normal: Normal) -> list[Kind]:
    if not normal.names_ai:
        return [Kind.QUESTION, Kind.WIN]
    # Nothing the rules could bar is worth their time where the model sees neither.
    barred = []
    if chances[Kind.WIN] >= _WORTH_A_LOOK and traps.is_no_win(normal.line):
        barred.append(Kind.WIN)
    if chances[Kind.QUESTION] >= _WORTH_A_LOOK and traps.is_account_request(normal.line):
        barred.append(Kind.QUESTION)
    return barred


def _tool(text: str, kind: Kind, *, named: tuple[str, ...]) -> str | None:
    if not named or (kind is Kind.QUESTION and len(named) > 1 and _CHOICE.search(text)):
        return None
    return named[0]

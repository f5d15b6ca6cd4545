"""What packs leave open for each company to say: who answers for its rules, and which tools it approved."""

from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, TypeVar

from bot.packs.schema import Card, Challenge, Question, Task
from bot.workspaces.rules import Company

_Piece = TypeVar("_Piece", Card, Challenge, Question, Task)


OPEN = {
    "[your company's policy owner]": "policy_owner",
    "[your company's approved AI tools]": "tools",
}
_NOT_TEXT = frozenset(("id", "pack", "skill", "topic", "owner"))


def fill(text: str, company: Company) -> str:
    """The text with the company's words in its open places, or words that fit anybody."""
    for place, name in OPEN.items():
        if place in text:
            words = getattr(company, name) or place[1:-1]
            began = words[:1].upper() + words[1:]
            text = text.replace(f". {place}", f". {began}")
            text = (began + text[len(place) :] if text.startswith(place) else text).replace(place, words)
    return text


# A morning sends the same few hundred cards to thousands.
@lru_cache(maxsize=4096)
def filled(piece: _Piece, company: Company) -> _Piece:
    """A card or challenge with the company's words in every text that is shown."""
    names = [one.name for one in fields(piece) if one.name not in _NOT_TEXT]
    return replace(piece, **{name: _filled(getattr(piece, name), company) for name in names})


def _filled(value: Any, company: Company) -> Any:
    match value:
        case Question() | Task():
            return filled(value, company)
        case tuple():
            return tuple(_filled(one, company) for one in value)
        case str() if type(value) is str:
            return fill(value, company)
    return value

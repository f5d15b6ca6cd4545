"""Small checks that compose into Slack's rules for a JSON value: each yields one sentence per fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Check = Callable[[object, str], Iterator[str]]

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
WEB = re.compile(r"https?://\S+")
URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")
PLACE_ID = re.compile(r"[CGDUW][A-Z0-9]{2,}")


@dataclass(frozen=True)
class Shape:
    """The fields of one kind of object and a rule over them together."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rule: Check | None = None

    def with_optional(self, **more: Check) -> Shape:
        """The same shape with more optional fields."""
        return Shape(self.required, {**self.optional, **more}, self.rule)


def anything(value: object, path: str) -> Iterator[str]:
    """Accept whatever stands here."""
    yield from ()


def flag(value: object, path: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{path}: must be true or false"


def string(most: int, *, least: int = 1, like: re.Pattern[str] | None = None) -> Check:
    """A string of so many characters, in this form."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: must be a string"
            return
        if len(value) > most:
            yield f"{path}: {len(value)} characters, more than {most}"
        if len(value) < least:
            yield f"{path}: {len(value)} characters, fewer than {least}"
        if like and len(value) >= least and not like.fullmatch(value):
            yield f"{path}: not in the form Slack takes"

    return check


def number(least: float, most: float, *, whole: bool = True) -> Check:
    """A number within bounds."""

    def check(value: object, path: str) -> Iterator[str]:
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            yield f"{path}: must be a {'whole ' if whole else ''}number"
        elif not least <= value <= most:
            yield f"{path}: {value} is not within {least:g} and {most:g}"

    return check


def one_of(*values: str) -> Check:
    """One of these words."""

    def check(value: object, path: str) -> Iterator[str]:
        if value not in values:
            yield f"{path}: {value!r} is none of {', '.join(values)}"

    return check


def each(check: Check, most: int, *, least: int = 1) -> Check:
    """A list of so many things, each of them right."""

    def check_all(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: must be a list"
            return
        if len(value) > most:
            yield f"{path}: {len(value)} items, more than {most}"
        if len(value) < least:
            yield f"{path}: {len(value)} items, fewer than {least}"
        for index, one in enumerate(value):
            yield from check(one, f"{path}/{index}")

    return check_all


def shaped(shape: Shape, *, known: frozenset[str] = frozenset()) -> Check:
    """An object with these fields and no others."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must be an object"
            return
        found = list(_fields(value, path, shape, known))
        yield from found
        # A rule may trust its fields.
        if shape.rule and not found:
            yield from shape.rule(value, path)

    return check


def _fields(value: Mapping[str, object], path: str, shape: Shape, known: frozenset[str]) -> Iterator[str]:
    for name in shape.required:
        if name not in value:
            yield f"{path}: {name} is missing"
    for name, found in value.items():
        check = shape.required.get(name) or shape.optional.get(name)
        if check:
            yield from check(found, f"{path}/{name}")
        elif name not in known:
            yield f"{path}: {name} is not a field of this object"


def typed(table: Mapping[str, Shape], *, only: frozenset[str] | None = None) -> Check:
    """An object whose `type` names one of these shapes."""

    def check(value: object, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table:
            yield f"{path}: type {kind!r} is not known"
        elif only is not None and kind not in only:
            yield f"{path}: {kind} cannot stand here"
        else:
            yield from shaped(table[kind], known=frozenset({"type"}))(value, path)

    return check


def plain(most: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": _plain(most)})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object."""
    return typed({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


def _plain(most: int) -> Shape:
    return Shape({"text": string(most)}, {"emoji": flag})


def _mrkdwn(most: int) -> Shape:
    return Shape({"text": string(most)}, {"verbatim": flag})


def rules(*checks: Check) -> Check:
    """Several rules over one object."""

    def check(value: object, path: str) -> Iterator[str]:
        for one in checks:
            yield from one(value, path)

    return check


def any_field(*names: str) -> Check:
    """At least one of these fields."""

    def check(value: object, path: str) -> Iterator[str]:
        if isinstance(value, dict) and not any(name in value for name in names):
            yield f"{path}: one of {', '.join(names)} is needed"

    return check


def just_one_field(*names: str) -> Check:
    """One of these fields and not two."""

    def check(value: object, path: str) -> Iterator[str]:
        if isinstance(value, dict) and sum(name in value for name in names) != 1:
            yield f"{path}: exactly one of {', '.join(names)} is needed"

    return check


def unique(key: str, *, inside: str | None = None) -> Check:
    """No two objects of a list share this key."""

    def check(value: object, path: str) -> Iterator[str]:
        items = value.get(inside) if inside and isinstance(value, dict) else value
        if not isinstance(items, list):
            return
        keys = [one[key] for one in items if isinstance(one, dict) and isinstance(one.get(key), str)]
        for twice in sorted({one for one in keys if keys.count(one) > 1}):
            yield f"{path}: {key} {twice!r} stands here more than once"

    return check

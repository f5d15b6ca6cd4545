"""Reads one mapping of a pack file key by key and notes every slip at its line."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from bot.packs.source import Front, Page, nearest, unplain

Word = TypeVar("Word", bound=StrEnum)
Kept = TypeVar("Kept", str, date)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_SIZE = 60
STR = "tag:yaml.org,2002:str"
DATE = "tag:yaml.org,2002:timestamp"
NULL = "tag:yaml.org,2002:null"
READ_AS = {
    "tag:yaml.org,2002:bool": "yes or no",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    DATE: "a date",
}


class Form:
    """One mapping with known keys.

    A reader of a faulty or missing key gives a stand-in: a file with a fault is never used.
    `places` has the line of each key that was read without fault.
    """

    def __init__(
        self,
        node: yaml.MappingNode,
        front: Front,
        page: Page,
        *,
        needs: tuple[str, ...],
        may: tuple[str, ...] = (),
        line: int = 1,
        inside: str = "",
    ) -> None:
        self.line = line
        self.places: dict[str, int] = {}
        self._front = front
        self._page = page
        self._inside = inside
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            self._take(key, value, known=(*needs, *may))
        self.require(*needs)

    def require(self, *keys: str) -> None:
        """Note each of these keys that is not there."""
        for key in keys:
            if key not in self._nodes:
                place = f" in '{self._inside}'" if self._inside else ""
                self._page.fault(self.line, f"'{key}' is missing{place}", "add it")

    def _take(self, key: yaml.Node, value: yaml.Node, *, known: tuple[str, ...]) -> None:
        line = self._front.line(key.start_mark)
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in known:
            self._page.fault(line, f"'{name}' is not a known key", nearest(name, known))
        elif name in self._nodes:
            self._page.fault(line, f"'{name}' is given twice, first in line {self._lines[name]}", "keep one")
        else:
            self._nodes[name] = value
            self._lines[name] = line

    def has(self, key: str) -> bool:
        return key in self._nodes

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def fault(self, key: str, reason: str, hint: str = "") -> None:
        """Note a fault at the line of this key."""
        self.places.pop(key, None)
        self._page.fault(self.line_of(key), f"'{key}' {reason}", hint)

    def text(self, key: str, *, most: int) -> str:
        if key not in self._nodes:
            return ""
        text = self._text(self._nodes[key], key, line=self._lines[key], most=most)
        return self._keep(key, text) or ""

    def slug(self, key: str) -> str:
        slug = self.text(key, most=SLUG_SIZE)
        if slug and not SLUG.fullmatch(slug):
            self.fault(key, f'is "{slug}"', "use a-z, 0-9 and single hyphens")
        return slug

    def word(self, key: str, kind: type[Word]) -> Word:
        word = self.text(key, most=SLUG_SIZE)
        options = [member.value for member in kind]
        if word in options:
            return kind(word)
        if word:
            self.fault(key, f'is "{word}"', f"use one of {', '.join(options)}")
        return next(iter(kind))

    def number(self, key: str, low: int, high: int) -> int:
        node = self._nodes.get(key)
        if node is None:
            return low
        raw = node.value if isinstance(node, yaml.ScalarNode) else ""
        plain = isinstance(raw, str) and re.fullmatch(r"0|[1-9]\d{0,5}", raw, re.ASCII)
        if not plain or node.tag != "tag:yaml.org,2002:int":
            self.fault(key, "is not a whole number", f"use {low} to {high}, without quotes")
        elif not low <= int(raw) <= high:
            self.fault(key, f"is {int(raw)}", f"use {low} to {high}")
        else:
            self.places[key] = self._lines[key]
            return int(raw)
        return low

    def day(self, key: str) -> date:
        node = self._nodes.get(key)
        if node is None:
            return date.min
        raw = node.value if isinstance(node, yaml.ScalarNode) and node.tag in (STR, DATE) else ""
        try:
            # Stricter than fromisoformat, which also takes 20270215 and 2027-W07-1.
            day = date.fromisoformat(raw) if re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII) else None
        except ValueError:
            day = None
        if day is None:
            self.fault(key, "is not a date", "write year-month-day, such as 2027-02-15")
        return self._keep(key, day) or date.min

    def texts(self, key: str, *, fewest: int, most: int, size: int) -> tuple[str, ...]:
        """A list of texts, no two the same; `places` has the line of each as 'key text'."""
        nodes = self._items(key, fewest=fewest, most=most)
        kept: list[str] = []
        seen: set[str] = set()
        for node in nodes:
            line = self._front.line(node.start_mark)
            text = self._text(node, key, line=line, most=size)
            if text and text.casefold() in seen:
                self._page.fault(line, f"'{key}' has \"{text}\" twice", "keep one")
            elif text and self._cut_at_comma(node, kept):
                self._page.fault(
                    line,
                    f"'{key}' was cut at a comma before \"{text}\"",
                    "put the text with a comma in quotes",
                )
            elif text:
                self.places[f"{key} {text}"] = line
                seen.add(text.casefold())
                kept.append(text)
        if len(kept) == len(nodes) and fewest <= len(kept) <= most and self.has(key):
            self.places[key] = self._lines[key]
        return tuple(kept)

    def slugs(self, key: str, *, fewest: int, most: int) -> tuple[str, ...]:
        slugs = self.texts(key, fewest=fewest, most=most, size=SLUG_SIZE)
        for slug in slugs:
            if not SLUG.fullmatch(slug):
                line = self.places.pop(f"{key} {slug}")
                self.places.pop(key, None)
                self._page.fault(line, f"'{key}' has \"{slug}\"", "use a-z, 0-9 and single hyphens")
        return slugs

    def form(self, key: str, *, needs: tuple[str, ...]) -> "Form | None":
        """The mapping under this key."""
        node = self._nodes.get(key)
        return None if node is None else self._inner(node, key, self._lines[key], needs)

    def forms(
        self, key: str, *, needs: tuple[str, ...], fewest: int, most: int, may: tuple[str, ...] = ()
    ) -> tuple["Form", ...]:
        """The list of mappings under this key."""
        nodes = self._items(key, fewest=fewest, most=most)
        inner = [self._inner(node, key, self._front.line(node.start_mark), needs, may) for node in nodes]
        return tuple(form for form in inner if form)

    def _inner(
        self, node: yaml.Node, key: str, line: int, needs: tuple[str, ...], may: tuple[str, ...] = ()
    ) -> "Form | None":
        if isinstance(node, yaml.MappingNode):
            return Form(node, self._front, self._page, needs=needs, may=may, line=line, inside=key)
        self._page.fault(line, f"'{key}' does not hold keys", f"write {', '.join((*needs, *may))} below it")
        return None

    def _items(self, key: str, *, fewest: int, most: int) -> list[yaml.Node]:
        node = self._nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, "is not a list", "write [one, two] or a line '- one' each")
            return []
        if not fewest <= len(node.value) <= most:
            self.fault(key, f"lists {len(node.value)}", f"give {fewest} to {most}")
        return list(node.value)

    def _cut_at_comma(self, node: yaml.Node, before: list[str]) -> bool:
        # [Ask first, Nothing, it is enough] is three items to YAML and two to its writer.
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        inline = self._front.text[: node.start_mark.index].rstrip().endswith((",", "["))
        return plain and inline and node.value[:1].islower() and any(text[0].isupper() for text in before)

    def _text(self, node: yaml.Node, key: str, *, line: int, most: int) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._page.fault(line, f"'{key}' is not a text", "write one text, in quotes if it holds signs")
            return None
        text = " ".join(node.value.split())
        if node.tag == NULL or not text:
            self._page.fault(line, f"'{key}' is empty", "write it, or in quotes if it is the word null")
        elif node.tag != STR:
            seen = READ_AS.get(node.tag, "something else than text")
            self._page.fault(line, f"'{key}' holds {text}, which YAML reads as {seen}", f'write "{text}"')
        elif len(text) > most:
            self._page.fault(line, f"'{key}' has {len(text)} characters", f"{most} at most")
        elif self._loses_its_end(node):
            self._page.fault(line, f"'{key}' ends at ' #', which begins a comment", "put the text in quotes")
        elif slip := unplain(text):
            self._page.fault(line, f"'{key}' {slip[0]}", slip[1])
        else:
            return text
        return None

    def _loses_its_end(self, node: yaml.ScalarNode) -> bool:
        rest = self._front.text[node.end_mark.index :].partition("\n")[0]
        return not node.style and " " in node.value and rest.lstrip().startswith("#")

    def _keep(self, key: str, value: Kept | None) -> Kept | None:
        if value is not None:
            self.places[key] = self._lines[key]
        return value

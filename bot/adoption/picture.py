"""The report as one picture for a slide: the page's own numbers and charts, drawn without a browser."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import resvg_py
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.adoption import figures, report
from bot.adoption.report import Page
from bot.adoption.rules import Figure, Group

WIDTH, HEIGHT = 1920, 1080
FONTS = Path(__file__).parent / "fonts"
LEFT, RIGHT = 48, 1232
GAP = 12
BIGGEST, SMALLEST = 22.0, 13.0
LEAD = 17.0
FEW_TEAMS, MOST_TEAMS = 5, 8
FIRST_TEAM = 281
NAME_WIDE, WHERE_WIDE = 250.0, 780.0
EMPTY = "The charts and the teams begin with the first complete week."
SMALL = "Groups of fewer than five people are not shown."

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Card:
    """One number in a box; without a value its words stand there small."""

    x: float
    width: float
    label: str
    number: str
    detail: str
    is_known: bool

    @property
    def size(self) -> float:
        return _size(self.number, room=self.width - 24, best=BIGGEST)

    @property
    def lines(self) -> list[str]:
        return textwrap.wrap(self.number, width=20)


@dataclass(frozen=True)
class Key:
    """What a colour stands for."""

    css: str
    x: int
    text: str


@dataclass(frozen=True)
class Tile:
    """One chart with its caption."""

    x: int
    y: int
    title: str
    chart: Markup
    note: str = ""
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Row:
    """One team; without a share it is hidden, and `said` says why."""

    y: int
    name: str = field(repr=False)
    share: float | None
    said: str = field(repr=False)


def png(made: Page) -> bytes:
    """The picture, 1920 by 1080 pixels."""
    return resvg_py.svg_to_bytes(
        svg_string=svg(made),
        width=WIDTH,
        height=HEIGHT,
        font_files=[str(FONTS / "Inter-Regular.otf"), str(FONTS / "Inter-SemiBold.otf")],
        font_family="Inter",
        sans_serif_family="Inter",
    )


def svg(made: Page) -> str:
    """The same as a drawing, which the library turns into pixels."""
    rows, lead = report.rows(made.last), report.summary(made)
    is_known = made.leading.tally is not None
    return _template().render(
        where=fitted(f"{_plain(made.workspace)} · {_when(made)}", 14, WHERE_WIDE),
        lead=lead if is_known else "",
        lead_size=_size(lead, room=RIGHT - LEFT, best=LEAD),
        cards=list(_cards(figures.headline(made.leading))) if is_known else [],
        tiles=list(_tiles(made)) if made.last and is_known else [],
        teams=list(_teams(rows)),
        lasting=made.more if len(rows) <= FEW_TEAMS else (),
        more=f"and {len(rows) - MOST_TEAMS} more in the report" if len(rows) > MOST_TEAMS else "",
        top=210 if is_known else 112,
        empty=EMPTY if is_known else lead,
        footer=f"{SMALL} {_missing(made)}",
        made=f"Made {made.made_at:%Y-%m-%d} by Afterglow",
    )


def _when(made: Page) -> str:
    week, state = made.leading, "" if made.last else ", still running"
    return f"week of {report.day_text(week.monday)} {week.monday.year}{state}"


def _missing(made: Page) -> str:
    names = [figure.label.lower() for figure in made.front if figure.value is None]
    return f"Not measured yet: {', '.join(names)}." if names and made.leading.tally else ""


def _cards(shown: tuple[Figure, ...]) -> Iterator[Card]:
    width = (RIGHT - LEFT - GAP * (len(shown) - 1)) / len(shown)
    for i, figure in enumerate(shown):
        x = round(LEFT + i * (width + GAP), 1)
        label = figure.label.removesuffix(" for a champion")
        yield Card(x, round(width, 1), label, figure.number, figure.detail, figure.value is not None)


def _tiles(made: Page) -> Iterator[Tile]:
    drawn = report.drawings(made.weeks)
    right, below = LEFT + 376 + GAP, 210 + 226 + GAP
    yield Tile(
        LEFT, 210, "Active people", drawn["active"], note="Percent, with at least one confirmed act of use"
    )
    won = (Key("a", 0, "unprompted"), Key("b", 96, "prompted"))
    yield Tile(right, 210, "Wins", drawn["wins"], keys=won)
    yield Tile(
        LEFT, below, "Hours saved, as people state them", drawn["saved"], note="From half of it to all of it"
    )
    asked = (Key("a", 0, "taken by a champion"), Key("b", 150, "not taken"))
    yield Tile(right, below, "Questions to champions", drawn["asked"], keys=asked)


def _teams(groups: Sequence[Group]) -> Iterator[Row]:
    """A few stand close and leave room below; many take the whole height."""
    step = 33 if len(groups) <= FEW_TEAMS else 46
    for i, group in enumerate(groups[:MOST_TEAMS]):
        y, name = FIRST_TEAM + i * step, fitted(_plain(group.name), 14, NAME_WIDE)
        if group.tally is None:
            yield Row(y, fitted(name, 14, NAME_WIDE - 40), None, report.why_hidden(group))
        else:
            said = f"{group.tally.active} of {group.tally.people}"
            yield Row(y, name, figures.share_of(group.tally), said)


def _size(text: str, *, room: float, best: float) -> float:
    """As big as the room allows, up to the best size."""
    return round(min(best, max(SMALLEST, room / max(wide(text, 1.0), 1.0))), 1)


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it would not fit."""
    if wide(text, size) <= room:
        return text
    while text and wide(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wide(text: str, size: float) -> float:
    """About how wide the text stands, in the drawing's own units."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.53 for sign in text)


def _plain(text: str) -> str:
    """Without what XML does not know."""
    return _NOT_XML.sub("", text)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return pages.get_template("picture.svg")

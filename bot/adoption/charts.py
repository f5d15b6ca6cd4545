"""Charts as inline SVG: pure functions of values, coloured by the page and read aloud by their title."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 190
LEFT, RIGHT, TOP, BOTTOM = 38, 392, 20, 164
EVERY_LABEL = 6
A_SIGN = 7.0  # about as wide as a figure of a value
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Point:
    """One week; without a value it is a gap, and `said` is what stands at the value."""

    label: str
    value: float | None
    said: str = ""


@dataclass(frozen=True)
class Column:
    """One week of parts that add up, from the bottom; or, with `floats`, of a range from low to high."""

    label: str
    parts: tuple[float, ...]
    said: str = ""
    floats: bool = False


def line(points: Sequence[Point], *, title: str, unit: str = "") -> str:
    """How a number moved over the weeks; percent always stands on 0 to 100."""
    top = 100.0 if unit == "%" else nice_top(max((p.value or 0 for p in points), default=0))
    places = [(_middle(i, len(points)), point) for i, point in enumerate(points)]
    runs = [" ".join(f"{x:.1f},{_y(v, top):.1f}" for x, v in run) for run in _runs(places)]
    drawn = [f'<polyline class="line" points="{run}"/>' for run in runs]
    drawn += [
        f'<circle class="dot" cx="{x:.1f}" cy="{_y(point.value, top):.1f}" r="3.5"/>'
        for x, point in places
        if point.value is not None
    ]
    drawn += _last_said(places, top)
    return _chart(title, [*_grid(top, unit), *drawn, *_labels([p.label for p in points])])


def columns(weeks: Sequence[Column], *, title: str, unit: str = "") -> str:
    """What was done in each week, one column each."""
    top = nice_top(max((_height(each) for each in weeks), default=0))
    wide = (RIGHT - LEFT) / max(len(weeks), 4) * 0.62
    drawn: list[str] = []
    step = _every(weeks)
    for i, week in enumerate(weeks):
        middle = _middle(i, len(weeks))
        drawn += _column(week, middle, top=top, wide=wide)
        if week.said and (len(weeks) - 1 - i) % step == 0:
            above = _y(_height(week), top) - 5
            drawn.append(f'<text class="said" x="{middle:.1f}" y="{above:.1f}">{escape(week.said)}</text>')
    return _chart(title, [*_grid(top, unit), *drawn, *_labels([week.label for week in weeks])])


def bar(value: float, *, top: float = 100.0) -> str:
    """One thin bar for a table's cell, beside the number itself."""
    length = max(100 * min(value, top) / top, 1)
    track = '<rect class="track" width="100" height="8"/>'
    drawn = f'<rect class="a" width="{length:.0f}" height="8"/>'
    return f'<svg class="bar" viewBox="0 0 100 8" aria-hidden="true">{track}{drawn}</svg>'


def nice_top(highest: float) -> float:
    """The round number at which an axis ends: the first above the highest value."""
    if highest <= 4:
        return 4.0
    size = 1.0
    while size * 10 < highest:
        size *= 10
    return next(step * size for step in STEPS if step * size >= highest)


def _chart(title: str, drawn: Sequence[str]) -> str:
    name = escape(title, quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{name}">{"".join(drawn)}</svg>'


def _grid(top: float, unit: str) -> Iterator[str]:
    for tick in (0.0, top / 2, top):
        y = _y(tick, top)
        yield f'<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}">{tick:g}{escape(unit)}</text>'


def _labels(labels: Sequence[str]) -> Iterator[str]:
    step = -(-len(labels) // EVERY_LABEL)
    for i, label in enumerate(labels):
        if (len(labels) - 1 - i) % max(step, 1) == 0:
            x, name = _middle(i, len(labels)), escape(label)
            yield f'<text class="label" x="{x:.1f}" y="{BOTTOM + 18}">{name}</text>'


def _column(week: Column, middle: float, *, top: float, wide: float) -> Iterator[str]:
    low = 0.0
    for i, part in enumerate(week.parts):
        high = part if week.floats else low + part
        drawn = not (week.floats and i == 0)
        if drawn and high > low:
            y, tall = _y(high, top), _y(low, top) - _y(high, top)
            css = "a" if week.floats or i == 0 else "b"
            size = f'width="{wide:.1f}" height="{tall:.1f}"'
            yield f'<rect class="{css}" x="{middle - wide / 2:.1f}" y="{y:.1f}" {size}/>'
        low = high


def _every(weeks: Sequence[Column]) -> int:
    """Which of the columns say their value, counted from the last, so that no two words touch."""
    longest = max((len(week.said) for week in weeks), default=0)
    return max(math.ceil(longest * A_SIGN * len(weeks) / (RIGHT - LEFT)), 1)


def _height(week: Column) -> float:
    return max(week.parts, default=0) if week.floats else sum(week.parts)


def _runs(places: Sequence[tuple[float, Point]]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for x, point in places:
        if point.value is not None:
            run.append((x, point.value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _last_said(places: Sequence[tuple[float, Point]], top: float) -> list[str]:
    known = [(x, point, point.value) for x, point in places if point.value is not None]
    if not known:
        return []
    x, point, value = known[-1]
    y = max(_y(value, top) - 10, 12)
    return [f'<text class="said last" x="{min(x, RIGHT - 16):.1f}" y="{y:.1f}">{escape(point.said)}</text>']


def _middle(i: int, count: int) -> float:
    wide = (RIGHT - LEFT) / max(count, 4)
    return LEFT + wide * (i + 0.5)


def _y(value: float | None, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min((value or 0) / top, 1)

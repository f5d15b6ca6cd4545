"""Charts: well-formed pictures that say what they show and run nothing."""

from xml.etree import ElementTree

import pytest

from bot.adoption import charts
from bot.adoption.charts import Column, Point

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_a_gap_in_the_weeks_is_a_gap_in_the_line() -> None:
    points = [
        Point("2 Nov", 40),
        Point("9 Nov", None),
        Point("16 Nov", 60, "60%"),
        Point("23 Nov", 50, "50%"),
    ]
    drawn = parsed(charts.line(points, title="Active", unit="%"))
    assert len(drawn.findall("polyline")) == 2
    assert [one.text for one in drawn.findall("text[@class='said last']")] == ["50%"]


def test_a_higher_column_stands_higher() -> None:
    drawn = parsed(charts.columns([Column("a", (4,)), Column("b", (2, 1))], title="Wins"))
    heights = [float(one.attrib["height"]) for one in drawn.findall("rect")]
    assert heights[0] > heights[1] + heights[2] > 0


def test_a_range_floats_between_its_ends() -> None:
    drawn = parsed(charts.columns([Column("a", (5, 10), floats=True)], title="Hours"))
    (only,) = drawn.findall("rect")
    bottom = float(only.attrib["y"]) + float(only.attrib["height"])
    assert bottom < charts.BOTTOM - 10


def test_values_that_would_touch_are_said_of_every_other_column() -> None:
    weeks = [Column(str(i), (20, 40), f"{20 + i}–40", floats=True) for i in range(12)]
    said = [one.text for one in parsed(charts.columns(weeks, title="Hours")).findall("text[@class='said']")]
    assert said == [week.said for week in weeks[1::2]]


def test_no_weeks_at_all_still_draw_a_chart() -> None:
    assert parsed(charts.line([], title="Active", unit="%")) is not None
    assert parsed(charts.columns([Column("a", ())], title="Wins")).findall("rect") == []


def test_names_cannot_become_markup() -> None:
    evil = '"><script>alert(1)</script>'
    for svg in (
        charts.line([Point(evil, 1, evil)], title=evil),
        charts.columns([Column(evil, (1,), evil)], title=evil),
    ):
        assert "<script" not in svg
        assert parsed(svg).attrib["aria-label"] == evil


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (4, 4), (7, 10), (10, 10), (11, 20), (23, 25), (260, 500)]
)
def test_an_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    assert charts.nice_top(highest) == top

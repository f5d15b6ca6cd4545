"""What a model says of the points of a rubric, and the grade that it suggests."""

import pytest

from bot.grading.rules import Point, packed, suggested, unpacked
from bot.nudges.rules import Answer


@pytest.mark.parametrize(
    ("met", "answer"),
    [
        ((True, True, True), Answer.KNEW),
        ((True, False, False), Answer.PARTLY),
        ((False, False), Answer.NO),
    ],
)
def test_all_points_some_or_none(met: tuple[bool, ...], answer: Answer) -> None:
    assert suggested([Point(one, "x") for one in met]) is answer


def test_points_come_back_as_they_were_kept() -> None:
    points = (Point(met=True, because="Ja, «genau»."), Point(met=False, because="No."))
    assert unpacked(packed(points)) == points
    assert unpacked(None) == ()

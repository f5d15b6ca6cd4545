"""What a model may say of an answer in one's own words, and the grade that this suggests."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.nudges.rules import Answer

LONGEST = 1500
KEPT = timedelta(days=1)  # the words, and what a model said of them
MOST_ASKED = 3  # times that one answer, written anew, is put to a model
GRADES = (Answer.KNEW, Answer.PARTLY, Answer.NO)


class State(StrEnum):
    """What becomes of one answer with a model."""

    WANTED = "wanted"
    ASKING = "asking"
    SUGGESTED = "suggested"
    FAILED = "failed"  # asked in vain: its author grades alone
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Point:
    """Whether one point of a rubric is there in the answer, and why, in a sentence."""

    met: bool
    because: str = field(repr=False)


def suggested(points: Sequence[Point]) -> Answer:
    """All there, some of it, or none yet."""
    met = sum(point.met for point in points)
    if met == len(points):
        return Answer.KNEW
    return Answer.PARTLY if met else Answer.NO


def packed(points: Sequence[Point]) -> str:
    """Points as they are stored."""
    return json.dumps([[point.met, point.because] for point in points], ensure_ascii=False)


def unpacked(stored: str | None) -> tuple[Point, ...]:
    """The points that were stored; none where there are none."""
    return tuple(Point(met, because) for met, because in json.loads(stored)) if stored else ()

"""FSRS-6, the forward formulas: how one memory of one card fades, and how an answer changes it."""

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from math import exp
from typing import NamedTuple

# The default weights of FSRS-6; the `fsrs` library, our test oracle, ships the same ones.
WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194),
    *(0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
_DECAY = -WEIGHTS[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_LEAST_STABILITY = 0.001


class Grade(IntEnum):
    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


# What every review would compute again.
_BONUS = {Grade.HARD: WEIGHTS[15], Grade.EASY: WEIGHTS[16]}
_RECALLED, _LAPSED = exp(WEIGHTS[8]), exp(WEIGHTS[17] * WEIGHTS[18])
_EASIEST = WEIGHTS[7] * (WEIGHTS[4] - exp(WEIGHTS[5] * (Grade.EASY - 1)) + 1)


class Memory(NamedTuple):
    """What one learner keeps of one card: stability in days, difficulty 1 to 10, the last day of review."""

    stability: float
    difficulty: float
    last: date


def first(grade: Grade, day: date) -> Memory:
    """The memory after the first answer ever."""
    return Memory(WEIGHTS[grade - 1], _within_1_and_10(_first_difficulty(grade)), day)


def review(memory: Memory, grade: Grade, day: date) -> Memory:
    """The memory after another answer; the calendar of someone who flies west does not run backward."""
    if day <= memory.last:
        stability = _same_day_stability(memory.stability, grade)
    elif grade is Grade.AGAIN:
        stability = _forgotten_stability(memory, retrievability(memory, day))
    else:
        stability = _recalled_stability(memory, grade, retrievability(memory, day))
    difficulty = _next_difficulty(memory.difficulty, grade)
    return Memory(max(stability, _LEAST_STABILITY), difficulty, max(day, memory.last))


def retrievability(memory: Memory, day: date) -> float:
    """The chance that the card is recalled on this day."""
    elapsed = max(0, (day - memory.last).days)
    return float((1 + _FACTOR * elapsed / memory.stability) ** _DECAY)


def replay(grades: Iterable[tuple[date, Grade]]) -> Memory | None:
    """The memory that a history of answers leaves, in the order of their days; None without any."""
    memory: Memory | None = None
    for day, grade in sorted(grades, key=lambda event: event[0]):
        memory = review(memory, grade, day) if memory else first(grade, day)
    return memory


def _first_difficulty(grade: Grade) -> float:
    return WEIGHTS[4] - exp(WEIGHTS[5] * (grade - 1)) + 1


def _next_difficulty(difficulty: float, grade: Grade) -> float:
    damped = difficulty - WEIGHTS[6] * (grade - 3) * (10 - difficulty) / 9
    return _within_1_and_10(_EASIEST + (1 - WEIGHTS[7]) * damped)


def _same_day_stability(stability: float, grade: Grade) -> float:
    growth: float = exp(WEIGHTS[17] * (grade - 3 + WEIGHTS[18])) * stability ** -WEIGHTS[19]
    return stability * (growth if grade is Grade.AGAIN else max(growth, 1.0))


def _forgotten_stability(memory: Memory, recall: float) -> float:
    lapsed: float = WEIGHTS[11] * memory.difficulty ** -WEIGHTS[12]
    lapsed *= ((memory.stability + 1) ** WEIGHTS[13] - 1) * exp((1 - recall) * WEIGHTS[14])
    return min(lapsed, memory.stability / _LAPSED)


def _recalled_stability(memory: Memory, grade: Grade, recall: float) -> float:
    growth: float = _RECALLED * (11 - memory.difficulty) * memory.stability ** -WEIGHTS[9]
    growth *= exp((1 - recall) * WEIGHTS[10]) - 1
    return memory.stability * (1 + growth * _BONUS.get(grade, 1.0))


def _within_1_and_10(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)

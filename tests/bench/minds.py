"""Learners whose memory nobody knows: three kinds of forgetting, none of them the one the policy believes in.

In each, a third of what a workshop taught is left after thirty days.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

CHECKS = (30, 60, 90)  # days after the training
GUESSED, SLIPPED = 0.1, 0.05  # reported right though forgotten, wrong though known
FIRST_TIME_RIGHT = 0.76


class Mind(Protocol):
    """How one learner keeps one kind of card; a trace is what is left of it."""

    def taught(self, ease: float, day: int, *, passed: bool) -> "Trace": ...

    def recall(self, trace: "Trace", day: int) -> float: ...

    def reviewed(self, trace: "Trace", day: int, *, passed: bool) -> "Trace": ...


@dataclass(frozen=True)
class Trace:
    """What a card left behind: its strength in days, a slow share of it, and when it was last met."""

    strength: float
    slow: float
    day: int


@dataclass(frozen=True)
class Halving:
    """Half of it is gone after a half-life, which a spaced success stretches (half-life regression)."""

    half_life: float = 19.0

    def taught(self, ease: float, day: int, *, passed: bool) -> Trace:
        return Trace(self.half_life * ease * (1.0 if passed else 0.5), 0, day)

    def recall(self, trace: Trace, day: int) -> float:
        return float(0.5 ** (max(day - trace.day, 0) / trace.strength))

    def reviewed(self, trace: Trace, day: int, *, passed: bool) -> Trace:
        forgotten = 1 - self.recall(trace, day)
        return Trace(trace.strength * (1.3 + 2.2 * forgotten if passed else 0.75), 0, day)


@dataclass(frozen=True)
class Fading:
    """Fast at first and ever slower after: a power of time."""

    scale: float = 5.0
    power: float = 0.55

    def taught(self, ease: float, day: int, *, passed: bool) -> Trace:
        return Trace(self.scale * ease * (1.0 if passed else 0.45), 0, day)

    def recall(self, trace: Trace, day: int) -> float:
        return float((1 + max(day - trace.day, 0) / trace.strength) ** -self.power)

    def reviewed(self, trace: Trace, day: int, *, passed: bool) -> Trace:
        forgotten = 1 - self.recall(trace, day)
        return Trace(trace.strength * (1.2 + 3.5 * forgotten if passed else 0.8), 0, day)


@dataclass(frozen=True)
class TwoStores:
    """A quick store that is empty in a week, and a slow one that grows with every spaced meeting."""

    quick: float = 6.0
    slow: float = 80.0

    def taught(self, ease: float, day: int, *, passed: bool) -> Trace:
        return Trace(self.quick * ease, min(0.48 * ease, 0.9) if passed else 0.2, day)

    def recall(self, trace: Trace, day: int) -> float:
        gone = max(day - trace.day, 0)
        return trace.slow * exp(-gone / self.slow) + (1 - trace.slow) * exp(-gone / trace.strength)

    def reviewed(self, trace: Trace, day: int, *, passed: bool) -> Trace:
        left = trace.slow * exp(-max(day - trace.day, 0) / self.slow)
        gained = (1 - left) * (1 - self.recall(trace, day)) * (0.55 if passed else 0.25)
        return Trace(trace.strength, min(left + gained, 0.98), day)


MINDS: Sequence[Mind] = (Halving(), Fading(), TwoStores())


@dataclass
class Learner:
    """One person with their cards: what they keep, how often they answer, and when they are away."""

    mind: Mind
    eases: Sequence[float]
    covered: Sequence[bool]
    ignores: float
    away: range
    chance: random.Random
    traces: dict[int, Trace]

    def answers(self, card: int, day: int) -> bool | None:
        """What they report of a card they were sent, after which they remember it better; None: ignored."""
        if self.chance.random() < self.ignores:
            return None
        trace = self.traces.get(card)
        known = FIRST_TIME_RIGHT if trace is None else self.mind.recall(trace, day)
        passed = self.chance.random() < known
        self.traces[card] = self.after(card, day, passed=passed)
        return self.chance.random() < (1 - SLIPPED if passed else GUESSED)

    def after(self, card: int, day: int, *, passed: bool) -> Trace:
        """What a meeting leaves behind."""
        trace = self.traces.get(card)
        if trace is None:
            return self.mind.taught(self.eases[card], day, passed=passed)
        return self.mind.reviewed(trace, day, passed=passed)

    def kept(self, trace: Trace | None, *, after: int = -1) -> float:
        """How much of a card they know at the checks behind this day, on average."""
        ahead = [day for day in CHECKS if day > after]
        if trace is None or not ahead:
            return 0.0
        return sum(self.mind.recall(trace, day) for day in ahead) / len(ahead)

    def gain(self, card: int, day: int) -> float:
        """What sending it now is worth, for who can look into their head."""
        trace = self.traces.get(card)
        known = FIRST_TIME_RIGHT if trace is None else self.mind.recall(trace, day)
        passed, failed = (self.kept(self.after(card, day, passed=did), after=day) for did in (True, False))
        return known * passed + (1 - known) * failed - self.kept(trace, after=day)


def learner(mind: Mind, cards: int, *, taught: float, seed: str) -> Learner:
    """One whose workshop covered this share of the cards; the same seed is the same person."""
    chance = random.Random(seed)
    covered = [number < cards * taught for number in range(cards)]
    chance.shuffle(covered)
    leaves = chance.randrange(10, 80)
    one = Learner(
        mind,
        eases=[chance.lognormvariate(0, 0.5) for _ in range(cards)],
        covered=covered,
        ignores=chance.uniform(0.3, 0.5),
        away=range(leaves, leaves + chance.choice((0, 5, 10, 14))),
        chance=chance,
        traces={},
    )
    for card, is_covered in enumerate(covered):
        if is_covered:
            one.traces[card] = one.after(card, 0, passed=chance.random() < FIRST_TIME_RIGHT)
    return one

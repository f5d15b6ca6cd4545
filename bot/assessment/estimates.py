"""What was sent against what was kept back, with the uncertainty that few people leave. Pure.

Answers of one person resemble each other, so people are what is counted, not answers. Each person is their
own comparison: the share they got right of what was sent to them, less that of what was kept back. Student's
t over these differences is the analysis by cluster summaries, which holds with few clusters (Hayes & Moulton,
Cluster Randomised Trials, ch. 10). Where people happen to agree, their spread says too little: it is never
taken to be smaller than what chance alone leaves in so many answers, with one right and one wrong added on
each side (Agresti & Caffo, The American Statistician 54, 2000).
"""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import NormalDist, fmean, variance

from bot.assessment.rules import Effect, Estimate, Score
from bot.wins.rules import ENOUGH_PEOPLE

SURE = 0.95
# An answer from 1 to 5 is a feeling rounded to whole steps: of a difference of two at least so much varies.
ROUNDING = 2 / 12


def effect(scores: Sequence[Score]) -> Effect | None:
    """Over the people who were asked about both; None when they are fewer than five."""
    both = [score for score in scores if score.compares]
    if len(both) < ENOUGH_PEOPLE:
        return None
    sent = [score.sent_right / score.sent for score in both]
    held = [score.held_right / score.held for score in both]
    by_chance = _by_chance(
        sum(score.sent_right for score in both), sum(score.sent for score in both)
    ) + _by_chance(sum(score.held_right for score in both), sum(score.held for score in both))
    differences = [ours - theirs for ours, theirs in zip(sent, held, strict=True)]
    found = _mean(differences, least=by_chance, within=1.0)
    return Effect(fmean(sent), fmean(held), found)


def change(pairs: Sequence[tuple[int, int]]) -> Estimate | None:
    """How much surer people are, from (then, now) of the same people; None when they are fewer than five."""
    if len(pairs) < ENOUGH_PEOPLE:
        return None
    return _mean([float(now - then) for then, now in pairs], least=ROUNDING / len(pairs), within=4.0)


def _mean(values: Sequence[float], *, least: float, within: float) -> Estimate:
    people, middle = len(values), fmean(values)
    reach = students_t(people - 1) * sqrt(max(variance(values, middle) / people, least))
    return Estimate(people, middle, max(middle - reach, -within), min(middle + reach, within))


def _by_chance(right: int, asked: int) -> float:
    share = (right + 1) / (asked + 2)
    return share * (1 - share) / (asked + 2)


def students_t(freedom: int, *, sure: float = SURE) -> float:
    """How many standard errors reach to either side (Abramowitz & Stegun 26.7.5; three digits from 4 on)."""
    z = NormalDist().inv_cdf((1 + sure) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + fsum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))

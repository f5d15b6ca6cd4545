"""What each way of choosing cards leaves in heads, as a share of an oracle's gain; and what ours costs."""

import random
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import mean

from bot.nudges.fsrs import Grade
from bot.nudges.rules import Choice, Graded, choose_card
from tests.bench.figure import Figure
from tests.bench.minds import CHECKS, MINDS, Learner, learner
from tests.bench.policies import BOOKS, TOPICS, TRAINED, Oracle, Ours, Policy, Silence, Way

LEARNERS = 20  # of each kind of mind, at each pace
DAYS = CHECKS[-1]
PACES = {2: (1, 3), 5: (0, 1, 2, 3, 4), 10: (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)}  # nudges a week: their weekdays
SETTINGS = (
    ("60 cards, half taught", 60, 0.5, 0.84),
    ("20 cards, half taught", 20, 0.5, 0.90),
    ("60 cards, all taught", 60, 1.0, 0.75),
)
CHOICES = 2_000
CORES_PEOPLE = 100_000
MOST_S = 60.0


def figures() -> list[Figure]:
    """Each way's share of the oracle's gain, in three settings, and the cost of ours."""
    return [figure for setting in SETTINGS for figure in shares(*setting)] + [cost()]


def shares(name: str, cards: int, taught: float, least: float) -> list[Figure]:
    """Everybody is simulated once for each way, with the same accidents."""
    nothing, most = (_kept(way, cards, taught) for way in (Silence, Oracle))
    mine = (_kept(Ours, cards, taught) - nothing) / (most - nothing)
    books = {name: (_kept(way, cards, taught) - nothing) / (most - nothing) for name, way in BOOKS.items()}
    others = ", ".join(f"{name} {share:.2f}" for name, share in books.items())
    shown = f"{nothing:.2f} to {most:.2f} known"
    return [
        Figure(
            f"gain over silence, ours / oracle, {name}", shown, f"{mine:.2f}", f">= {least}", mine >= least
        ),
        Figure(
            f"  the books: {others}",
            "",
            "-",
            "less",
            mine > max(books.values()),
        ),
    ]


def _kept(way: Way, cards: int, taught: float) -> float:
    """What learners know at the checks on average."""
    people = [
        (learner(mind, cards, taught=taught, seed=f"{mind} {pace} {number}"), weekdays)
        for mind in MINDS
        for pace, weekdays in PACES.items()
        for number in range(LEARNERS)
    ]
    return mean(_lived(one, way(one), weekdays) for one, weekdays in people)


def _lived(one: Learner, policy: Policy, weekdays: Sequence[int]) -> float:
    """Ninety days of nudges; how much of a card they know at the checks on average."""
    known = []
    for day in range(DAYS + 1):
        if day in CHECKS:
            known.append(
                mean(
                    one.mind.recall(trace, day) if (trace := one.traces.get(card)) else 0.0
                    for card in range(len(one.eases))
                )
            )
        for _ in range(0 if day in one.away or day == 0 else weekdays.count(day % 7)):
            if (card := policy.choose(day)) is not None:
                policy.hear(card, day, passed=one.answers(card, day))
    return mean(known)


def cost() -> Figure:
    """Sixty cards each, for people in the middle of their programme: seconds for a hundred thousand."""
    chance = random.Random(1)
    today = TRAINED + timedelta(days=45)
    checks = [TRAINED + timedelta(days=day) for day in CHECKS]
    people = [_in_the_middle(chance) for _ in range(CHOICES)]
    began = time.process_time()
    for cards in people:
        choose_card(cards, today, checks=checks)
    seconds = (time.process_time() - began) * CORES_PEOPLE / CHOICES
    name = f"choosing for {CORES_PEOPLE:,} learners of 60 cards, one core"
    return Figure(name, f"{seconds:.0f} s", "-", f"< {MOST_S:.0f} s", seconds < MOST_S)


def _in_the_middle(chance: random.Random) -> list[Choice]:
    """Thirty of sixty cards met, most of them answered, some twice or thrice."""
    cards = []
    for number in range(60):
        days = sorted(chance.sample(range(1, 44), chance.choice((1, 1, 2, 3)))) if number < 30 else []
        dates = [TRAINED + timedelta(days=day) for day in days]
        graded = [
            Graded(at, chance.choice((Grade.GOOD, Grade.AGAIN))) for at in dates if chance.random() > 0.4
        ]
        cards.append(
            Choice(
                str(number),
                f"topic {number % TOPICS}",
                covered=number % 2 == 0,
                sends=tuple(dates),
                grades=tuple(graded),
            )
        )
    return cards

"""Buddies of a large company: how many meet whom they should, against pairs drawn from a hat."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from bot.buddies.rules import TOGETHER, Candidate, overlap, pair
from tests.bench.figure import Figure

PEOPLE = 2_000
TEAMS = 60
ROUNDS = 6  # of two weeks: after twelve they may meet again
ZONES = ((-480, 0.15), (-300, 0.25), (0, 0.15), (60, 0.3), (330, 0.1), (540, 0.05))  # minutes from UTC
LEAST = 0.97
MOST_S = 1.0  # a round is formed in one transaction

Met = Mapping[int, Collection[int]]
Way = Callable[[Sequence[Candidate], Met, random.Random], Sequence[Sequence[int]]]


def figures() -> list[Figure]:
    """The share of people who met a stranger of another team in their hours, and what a round costs."""
    ours, seconds = _lived(lambda people, met, chance: pair(people, met=met, chance=chance).groups)
    hat, _ = _lived(_drawn)
    who = f"buddies of {PEOPLE:,} people"
    return [
        Figure(
            f"{who}: meet whom they should, ours / a hat",
            f"{ours:.3f} / {hat:.3f}",
            f"{ours / hat:.2f}",
            f">= {LEAST} of them",
            ours >= LEAST,
        ),
        Figure(f"{who}: a round", f"{seconds:.2f} s", "-", f"< {MOST_S:.0f} s", seconds < MOST_S),
    ]


def _lived(way: Way) -> tuple[float, float]:
    """Twelve weeks of rounds; the share of meetings that should be, and the slowest round in seconds."""
    chance = random.Random(1)
    people = {number: _candidate(number, chance) for number in range(PEOPLE)}
    met: defaultdict[int, set[int]] = defaultdict(set)
    good, slowest = 0, 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        groups = way(list(people.values()), met, chance)
        slowest = max(slowest, time.process_time() - began)
        good += sum(_should(people[one], group, people, met) for group in groups for one in group)
        for group in groups:
            for one in group:
                met[one] |= set(group) - {one}
    return good / (PEOPLE * ROUNDS), slowest


def _candidate(number: int, chance: random.Random) -> Candidate:
    offsets, weights = zip(*ZONES, strict=True)
    begins = 9 * 60 - chance.choices(offsets, weights)[0]
    return Candidate(number, chance.randrange(TEAMS), (begins, begins + 8 * 60))


def _should(one: Candidate, group: Sequence[int], people: Mapping[int, Candidate], met: Met) -> bool:
    """Whether everybody they meet is new to them, works when they do, and is of another team."""
    others = [people[other] for other in group if other != one.id]
    return all(
        other.id not in met.get(one.id, ())
        and other.team != one.team
        and overlap(one.hours, other.hours) >= TOGETHER
        for other in others
    )


def _drawn(people: Sequence[Candidate], _met: Met, chance: random.Random) -> Sequence[Sequence[int]]:
    ids = [one.id for one in people]
    chance.shuffle(ids)
    return [ids[at : at + 2] for at in range(0, len(ids), 2)]

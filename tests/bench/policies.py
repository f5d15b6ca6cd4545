"""Ways of choosing the next card: ours, those of the books, chance, and one that can look into heads."""

import random
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeAlias

import fsrs

from bot.nudges.fsrs import Grade
from bot.nudges.rules import Choice, Graded, choose_card
from tests.bench.minds import CHECKS, Learner

TRAINED = date(2026, 9, 7)  # a Monday
TOPICS = 12


class Policy(Protocol):
    """Chooses for one learner, and hears what they reported."""

    def choose(self, day: int) -> int | None: ...

    def hear(self, card: int, day: int, *, passed: bool | None) -> None: ...


class Ours:
    """`choose_card`, driven with a plain history as any program may."""

    def __init__(self, who: Learner) -> None:
        self._who = who
        self._sent: dict[int, list[date]] = defaultdict(list)
        self._graded: dict[int, list[Graded]] = defaultdict(list)
        self._checks = [TRAINED + timedelta(days=day) for day in CHECKS]

    def choose(self, day: int) -> int | None:
        cards = [
            Choice(
                str(card),
                f"topic {card % TOPICS}",
                covered=covered,
                sends=tuple(self._sent[card]),
                grades=tuple(self._graded[card]),
            )
            for card, covered in enumerate(self._who.covered)
        ]
        chosen = choose_card(cards, TRAINED + timedelta(days=day), checks=self._checks)
        return None if chosen is None else int(chosen)

    def hear(self, card: int, day: int, *, passed: bool | None) -> None:
        today = TRAINED + timedelta(days=day)
        self._sent[card].append(today)
        if passed is not None:
            self._graded[card].append(Graded(today, Grade.GOOD if passed else Grade.AGAIN))


class Due(ABC):
    """What is due goes first, the longest overdue before the others; then new cards in order."""

    def __init__(self, who: Learner) -> None:
        self._new = list(range(len(who.eases)))
        self._due: dict[int, float] = {}
        self._box: dict[int, int] = {}

    def choose(self, day: int) -> int | None:
        due = min(((at, card) for card, at in self._due.items() if at <= day), default=None)
        if due is not None:
            return due[1]
        return self._new[0] if self._new else None

    def hear(self, card: int, day: int, *, passed: bool | None) -> None:
        if card in self._new:
            self._new.remove(card)
        self._due[card] = day + (1 if passed is None else self._wait(card, day, passed=passed))

    @abstractmethod
    def _wait(self, card: int, day: int, *, passed: bool) -> float:
        """How many days the card rests after this answer."""


class Ladder(Due):
    """1, 3, 7, 14, 30 days; a failure begins it again."""

    STEPS = (1, 3, 7, 14, 30)

    def _wait(self, card: int, day: int, *, passed: bool) -> float:
        step = min(self._box.get(card, -1) + 1, len(self.STEPS) - 1) if passed else 0
        self._box[card] = step
        return self.STEPS[step]


class Leitner(Due):
    """Five boxes, each twice as long as the one before; a failure goes back to the first."""

    def _wait(self, card: int, day: int, *, passed: bool) -> float:
        self._box[card] = min(self._box.get(card, 0) + 1, 5) if passed else 1
        return float(2 ** self._box[card])


class SuperMemo(Due):
    """SM-2: 1 day, 6 days, then times an easiness that answers move."""

    def __init__(self, who: Learner) -> None:
        super().__init__(who)
        self._ease: dict[int, float] = defaultdict(lambda: 2.5)
        self._last: dict[int, float] = {}

    def _wait(self, card: int, day: int, *, passed: bool) -> float:
        quality = 4 if passed else 2
        self._ease[card] = max(1.3, self._ease[card] + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
        turn = self._box[card] = self._box.get(card, 0) + 1 if passed else 0
        wait = 1.0 if turn <= 1 else 6.0 if turn == 2 else self._last[card] * self._ease[card]
        self._last[card] = wait
        return wait


class Scheduled(Due):
    """By the due dates of the FSRS library."""

    def __init__(self, who: Learner) -> None:
        super().__init__(who)
        self._scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self._cards: dict[int, fsrs.Card] = {}

    def _wait(self, card: int, day: int, *, passed: bool) -> float:
        at = datetime.combine(TRAINED, time(9), UTC) + timedelta(days=day)
        rating = fsrs.Rating.Good if passed else fsrs.Rating.Again
        known = self._cards.get(card) or fsrs.Card(card_id=card)
        self._cards[card], _ = self._scheduler.review_card(known, rating, at)
        return (self._cards[card].due - at) / timedelta(days=1)


class Chance:
    """Any card."""

    def __init__(self, who: Learner) -> None:
        self._cards = range(len(who.eases))
        self._chance = random.Random(0)

    def choose(self, day: int) -> int | None:
        return self._chance.choice(self._cards)

    def hear(self, card: int, day: int, *, passed: bool | None) -> None:
        pass


class Oracle:
    """Looks into the learner's head and takes what is worth most."""

    def __init__(self, who: Learner) -> None:
        self._who = who

    def choose(self, day: int) -> int | None:
        return max(range(len(self._who.eases)), key=lambda card: self._who.gain(card, day))

    def hear(self, card: int, day: int, *, passed: bool | None) -> None:
        pass


class Silence:
    """Nothing at all: what every gain is counted from."""

    def __init__(self, who: Learner) -> None:
        pass

    def choose(self, day: int) -> int | None:
        return None

    def hear(self, card: int, day: int, *, passed: bool | None) -> None:
        pass


Way: TypeAlias = Callable[[Learner], Policy]
BOOKS: Mapping[str, Way] = {
    "chance": Chance,
    "ladder": Ladder,
    "leitner": Leitner,
    "sm-2": SuperMemo,
    "fsrs due": Scheduled,
}

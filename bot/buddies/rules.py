"""Who meets whom: across teams first, nobody twice within twelve weeks, nobody left over twice in a row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from random import Random

EVERY = (2, 4)  # weeks
NOT_AGAIN = timedelta(weeks=12)
A_WEEK = timedelta(weeks=1)
# The first zone's Monday morning begins this long before Monday does in UTC.
HEAD_START = timedelta(hours=12)
TOGETHER = 60  # minutes of the day in which both work, at least
MOST_SILENT = 3  # rounds without a word, after which somebody is paired no more
LOOKED_AT = 64  # how many are looked at for somebody before the next one's turn
MOST_LEFT = 100  # how many left over are worth taking a pair apart for
A_DAY = 24 * 60


class PartState(StrEnum):
    PLANNED = "planned"  # their moment is not here yet
    MISSED = "missed"  # it never came
    TOLD = "told"
    MET = "met"
    SKIPPED = "skipped"
    LEFT = "left"
    OVER = "over"  # told, and nothing heard


AHEAD = (PartState.PLANNED, PartState.TOLD)
STILL_IN = (PartState.PLANNED, PartState.TOLD, PartState.MET)


@dataclass(frozen=True)
class Candidate:
    """Somebody to be paired; `hours` are their working hours in minutes after midnight UTC."""

    id: int
    team: int | None
    hours: tuple[int, int]
    waited: int = 0  # rounds in a row in which they sat out


@dataclass(frozen=True)
class Pairing:
    """Pairs, at most one trio, and those for whom there was nobody this time."""

    groups: tuple[tuple[int, ...], ...]
    out: tuple[int, ...]


def pair(people: Sequence[Candidate], *, met: Mapping[int, Collection[int]], chance: Random) -> Pairing:
    """Pair everybody who can be paired; an odd one makes a trio; nobody is forced on anybody."""
    order = _mixed(people, chance)
    made = _Matching(order, met)
    _across(made, order)
    _nearby(made, order)
    _spread(made)
    while _regroup(made) or _take_turns(made):
        pass
    return _finished(made)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """For how many minutes of a day both work."""
    return max(min(one[1], other[1] + shift) - max(one[0], other[0] + shift) for shift in (-A_DAY, 0, A_DAY))


class _Matching:
    """Who is paired with whom so far; whoever is in no pair is left, in the order of turns."""

    def __init__(self, order: Sequence[Candidate], met: Mapping[int, Collection[int]]) -> None:
        self.order = order
        self.met = met
        self.mates: dict[int, Candidate] = {}

    def may(self, one: Candidate, other: Candidate) -> bool:
        return (
            one.id != other.id
            and other.id not in self.met.get(one.id, ())
            and one.id not in self.met.get(other.id, ())
            and overlap(one.hours, other.hours) >= TOGETHER
        )

    def join(self, one: Candidate, other: Candidate) -> None:
        self.mates[one.id], self.mates[other.id] = other, one

    def part(self, one: Candidate) -> None:
        del self.mates[self.mates.pop(one.id).id]

    def left(self) -> list[Candidate]:
        return sorted((one for one in self.order if one.id not in self.mates), key=lambda one: -one.waited)

    def pairs(self) -> Iterator[tuple[Candidate, Candidate]]:
        """Each pair once; it may be taken apart meanwhile."""
        for one in self.order:
            mate = self.mates.get(one.id)
            if mate is not None and one.id < mate.id:
                yield one, mate


def _mixed(people: Sequence[Candidate], chance: Random) -> list[Candidate]:
    """Everybody in chance order, team by team: whoever is half a list away is likely of another team."""
    order = sorted(people, key=lambda one: one.id)
    chance.shuffle(order)
    teams = list(dict.fromkeys(one.team for one in order))
    return sorted(order, key=lambda one: teams.index(one.team))


def _are_strangers(one: Candidate, other: Candidate) -> bool:
    return one.team is None or one.team != other.team


def _across(made: _Matching, order: Sequence[Candidate]) -> None:
    """Each of the first half with somebody of another team in the second."""
    half = (len(order) + 1) // 2
    first, second = order[:half], order[half:]
    for at, one in enumerate(first):
        for step in range(min(LOOKED_AT, len(second))):
            other = second[(at + step) % len(second)]
            if other.id not in made.mates and _are_strangers(one, other) and made.may(one, other):
                made.join(one, other)
                break


def _nearby(made: _Matching, order: Sequence[Candidate]) -> None:
    """Those left over with one another, those of neighbouring hours first."""
    waiting = sorted((one for one in order if one.id not in made.mates), key=lambda one: one.hours)
    for strangers in (True, False):
        for at, one in enumerate(waiting):
            if one.id in made.mates:
                continue
            rest = waiting[at + 1 : at + 1 + LOOKED_AT] if strangers else waiting[at + 1 :]
            for other in rest:
                is_right = not strangers or _are_strangers(one, other)
                if other.id not in made.mates and is_right and made.may(one, other):
                    made.join(one, other)
                    break


def _regroup(made: _Matching) -> bool:
    """Take one pair apart where that serves two who are left; whether there was one."""
    for one, other in combinations(made.left()[:MOST_LEFT], 2):
        if made.may(one, other):
            made.join(one, other)
            return True
        for pair_ in made.pairs():
            for first, second in (pair_, pair_[::-1]):
                if made.may(one, first) and made.may(other, second):
                    made.part(first)
                    made.join(one, first)
                    made.join(other, second)
                    return True
    return False


def _take_turns(made: _Matching) -> bool:
    """Whoever waited longer takes the place of somebody who did not; whether anybody did."""
    for one in made.left():
        if not one.waited:
            break
        for pair_ in made.pairs():
            for stays, goes in (pair_, pair_[::-1]):
                if goes.waited < one.waited and made.may(one, stays):
                    made.part(goes)
                    made.join(one, stays)
                    return True
    return False


def _spread(made: _Matching) -> None:
    """Exchange the halves of two pairs where that makes pairs within a team into pairs across."""
    pairs = list(made.pairs())
    within = [each for each in pairs if not _are_strangers(*each)]
    for one, mate in within:
        if made.mates[one.id] is not mate:
            continue
        for first, second in pairs[: 8 * LOOKED_AT]:
            if first.id in (one.id, mate.id) or made.mates[first.id] is not second:
                continue
            others = next(
                (each for each in ((first, second), (second, first)) if _fits(made, one, mate, each)), None
            )
            if others is not None:
                made.part(one)
                made.part(first)
                made.join(one, others[0])
                made.join(mate, others[1])
                break


def _fits(made: _Matching, one: Candidate, mate: Candidate, others: tuple[Candidate, Candidate]) -> bool:
    new = ((one, others[0]), (mate, others[1]))
    return all(_are_strangers(*each) and made.may(*each) for each in new)


def _finished(made: _Matching) -> Pairing:
    """The groups; where the number is odd, one who is left joins a pair that may have them."""
    groups = [(one.id, other.id) for one, other in made.pairs()]
    left = made.left()
    trio = _trio(made, left) if len(made.order) % 2 else None
    if trio is None:
        return Pairing(tuple(groups), tuple(one.id for one in left))
    third, one, other = trio
    groups.remove((one.id, other.id))
    out = tuple(each.id for each in left if each.id != third.id)
    return Pairing((*groups, (one.id, other.id, third.id)), out)


def _trio(made: _Matching, left: Sequence[Candidate]) -> tuple[Candidate, Candidate, Candidate] | None:
    for third in left:
        hosts = [each for each in made.pairs() if all(made.may(third, one) for one in each)]
        if hosts:
            return (third, *max(hosts, key=lambda each: sum(_are_strangers(third, one) for one in each)))
    return None


def forms_at(monday: date) -> datetime:
    """When the pairs of a week are made."""
    return datetime.combine(monday, time(), UTC) - HEAD_START


def next_round(now: datetime, *, weeks: int, last: date | None) -> date:
    """The Monday of the next round: so many weeks after the last one, and never one that has begun."""
    today = (now + HEAD_START).astimezone(UTC).date()
    soonest = today + timedelta(days=7 - today.weekday())
    return soonest if last is None else max(soonest, last + weeks * A_WEEK)


def last_day(monday: date, weeks: int) -> date:
    """The Sunday on which a round is over."""
    return monday + weeks * A_WEEK - timedelta(days=1)

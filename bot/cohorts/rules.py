"""The plan of a cohort, from its two dates: what comes when, and what a move of a date changes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.assessment.rules import Occasion, first_day, last_day
from bot.packs.rules import Tier as Tier

PLAN_DAYS = 90
# The training belongs this many days before the go-live.
EARLIEST, LATEST = timedelta(days=28), timedelta(days=14)
REFRESHERS = (14, 28, 42)
CHECKS = (30, 60, 90)
SLIPPING = (14, 35)
A_WEEK = 7
LONGEST_NAME = 80


class Template(StrEnum):
    """In which phases a cohort learns."""

    SKILLS = "skills"
    CHAMPIONS = "champions"


class Kind(StrEnum):
    START = "start"
    TRAINING = "training"
    LIVE = "live"
    PHASE = "phase"
    SESSION = "session"
    CHALLENGE = "challenge"
    SLIPPING = "slipping"
    REFRESHER = "refresher"
    SET = "set"
    CHECK = "check"


# These are what the dates say; all others follow from them, and stay once they have begun.
ANCHORS = (Kind.START, Kind.TRAINING, Kind.LIVE)
OF_A_WEEK = (Kind.SET, Kind.REFRESHER)
_PLACE = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Dates:
    """The two days that everything else follows from."""

    trained_on: date
    live_on: date


@dataclass(frozen=True)
class Entry:
    """One thing of a plan, on a day or over several; `key` names it for ever."""

    key: str
    kind: Kind
    first: date
    last: date
    title: str = field(compare=False)
    note: str = field(compare=False)

    @property
    def is_anchor(self) -> bool:
        return self.kind in ANCHORS


# What had begun when a date was moved: its first day, and its last one where that was over too.
Kept = Mapping[str, tuple[date, date | None]]


@dataclass(frozen=True)
class Move:
    """An entry before and after a date was moved."""

    before: Entry
    after: Entry


@dataclass(frozen=True)
class Difference:
    """What a change does to a plan."""

    moved: tuple[Move, ...]
    stays: tuple[Entry, ...]  # begun before it, although the dates moved
    added: tuple[Entry, ...]
    dropped: tuple[Entry, ...]

    @property
    def changes(self) -> bool:
        return bool(self.moved or self.added or self.dropped)

    @property
    def digest(self) -> str:
        """This difference and no other, short enough for a form to carry."""
        pairs = [one for move in self.moved for one in (move.before, move.after)]
        every = (*pairs, *self.stays, *self.added, *self.dropped)
        told = [(one.key, one.first.isoformat(), one.last.isoformat()) for one in every]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Phase:
    key: str
    first: int
    last: int
    title: str
    note: str


@dataclass(frozen=True)
class _Session:
    day: int
    title: str
    note: str


_PHASES: Mapping[Template, tuple[_Phase, ...]] = {
    Template.SKILLS: (
        _Phase(
            "foundation", 0, 13, "Foundation", "What AI is and is not, the rules for data, first prompts."
        ),
        _Phase("role", 14, 41, "Role", "Prompts and tasks of their own kind of work."),
        _Phase("practice", 42, 83, "Supervised practice", "Own workflows, with a champion at their side."),
        _Phase("continuous", 84, 90, "Continuous", "The habit carries itself; what fades comes again."),
    ),
    Template.CHAMPIONS: (
        _Phase("literacy", 0, 6, "Literacy", "One to two hours for everybody: what it can do, and what not."),
        _Phase("workshop", 7, 13, "Role workshops", "Three to five hours on the work that people really do."),
        _Phase("embedding", 14, 55, "Embedding", "Six weeks in which it becomes part of the workflow."),
        _Phase("network", 56, 90, "Champions", "Champions answer, collect what works and carry it on."),
    ),
}
_OWN_WORK = "60 to 90 minutes on one workflow. People bring work of their own."
_CHECK_IN = "What was tried, what worked, what is in the way."
_SESSIONS: Mapping[Template, tuple[_Session, ...]] = {
    Template.SKILLS: (
        _Session(14, "Role workshop", _OWN_WORK),
        _Session(42, "Check-in on practice", _CHECK_IN),
        _Session(56, "Check-in on practice", _CHECK_IN),
        _Session(70, "Check-in on practice", _CHECK_IN),
    ),
    Template.CHAMPIONS: (
        _Session(7, "Role workshop", _OWN_WORK),
        _Session(28, "Check-in on practice", _CHECK_IN),
        _Session(56, "Champions meet", "What people asked most, and which answers to keep."),
        _Session(84, "Champions meet", "What people asked most, and which answers to keep."),
    ),
}


def plan(dates: Dates, template: Template, tier: Tier, *, kept: Kept | None = None) -> tuple[Entry, ...]:
    """All that is planned, in order; what had begun before a date was moved stays where it was."""
    found = (*_anchors(dates), *_from_training(dates.trained_on, template, tier), *_refreshers(dates.live_on))
    held = kept or {}
    return tuple(sorted((_as_begun(one, held) for one in found), key=_in_order))


def _in_order(entry: Entry) -> tuple[date, int, date, str]:
    return entry.first, _PLACE[entry.kind], entry.last, entry.key


def _as_begun(entry: Entry, kept: Kept) -> Entry:
    if entry.is_anchor or entry.key not in kept:
        return entry
    first, last = kept[entry.key]
    return replace(entry, first=first, last=max(first, last or entry.last))


def _anchors(dates: Dates) -> Iterator[Entry]:
    live = dates.live_on
    note = "The best two weeks for a training: what is learnt is used soon, and not forgotten before."
    yield Entry("start", Kind.START, live - EARLIEST, live - LATEST, "Time to start", note)
    trained = dates.trained_on
    yield Entry(
        "training", Kind.TRAINING, trained, trained, "Training", "Day 0: everything counts from here."
    )
    yield Entry("live", Kind.LIVE, live, live, "Go-live", "The tool is there for daily work.")


def _from_training(day: date, template: Template, tier: Tier) -> Iterator[Entry]:
    note = "Five short questions to each, on a free day: where everybody stands before they learn."
    span = first_day(Occasion.START, day), last_day(Occasion.START, day)
    yield Entry("check:start", Kind.CHECK, *span, "Assessment at the start", note)
    for phase in _PHASES[template]:
        yield _spanning(
            day, (phase.first, phase.last), f"phase:{phase.key}", Kind.PHASE, phase.title, phase.note
        )
    for session in _SESSIONS[template]:
        ahead = (session.day, session.day)
        yield _spanning(day, ahead, f"session:{session.day}", Kind.SESSION, session.title, session.note)
    note = "Most habits slip now: small tasks come first; one card more a week where there is a free day."
    yield _spanning(day, SLIPPING, "slipping", Kind.SLIPPING, "Weeks in which habits slip", note)
    for week, first in enumerate(range(0, PLAN_DAYS, A_WEEK), start=1):
        ahead = (first, min(first + A_WEEK - 1, PLAN_DAYS))
        note = "One task with something to show for it, on the team's challenge day."
        yield _spanning(day, ahead, f"challenge:{week}", Kind.CHALLENGE, f"Challenge of week {week}", note)
    for at, rising in zip(CHECKS, _rising(tier), strict=True):
        note = f"A week of {rising} cards: what was learnt once more, one step harder than before."
        yield _spanning(day, _week(at), f"set:{at}", Kind.SET, f"Day {at} set: {rising}", note)
        note = "Five short questions to each, within a week. The report shows averages, never who."
        yield _spanning(day, (at, at), f"check:{at}", Kind.CHECK, f"Day {at} re-assessment", note)


def _rising(tier: Tier) -> tuple[Tier, ...]:
    """The tier of each set: one step up from set to set, as far as the cohort wants to get."""
    steps = list(Tier)
    return tuple(min(step, tier, key=steps.index) for step in steps)


def _refreshers(day: date) -> Iterator[Entry]:
    for at in REFRESHERS:
        note = "A week that looks back: cards from before come first; one more, where a day is free."
        title = f"Refresher {at // A_WEEK} weeks after go-live"
        yield _spanning(day, _week(at), f"refresher:{at}", Kind.REFRESHER, title, note)


def _week(first: int) -> tuple[int, int]:
    return first, first + A_WEEK - 1


def _spanning(day: date, ahead: tuple[int, int], key: str, kind: Kind, title: str, note: str) -> Entry:
    first, last = (day + timedelta(days=days) for days in ahead)
    return Entry(key, kind, first, last, title, note)


def begun(entries: Sequence[Entry], today: date) -> dict[str, tuple[date, date | None]]:
    """What of a plan has begun, to be kept when a date moves; a phase that runs may end later or sooner."""
    return {
        one.key: (one.first, one.last if one.last <= today or one.kind in OF_A_WEEK else None)
        for one in entries
        if one.first <= today and not one.is_anchor
    }


def difference(before: Sequence[Entry], after: Sequence[Entry], today: date) -> Difference:
    """What changes from one plan to the other."""
    old, new = ({one.key: one for one in entries} for entries in (before, after))
    both = [Move(old[key], new[key]) for key in new if key in old]
    moved = [one for one in both if one.before != one.after]
    stays = [one.after for one in both if one.before == one.after and one.before.first <= today]
    return Difference(
        moved=tuple(moved),
        stays=tuple(one for one in stays if not one.is_anchor),
        added=tuple(one for one in after if one.key not in old),
        dropped=tuple(one for one in before if one.key not in new),
    )


class Timing(StrEnum):
    """How the training lies to the go-live."""

    WELL = "well"
    EARLY = "early"
    LATE = "late"
    AFTER = "after"


def timing(dates: Dates) -> Timing:
    """Whether what is learnt in the training can be used soon, and early enough."""
    ahead = dates.live_on - dates.trained_on
    if ahead < timedelta():
        return Timing.AFTER
    if ahead < LATEST:
        return Timing.LATE
    return Timing.EARLY if ahead > EARLIEST else Timing.WELL


def upcoming(entries: Sequence[Entry], today: date, *, limit: int) -> tuple[Entry, ...]:
    """What begins next, from today on; not the challenge of each week."""
    ahead = (one for one in entries if one.first >= today and one.kind is not Kind.CHALLENGE)
    return tuple(ahead)[:limit]


def phase_on(entries: Sequence[Entry], today: date) -> Entry | None:
    """The phase that runs."""
    running = (one for one in entries if one.kind is Kind.PHASE and one.first <= today <= one.last)
    return next(running, None)


class Hold(StrEnum):
    """Why somebody in a cohort gets nothing but their company's rules."""

    ACCESS = "access"  # nobody has said yet that they can reach the tool
    TRAINING = "training"  # it has not been yet
    RULES = "rules"  # they have not answered all of them


@dataclass(frozen=True)
class Course:
    """A cohort's plan, for somebody in it."""

    cohort_id: int
    name: str = field(repr=False)
    template: Template
    tier: Tier
    dates: Dates
    kept: tuple[tuple[str, date, date | None], ...] = ()
    is_ready: bool = True

    @property
    def entries(self) -> tuple[Entry, ...]:
        return _entries_of(self)


# Everybody of a cohort has the same plan, and most days are the same for all of them.
@lru_cache(maxsize=256)
def _entries_of(course: Course) -> tuple[Entry, ...]:
    kept = {key: (first, last) for key, first, last in course.kept}
    return plan(course.dates, course.template, course.tier, kept=kept)


def ahead(course: Course, today: date, *, limit: int) -> tuple[Entry, ...]:
    """What comes next to the people in it, besides the phase that runs."""
    told = [
        one
        for one in course.entries
        if one.kind is not Kind.START and not (one.kind is Kind.PHASE and one.first <= today)
    ]
    return upcoming(told, today, limit=limit)


def waits_for(course: Course, today: date) -> Hold | None:
    """What keeps a whole cohort's plan from beginning."""
    if not course.is_ready:
        return Hold.ACCESS
    return None if opening(course, today).tiers else Hold.TRAINING


@dataclass(frozen=True)
class Opening:
    """What the plan opens on a day: cards of these tiers, and what comes first among them."""

    tiers: frozenset[Tier]
    first: Entry | None = None
    of_tier: Tier | None = None  # of a set, else the one that the phase has opened


_HIGHEST: Mapping[str, Tier] = {
    "phase:foundation": Tier.LITERACY,
    "phase:role": Tier.FLUENCY,
    "phase:practice": Tier.COMPETENCE,
    "phase:continuous": Tier.COMPETENCE,
    "phase:literacy": Tier.LITERACY,
    "phase:workshop": Tier.FLUENCY,
    "phase:embedding": Tier.COMPETENCE,
    "phase:network": Tier.COMPETENCE,
}
# Of two that run on the same day, the first decides.
_FIRST = (Kind.SET, Kind.REFRESHER, Kind.SLIPPING)


@lru_cache(maxsize=4096)
def opening(course: Course, today: date) -> Opening:
    """What may come on this day; no tier at all before the first phase has begun."""
    phases = [one for one in course.entries if one.kind is Kind.PHASE and one.first <= today]
    if not phases:
        return Opening(frozenset())
    steps = list(Tier)
    highest = min(_HIGHEST[phases[-1].key], course.tier, key=steps.index)
    tiers = frozenset(steps[: steps.index(highest) + 1])
    running = [one for one in course.entries if one.kind in _FIRST and one.first <= today <= one.last]
    first = min(running, key=lambda one: _FIRST.index(one.kind), default=None)
    return Opening(tiers, first, _tier_of(first, course.tier, highest))


def _tier_of(entry: Entry | None, tier: Tier, highest: Tier) -> Tier | None:
    if entry is None:
        return highest
    if entry.kind is not Kind.SET:
        return None
    return dict(zip((f"set:{at}" for at in CHECKS), _rising(tier), strict=True))[entry.key]


@lru_cache(maxsize=1024)
def more_days(course: Course, days: frozenset[int], workdays: frozenset[int]) -> frozenset[date]:
    """The one working day more in each week that is denser, where the cadence leaves one free.

    It is as far from the other days as it can be.
    """
    free = sorted(workdays - days)
    if not free or not course.is_ready:
        return frozenset()
    dense = [one for one in course.entries if one.kind in (Kind.REFRESHER, Kind.SLIPPING)]
    weekday = max(free, key=lambda day: min(min((day - other) % 7, (other - day) % 7) for other in days))
    return frozenset(
        day
        for one in dense
        for ahead in range((one.last - one.first).days + 1)
        if (day := one.first + timedelta(days=ahead)).weekday() == weekday
    )

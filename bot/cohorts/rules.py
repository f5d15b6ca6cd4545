"""The plan of a cohort, from its two dates: what comes when, and what a move of a date changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

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


class Tier(StrEnum):
    """How far a cohort wants to get, as the packs grade their cards."""

    LITERACY = "literacy"
    FLUENCY = "fluency"
    COMPETENCE = "competence"


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
    for phase in _PHASES[template]:
        yield _spanning(
            day, (phase.first, phase.last), f"phase:{phase.key}", Kind.PHASE, phase.title, phase.note
        )
    for session in _SESSIONS[template]:
        ahead = (session.day, session.day)
        yield _spanning(day, ahead, f"session:{session.day}", Kind.SESSION, session.title, session.note)
    note = "Most habits slip in these weeks. Keep tasks small, and ask how it goes."
    yield _spanning(day, SLIPPING, "slipping", Kind.SLIPPING, "Weeks in which habits slip", note)
    for week, first in enumerate(range(0, PLAN_DAYS, A_WEEK), start=1):
        ahead = (first, min(first + A_WEEK - 1, PLAN_DAYS))
        note = "One task with something to show for it, on the team's challenge day."
        yield _spanning(day, ahead, f"challenge:{week}", Kind.CHALLENGE, f"Challenge of week {week}", note)
    for at, rising in zip(CHECKS, _rising(tier), strict=True):
        note = "Go over what was learnt, one step harder than before."
        yield _spanning(day, (at, at), f"set:{at}", Kind.SET, f"Day {at} set: {rising}", note)
        note = "Is the habit still there? The report says how many still use it, never who."
        yield _spanning(day, (at, at), f"check:{at}", Kind.CHECK, f"Day {at} re-assessment", note)


def _rising(tier: Tier) -> tuple[Tier, ...]:
    """The tier of each set: one step up from set to set, as far as the cohort wants to get."""
    steps = list(Tier)
    return tuple(min(step, tier, key=steps.index) for step in steps)


def _refreshers(day: date) -> Iterator[Entry]:
    for at in REFRESHERS:
        note = "A short look back at what people use, and at what they have stopped using."
        title = f"Refresher {at // A_WEEK} weeks after go-live"
        yield _spanning(day, (at, at), f"refresher:{at}", Kind.REFRESHER, title, note)


def _spanning(day: date, ahead: tuple[int, int], key: str, kind: Kind, title: str, note: str) -> Entry:
    first, last = (day + timedelta(days=days) for days in ahead)
    return Entry(key, kind, first, last, title, note)


def begun(entries: Sequence[Entry], today: date) -> dict[str, tuple[date, date | None]]:
    """What of a plan has begun, to be kept when a date moves; what runs may still end later or sooner."""
    return {
        one.key: (one.first, one.last if one.last <= today else None)
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

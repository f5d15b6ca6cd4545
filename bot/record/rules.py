"""What somebody did, for their own eyes: skills with their days, and badges for what is worth doing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

ENOUGH_SKILLS = 5
AWAY = 3  # days, after which coming back is worth a word
CAME_BACK = timedelta(days=14)


class Fact(StrEnum):
    """What a badge is for; nothing here counts, compares or asks for a streak."""

    WORKED = "worked"
    STUCK = "stuck"
    WIN = "win"
    FAILURE = "failure"
    ASKED = "asked"
    CHALLENGE = "challenge"
    BUDDY = "buddy"
    BACK = "back"
    PROMPT = "prompt"
    HELPED = "helped"
    TAUGHT = "taught"
    SKILLS = "skills"


BADGES: Mapping[Fact, tuple[str, str]] = {
    Fact.WORKED: ("First one that worked", "a task of a card, tried on your own work, and it worked"),
    Fact.STUCK: ("Said so", "a task got stuck, and you said so: that is how cards get better"),
    Fact.WIN: ("Shared a win", "others could start from what you found"),
    Fact.FAILURE: ("Shared what didn't work", "it saves everybody else the same detour"),
    Fact.ASKED: ("Asked", "a question put to a champion"),
    Fact.CHALLENGE: ("First challenge done", "one piece of real work, finished"),
    Fact.BUDDY: ("Met a buddy", "fifteen minutes with a colleague"),
    Fact.BACK: ("Back again", "answered after some time away, without catching up on anything"),
    Fact.PROMPT: ("A prompt for others", "a prompt of yours that was verified"),
    Fact.HELPED: ("Helped a colleague", "a question that you took was solved"),
    Fact.TAUGHT: ("Taught a colleague", "you showed somebody a skill, and they said so"),
    Fact.SKILLS: ("Five skills", f"{ENOUGH_SKILLS} skills read and tried"),
}


@dataclass(frozen=True)
class Badge:
    """One thing that somebody did for the first time."""

    fact: Fact
    on: date

    @property
    def name(self) -> str:
        return BADGES[self.fact][0]

    @property
    def why(self) -> str:
        return BADGES[self.fact][1]


@dataclass(frozen=True)
class Skill:
    """One skill, and on which day each step of it was first taken."""

    name: str
    steps: Mapping[str, date]


@dataclass(frozen=True)
class OwnWin:
    """A win, or what did not work, in its author's own words."""

    id: int
    on: date
    text: str = field(repr=False)
    minutes: int | None
    worked: bool = True


@dataclass(frozen=True)
class Thanked:
    """What somebody said helped them, in one line; who said it stays with the two of them."""

    on: date
    said: str = field(repr=False)


@dataclass(frozen=True)
class Record:
    """All of it, as its owner may take it along."""

    name: str = field(repr=False)
    workspace: str = field(repr=False)
    made_on: date
    skills: tuple[Skill, ...]
    badges: tuple[Badge, ...]
    wins: tuple[OwnWin, ...]
    thanks: tuple[Thanked, ...] = ()  # of those whose questions they answered

    @property
    def is_empty(self) -> bool:
        return not (self.skills or self.badges or self.wins or self.thanks)


def earned(facts: Mapping[Fact, date | None]) -> tuple[Badge, ...]:
    """The badges of what was done, in the order of the days."""
    found = [Badge(fact, on) for fact in Fact if (on := facts.get(fact)) is not None]
    return tuple(sorted(found, key=lambda badge: badge.on))


def enough_skills_on(skills: Sequence[Skill], both: Collection[str]) -> date | None:
    """The day on which the fifth skill had all of these steps."""
    days = sorted(max(one.steps[step] for step in both) for one in skills if set(both) <= one.steps.keys())
    return days[ENOUGH_SKILLS - 1] if len(days) >= ENOUGH_SKILLS else None


def back_on(answered: Collection[date], away: Collection[tuple[date, date]]) -> date | None:
    """The first day on which something was answered soon after some days away."""
    backs = [back for first, back in away if (back - first).days >= AWAY]
    days = [
        day
        for day in answered
        if any(back <= day <= back + CAME_BACK for back in backs if back < date.max - CAME_BACK)
    ]
    return min(days, default=None)

"""What a pack is made of: cards to learn from, challenges to do, and the faults a writer must mend."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.packs.rules import Tier as Tier


class Role(StrEnum):
    GENERAL = "general"
    MARKETING = "marketing"
    SALES = "sales"
    SUPPORT = "support"
    HR = "hr"
    FINANCE = "finance"
    OPERATIONS = "operations"
    ENGINEERING = "engineering"
    LEGAL = "legal"
    PRODUCT = "product"
    ASSISTANT = "assistant"
    CHAMPION = "champion"  # nobody's own work: what champions get beside their role's

    @classmethod
    def named(cls, name: str | None) -> "Role":
        """The role of this name; the general one where there is none."""
        return cls(name) if name in list(cls) else cls.GENERAL


class Benefit(StrEnum):
    FASTER = "faster"
    BETTER = "better"
    LESS_TEDIUM = "less-tedium"
    BETTER_DECISIONS = "better-decisions"


class Status(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True)
class Question:
    """One wording of what a card asks; answer is the place of the right choice, from 0.

    What is answered in one's own words has no choices but a rubric, and an example that has all of it.
    """

    ask: str
    choices: tuple[str, ...] = ()
    answer: int = 0
    because: str = ""
    rubric: tuple[str, ...] = ()
    example: str = ""

    @property
    def is_written(self) -> bool:
        """Whether it is answered in one's own words."""
        return bool(self.rubric)


@dataclass(frozen=True)
class Task:
    do: str
    deliverable: str
    minutes: int


@dataclass(frozen=True)
class Card:
    """One useful minute about work; it holds two or three questions, or one task, never both."""

    id: str
    pack: str
    title: str
    skill: str
    topic: str
    tier: Tier
    requires: tuple[str, ...]
    benefit: Benefit
    tool: str
    minutes: int
    guardrail: str
    owner: str
    review_by: date
    problem: str
    before: str
    after: str
    prompt: str
    questions: tuple[Question, ...]
    task: Task | None

    @property
    def with_choices(self) -> tuple[Question, ...]:
        """The wordings that are right or wrong by themselves: all that an assessment can ask."""
        return tuple(question for question in self.questions if not question.is_written)

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True)
class Challenge:
    """One piece of real work for a week, with a time box and a result; a team may have written it itself."""

    id: str
    pack: str
    title: str = field(repr=False)
    skill: str
    tier: Tier
    minutes: int
    deliverable: str = field(repr=False)
    guardrail: str
    owner: str
    review_by: date
    why: str = field(repr=False)
    do: str = field(repr=False)
    done_when: str = field(repr=False)


@dataclass(frozen=True)
class Pack:
    """One folder of content for one role; its cards and challenges stand in curriculum order."""

    id: str
    title: str
    role: Role
    description: str
    owner: str
    status: Status
    order: tuple[str, ...]
    cards: tuple[Card, ...] = ()
    challenges: tuple[Challenge, ...] = ()


@dataclass(frozen=True, order=True)
class Fault:
    """One thing a writer has to mend, with the place to look at."""

    file: str
    line: int
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        told = f"{self.file}:{self.line}: {self.reason}"
        return f"{told}; {self.hint}" if self.hint else told

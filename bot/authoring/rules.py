"""A card on its way: what stands in it so far, and the states it goes through until somebody takes it out."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=90)  # what nobody touched, and what has become a file
REVIEWED_AFTER = timedelta(days=180)  # from the day of approval
MOST_ASKED = 3  # times that one draft is asked of a model
WORDINGS = 2
MOST_MINUTES = 10


class State(StrEnum):
    WANTED = "wanted"  # of a model
    ASKING = "asking"
    WRITING = "writing"  # its owner has it
    APPROVED = "approved"  # waits for whoever looks after the packs
    TAKEN = "taken"  # written to a file of the packs
    THROWN_AWAY = "thrown_away"  # holds no words; the row is kept for the day's count


FORGOTTEN = (State.WANTED, State.ASKING, State.WRITING, State.TAKEN, State.THROWN_AWAY)
WITH_ITS_OWNER = (State.WANTED, State.ASKING, State.WRITING, State.APPROVED)


class Source(StrEnum):
    QUESTION = "question"
    WIN = "win"


class Why(StrEnum):
    """Why a message cannot become a card."""

    NOT_A_WRITER = "not_a_writer"
    UNSOLVED = "unsolved"  # a question without an answer so far
    NOTHING = "nothing"  # neither a question nor a win


@dataclass(frozen=True)
class Wording:
    """One wording of what the card asks; answer is the place of the right choice, from 1."""

    ask: str = field(default="", repr=False)
    choices: tuple[str, ...] = field(default=(), repr=False)
    answer: int = 0
    because: str = field(default="", repr=False)


@dataclass(frozen=True)
class Draft:
    """What stands in the form, as typed or as a model wrote it; `place` is a pack and a skill of it."""

    title: str = field(default="", repr=False)
    problem: str = field(default="", repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    prompt: str = field(default="", repr=False)
    guardrail: str = field(default="", repr=False)
    place: str = ""
    tool: str = field(default="", repr=False)
    benefit: str = ""
    minutes: int = 0
    is_task: bool = False
    wordings: tuple[Wording, ...] = (Wording(),) * WORDINGS
    do: str = field(default="", repr=False)
    deliverable: str = field(default="", repr=False)
    task_minutes: int = 0

    @property
    def pack(self) -> str:
        return self.place.partition("/")[0]

    @property
    def skill(self) -> str:
        return self.place.partition("/")[2]


@dataclass(frozen=True)
class Heard:
    """The words that a card starts from, as guarded; empty once they are gone."""

    question: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    win: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.question or self.answer or self.win)


def packed(draft: Draft) -> str:
    """A draft as it is stored."""
    return json.dumps(asdict(draft), ensure_ascii=False)


def unpacked(stored: str) -> Draft | None:
    """The draft that was stored; None where there is none yet."""
    if not stored:
        return None
    held = json.loads(stored)
    wordings = tuple(Wording(**(one | {"choices": tuple(one["choices"])})) for one in held["wordings"])
    return Draft(**(held | {"wordings": wordings}))


def message_key(row_id: int) -> str:
    """What the keys of all messages about one card begin with."""
    return f"authoring:{row_id}:"

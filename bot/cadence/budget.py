"""Every kind of message we send, and whether it uses the one unasked-for message of somebody's day."""

from collections.abc import Mapping
from enum import StrEnum


class Use(StrEnum):
    """What a message is, as far as attention is concerned."""

    BUDGET = "takes the day's one message"
    WAITED_FOR = "somebody waits for it: sent in working hours, dropped when it is settled"
    ASKED_FOR = "its reader asked for it, at the moment they chose"
    ANSWER = "answers what its reader just did, or changes what they already have"
    CHANNEL = "is written to a channel, and to nobody in it"


# In order of precedence: of two that want the same day, the first has it.
BUDGETED = (
    "challenge", "buddies", "office_hours", "challenge.reminder", "teaching", "question.week", "coverage",
    "nomination", "assessment", "library", "invitation", "rhythm", "rescue", "nudge",
)  # fmt: skip

KINDS: Mapping[str, Use] = {
    **{kind: Use.BUDGET for kind in BUDGETED},
    "cue": Use.ASKED_FOR,
    "question.ping": Use.WAITED_FOR,
    "question.handed_over": Use.WAITED_FOR,
    "question.held": Use.WAITED_FOR,
    "question.waiting": Use.WAITED_FOR,
    "question.nobody": Use.WAITED_FOR,
    "question.claimed": Use.WAITED_FOR,
    "question.passed_on": Use.WAITED_FOR,
    "question.draft": Use.WAITED_FOR,
    "question.preview": Use.ANSWER,
    "question.earlier": Use.ANSWER,
    "win.prompt": Use.ANSWER,
    "win.answer": Use.ANSWER,
    "library.answer": Use.ANSWER,
    "teaching.answer": Use.ANSWER,
    "authoring.draft": Use.ANSWER,
    "guard.found": Use.ANSWER,
    "menu": Use.ANSWER,
    "reply": Use.ANSWER,
    "whisper": Use.ANSWER,
    "edit": Use.ANSWER,
    "home": Use.ANSWER,
    "question.offer": Use.CHANNEL,
    "question.outcome": Use.CHANNEL,
    "question.elsewhere": Use.CHANNEL,
    "challenge.progress": Use.CHANNEL,
    "challenge.hackathon": Use.CHANNEL,
    "win.digest": Use.CHANNEL,
}

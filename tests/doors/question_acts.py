"""Every button, form, command and shortcut about a question, and whom it is for."""

from bot.questions import blocks as questions
from bot.questions import draft_blocks as drafts
from bot.questions import earlier_blocks as earlier
from bot.questions import forms as asking
from tests.doors.filled import (
    CHAMPION,
    EVERYBODY,
    HOLDERS,
    OWNERS,
    TAKERS,
    command,
    form,
    one,
    press,
    shortcut,
    text,
)
from tests.doors.rows import TOM

QUESTIONS = (
    press(questions.CLAIM, TAKERS, "{open}"),
    press(questions.RELEASE, HOLDERS, "{claimed}"),
    press(questions.RESOLVE, TAKERS | OWNERS, "{claimed}"),
    press(questions.REOPEN, TAKERS | OWNERS, "{resolved}"),
    press(questions.ANSWERED, frozenset((CHAMPION,)), "{claimed}"),
    press(questions.REMIND, frozenset((CHAMPION,)), "{claimed}:tomorrow"),
    press(questions.NOT_YET, TAKERS | OWNERS, "{answered}"),
    press(questions.WITHDRAW, TAKERS | OWNERS, "{open}"),
    press(questions.MORE, TAKERS | OWNERS, "{claimed}:resolve"),
    press(questions.HAND_OVER, HOLDERS, "{claimed}"),
    press(questions.PLACE_OPENLY, OWNERS, "{drafted}"),
    press(questions.PLACE_PRIVATELY, OWNERS, "{drafted}"),
    press(questions.DISCARD, OWNERS, "{drafted}"),
    press(asking.LEAVE_OUT, EVERYBODY, "{drafted}"),
    press(asking.REWRITE, OWNERS, "{open}"),
    press(asking.CANCEL, TAKERS | OWNERS, "{open}"),
    form(asking.REWRITE_FORM, OWNERS, lambda rows: str(rows.open), lambda _: {
        asking.TEXT: text("How do I ask it better?")
    }),
    press(earlier.SOLVED_IT, OWNERS, "{drafted}:question:1"),
    press(earlier.ASK_ON, OWNERS, "{drafted}"),
    press(earlier.NOT_ONE, OWNERS, "{drafted}"),
    press(questions.OPEN_THREAD, EVERYBODY),
    press(drafts.NOT_HELPFUL, frozenset((CHAMPION,)), "{model_draft}"),
    form(asking.HAND_OVER_FORM, HOLDERS, lambda rows: str(rows.claimed), lambda _: {
        asking.HEIR: one(TOM)
    }),
    form(asking.ASK_FORM, EVERYBODY, None, lambda _: {
        asking.TEXT: text("How do I ask?"), asking.WHERE: one("private")
    }),
    command("ask", EVERYBODY, "how do I ask Claude for a table?"),
    shortcut("ask_champion_message", EVERYBODY),
)  # fmt: skip

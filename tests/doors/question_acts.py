"""Every button, form, command and shortcut about a question and its answer, and whom it is for."""

from bot.champions import blocks as champions
from bot.champions import macro_blocks as macros
from bot.coverage import blocks as coverage
from bot.nominations import blocks as nominations
from bot.questions import anonymous_blocks as nameless
from bot.questions import blocks as questions
from bot.questions import draft_blocks as drafts
from bot.questions import earlier_blocks as earlier
from bot.questions import elsewhere_blocks as elsewhere
from bot.questions import forms as asking
from bot.questions import reply_blocks as replying
from bot.questions import thanks_blocks as thanks
from bot.questions import week_blocks as week
from bot.questions.history_blocks import HISTORY as LOOK_BACK
from tests.doors.filled import (
    CHAMPION,
    EMPLOYEE,
    EVERYBODY,
    HOLDERS,
    LEADS,
    NEIGHBOUR,
    ONLY_ADMINS,
    OWNERS,
    TAKERS,
    command,
    form,
    one,
    press,
    several,
    shortcut,
    text,
)
from tests.doors.rows import TOM

READERS = TAKERS | OWNERS | {EMPLOYEE}  # of the thread in which it is pressed
QUESTIONS = (
    press(questions.CLAIM, TAKERS, "{open}"),
    press(questions.RELEASE, HOLDERS, "{claimed}"),
    press(questions.RESOLVE, TAKERS | OWNERS, "{claimed}"),
    press(questions.REOPEN, TAKERS | OWNERS, "{resolved}"),
    press(questions.ANSWERED, frozenset((CHAMPION,)), "{claimed}"),
    press(questions.REMIND, frozenset((CHAMPION,)), "{claimed}:tomorrow"),
    press(questions.NOT_YET, TAKERS | OWNERS, "{answered}"),
    press(questions.SAVE_ANSWER, EVERYBODY - {NEIGHBOUR}, "{resolved}"),
    press(questions.WITHDRAW, TAKERS | OWNERS, "{open}"),
    press(questions.MORE, TAKERS | OWNERS, "{claimed}:resolve"),
    press(questions.MORE, READERS, "{claimed}:history"),
    press(LOOK_BACK, READERS, "{claimed}"),
    press(champions.LOOK_BACK, READERS, "{open}"),
    press(questions.HAND_OVER, HOLDERS, "{claimed}"),
    press(questions.PLACE_OPENLY, OWNERS, "{drafted}"),
    press(questions.PLACE_PRIVATELY, OWNERS, "{drafted}"),
    press(questions.PLACE_ANONYMOUSLY, OWNERS, "{drafted}"),
    press(questions.WRITE, OWNERS, "{nameless}"),
    form(nameless.WRITE_FORM, OWNERS, lambda rows: str(rows.nameless), lambda _: {
        nameless.TEXT: text("In the notes.")
    }),
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
    press(questions.REPLY, LEADS, "{open}"),
    press(replying.FROM, LEADS, "{open}:{macro}", view=replying.FORM),
    form(replying.FORM, LEADS, lambda rows: str(rows.open), lambda _: {
        replying.TEXT: text("Paste it in parts."), replying.KEEP: text("Long calls")
    }),
    *(press(key, OWNERS, "{resolved}") for key in thanks.THANK.values()),
    press(thanks.IN_WORDS, OWNERS, "{resolved}"),
    form(thanks.FORM, OWNERS, lambda rows: str(rows.resolved), lambda _: {
        thanks.WORDS: text("The example")
    }),
    press(week.STOP, EVERYBODY),
    press(elsewhere.WAITING, EVERYBODY),
    press(nominations.YES, OWNERS, "{nominated}"),
    press(nominations.NO, OWNERS, "{nominated}"),
    press(nominations.NAME, ONLY_ADMINS, "{willing}"),
    press(nominations.SET_ASIDE, ONLY_ADMINS, "{willing}"),
    press(coverage.LEAVE, ONLY_ADMINS, "{team}"),
    press(macros.LIST, LEADS),
    press(macros.NEW, LEADS),
    press(macros.EDIT, frozenset((CHAMPION,)), "{macro}"),
    press(macros.DELETE, frozenset((CHAMPION,)), "{macro}"),
    form(macros.FORM, LEADS, None, lambda _: {
        macros.TITLE: text("Long calls"), macros.TEXT: text("Paste it in parts."), macros.SHARED: several()
    }),
    form(macros.FORM, frozenset((CHAMPION,)), lambda rows: str(rows.macro), lambda _: {
        macros.TITLE: text("Calls"), macros.TEXT: text("In parts."), macros.SHARED: several()
    }),
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

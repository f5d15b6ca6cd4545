"""The list: which word, button, modal and event goes to which handler.

One dictionary look-up per request, so that the cost of a message does not grow with what we can do.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from handlers import (
    admin,
    anonymous,
    asking,
    assessment,
    authoring,
    buddies,
    cadence,
    challenges,
    champions,
    cohorts,
    coverage,
    cues,
    drafts,
    enrolment,
    goals,
    grading,
    hackathons,
    home,
    library,
    lifecycle,
    menu,
    messages,
    nominations,
    nudges,
    office_hours,
    pane,
    pauses,
    previews,
    questions,
    record,
    replies,
    rescue,
    saving,
    setup,
    teaching,
    teams,
    trials,
    wins,
)
from handlers.doors import Answer, Command, Desk, Event, Press, Shortcut, Submission

PressHandler: TypeAlias = Callable[[Press, Desk], Awaitable[Answer]]
SubmissionHandler: TypeAlias = Callable[[Submission, Desk], Awaitable[Answer]]
CommandHandler: TypeAlias = Callable[[Command, Desk], Awaitable[Answer]]
ShortcutHandler: TypeAlias = Callable[[Shortcut, Desk], Awaitable[Answer]]
EventHandler: TypeAlias = Callable[[Event, Desk], Awaitable[None]]

_FEATURES = (
    admin,
    anonymous,
    asking,
    buddies,
    assessment,
    authoring,
    cadence,
    challenges,
    champions,
    cohorts,
    coverage,
    cues,
    drafts,
    enrolment,
    goals,
    grading,
    hackathons,
    home,
    library,
    nominations,
    nudges,
    office_hours,
    pauses,
    previews,
    questions,
    record,
    replies,
    rescue,
    saving,
    setup,
    teaching,
    teams,
    trials,
    wins,
)

PRESSES: dict[str, PressHandler] = {key: door for part in _FEATURES for key, door in part.PRESSES.items()}
SUBMISSIONS: dict[str, SubmissionHandler] = {
    key: door for part in _FEATURES for key, door in part.SUBMISSIONS.items()
}
COMMANDS: dict[str, CommandHandler] = {
    **menu.COMMANDS,
    **{key: door for part in _FEATURES for key, door in part.COMMANDS.items()},
}
SHORTCUTS: dict[str, ShortcutHandler] = {
    key: door for part in _FEATURES for key, door in part.SHORTCUTS.items()
}
EVENTS: dict[str, EventHandler] = {
    **messages.EVENTS,
    **home.EVENTS,
    **lifecycle.EVENTS,
    **pane.EVENTS,
}

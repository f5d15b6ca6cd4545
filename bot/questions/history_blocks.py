"""The history of a question as it is shown: a line for each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks, View

HISTORY = "questions.history"
VIEW = "questions.history_view"
NOT_YOURS = (
    "Only the asker, champions, admins and those who read its thread see what happened to a question; of a "
    "private one only the two who talk and whoever was asked."
)

# What is told, in the past tense; {0} is who did it, or whom it was done to.
TOLD = {
    "asked": "{0} asked",
    "offered": "offered to {0}",
    "on_agenda": "left to the next office hours",
    "claimed": "{0} took it",
    "reminded": "{0} was reminded",
    "answered": "{0} answered",
    "passed_on": "{0} wrote back",
    "asked_on": "{0} said: not solved yet",
    "released": "{0} released it",
    "lapsed": "no word from {0}: asked on",
    "handed_over": "{0} handed it over",
    "received": "now with {0}",
    "listed": "shown to {0} again",
    "rewritten": "{0} put it in other words",
    "resolved": "{0} marked it as solved",
    "self_served": "{0} found an earlier answer that solved it",
    "withdrawn": "{0} closed it without an answer",
    "rejected": "{0} said that it is no question",
    "reopened": "{0} opened it again",
    "deleted": "its message was deleted",
}


@dataclass(frozen=True)
class Event:
    """One change of a question, and who made it or whom it concerned."""

    what: str
    actor_id: str | None
    at: datetime


def history(events: Sequence[Event], zone: ZoneInfo) -> View:
    """The changes with their times, oldest first."""
    lines = [_line(one, zone) for one in events] or ["Nothing has happened yet."]
    blocks: Blocks = [kit.section("\n".join(lines[at : at + 20])) for at in range(0, len(lines), 20)]
    blocks.append(kit.small("Only you see this. Times are yours."))
    return kit.modal(VIEW, "History", blocks, close="Close")


def not_yours() -> View:
    return kit.modal(VIEW, "History", [kit.section(NOT_YOURS)], close="Close")


def _line(event: Event, zone: ZoneInfo) -> str:
    local = event.at.astimezone(zone)
    # Whoever was erased has no id any more.
    who = f"<@{event.actor_id}>" if (event.actor_id or "")[:1] in ("U", "W") else "somebody"
    return f"*{local.day} {local:%b %H:%M}*  {TOLD[event.what].format(who)}"

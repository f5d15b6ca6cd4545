"""An act as a row of the table tells it: what is pressed, typed or filled in, and who may."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, time

from bot.authoring.forms import Aim as CardAim
from bot.cadence.proposals import Proposal, packed, values_of
from bot.cadence.rules import Cadence
from bot.challenges import hackathon_blocks as hackathons
from bot.champions import blocks as champions
from bot.cohorts import blocks as cohorts
from bot.cohorts.blocks import CohortForm
from bot.library import forms
from bot.people import blocks as people
from bot.people.blocks import TeamForm
from bot.people.rules import Move
from bot.rereading import blocks as rereading
from bot.sandbox.state import Json
from bot.wins import blocks as wins
from bot.workspaces import blocks as workspaces
from handlers.cohorts import Held as CohortHeld
from handlers.forms import packed_team
from tests.doors.rows import ANA, BEN, LEILA, MARKETING, MAYA, TOM, Rows

EMPLOYEE, OWNER, CHAMPION, OTHER_CHAMPION, ADMIN, GUEST, LEFT, NEIGHBOUR = (
    "employee", "owner", "champion", "other champion", "admin", "guest", "left", "neighbour"
)  # fmt: skip
EVERYBODY = frozenset((EMPLOYEE, OWNER, CHAMPION, OTHER_CHAMPION, ADMIN, GUEST, LEFT, NEIGHBOUR))
"""Who does it to nobody but themselves: a neighbour then does it in their own workspace."""
ADMINS = frozenset((ADMIN, NEIGHBOUR))
ONLY_ADMINS = frozenset((ADMIN,))
LEADS = frozenset((CHAMPION, OTHER_CHAMPION))
TAKERS = frozenset((CHAMPION, OTHER_CHAMPION, ADMIN))
HOLDERS = frozenset((CHAMPION, ADMIN))
OWNERS = frozenset((OWNER,))
OTHER_HOLDERS = frozenset((OTHER_CHAMPION, ADMIN))
PLANNERS = TAKERS | {NEIGHBOUR}
"""Each sees the calendar of teams of their own."""

Written = Callable[[Rows], str]
Typed = Callable[[Rows], Json]
LATER = replace(Cadence(), default_at=time(14))


def nothing(_rows: Rows) -> Json:
    return {}


@dataclass(frozen=True)
class Act:
    """One thing that can be done; a press with a `view` is made in the modal of that name."""

    door: str
    key: str
    may: frozenset[str]
    value: str = ""
    private: Written | None = None
    view: str = ""
    values: Typed = nothing
    is_silent: bool = False

    @property
    def name(self) -> str:
        return f"{self.door} {self.key} {self.value}".strip()

    def worded(self, rows: Rows) -> str:
        """What the button carries, or what is typed after the command."""
        return self.value.format(**asdict(rows))


def press(key: str, may: frozenset[str], value: str = "", **more: object) -> Act:
    return Act("press", key, may, value, **more)  # type: ignore[arg-type]


def form(key: str, may: frozenset[str], private: Written | None, values: Typed) -> Act:
    return Act("form", key, may, private=private, values=values)


def command(key: str, may: frozenset[str], rest: str = "") -> Act:
    return Act("command", key, may, rest)


def shortcut(key: str, may: frozenset[str]) -> Act:
    return Act("shortcut", key, may)


def text(words: object) -> Json:
    return {"x": {"type": "plain_text_input", "value": str(words)}}


def one(value: object) -> Json:
    return {"x": {"type": "static_select", "selected_option": {"value": str(value)}}}


def several(*values: str) -> Json:
    return {"x": {"type": "checkboxes", "selected_options": [{"value": each} for each in values]}}


def persons(*user_ids: str) -> Json:
    return {"x": {"type": "multi_users_select", "selected_users": list(user_ids)}}


def person(user_id: str) -> Json:
    return {"x": {"type": "users_select", "selected_user": user_id}}


def on(day: str) -> Json:
    return {"x": {"type": "datepicker", "selected_date": day}}


def at(clock: str) -> Json:
    return {"x": {"type": "timepicker", "selected_time": clock}}


def the_team(rows: Rows) -> str:
    return str(rows.team)


def the_other_team(rows: Rows) -> str:
    return str(rows.other_team)


def a_form(rows: Rows) -> TeamForm:
    return TeamForm(rows.team, "Marketing", "marketing", MARKETING, (ANA, MAYA, TOM, BEN), "UTC")


def a_moved_team(rows: Rows) -> str:
    return packed_team(a_form(rows), (Move(BEN, f"Sales {rows.mark}"),))


def a_proposal(rows: Rows) -> str:
    return packed(Proposal(rows.team, Cadence(), LATER))


def a_team(rows: Rows) -> Json:
    return {
        people.NAME: text("Finance"), people.ROLE: one("finance"), people.MEMBERS: persons(LEILA),
        people.ZONE: one("UTC"), people.TRAINED: on("2026-11-20"),
    }  # fmt: skip


def a_cohort(rows: Rows) -> Json:
    return {
        cohorts.NAME: text("Autumn"), cohorts.TEAMS: several(str(rows.team)),
        cohorts.TRAINED: on("2026-11-23"),
        cohorts.LIVE: on("2026-12-14"), cohorts.TEMPLATE: one("skills"), cohorts.TIER: one("fluency"),
    }  # fmt: skip


def a_moved_cohort(rows: Rows) -> str:
    dates = (date(2026, 11, 23), date(2026, 12, 14))
    told = CohortForm(rows.cohort, "Autumn", trained_on=dates[0], live_on=dates[1], team_ids=(rows.team,))
    return CohortHeld(told, "").packed()


def a_cadence(_rows: Rows) -> Json:
    held = values_of(LATER)
    listed = {name: several(*held[name].split()) for name in ("days", "workdays")}
    return {name: one(value) for name, value in held.items()} | listed


def some_topics(rows: Rows) -> Json:
    return {f"{champions.TOPICS}.{rows.champion}": text("campaigns")}


def a_prompt(_rows: Rows) -> Json:
    return {forms.TITLE: text("A brief"), forms.TEXT: text("Write a brief for [x]"), forms.WHO: one("own")}


def a_card(rows: Rows) -> str:
    return CardAim(rows.card, 1).packed()


def the_card(_rows: Rows) -> Json:
    told = ("title", "problem", "before", "after", "prompt", "guardrail", "tool")
    chosen = {"place": "sales/measurement", "benefit": "faster", "minutes": "4", "asking": "questions"}
    return {name: text(f"The {name}") for name in told} | {key: one(value) for key, value in chosen.items()}


def what_it_asks(_rows: Rows) -> Json:
    told = {
        f"{name}_{turn}": text(f"{words} {turn}")
        for turn in (1, 2) for name, words in (("ask", "What"), ("choices", "One\nTwo"), ("because", "So"))
    }  # fmt: skip
    return told | {"answer_1": one("1"), "answer_2": one("2")}


def a_win(_rows: Rows) -> Json:
    return {wins.TEXT: text("Claude wrote the outline"), wins.KIND: one("win"), wins.MINUTES: one("30")}


def a_hackathon(_rows: Rows) -> Json:
    return {
        hackathons.THEME: text("The report"), hackathons.BRINGS: text("One"), hackathons.HOURS: one("4"),
        hackathons.KICK_OFF: on("2026-12-14"), hackathons.CHECK_IN: on("2026-12-16"),
        hackathons.SHOW: on("2026-12-18"), hackathons.SHOW_TIME: at("15:00"),
        hackathons.PLACE: text("room 4"),
    }  # fmt: skip


def settings(_rows: Rows) -> Json:
    return {
        workspaces.SWITCHES: several(workspaces.READS), workspaces.ADMINS: persons(LEILA),
        workspaces.PAUSE_WHAT: one(workspaces.WHOLE), rereading.A_DAY: text("50"),
    }  # fmt: skip

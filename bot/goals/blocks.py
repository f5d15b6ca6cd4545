"""What people see of their team's goal: a line, and the form of those who set it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.enrolment.blocks import MINE
from bot.goals.rules import TARGETS, Kind, Progress
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

OPEN = "goals.open"
PICK = "goals.pick"
DROP = "goals.drop"
FORM = "goals.form"
KIND, TARGET = "kind", "target"

NO_TEAM = "A goal is a team's, and you are in none here yet."
NONE_YET = "Your team has no goal. Its champions and admins set one with `/afterglow goal`."
NO_TEAMS = "There is no team yet that could have a goal. `/afterglow setup` makes the first one."
TEAM_GONE = "This team is no longer there."
NOT_YOURS = "Only champions of this team and admins can set its goal. Nothing was changed."
DROPPED = "The team has no goal any more."
WHO_SEES = (
    "A goal is the team's: it is counted over five people or more and over weeks that are over, so nobody "
    "can see who did what, and there is no list of people."
)
_KINDS = {
    Kind.ACTIVE: "So many percent of us use AI in their work in a week",
    Kind.WINS: "So many wins in four weeks",
}


@dataclass(frozen=True)
class GoalForm:
    """A goal as somebody sets it."""

    team_id: int
    kind: Kind = Kind.ACTIVE
    target: str = field(default="60", repr=False)
    is_set: bool = False


def bad_target(kind: Kind) -> str:
    known = TARGETS[kind]
    return f"Give a whole number between {known[0]} and {known[-1]}."


def form(shown: GoalForm, *, teams: Sequence[tuple[int, str]], now: str) -> View:
    """The goal of one team; another one can be chosen at the top."""
    key = str(shown.team_id)
    options = [Option(name, str(team_id)) for team_id, name in teams[:100]]
    picker = kit.select(PICK, options, chosen=key) if len(options) > 1 else None
    head = f"*A goal of {kit.escape(teams[0][1])}*\n{now}"
    kinds = [Option(text, kind.value) for kind, text in _KINDS.items()]
    blocks: Blocks = [
        kit.section(head, accessory=picker),
        kit.input_block(KIND, "What for?", kit.radio(f"{KIND}.{key}", kinds, chosen=shown.kind)),
        kit.input_block(
            TARGET,
            "How many?",
            kit.text_input(f"{TARGET}.{key}", initial=shown.target, longest=5),
            hint="Percent, or wins. One goal at a time: a new one begins this week.",
        ),
    ]
    if shown.is_set:
        blocks.append(kit.actions(kit.button("Have no goal", DROP, shown.team_id)))
    blocks.append(kit.small(WHO_SEES))
    return kit.modal(FORM, "Team goal", blocks, submit="Save", close="Close", private=key)


def line(made: Progress | None) -> str:
    """How far the team is, in a sentence or two."""
    if made is None:
        return "No goal is set."
    goal = f"{_goal(made)[:1].upper()}{_goal(made)[1:]}."
    if made.value is None:
        return f"{goal} How far it is shows when a week with five people or more is over."
    return f"{goal} {_so_far(made)}"


def digest_line(made: Progress, *, is_news: bool) -> str:
    """The one line of the team's digest."""
    if is_news:
        return f"*Our goal is reached:* {_goal(made)}. {_so_far(made)} Thank you all."
    kept = "reached" if made.is_reached else "on the way"
    return f"*Our goal*, {kept}: {_goal(made)}. {_so_far(made)}"


def _goal(made: Progress) -> str:
    if made.kind is Kind.WINS:
        return f"{made.target} wins in four weeks"
    return f"{made.target} % of us use AI in their work in a week"


def _so_far(made: Progress) -> str:
    if made.kind is Kind.WINS:
        what = "1 win" if made.value == 1 else f"{made.value} wins"
        return f"So far {what}, by the weeks that are over."
    return f"Last week it was {made.value} %."


def section(made: Progress | None) -> Blocks:
    """The line on people's own pages; nothing without a goal."""
    return [kit.section(f"*Our team's goal*\n{line(made)}"), kit.small(WHO_SEES)] if made is not None else []


def report(lines: Sequence[tuple[str, Progress]]) -> Blocks:
    """Every team's goal, for the report."""
    if not lines:
        return []
    told = "\n".join(f"•  {kit.escape(name)}: {line(made)}" for name, made in lines[:20])
    return [kit.section(f"*Goals of teams*\n{told}")]


def aim(made: Progress) -> str:
    """A team's goal, for somebody who is not in the team."""
    if made.kind is Kind.WINS:
        return f"{made.target} wins in four weeks"
    return f"{made.target}% use AI in their work in a week"


def so_far(made: Progress) -> str:
    """How far that team is, in a few words."""
    if made.value is None:
        return "Shows when a week with five people or more is over"
    wins = f"{made.value} {'win' if made.value == 1 else 'wins'} in the weeks that are over"
    told = wins if made.kind is Kind.WINS else f"{made.value}% in the last complete week"
    return f"{told}: reached" if made.is_reached else told


def button() -> Block:
    return kit.button("Team goal", OPEN, MINE)


def saved(made: Progress) -> str:
    return f"Saved. {line(made)} The team's digest tells of it."

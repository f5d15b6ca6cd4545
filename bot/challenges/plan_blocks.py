"""What an admin sees of a team's challenges: this week's and the next, to leave, change or skip."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.challenges.hackathon_blocks import EDIT as HACKATHON_EDIT
from bot.challenges.hackathon_blocks import HACKATHON
from bot.challenges.hackathon_blocks import NEW as HACKATHON_NEW
from bot.challenges.rules import CALENDAR, SKIP, RoundState, Tally
from bot.enrolment.rules import day_text
from bot.packs.schema import Challenge
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

PLAN_FORM = "challenges.plan"
TEAM_CHOSEN = "challenges.team"
MINE = "challenges.mine"
CALENDAR_OF = "challenges.calendar"
SWAP = "challenges.swap"
PICK = "challenges.pick"
WEEK = "week:"
TITLES = ("This week", "Next week")
MOST_PICKS = 60  # of each week: Slack takes no form of more than so many options in all

BEGUN = "This one has begun meanwhile: people have it already. The rest is saved; you can close this form."
TEAM_GONE = "This team is no longer there."
ADMINS_ONLY = "Only champions of this team and admins can change what it gets."
NO_TEAMS = "There are no teams yet. `/afterglow setup` makes the first one."


@dataclass(frozen=True)
class TeamOption:
    id: int
    name: str = field(repr=False)


@dataclass(frozen=True)
class WeekPlan:
    """One week of one team as it is planned; `challenge` is None when it is skipped or there is nothing."""

    week: date
    day: date
    state: RoundState | None
    choice: str  # a challenge, or CALENDAR or SKIP
    challenge: Challenge | None
    is_changeable: bool
    counted: Tally | None

    @property
    def given(self) -> str:
        """What the week has: a challenge or SKIP; empty when there is nothing to give."""
        return SKIP if self.choice == SKIP else self.challenge.id if self.challenge is not None else ""


def plan(
    chosen: TeamOption, weeks: Sequence[WeekPlan], *, teams: Sequence[TeamOption], picks: Sequence[Challenge]
) -> View:
    """The form for one team; another team can be chosen at its top."""
    blocks: Blocks = [kit.section(f"*{kit.escape(chosen.name)}*\nOne challenge a week, in place of a card.")]
    if len(teams) > 1:
        options = [Option(one.name, str(one.id)) for one in teams]
        blocks.append(kit.actions(kit.select(TEAM_CHOSEN, options, chosen=str(chosen.id))))
    for at, week in enumerate(weeks):
        follows = weeks[at + 1] if at + 1 < len(weeks) else None
        title = TITLES[at] if at < len(TITLES) else f"In {at} weeks"
        blocks += _week(title, week, picks, follows=follows, team_id=chosen.id)
    hackathon = kit.button("Plan a hackathon", HACKATHON_NEW, chosen.id)
    blocks.append(kit.actions(hackathon, kit.button("Show me my own challenge", MINE)))
    blocks.append(
        kit.small(
            "Who took part stays with the people themselves: the team's line says how many, once it went to "
            "five or more people."
        )
    )
    can_save = any(week.is_changeable for week in weeks)
    submit = "Save" if can_save else None
    return kit.modal(
        PLAN_FORM, "Weekly challenge", blocks, submit=submit, close="Close", private=str(chosen.id)
    )


def _week(
    title: str, week: WeekPlan, picks: Sequence[Challenge], *, follows: WeekPlan | None, team_id: int
) -> Blocks:
    may_swap = follows is not None and week.is_changeable and follows.is_changeable
    swap = kit.button("Swap with the week after", SWAP, f"{team_id}:{week.week}:{week.given}")
    told = kit.section(
        f"*{title}: {day_text(week.day)}*\n{_standing(week)}", accessory=swap if may_swap else None
    )
    if not week.is_changeable:
        is_ahead = week.state in (RoundState.OPEN, RoundState.PLANNED) and week.given == HACKATHON
        change = kit.button("Change the hackathon", HACKATHON_EDIT, f"{team_id}:{week.week}")
        return [told, kit.actions(change)] if is_ahead else [told]
    calendar = "The calendar picks"
    if week.choice == CALENDAR and week.challenge is not None:
        calendar = f"The calendar picks: {week.challenge.title}"
    options = [Option(calendar, CALENDAR), Option("No challenge in this week", SKIP)]
    options += [Option(one.title, one.id) for one in _shown(week, picks)]
    choice = kit.select(PICK, options, chosen=week.choice)
    # The team is part of the key: Slack keeps what was chosen while a form is changed under it.
    return [told, kit.input_block(f"{WEEK}{team_id}:{week.week}", "Challenge", choice)]


def _shown(week: WeekPlan, picks: Sequence[Challenge]) -> Sequence[Challenge]:
    """What can be picked; what the week has is always among it."""
    return sorted(picks, key=lambda one: one.id != week.given)[:MOST_PICKS]


def _standing(week: WeekPlan) -> str:
    if week.choice == SKIP:
        return "No challenge in this week."
    if week.challenge is None:
        return "No challenge was given." if not week.is_changeable else "There is none to give."
    title = f"{kit.escape(week.challenge.title)} ({week.challenge.minutes} minutes)"
    if week.given == HACKATHON and week.state is RoundState.OPEN:
        return f"{kit.escape(week.challenge.title)}. {kit.escape(week.challenge.done_when)}"
    if week.is_changeable:
        return f"{title}. It can be changed until the first person gets it."
    return f"{title}. {_counts(week)}"


def _counts(week: WeekPlan) -> str:
    if week.state is not RoundState.OVER:
        return "It has begun; how many took part shows when the week is over."
    if week.counted is None or not week.counted.may_be_shown:
        return "It is over. Fewer than five people got it, so there are no counts."
    return (
        f"It is over: {week.counted.took} of {week.counted.got} took it on, {week.counted.did} finished it."
    )


def unknown_team(name: str, teams: Sequence[TeamOption]) -> str:
    """The one line for a team that we cannot find."""
    known = ", ".join(kit.escape(one.name) for one in teams[:10]) or "none yet"
    return f"I know no team called “{kit.escape(kit.cut(name, 40))}”. There is: {known}."


def nothing(text: str) -> View:
    """A modal that only says why there is nothing to choose."""
    told: Block = kit.section(text)
    return kit.modal(PLAN_FORM, "Weekly challenge", [told], close="Close")


def week_of(block: str) -> date | None:
    """The week that a field of the form is about."""
    _, _, rest = block.removeprefix(WEEK).partition(":")
    try:
        return date.fromisoformat(rest) if block.startswith(WEEK) else None
    except ValueError:
        return None

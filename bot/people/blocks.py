"""What admins see of teams and people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.enrolment.blocks import role_name
from bot.people.rules import Move
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

TEAMS = "people.teams"
NEW_TEAM = "people.new_team"
EDIT_TEAM = "people.edit_team"
TEAM_FORM = "people.team_form"
COHORTS = "people.cohorts"
COHORT_FORM = "people.cohort_form"
ROSTER = "people.roster"
ROSTER_FORM = "people.roster_form"
INVITE_TEAM = "people.invite_team"
NOTICE = "people.notice"

NAME = "name"
ROLE = "role"
CHANNEL = "channel"
MEMBERS = "members"
ADDED = "added"
ZONE = "zone"
TRAINED = "trained"
INVITED = "invited"
REMOVED = "removed"
# Slack allows 100 blocks in a modal; a team takes two in the list.
MOST_TEAMS = 45
FEWEST = 5
# Slack shows at most so many people as chosen.
MOST_CHOSEN = 100
AS_THE_TEAM = "most"

OF_A_COHORT = "This team has the training date of its cohort: move it under /afterglow cohort."
TEAM_GONE = "This team is no longer there. `/afterglow team` shows those that are."


@dataclass(frozen=True)
class TeamForm:
    """A team as an admin describes it; an empty zone means that of most of its people.

    With `adds`, the named people come to those who are in the team, instead of being all of it.
    """

    team_id: int | None = None
    name: str = field(default="", repr=False)
    role: str = "general"
    channel_id: str | None = None
    member_ids: tuple[str, ...] = ()
    zone: str = ""
    trained_on: date | None = None
    adds: bool = False

    @property
    def people_field(self) -> str:
        """Under which name the form holds its people."""
        return ADDED if self.adds else MEMBERS


@dataclass(frozen=True)
class TeamLine:
    """A team in one line."""

    id: int
    name: str = field(repr=False)
    role: str
    channel_id: str | None
    people: int
    unasked: int
    champion_ids: tuple[str, ...]
    trained_on: date | None
    is_in_cohort: bool = False


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in a team's form."""

    roles: Sequence[str]
    zones: Sequence[str] = field(default_factory=tuple)


def not_an_admin(admin_ids: Sequence[str]) -> str:
    """The one line for somebody who may not administer: who can."""
    if not admin_ids:
        return "Only admins can do this here. An owner of your Slack workspace can make somebody one."
    who = _either([f"<@{user_id}>" for user_id in admin_ids[:3]])
    return f"Only admins can do this here. {who} can do it for you, or make you an admin."


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def notice(text: str, *, title: str = "Afterglow") -> View:
    """A modal that only says something."""
    return kit.modal(NOTICE, title, [kit.section(text)], close="Close")


def channel_taken(team: str) -> str:
    return f"This is the channel of {team} already, and a channel belongs to one team. Choose another."


def cannot_take_part(names: Sequence[str]) -> str:
    """Guests, apps and leavers are left out: says who they are."""
    listed = ", ".join(name or "somebody" for name in names)
    return f"Guests, apps and people who left cannot take part. Take out {listed} to go on."


def invite_us(channel_id: str, bot_user_id: str) -> str:
    """How to bring us into a channel that we are not in."""
    return (
        f"I am not in <#{channel_id}> yet, so I see no questions there and cannot post. "
        f"Type `/invite` <@{bot_user_id}> in that channel."
    )


def stands_alone(word: str, rest: str) -> str:
    """The one line for a command that takes nothing after it."""
    shown = kit.escape(kit.cut(rest, 60))
    return f"Nothing is done yet: I cannot use “{shown}” here. `/afterglow {word}` stands alone."


def unknown_name(text: str, *, what: str, near: Sequence[str], known: Sequence[str] = ()) -> str:
    """The one line for a name that means nobody, or several."""
    shown = kit.escape(kit.cut(text, 60))
    if not near:
        there = f" There is {_either([kit.escape(name) for name in known[:5]])}." if known else ""
        return f"I know no {what} “{shown}” here.{there}"
    listed = _either([kit.escape(name) for name in near[:5]])
    return f"“{shown}” may mean {listed}. Please write the full name."


def team_list(teams: Sequence[TeamLine], *, said: str = "") -> View:
    """Every team, each to be edited, and a way to a new one."""
    blocks: Blocks = [kit.section(said)] if said else []
    if not teams:
        blocks.append(kit.section("There is no team yet. A team has a role, a channel and champions."))
    for team in teams[:MOST_TEAMS]:
        edit = kit.button("Edit", EDIT_TEAM, team.id)
        blocks.append(kit.section(f"*{kit.escape(team.name)}*\n{team_line(team)}", accessory=edit))
    if len(teams) > MOST_TEAMS:
        blocks.append(
            kit.small(f"The first {MOST_TEAMS} of {len(teams)}. `/afterglow team <name>` finds any.")
        )
    blocks.append(kit.actions(kit.button("New team", NEW_TEAM, style="primary")))
    return kit.modal(NOTICE, "Teams", blocks, close="Close")


def team_line(team: TeamLine) -> str:
    """What a team is, in one line."""
    parts = [
        work(team.role),
        f"<#{team.channel_id}>" if team.channel_id else "no channel yet",
        _people(team.people),
        champions_text(team.champion_ids),
    ]
    if team.trained_on:
        parts.append(f"trained on {date_text(team.trained_on)}")
    return " · ".join(parts)


def work(role: str) -> str:
    """What kind of work a team does."""
    return "Any kind of work" if role == "general" else role_name(role)


def champions_text(user_ids: Sequence[str]) -> str:
    if not user_ids:
        return "no champion yet"
    return "champions: " + ", ".join(f"<@{user_id}>" for user_id in user_ids[:15])


def date_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _people(count: int) -> str:
    return {0: "nobody yet", 1: "one person"}.get(count, f"{count} people")


def team_form(form: TeamForm, choices: Choices, *, said: str = "") -> View:
    title = "Edit team" if form.team_id else "New team"
    blocks: Blocks = [kit.section(said)] if said else []
    blocks += team_fields(form, choices)
    return kit.modal(TEAM_FORM, title, blocks, submit="Save", private=str(form.team_id or ""))


def team_fields(form: TeamForm, choices: Choices) -> Blocks:
    """The inputs of a team; the team's id in them keeps Slack from carrying values over to another team."""
    key = str(form.team_id or "new")
    roles = [Option(work(role), role) for role in choices.roles]
    chosen = form.role if form.role in choices.roles else choices.roles[-1]
    return [
        kit.input_block(NAME, "Name", kit.text_input(f"{NAME}.{key}", initial=form.name, longest=80)),
        kit.input_block(
            ROLE,
            "Kind of work",
            kit.select(f"{ROLE}.{key}", roles, chosen=chosen),
            hint="Decides which cards its people get besides the general ones.",
        ),
        kit.input_block(
            CHANNEL,
            "Channel",
            kit.channel_select(f"{CHANNEL}.{key}", chosen=form.channel_id),
            hint="Questions asked there go to the team's champions. I must be in it.",
            optional=True,
        ),
        _people_field(form, key=key),
        _zone_field(form, choices, key=key),
        _trained_field(form, key=key),
    ]


def _people_field(form: TeamForm, *, key: str) -> Block:
    if len(form.member_ids) > MOST_CHOSEN:
        return kit.input_block(
            ADDED,
            "Add people",
            kit.people_select(f"{ADDED}.{key}"),
            hint=f"{len(form.member_ids)} people are in this team. /afterglow roster takes people off.",
            optional=True,
        )
    return kit.input_block(
        MEMBERS,
        "People",
        kit.people_select(f"{MEMBERS}.{key}", chosen=form.member_ids),
        hint="Nobody is written to before you invite them. A person is in one team.",
        optional=True,
    )


def _zone_field(form: TeamForm, choices: Choices, *, key: str) -> Block:
    zones = dict.fromkeys(([form.zone] if form.zone else []) + list(choices.zones))
    options = [Option("As most of its people", AS_THE_TEAM), *(Option(zone, zone) for zone in zones)]
    return kit.input_block(
        ZONE,
        "Time zone",
        kit.select(f"{ZONE}.{key}", options, chosen=form.zone or AS_THE_TEAM),
        hint="For what the team gets together. People are written to in their own.",
    )


def _trained_field(form: TeamForm, *, key: str) -> Block:
    on = form.trained_on.isoformat() if form.trained_on else None
    picker = kit.datepicker(f"{TRAINED}.{key}", on=on)
    return kit.input_block(
        TRAINED, "Training date", picker, hint="If there was or will be one.", optional=True
    )


def team_saved(
    team: TeamLine,
    came: Sequence[Move],
    *,
    warning: str = "",
    hint: str = "Invite people with `/afterglow roster`.",
) -> str:
    """Said above the list when a team is saved."""
    parts = [f"Saved {kit.escape(team.name)}."]
    if came:
        parts.append(_came(came))
    if warning:
        parts.append(warning)
    if team.unasked and hint:
        parts.append(hint)
    return " ".join(parts)


def _came(moves: Sequence[Move]) -> str:
    """Said when they have moved."""
    listed = ", ".join(f"<@{one.user_id}> from {kit.escape(one.team)}" for one in moves[:10])
    more = f" and {len(moves) - 10} more" if len(moves) > 10 else ""
    return f"Moved here: {listed}{more}."


def cohort_form(teams: Sequence[TeamLine]) -> View:
    """The training date of each team that has one of its own: repeats and figures count from it."""
    if teams and all(team.is_in_cohort for team in teams):
        return notice("Every team has the training date of its cohort.", title="Training dates")
    if not teams:
        return notice("There is no team yet. `/afterglow setup` makes one.", title="Training dates")
    blocks: Blocks = [
        kit.section("Everything counts from the training: what is refreshed when, and day 30, 60, 90.")
    ]
    for team in [team for team in teams if not team.is_in_cohort][:MOST_TEAMS]:
        on = team.trained_on.isoformat() if team.trained_on else None
        picker = kit.datepicker(f"{TRAINED}.{team.id}", on=on)
        blocks.append(kit.input_block(f"{TRAINED}.{team.id}", kit.cut(team.name, 80), picker, optional=True))
    return kit.modal(COHORT_FORM, "Training dates", blocks, submit="Save")


def cohorts_saved(changed: int) -> View:
    lines = {0: "Nothing was changed.", 1: "Saved the training date of one team."}
    return notice(lines.get(changed, f"Saved the training dates of {changed} teams."), title="Training dates")


@dataclass(frozen=True)
class Census:
    """How many may take part, were never asked, and have started, over the whole workspace."""

    people: int
    unasked: int
    started: int


def roster(census: Census, teams: Sequence[TeamLine], *, loose: int, said: str = "") -> View:
    """Who may take part, by team; whom to ask, whom to take off."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(kit.section(_census_line(census)))
    for team in teams[:MOST_TEAMS]:
        blocks.append(_roster_line(team))
    if loose:
        blocks.append(kit.section(f"{_people(loose).capitalize()} in no team."))
    invite = kit.people_select(INVITED, placeholder="People to invite")
    remove = kit.people_select(REMOVED, placeholder="People to take off")
    blocks += [
        kit.input_block(INVITED, "Invite people", invite, optional=True),
        kit.input_block(
            REMOVED,
            "Take people off",
            remove,
            hint="They leave their team and get nothing by themselves any more.",
            optional=True,
        ),
        kit.small(
            "Guests, apps and people who left are never counted or asked. Who said no is not asked again, "
            "and nobody sees who that is."
        ),
    ]
    return kit.modal(ROSTER_FORM, "Who takes part", blocks, submit="Save", close="Close")


def _roster_line(team: TeamLine) -> Block:
    text = f"*{kit.escape(team.name)}*\n{_people(team.people).capitalize()}{_asked_line(team)}"
    if not team.unasked:
        return kit.section(text)
    question = kit.confirm(
        "Invite the team?",
        f"{_people(team.unasked).capitalize()} of {kit.escape(team.name)} will get one message, in their own "
        "window, with a one-tap no.",
        yes="Invite",
    )
    return kit.section(text, accessory=kit.button("Invite", INVITE_TEAM, team.id, confirm=question))


def _asked_line(team: TeamLine) -> str:
    """How many of the team were not asked yet, after the number of its people."""
    if not team.people:
        return ""
    if not team.unasked:
        return ", asked" if team.people == 1 else ", all asked"
    if team.unasked == team.people:
        return ", not asked yet" if team.people == 1 else ", none asked yet"
    return f", {team.unasked} not asked yet"


def _census_line(census: Census) -> str:
    asked = census.people - census.unasked
    line = f"{_people(census.people).capitalize()} can take part; {asked} have been asked."
    if not asked:
        return line
    return f"{line} {_started_line(census.started, asked)}"


def _started_line(started: int, asked: int) -> str:
    """In fives, and only where neither those who started nor the others are fewer than five.

    An exact number would tell about one person as soon as that person is taken off the list.
    """
    if started == 0:
        return "Nobody has started yet."
    if min(started, asked - started) < FEWEST:
        return "How many have started is shown once it says nothing about single people."
    return f"At least {started // FEWEST * FEWEST} have started."


def invited(asked: int, *, wanted: int | None = None) -> str:
    """How many invitations are planned; not who, and not what somebody who gets none answered."""
    if asked == 0:
        return "Nobody new to ask: everybody here was asked before or cannot take part."
    line = f"{_people(asked).capitalize()} will be asked, each at the next good time in their own day."
    if wanted is not None and asked < wanted:
        return f"{line} The others were asked before or cannot take part."
    return line

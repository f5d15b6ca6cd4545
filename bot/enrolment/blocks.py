"""What people see of taking part: the invitation, their settings, a pause."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.cadence.rules import AUTO, NOWHERE
from bot.enrolment.rules import UNTIL_RESUMED, PutOff, day_text, moment_text
from bot.people.rules import Enrolment
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View

START = "enrolment.start"
DECLINE = "enrolment.decline"
PAUSE = "enrolment.pause"
PAUSE_OPENLY = "enrolment.pause_openly"
RESUME = "enrolment.resume"
LEAVE = "enrolment.leave"
SETTINGS = "enrolment.settings"
CHOSEN = "enrolment.chosen"
SETTINGS_FORM = "enrolment.settings_form"
MINE = "me"  # the value of a button about oneself: who presses says whom it concerns
ROLE = "role"
AT = "at"
COUNTRY = "country"
KINDS = "kinds"
NUDGES = "nudges"
CHALLENGES = "challenges"
OFFICE_HOURS = "office_hours"
FROM_COLLEAGUES = "from_others"  # another name than when it had one choice
SHOWINGS = "showings"
NOTES = "notes"
ASSESSMENTS = "assessments"

WHO_SEES = "Only you see your answers. Admins see how many in a group of five or more people, never who."
LATER = "To come back on a day, pause until then: `/afterglow pause monday`."
STORED = (
    "*What is stored about you*\nYour name and time zone from Slack; until when your status there says that "
    "you are away; your team, cohort, role, time and holidays; "
    "which cards you got and what you answered, short questions too; cues you set, whom you showed a skill, "
    "and your buddies, if you joined; questions you asked, wins you logged, prompts you saved and cards you "
    "write; replies you keep as a champion, what helped you or those you answered, and below whose questions "
    "you wrote; an answer or win of which a champion makes a card, until it is drafted. "
    "Your other messages are not kept, but half an hour at most where your company lets its AI model say "
    "whether one in a team's channel is a question or a win."
)
_NAMES = {"hr": "HR", "general": "Something else"}


@dataclass(frozen=True)
class Standing:
    """How a person takes part, as it is now."""

    enrolment: Enrolment
    may_learn: bool
    role: str
    at: time
    times: tuple[time, ...]
    team: str | None = field(repr=False)
    zone: ZoneInfo
    today: date
    wants_nudges: bool
    wants_challenges: bool
    wants_showings: bool
    wants_notes: bool
    paused_until: datetime | None
    next_at: datetime | None
    country: str | None = None  # whose holidays were chosen
    lives_in: str | None = None  # by the time zone
    is_held: bool = False  # an admin paused the team or the workspace for as long or longer
    is_away: bool = False  # their status in Slack says so
    wants_office_hours: bool = True
    wants_assessments: bool = True
    put_off: PutOff | None = None  # what moved the next message


def role_name(role: str) -> str:
    """A role as people call it."""
    return _NAMES.get(role, role.replace("-", " ").capitalize())


def welcome(standing: Standing, *, roles: Sequence[str]) -> Post:
    """The one message before somebody decides whether to take part."""
    line = (
        "I am Afterglow. Your workspace invites you to at most one useful card a working day about doing "
        "your own work with AI: a minute to read, a prompt to copy, at a time you choose."
    )
    ask = "Choose your work and your time, then press Start. Not now is just as fine."
    sees = (
        "You get this because an admin of your workspace put you on the list. I store your role, your time "
        f"and your answers. {WHO_SEES} Nobody is told if you say no."
    )
    blocks: Blocks = [
        kit.section(f"{line}\n{ask}"),
        _beside(ROLE, "*Your work*", _role_select(standing, roles)),
        _beside(AT, f"*Your time* ({standing.zone.key})", _time_select(standing)),
        kit.actions(kit.button("Start", START, MINE, style="primary"), kit.button("Not now", DECLINE, MINE)),
        kit.small(sees),
    ]
    return Post(f"{line} {ask} {sees}", blocks)


def _beside(block: str, text: str, element: Block) -> Block:
    return {**kit.section(text, accessory=element), "block_id": block}


def _role_select(standing: Standing, roles: Sequence[str]) -> Block:
    # A role that no pack writes for yet stays what it is.
    known = roles if standing.role in roles else (standing.role, *roles)
    return kit.select(CHOSEN, [Option(role_name(role), role) for role in known], chosen=standing.role)


def _time_select(standing: Standing) -> Block:
    options = [Option(f"{at:%H:%M}", f"{at:%H:%M}") for at in standing.times]
    return kit.select(CHOSEN, options, chosen=f"{standing.at:%H:%M}")


def _country_select(standing: Standing, names: Mapping[str, str]) -> Block:
    auto = names.get(standing.lives_in or "", "none known")
    own = [Option(f"By your time zone: {auto}", AUTO), Option("None: come on holidays too", NOWHERE)]
    groups = {"Usual": own, **_by_letter(names)}
    return kit.grouped_select(CHOSEN, groups, chosen=standing.country or AUTO)


def _by_letter(names: Mapping[str, str]) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = defaultdict(list)
    for code, name in names.items():
        found[name[0]].append(Option(name, code))
    return found


def started(standing: Standing) -> Post:
    """Said when somebody begins or goes on to take part."""
    if not standing.may_learn:
        return _note("Afterglow is for members of this workspace; guests and apps cannot take part.")
    line = f"You are in. {_next_line(standing)}"
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def resumed(standing: Standing) -> Post:
    if not standing.may_learn:
        return started(standing)
    if standing.is_held:
        return _note(held_line(standing))
    line = f"Good. {_next_line(standing)}"
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def declined(_standing: Standing) -> Post:
    """Said when somebody does not want to take part, or no longer."""
    line = (
        "All right: nothing will come, and nobody is told. If you change your mind, "
        "press Start or type `/afterglow me`."
    )
    return Post(line, [kit.section(line), kit.actions(kit.button("Start", START, MINE))])


def paused(standing: Standing) -> Post:
    """Said when somebody paused: until when, and how to go on."""
    if standing.enrolment != Enrolment.ACTIVE:
        return _note("You do not take part at the moment, so there is nothing to pause.")
    if standing.is_held:
        return _note(held_line(standing))
    if not standing.paused_until or standing.paused_until >= UNTIL_RESUMED:
        line = "Paused until you say resume. Nothing comes by itself before that, and nobody is told."
        return Post(line, [kit.section(line), kit.actions(kit.button("Resume", RESUME, MINE))])
    until = day_text(standing.paused_until.astimezone(standing.zone).date())
    line = f"Paused until {until}. Nothing comes by itself before that, and nobody is told."
    buttons = [kit.button("Resume now", RESUME, MINE), kit.button("Until I say resume", PAUSE_OPENLY, MINE)]
    return Post(line, [kit.section(line), kit.actions(*buttons)])


def unknown_until(text: str) -> str:
    """The one line for an end of a pause that we cannot read."""
    return (
        f"I cannot read “{kit.escape(kit.cut(text, 40))}” as a day ahead. Try `/afterglow pause monday`, "
        "`/afterglow pause 2 weeks` or `/afterglow pause 2026-12-24`."
    )


def settings_form(
    standing: Standing,
    *,
    roles: Sequence[str],
    countries: Mapping[str, str],
    record: Sequence[Block] = (),
    more: Sequence[Block] = (),
) -> View:
    """A person's own settings, `more` of what they are here, what they did so far, and what is stored."""
    if not standing.may_learn:
        return kit.modal(SETTINGS_FORM, "Your settings", [_line(started(standing).text)], close="Close")
    blocks: Blocks = [
        _line(_standing_line(standing)),
        kit.actions(*_standing_buttons(standing)),
        kit.input_block(ROLE, "Your work", _role_select(standing, roles)),
        kit.input_block(
            AT, "Your time", _time_select(standing), hint=f"In your own time zone, {standing.zone.key}."
        ),
        kit.input_block(
            COUNTRY,
            "Your public holidays",
            _country_select(standing, countries),
            hint="On these days nothing comes by itself, and what you did not answer stays open.",
        ),
        kit.input_block(
            KINDS,
            "What may come by itself?",
            _kinds(standing),
            hint="At most one message a working day, whatever you choose.",
            optional=True,
        ),
        _from_colleagues(standing),
        *more,
        kit.divider(),
        *record,
        kit.section(STORED),
        kit.small(WHO_SEES),
    ]
    return kit.modal(SETTINGS_FORM, "Your settings", blocks, submit="Save", close="Close")


def _kinds(standing: Standing) -> Block:
    kinds = (
        ("At most one card a working day", NUDGES, standing.wants_nudges),
        ("The weekly challenge, in place of that day's card", CHALLENGES, standing.wants_challenges),
        ("Office hours of my team, after I asked something", OFFICE_HOURS, standing.wants_office_hours),
        (
            "Five questions at the start, on day 30, 60 and 90, in place of a card",
            ASSESSMENTS,
            standing.wants_assessments,
        ),
    )
    chosen = [kind for _, kind, wants in kinds if wants]
    return kit.checkboxes(CHOSEN, [Option(text, kind) for text, kind, _ in kinds], chosen=chosen)


def _from_colleagues(standing: Standing) -> Block:
    asked = Option("Whether they have shown me something, when they name me", SHOWINGS)
    told = Option("That a prompt I saved helped them, and when to look at it again", NOTES)
    chosen = [SHOWINGS] if standing.wants_showings else []
    chosen += [NOTES] if standing.wants_notes else []
    return kit.input_block(
        FROM_COLLEAGUES,
        "And from colleagues?",
        kit.checkboxes(CHOSEN, [asked, told], chosen=chosen),
        hint="Each once a week at most, in place of that day's card. Nobody is told if you say no.",
        optional=True,
    )


def ways_out() -> Post:
    """For whoever writes that it is too much: a pause or an end, one tap each."""
    line = "Of course. Nobody is told, and you can come back whenever you like."
    buttons = [
        kit.button("Pause for two weeks", PAUSE, MINE),
        kit.button("Stop everything", LEAVE, MINE),
        kit.button("Settings", SETTINGS, MINE),
    ]
    return Post(line, [kit.section(line), kit.actions(*buttons)])


def _standing_line(standing: Standing) -> str:
    team = f" Your team here is {kit.escape(standing.team)}." if standing.team else ""
    if standing.enrolment != Enrolment.ACTIVE:
        return f"You do not take part: nothing comes by itself.{team}"
    if standing.is_held:
        return f"{held_line(standing)}{team}"
    if standing.is_away:
        return f"{away_line(standing)}{team}"
    if standing.paused_until and standing.paused_until >= UNTIL_RESUMED:
        return f"Paused until you resume.{team}"
    if standing.paused_until:
        until = day_text(standing.paused_until.astimezone(standing.zone).date())
        return f"Paused until {until}.{team}"
    return f"You take part. {_next_line(standing)}{team}"


def _standing_buttons(standing: Standing) -> list[Block]:
    if standing.enrolment != Enrolment.ACTIVE:
        return [kit.button("Start", START, MINE, style="primary")]
    return [*rhythm(standing), kit.button("Stop everything", LEAVE, MINE)]


def rhythm(standing: Standing) -> list[Block]:
    """The one button that pauses or goes on; none where an admin's pause is theirs to end."""
    if standing.is_held:
        return []
    if standing.paused_until:
        return [kit.button("Resume", RESUME, MINE, style="primary")]
    return [kit.button("Pause for two weeks", PAUSE, MINE)]


def held_line(standing: Standing) -> str:
    """What keeps messages from somebody whose team or workspace an admin paused."""
    if standing.paused_until is None:
        raise ValueError("nothing is paused")
    until = day_text(standing.paused_until.astimezone(standing.zone).date())
    return f"An admin paused messages until {until}. Nothing comes by itself before that."


def away_line(standing: Standing) -> str:
    """What keeps messages from somebody whose status says away, and how to be here all the same."""
    says = "Your status in Slack says that you are away, so nothing comes by itself"
    if standing.paused_until is None or standing.paused_until >= UNTIL_RESUMED:
        return f"{says} until it changes, or you press Resume."
    until = day_text(standing.paused_until.astimezone(standing.zone).date())
    return f"{says} until {until}, or you press Resume."


def _next_line(standing: Standing) -> str:
    if not standing.wants_nudges:
        return "No cards come, as you chose."
    if standing.next_at is None:
        return "Nothing is planned yet."
    when = moment_text(standing.next_at, standing.zone, today=standing.today)
    return f"Next card {when} your time ({standing.zone.key}){because(standing)}."


def because(standing: Standing) -> str:
    """What made the next card wait, to end its line with; empty where nothing did."""
    match standing.put_off:
        case PutOff.TO_ITS_END:
            return ", when your Do Not Disturb in Slack ends"
        case PutOff.TO_ANOTHER_DAY:
            return ": until then your Do Not Disturb in Slack covers the hours in which cards come"
        case _:
            return ""


def _line(text: str) -> Block:
    return kit.section(text)


def _note(text: str) -> Post:
    return Post(text, [kit.section(text)])

"""What people see of buddies: the message that names one, the modal to join and leave, the page's line."""

from dataclasses import dataclass, field
from datetime import date

from bot.buddies.rules import EVERY, MOST_SILENT, PartState, last_day
from bot.enrolment.blocks import MINE, START
from bot.enrolment.rules import day_text
from bot.packs.schema import Card
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View
from bot.wins import blocks as win_blocks

OPEN = "buddies.open"
JOIN = "buddies.join"
LEAVE = "buddies.leave"
PAUSE = "buddies.skip_next"
MET = "buddies.met"
SKIP = "buddies.skip"
FORM = "buddies.form"
RHYTHM = "rhythm"
NEVER = "0"

GONE = "This round of buddies is no longer there. `/afterglow buddies` shows how you stand now."
NOT_YOURS = "This round of buddies is somebody else's. Nothing was changed."
WHAT = (
    "Every few weeks you and a colleague, of another team where that can be, get fifteen minutes' worth of "
    "something to try together."
)
PROMISES = (
    "Nobody meets the same person twice within twelve weeks, and where the number is odd three meet. "
    "You can skip or leave at any time, without a reason, and nobody is told. Whether you met is never "
    "counted by person, not even for admins."
)
MEMBERS_ONLY = "Buddies are for members of this workspace; guests and apps cannot take part."
OFF = "Buddies are not switched on here yet; an admin can do that."
LAST_CALL = (
    "You said nothing to the last two. That is fine: if this one passes in silence too, I pair you no more "
    "until you say so."
)
_WEEKS = {2: "two", 4: "four"}


@dataclass(frozen=True)
class Meeting:
    """One round for one person."""

    part_id: int
    week: date
    weeks: int
    state: PartState
    others: tuple[tuple[str, str | None], ...] = field(repr=False)  # user ids, with the name of the team
    starter: str | None  # who of them writes first; None: the reader does
    task: Card | None
    is_last_call: bool = False

    @property
    def until(self) -> date:
        return last_day(self.week, self.weeks)

    @property
    def next_week(self) -> date:
        return date.fromordinal(self.until.toordinal() + 1)


@dataclass(frozen=True)
class Standing:
    """How somebody stands with buddies now."""

    may_learn: bool
    takes_part: bool
    weeks: int | None
    is_in: bool = False
    rests: bool = False  # after rounds without a word
    next_on: date | None = None  # their next round
    meeting: Meeting | None = None


def meeting(told: Meeting) -> Post:
    """The one message of a round: who, what to do together, and who writes first."""
    match told.state:
        case PartState.MET:
            return _met(told)
        case PartState.SKIPPED:
            return _skipped()
        case PartState.LEFT:
            return left()
    head = f"*{_who(told)}*\nFifteen minutes together, by call or side by side, until {day_text(told.until)}."
    suggested, aloud = _task(told.task)
    blocks: Blocks = [
        kit.section(head),
        *suggested,
        kit.section(_first_word(told)),
        *([kit.section(LAST_CALL)] if told.is_last_call else []),
        kit.actions(*_buttons(told)),
        kit.small(
            f"You get this because you joined the buddies: once every {_WEEKS.get(told.weeks, told.weeks)} "
            "weeks, in place of that day's card. Only those named here see who meets whom; your answer is "
            "for you alone."
        ),
    ]
    return Post(kit.cut("\n".join((head, aloud, _first_word(told))), 3900), blocks)


def _who(told: Meeting) -> str:
    named = [f"<@{user_id}>{f' from {kit.escape(team)}' if team else ''}" for user_id, team in told.others]
    if len(named) == 1:
        return f"Your buddy for the next {_WEEKS.get(told.weeks, told.weeks)} weeks: {named[0]}"
    return f"Your buddies for the next {_WEEKS.get(told.weeks, told.weeks)} weeks: {' and '.join(named)}"


def _task(card: Card | None) -> tuple[Blocks, str]:
    if card is None or card.task is None:
        line = (
            "Each shows the other one thing they did with AI lately: the prompt, the result, what was wrong."
        )
        return [kit.section(line)], line
    do = f"*{kit.escape(card.title)}*\n{kit.escape(card.task.do)}"
    ends = f"*You end up with*\n{kit.escape(card.task.deliverable)}"
    mind = f"*Keep in mind*\n{kit.escape(card.guardrail)}"
    lead = "Something to try, on a task of one of you:"
    shown = [kit.section(f"{lead}\n{do}"), kit.code(card.prompt), kit.section(f"{ends}\n{mind}")]
    return shown, f"{lead} {do}\n{kit.escape(card.prompt)}\n{ends}"


def _first_word(told: Meeting) -> str:
    if told.starter is None:
        return "You write first, if you like: two lines and a time are enough."
    return f"<@{told.starter}> writes first. Nothing by the middle of the week? Then write yourself."


def _buttons(told: Meeting) -> list[Block]:
    return [
        kit.button("We met", MET, told.part_id, style="primary"),
        kit.button("Skip this round", SKIP, told.part_id),
        kit.button("Leave quietly", LEAVE, MINE),
    ]


def _met(told: Meeting) -> Post:
    when = day_text(told.next_week)
    line = f"Good that you met. Nobody else is told. The next round comes in the week of {when}."
    log = kit.button("Log what worked", win_blocks.NEW, MINE)
    return Post(line, [kit.section(line), kit.actions(log), kit.small("Logging is up to you.")])


def _skipped() -> Post:
    line = (
        "All right, not this round. I tell nobody: if you had agreed on a time, a word from you is kind. "
        "The next round brings somebody new."
    )
    return Post(line, [kit.section(line), kit.actions(kit.button("Leave quietly", LEAVE, MINE))])


def left() -> Post:
    line = "You are out of the buddies, and nobody is told. `/afterglow buddies` brings you back."
    return Post(line, [kit.section(line)])


def note(text: str) -> Post:
    return Post(text, [kit.section(text)])


def form(standing: Standing, *, for_admin: bool, said: str = "") -> View:
    """How one stands, what one can do about it, and for admins how often people are paired."""
    blocks: Blocks = [kit.section(said)] if said else []
    blocks.append(kit.section(f"{WHAT}\n*{line(standing)}*"))
    if standing.meeting is not None and standing.meeting.state in (PartState.TOLD, PartState.MET):
        blocks.append(kit.section(_who(standing.meeting)))
    buttons = _own_buttons(standing)
    if buttons:
        blocks.append(kit.actions(*buttons))
    blocks.append(kit.small(PROMISES))
    if for_admin:
        blocks += [kit.divider(), _rhythm(standing)]
    submit = "Save" if for_admin else None
    return kit.modal(FORM, "Buddies", blocks, submit=submit, close="Close")


def _rhythm(standing: Standing) -> Block:
    options = [Option("Never: buddies are off", NEVER)]
    options += [Option(f"Every {_WEEKS[weeks]} weeks", str(weeks)) for weeks in EVERY]
    chosen = str(standing.weeks) if standing.weeks in EVERY else NEVER
    return kit.input_block(
        RHYTHM,
        "How often are people paired?",
        kit.radio(RHYTHM, options, chosen=chosen),
        hint="For admins. Only people who joined are paired; it comes in place of a card, never besides.",
    )


def line(standing: Standing) -> str:
    """How somebody stands, in a sentence."""
    if not standing.may_learn:
        return MEMBERS_ONLY
    if standing.weeks is None:
        return f"{OFF} You are on the list." if standing.is_in else OFF
    if not standing.is_in:
        return "You are not in."
    if not standing.takes_part:
        return "You are in, and rest while nothing comes by itself."
    if standing.rests:
        return f"You rest, since {MOST_SILENT} rounds passed without a word."
    when = f" Your next round comes in the week of {day_text(standing.next_on)}." if standing.next_on else ""
    return f"You are in, every {_WEEKS.get(standing.weeks, standing.weeks)} weeks.{when}"


def _own_buttons(standing: Standing) -> list[Block]:
    if not standing.may_learn:
        return []
    if not standing.takes_part and not standing.is_in:
        return [kit.button("Start", START, MINE, style="primary")]
    if not standing.is_in:
        return [kit.button("Join", JOIN, MINE, style="primary")] if standing.weeks else []
    told = standing.meeting
    round_ = _buttons(told)[:-1] if told is not None and told.state is PartState.TOLD else []
    again = [kit.button("Pair me again", JOIN, MINE, style="primary")] if standing.rests else []
    skip = [kit.button("Skip the next round", PAUSE, MINE)] if standing.next_on and not standing.rests else []
    return [*round_, *again, *skip, kit.button("Leave quietly", LEAVE, MINE)]


def section(standing: Standing) -> Blocks:
    """The line on somebody's own page; nothing where buddies are off."""
    if standing.weeks is None or not standing.may_learn or not standing.takes_part:
        return []
    told = standing.meeting
    says = _who(told) if told is not None and told.state is PartState.TOLD else line(standing)
    open_ = kit.button("Buddies", OPEN, MINE)
    return [kit.section(f"*Buddies*\n{says}", accessory=open_)]


def saved(weeks: int | None, first: date | None) -> str:
    """Said to an admin when the rhythm is changed."""
    if weeks is None or first is None:
        return "Buddies are off. Nobody is paired any more; who joined stays on the list."
    return (
        f"Every {_WEEKS[weeks]} weeks, for the first time in the week of {day_text(first)}. "
        "People join with `/afterglow buddies` or from App Home; nobody is put in."
    )

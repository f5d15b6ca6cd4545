"""What people see of a hackathon: its form, and its two posts in the team's channel."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.challenges.rules import HACKATHON as HACKATHON
from bot.challenges.rules import Tally
from bot.enrolment.rules import day_text
from bot.packs.schema import Challenge, Tier
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View

NEW = "challenges.hackathon_new"
EDIT = "challenges.hackathon_edit"
CANCEL = "challenges.hackathon_cancel"
FORM = "challenges.hackathon_form"
THEME, BRINGS, HOURS = "theme", "brings", "hours"
KICK_OFF, CHECK_IN, SHOW, SHOW_TIME, PLACE = "kick_off", "check_in", "show", "show_time", "place"
HOURS_EACH = (2, 4, 8)
LONGEST_DAYS = 14

SAY_THEME = "Say in a few words what it is about."
SAY_BRINGS = "Say what everybody ends up with, so that it is clear when one is done."
SAY_PLACE = "Say where you show it to each other: a link or a room."
SAY_TIME = "Choose a time inside the team's window, {window}, an hour before its end at the latest."
NOT_A_DAY = "Choose a day on which the team gets cards: {days}."
TOO_SOON = "Choose tomorrow or later: people get it at their own time of that day."
BETWEEN = "Choose a day after the kick-off and before the show-and-tell."
TOO_LONG = f"Choose a day after the kick-off, {LONGEST_DAYS} days later at most."
HAS_BEGUN = "A challenge of this week has begun already. Choose a kick-off in a later week."
ONE_THERE = "Another hackathon is planned for that week already. Choose another kick-off."
GONE = "This hackathon is no longer there, or has begun. `/afterglow challenge` shows the calendar."
NOT_YOURS = "Only champions of this team and admins can plan its hackathon. Nothing was changed."


@dataclass(frozen=True)
class Plan:
    """A hackathon as somebody plans it."""

    team_id: int
    week: date | None = None  # of the round that is changed; None: a new one
    theme: str = field(default="", repr=False)
    brings: str = field(default="", repr=False)
    hours: int = 4
    kick_off: date | None = None
    check_in: date | None = None
    show: date | None = None
    show_time: time | None = time(15)
    place: str = field(default="", repr=False)


def content(
    *, theme: str, brings: str, hours: int, kick_off: date, check_on: date, show_at: datetime, zone: ZoneInfo,
    place: str,
) -> Challenge:  # fmt: skip
    """A hackathon as a challenge of several days."""
    local = show_at.astimezone(zone)
    days = (
        f"Kick-off: {day_text(kick_off)}, with this message.\n"
        f"Check-in: {day_text(check_on)}, one message to those who are in.\n"
        f"Show-and-tell: {day_text(local.date())} at {local:%H:%M} ({zone.key}): {place}"
    )
    return Challenge(
        id=HACKATHON,
        pack="",
        title=f"Hackathon: {theme}",
        skill="",
        tier=Tier.LITERACY,
        minutes=hours * 60,
        deliverable=brings,
        guardrail=(
            "No customer data, nobody's personal data and no secrets: use what your rules about AI allow, or "
            "an invented example."
        ),
        owner="",
        review_by=kick_off,
        why="A few days to try together what there is no time for otherwise. Alone or with others.",
        do=days,
        done_when=(
            f"Shown to the others on {day_text(local.date())}, finished or not: what did not work is as good "
            "to show."
        ),
    )


def form(plan: Plan, *, team: str) -> View:
    """The template: four dates, a theme, and what everybody brings."""
    key = f"{plan.team_id}.{plan.week or 'new'}"
    blocks: Blocks = [
        kit.section(
            f"*A hackathon of {kit.escape(team)}*\nIt takes the place of that week's challenge. Everybody "
            "of the team who gets challenges is asked by direct message and joins by a button; the channel "
            "hears how many, never who."
        ),
        *_fields(plan, key=key),
    ]
    if plan.week is not None:
        cancel = kit.button("Call it off", CANCEL, f"{plan.team_id}:{plan.week}")
        blocks.append(kit.actions(cancel))
    private = f"{plan.team_id}:{plan.week or ''}"
    return kit.modal(FORM, "Hackathon", blocks, submit="Save", close="Close", private=private)


def _fields(plan: Plan, *, key: str) -> Blocks:
    return [
        _text(
            THEME, "Theme", plan.theme, key=key, example="The report that nobody likes to write", longest=80
        ),
        _text(
            BRINGS,
            "What everybody ends up with",
            plan.brings,
            key=key,
            example="One report of last month, written in half the time, and the prompt for it",
            longest=300,
        ),
        kit.input_block(
            HOURS,
            "Time for it, each",
            kit.select(
                f"{HOURS}.{key}",
                [Option(f"{hours} hours", str(hours)) for hours in HOURS_EACH],
                chosen=str(plan.hours),
            ),
        ),
        _day(KICK_OFF, "Kick-off", plan.kick_off, key=key, hint="Everybody gets it at their own time."),
        _day(CHECK_IN, "Check-in", plan.check_in, key=key, hint="One message, to those who are in."),
        _day(SHOW, "Show-and-tell", plan.show, key=key, hint="Two weeks after the kick-off at most."),
        kit.input_block(
            SHOW_TIME,
            "It begins at",
            kit.timepicker(f"{SHOW_TIME}.{key}", at=f"{plan.show_time:%H:%M}" if plan.show_time else None),
            hint="In the team's time zone.",
        ),
        _text(PLACE, "Where", plan.place, key=key, example="a link, or a room", longest=200),
    ]


def _text(block: str, label: str, value: str, *, key: str, example: str, longest: int) -> Block:
    return kit.input_block(
        block, label, kit.text_input(f"{block}.{key}", initial=value, placeholder=example, longest=longest)
    )


def _day(block: str, label: str, day: date | None, *, key: str, hint: str) -> Block:
    picker = kit.datepicker(f"{block}.{key}", on=day.isoformat() if day else None)
    return kit.input_block(block, label, picker, hint=hint)


def kick_off(told: Challenge) -> Post:
    """In the team's channel on the first day."""
    line = (
        f"*{kit.escape(told.title)}* begins today. Whoever gets challenges has it in a direct message, "
        "and joins there."
    )
    return _post(line, kit.escape(told.do))


def show_and_tell(told: Challenge) -> Post:
    """In the team's channel on the last day."""
    line = (
        f"*{kit.escape(told.title)}*: show-and-tell is today. Finished or not, come and show, or just watch."
    )
    return _post(line, kit.escape(told.do.splitlines()[-1]))


def _post(line: str, more: str) -> Post:
    small = "You see this because the channel belongs to a team that plans a hackathon. Nobody is named."
    return Post(f"{line}\n{more}", [kit.section(f"{line}\n{more}"), kit.small(small)])


def thanks(counted: Tally, told: Challenge) -> Post:
    """The team's line when it is over; with counts where these show nobody."""
    counts = (
        f" {counted.took} of {counted.got} took part, {counted.did} finished."
        if counted.is_worth_telling
        else ""
    )
    line = (
        f"*{kit.escape(told.title)}* is over.{counts} Thank you to everybody who tried something, shown or "
        "not: what did not work is half of what we learned."
    )
    small = (
        "You see this because the channel belongs to a team that had a hackathon. Nobody is named, not even "
        "to admins."
    )
    return Post(line, [kit.section(line), kit.small(small)])


def saved(told: Challenge) -> str:
    return (
        f"Saved: {kit.escape(told.title)}.\n{kit.escape(told.do)}\nNobody was written to yet. Until the "
        "kick-off it can be changed or called off."
    )


def called_off() -> str:
    return "The hackathon is called off. Nobody was written to, and its week has its usual challenge again."

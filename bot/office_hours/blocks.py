"""What people see of office hours: the form of those who hold them, the reminder of those who asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.cadence.until import WEEKDAY_NAMES
from bot.enrolment.blocks import MINE, SETTINGS
from bot.enrolment.rules import day_text
from bot.office_hours.agenda_blocks import AGENDA
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post, View

OPEN = "office_hours.open"
PICK = "office_hours.pick"
END = "office_hours.end"
NOT_FOR_ME = "office_hours.not_for_me"
FORM = "office_hours.form"
WEEKDAY, AT, ZONE, PLACE = "weekday", "at", "zone", "place"
LONGEST_PLACE = 200

SAY_TIME = "Give a time of day."
SAY_PLACE = "Say where: a link, a room, or a channel."
TEAM_GONE = "This team is no longer there."
NOT_YOURS = "Only champions of this team and admins can set its office hours. Nothing was changed."
NO_TEAMS = "There is no team yet whose office hours you could set. `/afterglow setup` makes the first one."
NONE_YET = "Your team has no office hours. Its champions and admins set them with `/afterglow office`."
NO_TEAM = "Office hours are a team's, and you are in none here yet."
FOR_ME_AGAIN = "The box under Settings brings them back."


@dataclass(frozen=True)
class Session:
    """A team's next session."""

    team_id: int
    team: str = field(repr=False)
    next_at: datetime
    zone: ZoneInfo
    place: str = field(repr=False)


@dataclass(frozen=True)
class HoursForm:
    """Office hours as somebody sets them."""

    team_id: int
    weekday: int = 3
    at: time | None = time(15)
    zone: str = ""
    place: str = field(default="", repr=False)
    is_set: bool = False


def form(
    shown: HoursForm, *, teams: Sequence[tuple[int, str]], zones: Sequence[str], waiting: int, said: str = ""
) -> View:
    """The inputs for one team; another one can be chosen at the top."""
    key = str(shown.team_id)
    blocks: Blocks = [kit.section(said)] if said else []
    options = [Option(name, str(team_id)) for team_id, name in teams[:100]]
    title = "*Office hours*\nA fixed time each week at which a champion is there for whoever comes."
    picker = kit.select(PICK, options, chosen=key) if len(options) > 1 else None
    blocks.append(
        kit.section(title if picker else f"{title}\nFor {kit.escape(teams[0][1])}.", accessory=picker)
    )
    days = [Option(name.capitalize(), str(day)) for day, name in enumerate(WEEKDAY_NAMES)]
    zone_options = [Option(zone, zone) for zone in dict.fromkeys((shown.zone, *zones)) if zone]
    at = f"{shown.at:%H:%M}" if shown.at else None
    blocks += [
        kit.input_block(WEEKDAY, "Day", kit.select(f"{WEEKDAY}.{key}", days, chosen=str(shown.weekday))),
        kit.input_block(AT, "Begins at", kit.timepicker(f"{AT}.{key}", at=at)),
        kit.input_block(ZONE, "Time zone", kit.select(f"{ZONE}.{key}", zone_options, chosen=shown.zone)),
        kit.input_block(
            PLACE,
            "Where",
            kit.text_input(
                f"{PLACE}.{key}", initial=shown.place, placeholder="a link, or a room", longest=LONGEST_PLACE
            ),
        ),
        kit.section(_waiting(waiting), accessory=kit.button("Agenda", AGENDA, shown.team_id)),
    ]
    if shown.is_set:
        blocks.append(kit.actions(kit.button("Hold no office hours", END, shown.team_id)))
    blocks.append(
        kit.small(
            "Only people of the team who asked a question in the last four weeks, or whose question is not "
            "solved yet, are reminded, up to two hours before, in place of that day's card. Nobody sees who."
        )
    )
    return kit.modal(FORM, "Office hours", blocks, submit="Save", close="Close", private=key)


def _waiting(count: int) -> str:
    if not count:
        return "*For the agenda:* no question of this team is open."
    what = "1 question of this team is" if count == 1 else f"{count} questions of this team are"
    return f"*For the agenda:* {what} not solved yet."


def reminder(session: Session, zone: ZoneInfo, *, asked: str) -> Post:
    """The one message before a session, for somebody who asked."""
    line = f"*Office hours of {kit.escape(session.team)} today at {_clock(session, zone)}*\n{_where(session)}"
    bring = "Bring what you asked:" if asked else "Bring what you asked about, or anything else."
    quoted = f"\n{kit.quote(asked, 140)}" if asked else ""
    buttons = (kit.button("Not for me", NOT_FOR_ME, MINE), kit.button("Settings", SETTINGS, MINE))
    blocks: Blocks = [
        kit.section(line),
        kit.section(f"{bring}{quoted}"),
        kit.actions(*buttons),
        kit.small(
            "You get this because you asked a question in the last four weeks, or yours is not solved yet: "
            "once a session at most, in place of today's card. Nobody sees who was reminded."
        ),
    ]
    return Post(f"{line}\n{bring}{quoted}", blocks)


def _clock(session: Session, zone: ZoneInfo) -> str:
    return f"{session.next_at.astimezone(zone):%H:%M}, your time"


def _where(session: Session) -> str:
    return kit.escape(session.place)


def no_more() -> Post:
    line = f"No more reminders of office hours. The sessions stay open to you. {FOR_ME_AGAIN}"
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def next_one(session: Session | None, zone: ZoneInfo, *, has_team: bool) -> str:
    """When and where somebody finds the champions of their team next."""
    if session is None:
        return NONE_YET if has_team else NO_TEAM
    local = session.next_at.astimezone(zone)
    when = f"{day_text(local.date())} at {local:%H:%M} your time ({zone.key})"
    return f"Next office hours of {kit.escape(session.team)}: {when}. {_where(session)}"


def section(session: Session | None, zone: ZoneInfo) -> Blocks:
    """The line on somebody's own page; nothing where their team has none."""
    return [kit.section(next_one(session, zone, has_team=True))] if session is not None else []


def button() -> Block:
    return kit.button("Office hours", OPEN, MINE)


def saved(session: Session) -> str:
    local = session.next_at.astimezone(session.zone)
    return f"Saved. The next session is on {day_text(local.date())} at {local:%H:%M} ({session.zone.key})."


def ended() -> str:
    return "There are no office hours any more, and no reminders."

"""What somebody sees of their own record in Slack: badges, the form, and where it can be taken from."""

from collections.abc import Sequence
from datetime import date

from bot.enrolment.blocks import MINE
from bot.record.rules import BADGES, Badge, OwnWin, Record, Skill, Thanked
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, View

OPEN = "record.open"
OPENED = "record.opened"
FORM = "record.form"
WINS = "wins"
MOST_SKILLS = 30
LONGEST_CODE = 2900

EMPTY = (
    "Nothing is in it yet. The first card you answer right, the first task that works, or the first win you "
    "share begins it."
)
ONLY_YOU = (
    "Only you see this: there is no list of people, no ranking, and no way for an admin to open it. "
    "What you take along is yours to show or to keep."
)


def badges(own: Sequence[Badge]) -> Blocks:
    """What was done for the first time; nothing before the first one."""
    if not own:
        return []
    lines = "\n".join(f"◆ *{badge.name}*, {_day(badge)}: {badge.why}" for badge in own)
    return [
        kit.section(f"*Your badges*\n{lines}"),
        kit.small("Only you see your badges; they are never posted."),
    ]


def button() -> Block:
    return kit.button("Your skill record", OPEN, MINE)


def form(record: Record, wins: Sequence[OwnWin]) -> View:
    """What the record holds, and which wins go into it."""
    if record.is_empty and not wins:
        return kit.modal(FORM, "Your skill record", [kit.section(EMPTY), kit.small(ONLY_YOU)], close="Close")
    blocks: Blocks = [kit.section(_skills(record.skills)), *badges(record.badges), *_thanks(record.thanks)]
    if wins:
        options = [
            Option(kit.cut(f"{_date(one)}: {' '.join(one.text.split())}", 75), str(one.id)) for one in wins
        ]
        boxes = kit.checkboxes(WINS, options)
        hint = "In your own words, as you logged them. None is in it unless you tick it."
        blocks.append(kit.input_block(WINS, "Which of your wins go in?", boxes, hint=hint, optional=True))
    blocks.append(kit.small(f"{ONLY_YOU} All badges there are: {_all()}."))
    return kit.modal(FORM, "Your skill record", blocks, submit="Make my record", close="Close")


def made(text: str, *, page: str, data: str) -> View:
    """Where the record can be opened and kept, and the whole of it to copy."""
    blocks: Blocks = [
        kit.section(
            "*Your skill record*\nThe links are for you alone and last 15 minutes: a page to print or save, "
            "and the same as data."
        ),
        kit.actions(
            kit.link("Open the page", OPENED, page), kit.link("As data (JSON)", f"{OPENED}_data", data)
        ),
        kit.section("Or copy it from here, as Markdown:"),
        kit.code(kit.cut(text, LONGEST_CODE)),
        kit.small(ONLY_YOU),
    ]
    return kit.modal(FORM, "Your skill record", blocks, close="Close")


def _thanks(thanks: Sequence[Thanked]) -> Blocks:
    """What helped those whose questions somebody answered."""
    lines = [f"{_short(one.on)}: “{kit.escape(one.said)}”" for one in thanks]
    return [kit.section("\n".join(("*What helped others*", *lines)))] if lines else []


def _skills(skills: Sequence[Skill]) -> str:
    if not skills:
        return "*Your skills*\nNone begun yet."
    lines = [f"{kit.escape(skill_name(one.name))}: {_steps(one)}" for one in skills[:MOST_SKILLS]]
    return "\n".join(("*Your skills*", *lines))


def _steps(skill: Skill) -> str:
    return ", ".join(f"{step} {_short(day)}" for step, day in skill.steps.items())


def skill_name(name: str) -> str:
    """A skill as people call it."""
    return name.replace("-", " ").capitalize()


def _all() -> str:
    return "; ".join(f"{name} ({why})" for name, why in BADGES.values())


def _day(badge: Badge) -> str:
    return _short(badge.on)


def _date(win: OwnWin) -> str:
    return _short(win.on)


def _short(day: date) -> str:
    return f"{day:%d %b %Y}".removeprefix("0")

"""The menu: what can be done here, each behind a button, for whoever does not know what to ask for."""

from dataclasses import dataclass

from bot.authoring import blocks as authoring_blocks
from bot.cadence import blocks as cadence_blocks
from bot.challenges import plan_blocks
from bot.champions import blocks as champion_blocks
from bot.enrolment import blocks as enrolment_blocks
from bot.enrolment.blocks import MINE
from bot.home.blocks import ASK, REPORT, seldom
from bot.library import blocks as library_blocks
from bot.people import blocks as people_blocks
from bot.setup import blocks as setup_blocks
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post
from bot.wins import blocks as win_blocks
from bot.workspaces import blocks as workspace_blocks

WHAT_I_DO = "I send one useful AI card a working day, find you a champion, and log what worked."
BY_HAND = (
    "Or write me your question in a direct message, mention me in a channel, or type "
    "`/afterglow ask &lt;question&gt;`. `/afterglow help` lists every command."
)


@dataclass(frozen=True)
class Roles:
    """What somebody is here, as far as the menu needs it."""

    may_learn: bool
    is_champion: bool
    is_admin: bool
    is_writing: bool = False  # a card


def menu(roles: Roles) -> Post:
    """The buttons that this person can use."""
    blocks: Blocks = [kit.section(WHAT_I_DO), kit.actions(*_for_everyone(may_learn=roles.may_learn))]
    if roles.is_champion:
        queue = kit.button("Your queue", champion_blocks.QUEUE, MINE)
        blocks += [kit.section("*As a champion*"), kit.actions(queue, *_writing(roles))]
    if roles.is_admin:
        writing = [] if roles.is_champion else _writing(roles)
        every = kit.actions(*seldom(), *writing)
        blocks += [kit.section("*As an admin*"), kit.actions(*_for_admins()), every]
    return Post(WHAT_I_DO, [*blocks, kit.small(BY_HAND)])


def _writing(roles: Roles) -> list[Block]:
    return [authoring_blocks.list_button()] if roles.is_writing else []


def _for_everyone(*, may_learn: bool) -> list[Block]:
    asking = [
        kit.button("Ask a champion", ASK, MINE),
        kit.button("Log a win", win_blocks.NEW, MINE),
        kit.button("Search prompts", library_blocks.OPEN, library_blocks.MINE),
    ]
    if not may_learn:
        return asking
    return [
        *asking,
        kit.button("This week's challenge", plan_blocks.MINE, MINE),
        kit.button("My settings", enrolment_blocks.SETTINGS, MINE),
    ]


def _for_admins() -> list[Block]:
    return [
        kit.button("Set up a team", setup_blocks.OPEN, MINE),
        kit.button("Teams", people_blocks.TEAMS, MINE),
        kit.button("Champions", champion_blocks.LIST, MINE),
        kit.button("Cadence", cadence_blocks.OPEN, cadence_blocks.EVERYONE),
        kit.button("Who takes part", people_blocks.ROSTER, MINE),
        kit.button("Report", REPORT, MINE),
        kit.button("Settings of the workspace", workspace_blocks.SETTINGS, MINE),
    ]

"""A person's own record of skills: what they have read, what they have tried, and what they have taught."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.enrolment.blocks import MINE
from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks
from bot.teaching import blocks as teaching_blocks
from bot.teaching.rules import Step, may_be_taught

READ, TRIED, TAUGHT = Step.READ, Step.TRIED, Step.TAUGHT
MOST_SHOWN = 20
ONLY_YOU = (
    "A card answered right counts as read; a task that worked, or a challenge done, as tried; what a "
    "colleague confirms that you showed them, as taught. Only you see this."
)


@dataclass(frozen=True)
class Skill:
    """One skill and the steps that were taken in it."""

    name: str
    steps: frozenset[Step]


def record(skills: Sequence[Skill]) -> Blocks:
    """What was begun, skill by skill, and what is still ahead; nothing before the first step."""
    begun = [skill for skill in skills if skill.steps][:MOST_SHOWN]
    if not begun:
        return []
    ahead = [_named(skill) for skill in skills if not skill.steps][:MOST_SHOWN]
    lines = [f"{_named(skill)}:  {_steps(skill)}" for skill in begun]
    later = [f"Still ahead: {', '.join(ahead)}."] if ahead else []
    is_ready = any(may_be_taught(skill.steps) for skill in skills)
    show = [kit.actions(teaching_blocks.offer_button(MINE))] if is_ready else []
    return [kit.section("\n".join(("*Your skills*", *lines, *later))), *show, kit.small(ONLY_YOU)]


def _named(skill: Skill) -> str:
    return kit.escape(teaching_blocks.skill_name(skill.name))


def _steps(skill: Skill) -> str:
    return "  ".join(f"{'✓' if step in skill.steps else '○'} {step}" for step in Step)

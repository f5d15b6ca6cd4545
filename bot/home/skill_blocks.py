"""A person's own record of skills: what they have read, and what they have tried."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import blockkit as kit
from bot.slack.blockkit import Blocks

READ, TRIED = "read", "tried"
STEPS = (READ, TRIED)
MOST_SHOWN = 20
ONLY_YOU = (
    "A card answered right counts as read; a task that worked, or a challenge done, as tried. "
    "Only you see this."
)


@dataclass(frozen=True)
class Skill:
    """One skill and the steps that were taken in it."""

    name: str
    steps: frozenset[str]


def record(skills: Sequence[Skill]) -> Blocks:
    """What was begun, skill by skill, and what is still ahead; nothing before the first step."""
    begun = [skill for skill in skills if skill.steps][:MOST_SHOWN]
    if not begun:
        return []
    ahead = [_named(skill) for skill in skills if not skill.steps][:MOST_SHOWN]
    lines = [f"{_named(skill)}:  {_steps(skill)}" for skill in begun]
    later = [f"Still ahead: {', '.join(ahead)}."] if ahead else []
    return [kit.section("\n".join(("*Your skills*", *lines, *later))), kit.small(ONLY_YOU)]


def _named(skill: Skill) -> str:
    return kit.escape(skill.name.replace("-", " ").capitalize())


def _steps(skill: Skill) -> str:
    return "  ".join(f"{'✓' if step in skill.steps else '○'} {step}" for step in STEPS)

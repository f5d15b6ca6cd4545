"""What the stories about cohorts have in common."""

from collections.abc import Mapping

from bot.sandbox.looking import Shown
from tests.stage import Stage

AUTUMN = {
    "Name": "Autumn", "Teams": ["Marketing"], "Training date": "2026-11-25", "Go-live date": "2026-12-14",
}  # fmt: skip


def seen(stage: Stage, who: str = "priya", *, on: Shown | None = None) -> str:
    """What stands in somebody's modal, or on what is given."""
    return stage.workspace.text_of(on if on is not None else stage.workspace.modal(who))


async def made(stage: Stage, other: Mapping[str, object] = AUTUMN, *, ready: bool = False) -> dict[str, str]:
    """A cohort by its form, Autumn but for what is given; the errors of its fields, {} when it was saved."""
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "New cohort")
    errors = await stage.workspace.submit("priya", {**AUTUMN, **other})
    if ready:
        await stage.workspace.press("priya", "Access is ready")
    return errors


async def edited(stage: Stage, changes: Mapping[str, object]) -> dict[str, str]:
    """The only cohort in its form, sent with these changes."""
    await stage.workspace.close("priya")
    await stage.workspace.command("priya", "/afterglow cohort")
    await stage.workspace.press("priya", "Edit or move")
    return await stage.workspace.submit("priya", dict(changes))


async def answer(stage: Stage, who: str, word: str) -> str:
    """What a command answers, or shows in a modal."""
    shown = await stage.workspace.command(who, f"/afterglow {word}")
    return stage.workspace.text_of(shown if shown is not None else stage.workspace.modal(who))

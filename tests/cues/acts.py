"""What the stories about cues have in common."""

from sqlalchemy import select

from bot.cues.models import Cue, CueDay
from bot.sandbox.state import Message
from tests.stage import Stage

WORDS = "When the Monday meeting has ended, I'll try the table of actions."
EVERY_DAY = [str(day) for day in range(7)]
WORKDAYS = EVERY_DAY[:5]


async def set_cue(
    stage: Stage,
    who: str = "ana",
    *,
    occasion: str = "When the Monday meeting has ended.",
    deed: str = "the table of actions",
    days: list[str] | None = None,
    at: str = "09:15",
) -> dict[str, str]:
    """From one's own page: a new cue, as somebody fills in its form."""
    await stage.workspace.open_home(who)
    await stage.workspace.press(who, "Your cues")
    await stage.workspace.press(who, "Set a cue")
    values = {"When": occasion, "I'll try": deed, "Remind me on": days or WORKDAYS, "At": at}
    return await stage.workspace.submit(who, values)


def cues(stage: Stage, who: str = "ana") -> list[Message]:
    """The cues that reached somebody, as they were or as they stand now."""
    inbox, text_of = stage.workspace.inbox(who), stage.workspace.text_of
    return [one for one in inbox if "You asked for this, so" in text_of(one)]


def endings(stage: Stage, who: str = "ana") -> list[str]:
    """The lines with which cues ended."""
    shown = (stage.workspace.text_of(one) for one in stage.workspace.inbox(who))
    return [text for text in shown if "so this cue ends here" in text]


async def pass_days(stage: Stage, days: float) -> None:
    await stage.pass_time(hours=24 * days)


async def the_cue(stage: Stage) -> Cue:
    async with stage.db.read() as session:
        found = (await session.scalars(select(Cue).order_by(Cue.id.desc()))).first()
    assert found is not None
    return found


async def cue_days(stage: Stage) -> list[CueDay]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(CueDay).order_by(CueDay.id)))

"""What the stories about the third step have in common."""

from sqlalchemy import select

from bot.nudges.rules import Answer
from bot.sandbox.state import Message
from bot.teaching.models import Showing
from bot.teaching.rules import State
from tests.nudges.acts import answered, take_part
from tests.stage import Stage

READING, DOING = "ask-in-four-lines", "first-meeting-notes"  # both teach how to ask
TITLE = "From rough notes to who does what by when"
SHOW, YES, NOT_YET = "Show one colleague", "Yes, they showed me", "Not yet"


async def read_and_tried(stage: Stage, who: str = "ana") -> None:
    """A team that takes part, and one of them has read and tried how to ask."""
    await stage.a_team()
    await take_part(stage, "ana", "maya", "tom")
    await answered(stage, who, **{READING: Answer.RIGHT, DOING: Answer.TRIED_WORKED})


async def ask(stage: Stage, colleague: str, who: str = "ana") -> dict[str, str]:
    """From one's own page: show this colleague what is ready."""
    await stage.workspace.open_home(who)
    await stage.workspace.press(who, SHOW)
    return await stage.workspace.submit(who, {"To whom": stage.workspace.person(colleague).id})


async def showings(stage: Stage) -> list[Showing]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(Showing).order_by(Showing.id)))


async def state_of(stage: Stage) -> State:
    """What became of the last request."""
    return State((await showings(stage))[-1].state)


def requests(stage: Stage, who: str) -> list[Message]:
    """The requests that reached somebody, as they were or as they stand now."""
    about = (YES, "showed you", "Not yet:")
    return [
        one
        for one in stage.workspace.inbox(who)
        if any(part in stage.workspace.text_of(one) or part in stage.workspace.buttons(one) for part in about)
    ]


async def requested(stage: Stage, colleague: str = "maya", who: str = "ana", *, days: float = 2) -> Message:
    """The request as it reaches the colleague on their next free day."""
    assert await ask(stage, colleague, who) == {}
    await play_days(stage, days)
    (message,) = requests(stage, colleague)
    return message


async def play_days(stage: Stage, days: float) -> None:
    await stage.pass_time(days=days)

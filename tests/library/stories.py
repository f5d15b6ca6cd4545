"""What the stories of saved prompts have in common."""

from sqlalchemy import select

from bot.library.models import Prompt
from bot.sandbox.state import Message, View
from tests.stage import Stage

SHORTCUT = "save_prompt_message"
TOLD = (
    "This one works for tenders in Claude:\n```You are a careful bid writer. Turn [notes] into a one-page "
    "tender summary with open points last.```"
)
WORDS = "You are a careful bid writer. Turn [notes] into a one-page tender summary with open points last."


async def opened(stage: Stage, who: str = "ana", words: str = TOLD, *, by: str = "") -> View:
    """Somebody chooses "Save as prompt" on a message in #marketing; the form."""
    told = await stage.workspace.say(by or who, words, channel="marketing")
    return await opened_on(stage, who, told)


async def opened_on(stage: Stage, who: str, told: Message) -> View:
    await stage.workspace.shortcut(who, SHORTCUT, on=told)
    form = stage.workspace.modal(who)
    assert form is not None
    return form


async def saved(stage: Stage, who: str = "ana", words: str = TOLD, **typed: str) -> Prompt:
    """A prompt as the form proposes it, or with these fields changed, whatever it looks like."""
    await opened(stage, who, words)
    assert await stage.workspace.submit(who, typed) == {}
    if stage.workspace.modal(who) is not None:
        assert await stage.workspace.submit(who) == {}
    return (await prompts(stage))[-1]


async def prompts(stage: Stage) -> list[Prompt]:
    """All rows there are, the oldest first."""
    async with stage.db.read() as session:
        return list(await session.scalars(select(Prompt).order_by(Prompt.id)))


def typed(form: View, block: str) -> str:
    """What stands in a field of a form."""
    (element,) = form.state[block].values()
    return str(element["value"] or "")


async def searched(stage: Stage, who: str, words: str = "tender") -> Message:
    """What `/afterglow library` shows."""
    shown = await stage.workspace.command(who, f"/afterglow library {words}")
    assert shown is not None
    return shown


async def finds(stage: Stage, who: str, words: str = "bid writer tender") -> bool:
    return WORDS in stage.workspace.text_of(await searched(stage, who, words))


def last_dm(stage: Stage, who: str = "ana") -> str:
    return stage.workspace.text_of(stage.workspace.inbox(who).last)


async def verified(stage: Stage, by: str = "maya") -> Prompt:
    """Ana's prompt, verified by a champion of her team."""
    await saved(stage)
    shown = await searched(stage, by, "bid writer tender")
    await stage.workspace.press(by, "Mark as verified", on=shown)
    return (await prompts(stage))[-1]

"""What the stories of wins have in common."""

from bot.sandbox.state import Message
from bot.wins import service as wins
from tests.stage import Stage

WIN = "Claude turned the call transcript into the newsletter, that saved me two hours today!"


async def asked(stage: Stage, who: str = "ana", words: str = WIN) -> tuple[Message, Message]:
    """Somebody tells a win in #marketing; the message and the private question about it."""
    told = await stage.workspace.say(who, words, channel="marketing")
    (question,) = stage.workspace.ephemerals(who)
    return told, question


def last_whisper(stage: Stage, who: str = "ana") -> str:
    return stage.workspace.text_of(stage.workspace.ephemerals(who)[-1])


def typed(stage: Stage, field: str, who: str = "ana") -> str:
    """What stands in a text field of the open form."""
    form = stage.workspace.modal(who)
    assert form is not None
    return str(form.state[field][field]["value"] or "")


async def logged(stage: Stage, who: str = "ana") -> list[str]:
    """The words that this person has logged, newest first."""
    async with stage.db.read() as session:
        return [card.text for card in await wins.logged(session, stage.person(who))]


async def waiting(stage: Stage, who: str = "ana") -> list[str]:
    async with stage.db.read() as session:
        return [card.text for card in await wins.waiting(session, stage.person(who))]

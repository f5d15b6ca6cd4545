"""What the stories about messages that a model reads again have in common."""

from collections.abc import Iterator

from sqlalchemy import select

from bot.reading import rules as reading
from bot.rereading.models import Rereading, RereadingCount
from bot.rereading.rules import SAMPLED, chance_of, is_wanted
from bot.sandbox.state import Message
from bot.workspaces.models import Workspace
from tests.llm import fake_openai
from tests.llm.fake_openai import Mood
from tests.stage import Stage

# More than a story needs: whoever trains the reader anew makes it surer of some.
DOUBTFUL = (
    "not sure what to type into Claude for the tender",
    "let ChatGPT do the price list today, nice",
    "Copilot and the quarterly sheet, a bit stuck here",
    "could use a hand, Copilot and my minutes don't get along",
    "stuck with ChatGPT on the price list, again",
    "Gemini did the summary of the audit, fine by me",
    "I let NotebookLM loose on the safety audits and it listed the recurring findings",
    "Cursor wrote the label-printer driver shim. it prints. I can't believe it",
)
PLAIN = "The status page of Claude is red again, everything is slow since ten."
ON = "rereads_a_day"


def taking_it_for(kind: str, confidence: float = 0.9) -> Mood:
    return fake_openai.saying({"kind": kind, "confidence": confidence})


def unsure() -> str:
    """Words of which the shipped reader is unsure."""
    return next(_unsure())


def _unsure() -> Iterator[str]:
    for text in DOUBTFUL:
        verdict = reading.look(text)
        if verdict is not None and reading.is_unsure(verdict, is_acted_on=reading.is_heard(verdict)):
            yield text


async def switched_on(stage: Stage, a_day: str = "50") -> None:
    """A team, and an admin who lets the model read."""
    await stage.a_team()
    await stage.workspace.command("priya", "/afterglow settings")
    assert await stage.workspace.submit("priya", {ON: a_day}) == {}


async def say(stage: Stage, text: str | None = None, who: str = "ana", channel: str = "marketing") -> Message:
    return await stage.workspace.say(who, text or unsure(), channel=channel)


async def sampled(stage: Stage, text: str = PLAIN) -> None:
    """A message of which the reader is sure, and which chance picks."""
    verdict = reading.look(text)
    assert verdict is not None
    assert not is_wanted(verdict, is_acted_on=reading.is_heard(verdict), chance=1)
    channel = stage.workspace.channel("marketing").id
    began = int(stage.clock().timestamp())
    ts = next(
        ts
        for number in range(10_000)
        if chance_of(stage.team_id, channel, ts := f"{began}.{number:06}") < SAMPLED
    )
    await stage.workspace.event(
        {
            "type": "message",
            "channel": channel,
            "channel_type": "channel",
            "user": stage.workspace.person("ana").id,
            "ts": ts,
            "text": text,
        }
    )


async def kept(stage: Stage) -> list[Rereading]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(Rereading).order_by(Rereading.id)))


async def counted(stage: Stage) -> dict[tuple[bool, str, str], int]:
    async with stage.db.read() as session:
        rows = await session.scalars(select(RereadingCount))
        return {(row.is_sure, row.reader, row.model): row.count for row in rows}


async def read_today(stage: Stage) -> int:
    async with stage.db.read() as session:
        return await session.scalar(select(Workspace.reread)) or 0

"""What is typed after a command arrives as it was typed, whatever it looks like, over the real HTTP door."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

import handlers
from bot.questions.models import Question
from bot.sandbox.delivery import Kind
from bot.sandbox.state import Json
from handlers.doors import Answer, Command, Desk
from tests.stage import Stage

MIXED = 'payload={"a": [1]}&command=%2Fafterglow 🎉 “Zoë” ＋\t'
TEXTS = (
    "payload",
    "payload=%7B%7D&command=/other&text=x",
    "{",
    '{"type": "block_actions", "actions": [{"action_id": "x"}]}',
    "}}]]'\"\\",
    "a&b=c;d+e%20f %00 %F0",
    "R&D <b> &lt; &amp;",
    "🎉👩‍💻 :tada: ﷽ 日本語",
    "two\nlines\n\nof it",
    "ssl_check=1",
    "url_verification challenge",
    "<@U0ANA000000|ana> <#C0MARKETING|marketing> <https://a.example|a>",
    (MIXED * 100)[:3000].strip(),
)


def body(stage: Stage, who: str, text: str) -> Json:
    """As Slack sends it: three signs escaped, the rest as it was typed."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    return {
        "command": "/afterglow", "text": text, "team_id": stage.team_id, "channel_id": "C0MARKETING",
        "user_id": stage.workspace.person(who).id, "trigger_id": stage.workspace.state.new_trigger(who),
        "response_url": stage.workspace.state.new_response_url(who, "C0MARKETING"),
    }  # fmt: skip


def heeded(
    handler: Callable[[Command, Desk], Awaitable[Answer]], heard: list[Command]
) -> Callable[[Command, Desk], Awaitable[Answer]]:
    async def listening(command: Command, desk: Desk) -> Answer:
        heard.append(command)
        return await handler(command, desk)

    return listening


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_command_hears_every_text_as_it_was_typed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.a_team()
    heard: list[Command] = []
    for word, handler in handlers.COMMANDS.items():
        monkeypatch.setitem(handlers.COMMANDS, word, heeded(handler, heard))
    door = stage.workspace.door
    assert door is not None
    for word in filter(None, handlers.COMMANDS):
        stage.clock.advance(timedelta(minutes=1))  # nobody types so many in one
        for text in TEXTS:
            for between in (" ", "\n"):
                answer = await door.send(Kind.COMMAND, body(stage, "priya", f"{word}{between}{text}"))
                assert answer.status == 200, (word, text)
                assert (heard[-1].word, heard[-1].rest) == (word, text)
    assert len(heard) == (len(handlers.COMMANDS) - 1) * len(TEXTS) * 2


@pytest.mark.parametrize("text", TEXTS)
async def test_a_question_is_kept_as_it_was_typed(stage: Stage, text: str) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", f"/afterglow ask {text} How do I ask Claude?")
    async with stage.db.read() as session:
        (kept,) = await session.scalars(select(Question.text))
    assert kept == f"{text} How do I ask Claude?"

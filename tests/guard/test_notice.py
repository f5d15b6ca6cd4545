"""Whoever writes what should not travel is told so, alone; nobody else sees it from us."""

import pytest
from sqlalchemy import select

from bot.outbox.models import OutboxMessage
from bot.questions.models import Question
from bot.wins.models import Win
from tests.stage import Stage

SECRETS = ("DE89370400440532013000", "ana.ruiz@northwind.example")
RED = f"my IBAN {SECRETS[0]} and {SECRETS[1]}"
ASK = f"How do I get Claude to write an invoice letter with {RED}?"
WIN = f"Claude wrote the invoice letter with {RED}, that saved me two hours today!"
TOLD = "I took something out of what I keep and show: bank account, e-mail address."


async def kept(stage: Stage) -> str:
    async with stage.db.read() as session:
        found = [await session.scalars(select(one)) for one in (Question.text, Win.text, OutboxMessage.body)]
        return " ".join(str(one) for rows in found for one in rows)


@pytest.mark.parametrize("words", [ASK, f"@afterglow {ASK}", WIN])
async def test_in_a_channel_its_author_alone_is_told_once(stage: Stage, words: str) -> None:
    await stage.a_team(zone="Europe/Berlin")
    await stage.workspace.say("ana", words, channel="marketing")
    told = [one for one in map(stage.workspace.text_of, stage.workspace.ephemerals("ana")) if TOLD in one]
    assert len(told) == 1
    assert "you may want to edit or delete it" in told[0]
    assert stage.workspace.ephemerals("maya") == []
    assert not [secret for secret in SECRETS if secret in await kept(stage)]


@pytest.mark.parametrize("words", [ASK, WIN])
async def test_in_a_dm_it_is_told_there(stage: Stage, words: str) -> None:
    await stage.a_team(zone="Europe/Berlin")
    await stage.workspace.say("ana", words, dm=True)
    (told,) = [one for one in stage.workspace.inbox("ana").texts() if TOLD in one]
    assert "you may want to edit or delete it" in told
    assert not [secret for secret in SECRETS if secret in await kept(stage)]


async def test_typed_as_a_command_there_is_no_message_to_delete(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    await stage.workspace.command("ana", f"/afterglow ask {ASK}")
    (told,) = [one for one in stage.workspace.inbox("ana").texts() if TOLD in one]
    assert "delete" not in told


async def test_nothing_is_said_where_nothing_was_found(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    await stage.workspace.say("ana", "How do I get Claude to write a letter?", channel="marketing")
    assert stage.workspace.ephemerals("ana") == []


async def test_typed_in_the_form_of_a_win_it_is_told_by_dm(stage: Stage) -> None:
    await stage.a_team(zone="Europe/Berlin")
    await stage.workspace.command("ana", "/afterglow win")
    assert await stage.workspace.submit("ana", {"text": WIN}) == {}
    assert len([one for one in stage.workspace.inbox("ana").texts() if TOLD in one]) == 1
    assert not [secret for secret in SECRETS if secret in await kept(stage)]

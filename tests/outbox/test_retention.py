"""Settled messages lose their words after a week; what nothing refers to goes after a month."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.outbox.models import OutboxMessage
from tests.outbox.acts import promise, seen
from tests.stage import Stage


async def bodies(stage: Stage) -> list[str]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(OutboxMessage.body)))


async def test_the_words_of_a_sent_message_go_after_a_week(stage: Stage) -> None:
    await promise(stage, "hello")
    await stage.play.settle()
    stage.clock.advance(timedelta(days=6))
    await stage.play.run_ticks()
    assert "hello" in (await bodies(stage))[0]
    stage.clock.advance(timedelta(days=2))
    await stage.play.run_ticks()
    assert await bodies(stage) == ["{}"]
    assert seen(stage) == ["hello"]


async def test_a_message_that_waits_keeps_its_words(stage: Stage) -> None:
    await promise(stage, "later", due=stage.clock() + timedelta(days=60))
    stage.clock.advance(timedelta(days=40))
    await stage.play.run_ticks()
    assert "later" in (await bodies(stage))[0]


async def test_a_whisper_is_removed_after_a_month(stage: Stage) -> None:
    await stage.workspace.say("ana", "@afterglow help", channel="general")
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count(OutboxMessage.id))) == 1
    stage.clock.advance(timedelta(days=31))
    await stage.play.run_ticks()
    async with stage.db.read() as session:
        assert await session.scalar(select(func.count(OutboxMessage.id))) == 0

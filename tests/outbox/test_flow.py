"""Promised messages: sent once, in order, while still true; each with a visible fate."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.outbox import service as outbox
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.pace import PER_CHANNEL
from bot.outbox.service import Place
from tests.outbox.acts import fate, promise, seen, taken, words
from tests.stage import Stage


async def test_a_promise_made_twice_is_sent_once(stage: Stage) -> None:
    assert await promise(stage, "hello", key="k")
    assert not await promise(stage, "hello again", key="k")
    await stage.play.settle()
    await stage.play.settle()
    assert seen(stage) == ["hello"]
    assert await fate(stage, "k") == (Fate.SENT, None)


async def test_a_promise_rolled_back_is_never_sent(stage: Stage) -> None:
    with pytest.raises(RuntimeError, match="changed my mind"):
        async with stage.db.begin() as session:
            place = Place(stage.team_id, stage.workspace.channel("general").id)
            await outbox.enqueue(session, words("no"), to=place, dedupe="k", kind="test", now=stage.clock())
            raise RuntimeError("changed my mind")
    await stage.play.settle()
    assert seen(stage) == []


async def test_a_channel_keeps_the_order_of_its_messages(stage: Stage) -> None:
    for number in range(5):
        await promise(stage, f"number {number}")
    await stage.play.settle()
    assert seen(stage) == [f"number {number}" for number in range(5)]
    assert not [call for call in stage.workspace.calls("chat.postMessage") if call.status == 429]


async def test_a_burst_in_a_channel_is_put_off_at_one_look(stage: Stage) -> None:
    for number in range(6):
        await promise(stage, f"number {number}")
    counts = []
    for _ in range(2):
        counts.append(len(await taken(stage)))
    assert counts == [1, 0]
    async with stage.db.read() as session:
        waiting = await session.scalars(
            select(OutboxMessage.not_before)
            .where(OutboxMessage.fate == Fate.READY)
            .order_by(OutboxMessage.id)
        )
    assert waiting.all() == [stage.clock() + turn * PER_CHANNEL.every for turn in range(1, 6)]


async def test_a_message_due_later_waits_and_one_too_late_expires(stage: Stage) -> None:
    tomorrow = stage.clock() + timedelta(days=1)
    await promise(stage, "tomorrow", due=tomorrow, lasts=timedelta(hours=1))
    await stage.play.settle()
    assert seen(stage) == []
    stage.clock.advance(timedelta(days=1, hours=2))
    await stage.play.settle()
    assert seen(stage) == []
    assert await fate(stage, "test:tomorrow") == (Fate.EXPIRED, "not sent in time")


async def test_a_rate_limit_closes_the_method_for_its_time_and_loses_nothing(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", ratelimited=20)
    await promise(stage, "first")
    await promise(stage, "second", to="marketing")
    began = stage.clock()
    await stage.play.settle()
    assert seen(stage) == ["first"]
    assert seen(stage, "marketing") == ["second"]
    assert stage.clock() - began >= timedelta(seconds=20)
    assert len(stage.workspace.calls("chat.postMessage")) == 3


@pytest.mark.parametrize(
    "trouble", [{"drop": "after"}, {"status": 500}, {"truncated": True}, {"error": "internal_error"}]
)
async def test_a_send_in_doubt_is_looked_up_and_neither_lost_nor_doubled(
    stage: Stage, trouble: dict[str, object]
) -> None:
    stage.workspace.trouble.next("chat.postMessage", **trouble)  # type: ignore[arg-type]
    await promise(stage, "once")
    await stage.play.settle()
    assert seen(stage) == ["once"]
    assert (await fate(stage, "test:once"))[0] == Fate.SENT


async def test_what_slack_refuses_for_good_is_dead_with_its_reason(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", error="is_archived")
    await promise(stage, "to nobody")
    await stage.play.settle()
    await promise(stage, "to somebody", to="marketing")
    await stage.play.settle()
    assert await fate(stage, "test:to nobody") == (Fate.DEAD, "is_archived")
    assert seen(stage, "marketing") == ["to somebody"]


async def test_an_edit_follows_the_message_it_edits(stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await promise(stage, "open", key="offer")
    await stage.play.settle()
    async with stage.db.begin() as session:
        await outbox.edit(session, words("taken"), of="offer", to=place, dedupe="offer:1", now=stage.clock())
    await stage.play.settle()
    assert seen(stage) == ["taken"]


async def test_an_unsent_message_simply_changes_its_words(stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await promise(stage, "open", key="offer")
    async with stage.db.begin() as session:
        await outbox.edit(session, words("taken"), of="offer", to=place, dedupe="offer:1", now=stage.clock())
    await stage.play.settle()
    assert seen(stage) == ["taken"]
    assert stage.workspace.calls("chat.update") == []


async def test_what_is_stored_of_a_message_is_encrypted(stage: Stage) -> None:
    await promise(stage, "a secret plan")
    async with stage.db.read() as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql("SELECT body FROM outbox")).all()
    assert rows
    assert all("secret" not in row[0] for row in rows)

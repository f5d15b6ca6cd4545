"""Workers die and answers get lost: nothing is lost with them, and nothing is there twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import fates
from bot.outbox import service as outbox
from bot.outbox.leases import Leased
from bot.outbox.models import Fate, OutboxMessage
from bot.outbox.service import Place
from bot.outbox.worker import LEASE
from bot.slack.outcomes import Sent
from tests.outbox.acts import fate, promise, seen, taken, words
from tests.stage import Stage

AFTER_ALL = timedelta(minutes=4)


async def say(stage: Stage, leased: Leased) -> None:
    """Slack takes the message; whoever sent it never learns of it."""
    outcome = await stage.product.client.send(leased.call, token=stage.workspace.state.app.bot_token)
    assert isinstance(outcome, Sent)


async def go_on(stage: Stage, by: timedelta) -> None:
    stage.clock.advance(by)
    await stage.play.settle()


async def test_what_a_dead_worker_never_sent_is_sent_by_the_next(stage: Stage) -> None:
    await promise(stage, "hello")
    await taken(stage)
    await go_on(stage, LEASE + timedelta(seconds=1))
    assert seen(stage) == ["hello"]
    assert await fate(stage, "test:hello") == (Fate.SENT, None)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(hours=1)], ids=["right", "an hour ahead"])
async def test_what_a_dead_worker_did_send_is_found_and_not_sent_again(
    stage: Stage, ahead: timedelta
) -> None:
    """Whatever our clock says beside Slack's."""
    stage.workspace.state.now = lambda: stage.clock() - ahead
    await promise(stage, "hello")
    (leased,) = await taken(stage)
    await say(stage, leased)
    await go_on(stage, LEASE + timedelta(seconds=1))
    await go_on(stage, AFTER_ALL)
    assert seen(stage) == ["hello"]
    assert await fate(stage, "test:hello") == (Fate.SENT, None)


async def test_what_lands_after_it_was_given_up_is_taken_away_again(stage: Stage) -> None:
    await promise(stage, "hello")
    (leased,) = await taken(stage)
    await go_on(stage, LEASE + timedelta(seconds=1))
    await say(stage, leased)
    assert seen(stage) == ["hello", "hello"]
    await go_on(stage, AFTER_ALL)
    assert seen(stage) == ["hello"]


async def test_a_whisper_in_doubt_is_not_repeated(stage: Stage) -> None:
    ana = stage.workspace.person("ana").id
    place = Place(stage.team_id, stage.workspace.channel("general").id, user_id=ana)
    async with stage.db.begin() as session:
        await outbox.enqueue(session, words("psst"), to=place, dedupe="psst", kind="test", now=stage.clock())
    (leased,) = await taken(stage)
    await say(stage, leased)
    await go_on(stage, LEASE + timedelta(seconds=1))
    assert await fate(stage, "psst") == (
        Fate.DEAD,
        "its worker stopped: may have arrived, and cannot be looked up",
    )
    assert len(stage.workspace.calls("chat.postEphemeral")) == 1


async def test_an_edit_in_doubt_is_simply_made_again(stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await promise(stage, "open", key="offer")
    await stage.play.settle()
    async with stage.db.begin() as session:
        await outbox.edit(session, words("taken"), of="offer", to=place, dedupe="offer:1", now=stage.clock())
    (leased,) = await taken(stage)
    await say(stage, leased)
    await go_on(stage, LEASE + timedelta(seconds=1))
    assert seen(stage) == ["taken"]
    assert await fate(stage, "offer:1") == (Fate.SENT, None)


async def test_who_comes_back_after_the_lease_changes_nothing(stage: Stage) -> None:
    await promise(stage, "hello")
    (leased,) = await taken(stage)
    await go_on(stage, LEASE + timedelta(seconds=1))
    async with stage.db.begin() as session:
        await fates.settle(session, [(leased, Sent("C0WRONG", "1.0"))], now=stage.clock())
        row = await session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe == "test:hello"))
    assert row is not None
    assert row.sent_channel == stage.workspace.channel("general").id


async def test_a_lease_from_a_clock_that_went_wrong_is_over(stage: Stage) -> None:
    await promise(stage, "hello")
    await taken(stage)
    async with stage.db.begin() as session:
        row = await session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe == "test:hello"))
        assert row is not None
        row.lease_until = stage.clock() + timedelta(hours=1)
        await promise_another(session, stage)
    await go_on(stage, timedelta(seconds=15))
    assert seen(stage) == ["another", "hello"]


async def promise_another(session: AsyncSession, stage: Stage) -> None:
    place = Place(stage.team_id, stage.workspace.channel("general").id)
    await outbox.enqueue(session, words("another"), to=place, dedupe="b", kind="test", now=stage.clock())


async def test_a_look_up_that_is_always_refused_ends_with_the_messages_time(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", drop="before")
    stage.workspace.trouble.next("conversations.history", error="channel_not_found", times=99)
    await promise(stage, "hello", lasts=timedelta(minutes=3))
    await stage.play.settle()
    await go_on(stage, AFTER_ALL)
    await go_on(stage, AFTER_ALL)
    assert seen(stage) == []
    assert await fate(stage, "test:hello") == (Fate.EXPIRED, "not sent in time: ServerDisconnectedError")
    looks = len(stage.workspace.calls("conversations.history"))
    await go_on(stage, AFTER_ALL)
    assert len(stage.workspace.calls("conversations.history")) == looks

"""What Prometheus is told: counts and durations, and nothing of anybody."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.llm.port import Asked, Trouble
from bot.outbox import service as outbox
from bot.outbox.worker import LEASE
from bot.slack.blockkit import Post
from tests.outbox.acts import promise, taken
from tests.postgres import read_only
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def scraped(stage: Stage, http: aiohttp.ClientSession) -> str:
    async with http.get(f"{stage.address}/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await answer.text()


def value_of(text: str, name: str, **labels: str) -> float:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return sample.value
    raise LookupError(f"{name} {labels}")


async def test_requests_and_sends_are_counted_by_kind_and_outcome(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team()
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    await stage.workspace.press("maya", "I'll take it", on=question)
    await stage.workspace.command("ana", "/afterglow help")
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_requests_total", kind="event", status="200") >= 1
    assert value_of(text, "afterglow_requests_total", kind="action", status="200") == 1
    assert value_of(text, "afterglow_requests_total", kind="command", status="200") == 1
    assert value_of(text, "afterglow_ack_seconds_count", kind="action") == 1
    assert value_of(text, "afterglow_sends_total", method="chat.postMessage", outcome="sent") >= 1
    assert value_of(text, "afterglow_messages_settled_total", kind="question.offer", fate="sent") == 1
    assert value_of(text, "afterglow_send_late_seconds_count", kind="question.offer") == 1
    assert value_of(text, "afterglow_database_up") == 1


async def test_no_words_and_no_ids_of_anybody_are_in_the_metrics(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await stage.a_team()
    await stage.workspace.say("ana", ASK, channel="marketing")
    text = await scraped(stage, http)
    for secret in ("transcript", stage.team_id, "U0ANA", "C0MARKETING", "xoxb", "Marketing"):
        assert secret not in text


async def test_a_message_that_is_late_is_seen(stage: Stage, http: aiohttp.ClientSession) -> None:
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_outbox_overdue_seconds") == 0
    async with stage.db.begin() as session:
        await outbox.enqueue(
            session,
            Post("Hello"),
            to=outbox.Place(stage.team_id, "C0GENERAL00"),
            dedupe="late",
            kind="test",
            now=stage.clock(),
        )
    stage.clock.advance(timedelta(minutes=6))
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_outbox_messages", fate="ready") == 1
    assert value_of(text, "afterglow_outbox_overdue_seconds") == 360
    assert value_of(text, "afterglow_outbox_oldest_seconds") == 360


async def test_a_message_planned_for_later_is_not_late(stage: Stage, http: aiohttp.ClientSession) -> None:
    async with stage.db.begin() as session:
        await outbox.enqueue(
            session,
            Post("Hello"),
            to=outbox.Place(stage.team_id, "C0GENERAL00"),
            dedupe="later",
            kind="test",
            now=stage.clock(),
            due=stage.clock() + timedelta(hours=3),
        )
    stage.clock.advance(timedelta(hours=1))
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_outbox_overdue_seconds") == 0
    assert value_of(text, "afterglow_outbox_oldest_seconds") == 0


async def test_a_tick_that_fails_is_counted_and_still_fails(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    async def broken() -> int:
        raise RuntimeError("no")

    async def fine() -> int:
        return 3

    metrics = stage.product.metrics
    with pytest.raises(RuntimeError):
        await metrics.ticked("nudges", broken)
    assert await metrics.ticked("nudges", fine) == 3
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_tick_failures_total", tick="nudges") == 1
    assert value_of(text, "afterglow_tick_seconds_count", tick="nudges") == 2


async def test_without_a_database_the_rest_is_still_told(stage: Stage, http: aiohttp.ClientSession) -> None:
    await stage.workspace.command("ana", "/afterglow help")
    await stage.db.close()
    stage.product.metrics._db = type(stage.db).open("postgresql://nobody@127.0.0.1:9/none")
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_database_up") == 0
    assert value_of(text, "afterglow_requests_total", kind="command") == 1
    await stage.product.metrics._db.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_may_only_be_read_is_not_up_and_still_tells(
    stage: Stage, database_url: str, http: aiohttp.ClientSession
) -> None:
    await promise(stage, "hello")
    stage.product.metrics._db = reader = type(stage.db).open(read_only(database_url))
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_database_up") == 0
    assert value_of(text, "afterglow_outbox_messages", fate="ready") == 1
    await reader.close()


async def test_two_processes_do_not_share_their_numbers(stage: Stage) -> None:
    other = type(stage.product.metrics)(stage.db, clock=stage.clock)
    other.sent("chat.postMessage", "sent")
    assert 'outcome="sent"' in generate_latest(other.registry).decode()
    assert 'outcome="sent"' not in generate_latest(stage.product.metrics.registry).decode()


async def test_what_is_not_delivered_is_counted_with_its_reason(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    place = outbox.Place(stage.team_id, "C0NOWHERE00")
    async with stage.db.begin() as session:
        for key, to in (("lost", place), ("late", outbox.Place(stage.team_id, "C0GENERAL00"))):
            await outbox.enqueue(session, Post("Hello"), to=to, dedupe=key, kind=key, now=stage.clock())
        await outbox.withdraw(
            session, workspace_id=stage.team_id, prefix="none", reason="nothing is meant", now=stage.clock()
        )
    await stage.product.worker.drain()
    async with stage.db.begin() as session:
        soon = timedelta(minutes=1)
        for key in ("too late", "unwanted"):
            await outbox.enqueue(
                session, Post("Hello"), to=place, dedupe=key, kind=key, now=stage.clock(), lasts=soon
            )
        await outbox.withdraw(
            session, workspace_id=stage.team_id, prefix="unwanted", reason="Ana said so", now=stage.clock()
        )
    stage.clock.advance(timedelta(hours=1))
    await stage.product.worker.drain()
    text = await scraped(stage, http)
    settled = "afterglow_messages_settled_total"
    assert value_of(text, settled, kind="lost", fate="dead", reason="channel_closed") == 1
    assert value_of(text, settled, kind="late", fate="sent", reason="none") == 1
    assert value_of(text, settled, kind="too late", fate="expired", reason="too_late") == 1
    assert value_of(text, settled, kind="unwanted", fate="dropped", reason="overtaken") == 1
    assert "Ana" not in text


async def test_how_late_a_message_was_sent_is_told(stage: Stage, http: aiohttp.ClientSession) -> None:
    place = outbox.Place(stage.team_id, "C0GENERAL00")
    async with stage.db.begin() as session:
        await outbox.enqueue(session, Post("Hello"), to=place, dedupe="1", kind="test", now=stage.clock())
    stage.clock.advance(timedelta(minutes=10))
    await stage.product.worker.drain()
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_send_late_seconds_sum", kind="test") == 600


async def test_what_was_rolled_back_is_not_counted(stage: Stage, http: aiohttp.ClientSession) -> None:
    place = outbox.Place(stage.team_id, "C0GENERAL00")
    with pytest.raises(RuntimeError):
        async with stage.db.begin() as session:
            await outbox.enqueue(session, Post("Hello"), to=place, dedupe="1", kind="test", now=stage.clock())
            await outbox.withdraw(
                session, workspace_id=stage.team_id, prefix="1", reason="deleted", now=stage.clock()
            )
            raise RuntimeError
    assert 'kind="test"' not in await scraped(stage, http)


async def test_what_a_dead_worker_left_is_counted_when_it_is_taken_over(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    await promise(stage, "hello")
    await taken(stage)
    stage.clock.advance(LEASE + timedelta(seconds=1))
    await stage.product.worker.drain()
    assert value_of(await scraped(stage, http), "afterglow_leases_recovered_total") == 1


async def test_the_models_calls_time_and_tokens_are_told(stage: Stage, http: aiohttp.ClientSession) -> None:
    second = timedelta(seconds=1)
    stage.product.metrics.asked(Asked("suggestion", second, tokens_read=800, tokens_written=90))
    stage.product.metrics.asked(Asked(Trouble.RESTING))
    text = await scraped(stage, http)
    assert value_of(text, "afterglow_model_calls_total", outcome="suggestion") == 1
    assert value_of(text, "afterglow_model_calls_total", outcome="resting") == 1
    assert value_of(text, "afterglow_model_seconds_count") == 1
    assert value_of(text, "afterglow_model_tokens_total", direction="read") == 800
    assert value_of(text, "afterglow_model_tokens_total", direction="written") == 90

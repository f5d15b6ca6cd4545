"""Traces reach a real collector over HTTP, with nothing of anybody in them; unwanted they cost nothing."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import traces
from bot.llm.openai_client import OpenAiModel
from bot.otlp import Collector
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace
from tests.conftest import SECRET
from tests.llm import fake_openai
from tests.llm.test_client import ASK, NOW
from tests.monitoring.receiver import Receiver, receiving
from tests.process.test_run import running
from tests.stage import Stage
from tests.web.test_metrics import ASK as QUESTION


@asynccontextmanager
async def traced() -> AsyncIterator[Receiver]:
    """Record what happens inside; it has arrived when this ends."""
    async with receiving() as receiver:
        collector = Collector(receiver.address)
        with traces.recording(collector.record):
            yield receiver
        await asyncio.to_thread(collector.close)
        assert receiver.bodies, "nothing arrived"


async def test_a_question_is_seen_from_request_to_send(stage: Stage) -> None:
    await stage.a_team()
    async with traced() as receiver:
        question = await stage.workspace.say("ana", QUESTION, channel="marketing")
        await stage.workspace.press("maya", "I'll take it", on=question)
    assert receiver.service() == "afterglow"
    kinds = [one["afterglow.kind"] for one in receiver.named("slack.request")]
    assert {"event", "action"} <= set(kinds)
    offer = {
        "afterglow.method": "chat.postMessage",
        "afterglow.kind": "question.offer",
        "afterglow.attempt": "1",
        "afterglow.outcome": "sent",
    }
    assert offer in receiver.named("outbox.send")


async def test_no_words_and_no_ids_of_anybody_are_in_the_traces(stage: Stage) -> None:
    await stage.a_team()
    async with traced() as receiver:
        await stage.workspace.say("ana", QUESTION, channel="marketing")
        with pytest.raises(LookupError), traces.span("tick"):
            raise LookupError("Ana asked how to summarise")
    told = b"".join(receiver.bodies)
    for secret in ("transcript", "summarise", stage.team_id, "U0ANA", "C0MARKETING", "xoxb", "Marketing"):
        assert secret.encode() not in told
    (failed,) = [span for span in receiver.spans() if span.name == "tick"]
    assert failed.status.message == "LookupError" and not failed.events


async def test_a_tick_and_the_model_are_seen() -> None:
    async def five() -> int:
        with traces.span("inner") as note:
            note(deep=True)
        return 5

    from bot.db import Db
    from bot.web.metrics import Metrics

    db = Db.open("sqlite:////dev/null")
    async with traced() as receiver, fake_openai.serving(fake_openai.drafting()) as fake:
        await Metrics(db, clock=lambda: NOW).ticked("drafts.send_drafts", five)
        await OpenAiModel(api_key="k", base_url=fake.address, model="fake").draft(ASK, now=NOW)
    await db.close()
    assert receiver.named("tick") == [{"afterglow.tick": "drafts.send_drafts", "afterglow.rows": "5"}]
    (asked,) = receiver.named("model.draft")
    assert asked["afterglow.outcome"] == "suggestion" and asked["afterglow.tokens_read"] == "812"
    outer, inner = (next(s for s in receiver.spans() if s.name == name) for name in ("tick", "inner"))
    assert inner.parent_span_id == outer.span_id


async def test_a_process_sends_its_traces_when_it_is_told_where(tmp_path: Path, unused_tcp_port: int) -> None:
    async with receiving() as receiver, serving(SandboxWorkspace(lambda: NOW)) as address:
        async with running(
            tmp_path,
            SLACK_API_URL=f"{address}/api/",
            SLACK_BOT_TOKEN="xoxb-test-token",
            SLACK_SIGNING_SECRET=SECRET,
            PORT=str(unused_tcp_port),
            OTEL_EXPORTER_OTLP_ENDPOINT=receiver.address,
            OTEL_SERVICE_NAME="afterglow-eu",
            OTEL_BSP_SCHEDULE_DELAY="100",
        ) as started:
            await receiver.hears_of("tick")
            started.process.terminate()
            assert await started.ends() == 0
        assert receiver.service() == "afterglow-eu"


async def test_a_collector_that_is_away_holds_up_no_stop() -> None:
    collector = Collector("http://127.0.0.1:9")
    with traces.recording(collector.record), traces.span("tick"):
        pass
    async with asyncio.timeout(8):
        await asyncio.to_thread(collector.close)


def test_without_the_variable_nothing_of_it_is_loaded() -> None:
    code = (
        "import sys, bot.app, bot.cli, bot.cli.serve, bot.llm.openai_client\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0

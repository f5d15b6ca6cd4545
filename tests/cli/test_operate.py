"""`doctor` finds what is wrong and says what to do; `manifest` prints what Slack takes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from sqlalchemy import update

from bot import clock
from bot.cli import health
from bot.cli.health import State
from bot.outbox import service as outbox
from bot.outbox.models import Fate, OutboxMessage
from bot.slack.blockkit import Post
from tests.cli.conftest import Operator, Run
from tests.llm import fake_openai
from tests.postgres import read_only
from tests.stage import Stage


async def checks(operator: Operator, **changed: str) -> dict[str, Any]:
    done = await operator.types("doctor", "--json", **changed)
    told = json.loads(done.stdout)
    assert told["ok"] == (done.exit_code == 0)
    return {check["part"]: check for check in told["checks"]}


async def test_a_well_product_is_called_well(operator: Operator) -> None:
    done = await operator.types("doctor")
    assert done.exit_code == 0, done.output
    for part in ("settings", "time zones", "packs", "database", "outbox", "token", "clock", "Socket Mode"):
        assert f"ok    {part}" in done.output
    assert "1 workspace installed" in done.output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_lets_us_only_read_is_said_so(database_url: str, operator: Operator) -> None:
    found = await checks(operator, DATABASE_URL=read_only(database_url))
    assert found["database"]["state"] == "FAIL"
    assert "read-only transaction" in found["database"]["says"]
    assert "lets us write" in found["database"]["do"]


async def test_a_refused_token_fails_with_advice(stage: Stage, operator: Operator) -> None:
    stage.workspace.state.token_error = "invalid_auth"
    found = await checks(operator)
    assert found["token"]["state"] == "FAIL"
    assert "copy the bot token again" in found["token"]["do"]
    assert "scopes" not in found


async def test_missing_scopes_name_the_feature_that_suffers(stage: Stage, operator: Operator) -> None:
    stage.workspace.state.scopes = stage.workspace.state.scopes - {"groups:history"}
    found = await checks(operator)
    assert found["scopes"]["state"] == "warn"
    assert "private channels are not noticed" in found["scopes"]["says"]
    stage.workspace.state.scopes = stage.workspace.state.scopes - {"chat:write"}
    assert (await checks(operator))["scopes"]["state"] == "FAIL"


async def test_messages_that_wait_for_a_scope_name_it(stage: Stage, operator: Operator) -> None:
    stage.workspace.state.scopes = stage.workspace.state.scopes - {"chat:write"}
    async with stage.db.begin() as session:
        place = outbox.Place(stage.team_id, stage.workspace.channel("general").id)
        await outbox.enqueue(session, Post("hello"), to=place, dedupe="x", kind="test", now=stage.clock())
    await stage.product.worker.drain()
    found = await checks(operator)
    assert found["outbox"]["state"] == "FAIL"
    assert "missing_scope: chat:write (1)" in found["outbox"]["says"]
    assert "install it again" in found["outbox"]["do"]


async def test_an_app_token_that_opens_no_socket_fails(operator: Operator) -> None:
    found = await checks(operator, SLACK_APP_TOKEN="xapp-wrong")
    assert found["Socket Mode"]["state"] == "FAIL"


async def test_a_slack_out_of_reach_fails(operator: Operator) -> None:
    found = await checks(operator, SLACK_API_URL="http://127.0.0.1:9/api/")
    assert found["token"]["state"] == "FAIL"
    assert "reaches slack.com" in found["token"]["do"]


async def test_a_clock_that_is_off_is_found(operator: Operator, stage: Stage) -> None:
    settings = stage.product.settings.model_copy(
        update={"slack_bot_token": operator.env["SLACK_BOT_TOKEN"], "slack_app_token": None}
    )
    for off, state in ((0, State.OK), (120, State.WARN), (600, State.FAIL), (-600, State.FAIL)):
        found = [one async for one in health.examine(settings, now=lambda off=off: _now(off))]  # type: ignore[misc]
        assert {one.part: one.state for one in found}["clock"] is state, off


def _now(seconds: float) -> Any:
    return clock.now() + timedelta(seconds=seconds)


async def test_messages_that_wait_too_long_fail(stage: Stage, operator: Operator) -> None:
    async with stage.db.begin() as session:
        place = outbox.Place(stage.team_id, "C0WAITING")
        await outbox.enqueue(session, Post("hello"), to=place, dedupe="x", kind="test", now=stage.clock())
        await session.execute(update(OutboxMessage).values(due_at=stage.clock() - timedelta(days=9999)))
    found = await checks(operator)
    assert found["outbox"]["state"] == "FAIL"
    assert "AFTERGLOW_ROLE" in found["outbox"]["do"]


async def test_refused_messages_are_counted_with_slacks_reason(stage: Stage, operator: Operator) -> None:
    now = clock.now()
    async with stage.db.begin() as session:
        place = outbox.Place(stage.team_id, "C0GONE")
        await outbox.enqueue(session, Post("hello"), to=place, dedupe="x", kind="test", now=stage.clock())
        await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.dedupe == "x")
            .values(fate=Fate.DEAD, reason="channel_not_found", settled_at=now - timedelta(days=2))
        )
    found = await checks(operator)
    assert found["outbox"]["state"] == "warn"
    assert "0/1 dead (channel_not_found 0/1)" in found["outbox"]["says"]
    assert "/invite" in found["outbox"]["do"]


async def test_what_slack_refuses_for_good_is_seen_everywhere_with_its_reason(
    stage: Stage, operator: Operator
) -> None:
    stage.clock.advance(clock.now() - stage.clock())
    stage.workspace.trouble.next("chat.postMessage", error="invalid_blocks", text="poison")
    async with stage.db.begin() as session:
        place = outbox.Place(stage.team_id, stage.workspace.channel("marketing").id)
        await outbox.enqueue(session, Post("poison"), to=place, dedupe="x", kind="test", now=stage.clock())
    await stage.product.worker.drain()
    assert "1/1 dead (invalid_blocks 1/1)" in (await checks(operator))["outbox"]["says"]
    metrics = generate_latest(stage.product.metrics.registry).decode()
    assert 'messages_settled_total{fate="dead",kind="test",reason="refused"} 1.0' in metrics
    home = stage.workspace.text_of(await stage.workspace.open_home("priya"))
    assert "1 message was not delivered in the last seven days" in home
    assert "refused" in home


async def test_messages_that_came_too_late_are_counted_by_day_and_week(
    stage: Stage, operator: Operator
) -> None:
    now = clock.now()
    async with stage.db.begin() as session:
        place = outbox.Place(stage.team_id, "C0GENERAL00")
        for days in (0.5, 3, 4, 20):
            await outbox.enqueue(
                session, Post("hello"), to=place, dedupe=str(days), kind="test", now=stage.clock()
            )
            await session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.dedupe == str(days))
                .values(fate=Fate.EXPIRED, reason="not sent in time", settled_at=now - timedelta(days=days))
            )
    found = await checks(operator)
    assert found["outbox"]["state"] == "warn"
    assert "1/3 expired (not sent in time 1/3)" in found["outbox"]["says"]
    assert "every worker, Slack or its token was away" in found["outbox"]["do"]


async def test_another_key_is_found_before_it_does_harm(operator: Operator, run: Run) -> None:
    found = await checks(operator, AFTERGLOW_ENCRYPTION_KEY=run("key").stdout.strip())
    assert found["encryption key"]["state"] == "FAIL"


async def test_a_model_is_asked_whether_it_is_there(operator: Operator) -> None:
    async with fake_openai.serving(fake_openai.drafting()) as fake:
        found = await checks(operator, OPENAI_BASE_URL=fake.address)
        assert found["model"]["state"] == "ok"
        assert fake.bodies == []
        address = fake.address
    found = await checks(operator, OPENAI_BASE_URL=address)
    assert found["model"]["state"] == "warn"
    assert "nearest cards instead" in found["model"]["do"]


def test_an_empty_machine_is_told_what_comes_next(run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == 0
    assert "afterglow migrate" in done.output
    assert "SLACK_BOT_TOKEN" in done.output


def test_a_database_that_is_away_fails(run: Run) -> None:
    env = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "AFTERGLOW_ENCRYPTION_KEY": run("key").stdout.strip(),
    }
    done = run("doctor", env=env)
    assert done.exit_code == 1
    assert "FAIL  database" in done.output


def test_the_manifest_is_for_socket_mode_unless_an_address_is_given(run: Run) -> None:
    assert json.loads(run("manifest").stdout)["settings"]["socket_mode_enabled"] is True
    assert run("manifest").stdout == run("manifest", "--socket").stdout
    http = json.loads(run("manifest", "--http", "https://bot.example.com").stdout)
    assert http["settings"]["socket_mode_enabled"] is False


def test_the_manifest_has_the_agent_pane_when_it_is_asked_for(run: Run) -> None:
    assert "assistant" not in run("manifest").stdout and "agent_view" not in run("manifest").stdout
    for view in ("agent", "assistant"):
        made = json.loads(run("manifest", "--pane", view).stdout)
        assert f"{view}_view" in made["features"]
        assert "assistant:write" in made["oauth_config"]["scopes"]["bot"]
    done = run("manifest", "--pane", "side")
    assert done.exit_code == 2 and "agent" in done.output


def test_the_manifest_refuses_what_slack_would_refuse(run: Run) -> None:
    assert run("manifest", "--http", "http://bot.example.com").exit_code == 2
    assert run("manifest", "--socket", "--http", "https://bot.example.com").exit_code == 2


def test_files_that_others_may_read_are_named(run: Run, tmp_path: Path) -> None:
    assert run("migrate").exit_code == 0
    assert "can be read by other users" not in run("doctor").output
    (tmp_path / "var/afterglow.db").chmod(0o644)
    told = run("doctor").output
    assert "warn  files           var/afterglow.db can be read by other users" in told
    assert "chmod 600 var/afterglow.db" in told

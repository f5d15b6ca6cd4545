"""A token that dies or may do too little: said aloud, nothing lost, and all goes on when that is mended."""

import logging
from datetime import timedelta

import aiohttp
import pytest

from bot.connection import LOOK_AGAIN, Connection
from bot.outbox.models import Fate
from bot.workspaces import service as workspaces
from tests.outbox.acts import fate, promise, seen
from tests.stage import Stage

ASK = "How do I get Claude to summarise a call transcript without losing the action items?"


@pytest.fixture
async def connection(stage: Stage) -> Connection:
    """The stage's workspace as the one of SLACK_BOT_TOKEN, connected."""
    product = stage.product
    product.connection = Connection(
        product.db,
        product.client,
        product.standings,
        token=stage.workspace.state.app.bot_token,
        app_token=None,
        dispatch=product._dispatch,
        clock=stage.clock,
        connected=product.read_rosters,
    )
    await product.connection.look()
    return product.connection


async def readiness(stage: Stage) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{stage.address}/readyz") as answer:
        return answer.status, (await answer.json())["faults"].get("slack", "")


async def minute(stage: Stage) -> None:
    """A minute goes by, and the outbox looks at what waits."""
    stage.clock.advance(timedelta(minutes=1, seconds=1))
    await stage.product.worker.drain()


async def test_a_revoked_token_is_said_in_the_log_and_the_message_waits(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.workspace.state.token_error = "token_revoked"
    await promise(stage, "later")
    await stage.product.worker.drain()
    async with stage.db.read() as session:
        workspace = await workspaces.find(session, stage.team_id)
    assert workspace is not None
    assert (workspace.standing, workspace.bot_token) == ("revoked", None)
    assert await fate(stage, "test:later") == (Fate.READY, "token_revoked")
    (said,) = [one for one in caplog.records if "workspace.token_out" in one.getMessage()]
    assert said.levelno == logging.WARNING
    assert "install the app again" in said.getMessage()


async def test_the_one_workspace_turns_ready_red_and_recovers_by_itself(
    stage: Stage, connection: Connection
) -> None:
    assert await readiness(stage) == (200, "")
    stage.workspace.state.token_error = "token_revoked"
    await promise(stage, "later")
    await stage.product.worker.drain()
    status, fault = await readiness(stage)
    assert status == 503
    assert "no longer takes our token" in fault
    assert await connection.look() == LOOK_AGAIN
    status, fault = await readiness(stage)
    assert status == 503
    assert "token_revoked" in fault
    assert "SLACK_BOT_TOKEN" in fault
    for _ in range(12):
        await minute(stage)
    assert await fate(stage, "test:later") == (Fate.READY, "token_revoked")
    stage.workspace.state.token_error = ""
    await connection.look()
    assert await readiness(stage) == (200, "")
    await minute(stage)
    assert seen(stage) == ["later"]
    assert await fate(stage, "test:later") == (Fate.SENT, None)


async def test_what_waited_too_long_for_a_token_expires_and_says_why(stage: Stage) -> None:
    stage.workspace.state.token_error = "token_revoked"
    await promise(stage, "later", lasts=timedelta(minutes=5))
    for _ in range(7):
        await minute(stage)
    assert await fate(stage, "test:later") == (Fate.EXPIRED, "not sent in time: token_revoked")


async def test_one_stray_answer_takes_no_token_away(stage: Stage) -> None:
    stage.workspace.trouble.next("chat.postMessage", error="invalid_auth")
    await promise(stage, "hello")
    await stage.play.settle()
    assert seen(stage) == ["hello"]
    async with stage.db.read() as session:
        assert len(await workspaces.active(session)) == 1


async def test_events_come_again_when_the_token_is_back(stage: Stage, connection: Connection) -> None:
    await stage.a_team()
    stage.workspace.state.token_error = "token_revoked"
    await promise(stage, "later")
    await stage.product.worker.drain()
    stage.workspace.state.token_error = ""  # Slack takes it again before we have looked
    question = await stage.workspace.say("ana", ASK, channel="marketing")
    assert stage.workspace.courier.pending
    assert stage.workspace.thread(question) == []
    await connection.look()
    await stage.workspace.deliver_retries()
    await minute(stage)
    assert len(stage.workspace.thread(question)) == 1


async def test_a_command_without_a_token_says_whom_to_ask(stage: Stage) -> None:
    stage.workspace.state.token_error = "token_revoked"
    await promise(stage, "later")
    await stage.product.worker.drain()
    shown = await stage.workspace.command("ana", "/afterglow help")
    assert "install it again" in stage.workspace.text_of(shown)


async def test_a_message_in_doubt_waits_for_the_token_and_is_not_doubled(
    stage: Stage, connection: Connection
) -> None:
    stage.workspace.trouble.next("chat.postMessage", drop="after")
    await promise(stage, "once")
    await stage.product.worker.drain()
    await stage.workspace.event({"type": "tokens_revoked", "tokens": {"bot": [stage.workspace.bot.id]}})
    await minute(stage)
    assert (await fate(stage, "test:once"))[0] == Fate.UNSURE
    await connection.look()
    await minute(stage)
    await minute(stage)
    assert seen(stage) == ["once"]
    assert (await fate(stage, "test:once"))[0] == Fate.SENT


async def test_without_a_scope_a_message_waits_and_goes_out_when_it_is_granted(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    granted = stage.workspace.state.scopes
    stage.workspace.state.scopes = granted - {"chat:write"}
    await promise(stage, "later")
    await stage.product.worker.drain()
    assert await fate(stage, "test:later") == (Fate.READY, "missing_scope: chat:write")
    (said,) = [one for one in caplog.records if "outbox.missing_scope" in one.getMessage()]
    assert said.levelno == logging.WARNING
    assert "method=chat.postMessage needed=chat:write" in said.getMessage()
    assert "install it again" in said.getMessage()
    calls = len(stage.workspace.calls("chat.postMessage"))
    await promise(stage, "later still", to="marketing")
    await minute(stage)
    assert len(stage.workspace.calls("chat.postMessage")) == calls
    stage.workspace.state.scopes = granted
    for _ in range(5):
        await minute(stage)
    assert (seen(stage), seen(stage, "marketing")) == (["later"], ["later still"])


async def test_what_waited_too_long_for_a_scope_expires_and_names_it(stage: Stage) -> None:
    stage.workspace.state.scopes = stage.workspace.state.scopes - {"chat:write"}
    await promise(stage, "later", lasts=timedelta(minutes=5))
    for _ in range(7):
        await minute(stage)
    assert await fate(stage, "test:later") == (
        Fate.EXPIRED,
        "not sent in time: missing_scope: chat:write",
    )

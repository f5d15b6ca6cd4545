"""An order to stop while Slack does not answer: ended in time, and nothing is left half sent."""

import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox.delivery import HttpDoor
from tests.conftest import SECRET
from tests.process.test_run import ASK, running, seen, slack

pytestmark = pytest.mark.long

HANGING = 3
STOPPED_S = 10.0


async def test_a_stop_waits_for_no_silent_slack_and_leaves_no_message_in_flight(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "PORT": str(port),
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("roster.synced .* members=15")
            workspace.trouble.next("chat.postMessage", hang="before", times=HANGING)
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET, patience=30)
            for number in range(HANGING):
                await workspace.say("ana", f"@afterglow {ASK} ({number})", channel="marketing")
            await seen(workspace, lambda: len(workspace.calls("chat.postMessage")) >= 1)
            began = time.monotonic()
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            seconds = time.monotonic() - began
            await door.close()
    with sqlite3.connect(tmp_path / "var/afterglow.db") as file:
        fates = dict(file.execute("SELECT fate, count(*) FROM outbox GROUP BY fate").fetchall())
    file.close()
    print(f"stopped after {seconds:.1f} s with calls unanswered: {fates}")
    assert seconds < STOPPED_S
    assert "sending" not in fates and fates["unsure"] >= 1
    assert sum(fates.values()) == HANGING

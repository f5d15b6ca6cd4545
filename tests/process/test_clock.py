"""Processes on machines whose clocks are wrong: the database's time counts."""

import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot import vault
from bot.clock import now
from bot.db import Db
from bot.outbox import service as outbox
from bot.outbox.service import Place
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.state import Message
from bot.slack import blockkit as kit
from bot.slack.blockkit import Post
from tests.conftest import KEY, SECRET
from tests.process.test_run import ASK, running, seen, slack
from tests.soak.clocks import LIBRARY

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(LIBRARY is None, reason="no libfaketime here (Debian: faketime)"),
]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("off", ["-1h", "+1h"])
async def test_a_machine_an_hour_off_takes_events_and_sends_what_is_due_and_nothing_early(
    database_url: str, off: str, tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    port = unused_tcp_port_factory()
    async with slack() as (workspace, api):
        settings = {
            "SLACK_BOT_TOKEN": workspace.state.app.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            "DATABASE_URL": database_url,
            "AFTERGLOW_ENCRYPTION_KEY": KEY,
            "PORT": str(port),
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME": off,
            "DONT_FAKE_MONOTONIC": "1",
        }
        async with running(tmp_path, **settings) as bot:
            await bot.hears("roster.synced .* members=15")
            await _promise(database_url, workspace.state.team_id, workspace.channel("general").id)
            await seen(workspace, lambda: _said(workspace.channel_messages("general")) == ["due now"])
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET)
            said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(said)) == 1)
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            await door.close()
        assert _said(workspace.channel_messages("general")) == ["due now"]


async def _promise(database_url: str, team_id: str, channel: str) -> None:
    vault.use(vault.Vault([KEY]))
    db = Db.open(database_url)
    moment = now()
    async with db.begin() as session:
        for text, due in (("due now", moment), ("in half an hour", moment + timedelta(minutes=30))):
            post = Post(text, [kit.section(text)])
            place = Place(team_id, channel)
            await outbox.enqueue(session, post, to=place, dedupe=text, kind="test", now=moment, due=due)
    await db.close()


def _said(messages: Sequence[Message]) -> list[str]:
    return [one.text for one in messages if one.text in ("due now", "in half an hour")]

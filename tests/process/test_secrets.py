"""No secret lies open: not in the bytes of the database, nor to others on the machine, nor in the log."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.delivery import HttpDoor
from tests.conftest import SECRET
from tests.process.test_run import ASK, running, seen, slack

TOKENS = re.compile(rb"xox[a-z.]*-|xapp-")


async def test_the_files_are_their_owners_alone_and_hold_no_token(
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
            workspace.door = door = HttpDoor(f"http://127.0.0.1:{port}/slack/events", SECRET)
            said = await workspace.say("ana", f"@afterglow {ASK}", channel="marketing")
            await seen(workspace, lambda: len(workspace.thread(said)) == 1)
            files = {file.name: file for file in (tmp_path / "var").iterdir()}
            assert set(files) == {
                "afterglow.db",
                "afterglow.db-wal",
                "afterglow.db-shm",
                "encryption.key",
            }
            modes = {name: file.stat().st_mode & 0o777 for name, file in files.items()}
            assert set(modes.values()) == {0o600}, modes
            for file in files.values():
                held = file.read_bytes()
                assert not TOKENS.search(held), file
                assert ASK.encode() not in held, file
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ends() == 0
            await door.close()
        out = "".join(bot.said)
        assert workspace.state.app.bot_token not in out and SECRET not in out

"""Commands run in this process, with their own settings; logging is put back afterwards."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.root import command_line
from bot.settings import Settings
from tests.conftest import KEY
from tests.stage import Stage

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run `afterglow` in an empty folder with only these settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def invoke(*words: str, env: Mapping[str, str] | None = None, typed: str | bytes | None = None) -> Result:
        return CliRunner().invoke(command_line(words), list(words), env=dict(env or {}), input=typed)

    yield invoke
    root.handlers[:], root.level = handlers, level


class Operator:
    """Somebody at the prompt of the machine on which the staged product runs."""

    def __init__(self, stage: Stage, run: Run) -> None:
        self.stage = stage
        self._run = run
        self.env = {
            "DATABASE_URL": stage.product.settings.database_url,
            "AFTERGLOW_ENCRYPTION_KEY": KEY,
            "SLACK_BOT_TOKEN": stage.workspace.state.app.bot_token,
            "SLACK_APP_TOKEN": stage.workspace.state.app.app_token,
            "SLACK_API_URL": stage.product.settings.slack_api_url,
        }

    async def types(self, *words: str, **changed: str) -> Result:
        """Run a command beside the product, as another process would."""
        return await asyncio.to_thread(self._run, *words, env=self.env | changed)


@pytest.fixture
def operator(stage: Stage, run: Run) -> Operator:
    return Operator(stage, run)

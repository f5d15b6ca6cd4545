"""A stage whose product has a model: a fake server over loopback, which takes everything for a question."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import SandboxClock
from tests.conftest import staged
from tests.llm import fake_openai
from tests.llm.fake_openai import FakeOpenAi
from tests.rereading.acts import taking_it_for
from tests.stage import Stage


@pytest.fixture
async def model() -> AsyncIterator[FakeOpenAi]:
    async with fake_openai.serving(taking_it_for("question")) as fake:
        yield fake


@pytest.fixture
async def stage(database_url: str, clock: SandboxClock, model: FakeOpenAi) -> AsyncIterator[Stage]:
    async with staged(database_url, clock, openai_base_url=model.address) as made:
        made.resume()
        yield made
        faults = made.workspace.faults
    assert faults == [], "Slack would refuse these blocks"

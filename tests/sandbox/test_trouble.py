"""A Slack that fails on demand, in each way that a real one fails."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.trouble import Ill
from bot.sandbox.workspace import SandboxWorkspace

POST = "chat.postMessage"


async def post(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="U0ANA000000", text="Hi")


async def test_a_server_error_leaves_nothing_behind(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.next(POST, status=503)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 503
    assert len(workspace.inbox("ana")) == 0
    await post(client)
    assert len(workspace.inbox("ana")) == 1


async def test_an_error_word_comes_as_often_as_asked(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.next(POST, error="internal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            await post(client)
    await post(client)
    assert len(workspace.inbox("ana")) == 1


async def test_an_error_may_come_after_the_work_was_done(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.next(POST, error="internal_error", landed=True)
    with pytest.raises(SlackApiError, match="internal_error"):
        await post(client)
    assert len(workspace.inbox("ana")) == 1


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_dropped_connection_says_nothing_about_the_work(
    client: AsyncWebClient, workspace: SandboxWorkspace, when: str, posted: int
) -> None:
    workspace.trouble.next(POST, drop="after" if when == "after" else "before")
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert len(workspace.inbox("ana")) == posted


async def test_a_hanging_call_hangs_until_let_go(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    workspace.trouble.next(POST, hang=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(client), 0.05)
    assert len(workspace.inbox("ana")) == 0


async def test_half_an_answer_hides_a_sent_message(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.next(POST, truncated=True)
    with pytest.raises(SlackApiError):
        await post(client)
    assert len(workspace.inbox("ana")) == 1


async def test_ratelimited_on_demand_names_the_wait(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.next(POST, ratelimited=30)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.headers["Retry-After"] == "30"


async def test_chance_decides_where_nothing_was_planned(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.trouble.chance = lambda method: Ill(status=500) if method == POST else None
    await client.auth_test()
    with pytest.raises(SlackApiError):
        await post(client)
    workspace.trouble.clear()
    await post(client)

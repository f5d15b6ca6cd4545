"""The agent pane of the fake Slack: a thread with a first message, and what may be suggested in it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import SandboxWorkspace

from .conftest import App
from .test_web_api import refused

SUGGEST = "assistant.threads.setSuggestedPrompts"
ONE = {"title": "Ask", "message": "How do I ask?"}


async def suggested(client: AsyncWebClient, workspace: SandboxWorkspace, **more: Any) -> str:
    """The error word of a suggestion in a new thread of Ana's, with these arguments changed."""
    root = await workspace.open_pane("ana")
    args = {"channel_id": root.channel, "thread_ts": root.ts, "prompts": [ONE]} | more
    return await refused(client, SUGGEST, **args)


async def test_an_opened_thread_is_told_with_its_place(app: App, workspace: SandboxWorkspace) -> None:
    root = await workspace.open_pane("ana")
    (told,) = app.events("assistant_thread_started")
    thread = told["assistant_thread"]
    assert (thread["channel_id"], thread["thread_ts"]) == (workspace.dm("ana").id, root.ts)
    assert thread["user_id"] == workspace.person("ana").id
    said = await workspace.say("ana", "hello", thread=root)
    assert said.thread_ts == root.ts
    assert app.events("message")[-1]["thread_ts"] == root.ts


async def test_suggestions_are_taken_in_a_thread_of_the_pane(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.state.scopes.add("assistant:write")
    root = await workspace.open_pane("ana")
    answer = await client.assistant_threads_setSuggestedPrompts(
        channel_id=root.channel, thread_ts=root.ts, prompts=[ONE]
    )
    assert answer["ok"] and workspace.faults == []


async def test_without_the_permission_they_are_refused(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    assert await suggested(client, workspace) == "missing_scope"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"channel_id": "D0NOBODY"}, "channel_not_found"),
        ({"thread_ts": "1.000100"}, "invalid_thread_ts"),
        ({"prompts": []}, "invalid_arguments"),
        ({"prompts": [ONE] * 5}, "invalid_arguments"),
        ({"prompts": [{"title": "Ask"}]}, "invalid_arguments"),
    ],
    ids=str,
)
async def test_what_slack_would_refuse_is_refused(
    client: AsyncWebClient, workspace: SandboxWorkspace, more: dict[str, Any], error: str
) -> None:
    workspace.state.scopes.add("assistant:write")
    assert await suggested(client, workspace, **more) == error


async def test_a_message_of_ones_own_is_no_thread_of_the_pane(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.state.scopes.add("assistant:write")
    said = await workspace.say("ana", "hello", dm=True)
    assert await suggested(client, workspace, thread_ts=said.ts) == "invalid_thread_ts"

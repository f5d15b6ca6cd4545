"""What people do, and what the app gets of it over HTTP."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.answers import Failed
from bot.sandbox.workspace import SandboxWorkspace

from .conftest import App, Json

CLAIM: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Who takes it?"}},
    {
        "type": "actions",
        "block_id": "offer",
        "elements": [
            {
                "type": "button",
                "action_id": "questions.claim",
                "value": "7",
                "text": {"type": "plain_text", "text": "I'll take it"},
            }
        ],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "wins.form",
    "title": {"type": "plain_text", "text": "Log a win"},
    "submit": {"type": "plain_text", "text": "Log"},
    "close": {"type": "plain_text", "text": "Not now"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What happened?"},
            "element": {"type": "plain_text_input", "action_id": "text", "initial_value": "A draft"},
        },
        {
            "type": "input",
            "block_id": "tool",
            "label": {"type": "plain_text", "text": "Tool"},
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "pick",
                "options": [
                    {"text": {"type": "plain_text", "text": "Claude"}, "value": "claude"},
                    {"text": {"type": "plain_text", "text": "Copilot"}, "value": "copilot"},
                ],
            },
        },
    ],
}


async def test_a_message_in_a_channel_reaches_the_app(workspace: SandboxWorkspace, app: App) -> None:
    message = await workspace.say("ana", "How do I shorten a brief?", channel="marketing")
    event = app.events()[0]
    assert (event["text"], event["ts"], event["channel_type"]) == (message.text, message.ts, "channel")


async def test_a_mention_in_a_channel_comes_as_message_and_as_mention(
    workspace: SandboxWorkspace, app: App
) -> None:
    await workspace.say("ana", "@afterglow how do I shorten a brief?", channel="marketing")
    assert [one["type"] for one in app.events()] == ["message", "app_mention"]
    assert app.events()[0]["text"].startswith(f"<@{workspace.bot.id}> how")


async def test_what_is_said_where_the_bot_is_not_stays_there(workspace: SandboxWorkspace, app: App) -> None:
    await workspace.say("dana", "Confidential", channel="leads")
    assert app.got == []


async def test_edits_and_deletions_bring_the_earlier_words(workspace: SandboxWorkspace, app: App) -> None:
    message = await workspace.say("ana", "Frist", channel="marketing")
    await workspace.edit("ana", message, "First")
    await workspace.delete("ana", message)
    edit, gone = app.events("message")[1:]
    assert (edit["subtype"], edit["previous_message"]["text"], edit["message"]["text"]) == (
        "message_changed",
        "Frist",
        "First",
    )
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", message.ts)


async def test_a_champion_presses_a_button_under_a_question(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    question = await workspace.say("ana", "How do I shorten a brief?", channel="marketing")
    await client.chat_postMessage(
        channel=question.channel, thread_ts=question.ts, text="Who takes it?", blocks=CLAIM
    )
    await workspace.press("maya", "I'll take it", on=question)
    press = app.last("block_actions")
    assert press["actions"][0]["value"] == "7"
    assert press["container"]["thread_ts"] == question.ts
    assert press["user"]["id"] == workspace.person("maya").id


async def test_a_press_that_the_app_drops_is_a_failure(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=workspace.person("ana").id, text="Who?", blocks=CLAIM)
    app.statuses = [200, 500]
    await workspace.after()
    with pytest.raises(Failed):
        await workspace.press("ana", "I'll take it")


async def test_a_modal_goes_from_press_to_submission(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    app.answers["shortcut"] = opened
    await workspace.shortcut("ana", "log_win")
    assert "What happened?" in workspace.text_of(workspace.modal("ana"))
    assert await workspace.submit("ana", {"Tool": "Claude"}) == {}
    values = app.last("view_submission")["view"]["state"]["values"]
    assert values["what"]["text"] == {"type": "plain_text_input", "value": "A draft"}
    assert values["tool"]["pick"]["selected_option"]["value"] == "claude"
    assert workspace.modal("ana") is None


async def test_field_errors_of_the_app_keep_the_modal_open(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    async def refused(payload: Json) -> Json:
        return {"response_action": "errors", "errors": {"what": "Too short."}}

    app.answers |= {"shortcut": opened, "view_submission": refused}
    await workspace.shortcut("ana", "log_win")
    assert await workspace.submit("ana", {}) == {"what": "Too short."}
    assert workspace.modal("ana") is not None


async def test_a_required_field_left_empty_never_reaches_the_app(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    app.answers["shortcut"] = opened
    await workspace.shortcut("ana", "log_win")
    assert list(await workspace.submit("ana", {"What happened?": ""})) == ["what"]
    assert all(one.get("type") != "view_submission" for one in app.got)


async def test_a_command_shows_its_reply_to_the_person_alone(workspace: SandboxWorkspace, app: App) -> None:
    async def reply(payload: Json) -> Json:
        return {"text": f"You wrote {payload['text']}"}

    app.answers["/afterglow"] = reply
    shown = await workspace.command("priya", "/afterglow champions add @maya", channel="general")
    assert shown is not None
    assert shown.text == f"You wrote champions add <@{workspace.person('maya').id}|maya>"
    assert workspace.ephemerals("ana") == []


async def test_a_failed_event_comes_again_at_once_after_a_minute_and_after_five(
    workspace: SandboxWorkspace, app: App
) -> None:
    app.statuses = [500, 500, 500, 500]
    await workspace.say("ana", "Hello", channel="general")
    made = [
        await workspace.deliver_retries(workspace.now() + timedelta(minutes=one)) for one in (0, 0, 1, 5, 9)
    ]
    assert made == [1, 0, 1, 1, 0]
    assert [one.get("X-Slack-Retry-Num") for one in app.headers] == [None, "1", "2", "3"]
    assert len({one["event_id"] for one in app.got}) == 1
    assert len(workspace.courier.given_up) == 1


async def test_opening_home_tells_the_app_and_shows_what_it_publishes(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    async def publish(payload: Json) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your week"}}]
        await client.views_publish(user_id=payload["event"]["user"], view={"type": "home", "blocks": blocks})

    app.answers["app_home_opened"] = publish
    home = await workspace.open_home("ana")
    assert workspace.text_of(home) == "Your week"


async def test_a_reply_by_response_url_can_replace_the_ephemeral(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    ana = workspace.person("ana")
    await client.chat_postEphemeral(
        channel=workspace.channel("marketing").id, user=ana.id, text="Log this?", blocks=CLAIM
    )
    await workspace.press("ana", "I'll take it")
    url = app.last("block_actions")["response_url"]
    async with aiohttp.ClientSession() as session:
        for _ in range(5):
            async with session.post(url, json={"replace_original": True, "text": "Logged."}) as answer:
                assert answer.status == 200
        async with session.post(url, json={"text": "Once more."}) as sixth:
            assert sixth.status == 404
    assert [one.text for one in workspace.ephemerals("ana")] == ["Logged."]
    shown = [(one.status, one.note) for one in workspace.calls("response_url")]
    assert shown == [*[(200, "ok")] * 5, (404, "used_url")]


async def test_the_app_hears_of_its_own_messages(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=workspace.person("ana").id, text="Good morning")
    await workspace.after()
    assert app.events()[0]["bot_id"] == workspace.bot.bot_id
    assert workspace.inbox("ana").texts() == ["Good morning"]

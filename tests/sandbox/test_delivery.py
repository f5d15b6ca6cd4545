"""What reaches the app, what comes again, and what becomes of its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.answers import Failed
from bot.sandbox.delivery import HttpDoor
from bot.sandbox.seed import OTHER_BOT
from bot.sandbox.state import User
from bot.sandbox.workspace import SandboxWorkspace

from .conftest import App, Json
from .test_acts import CLAIM, FORM

RHYTHM: list[Json] = [
    {
        "type": "section",
        "block_id": "rhythm",
        "text": {"type": "mrkdwn", "text": "How often?"},
        "accessory": {
            "type": "overflow",
            "action_id": "cadence.more",
            "options": [
                {"text": {"type": "plain_text", "text": "Pause a week"}, "value": "pause-7"},
                {"text": {"type": "plain_text", "text": "Less often"}, "value": "less"},
            ],
        },
    },
    {
        "type": "section",
        "block_id": "day",
        "text": {"type": "mrkdwn", "text": "Challenge day"},
        "accessory": {"type": "users_select", "action_id": "people.pick"},
    },
]


async def with_form(workspace: SandboxWorkspace, app: App, client: AsyncWebClient, answer: Json) -> None:
    """Ana has the form open, and its submission will be answered so."""

    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    async def answered(payload: Json) -> Json:
        return answer

    app.answers |= {"shortcut": opened, "view_submission": answered}
    await workspace.shortcut("ana", "log_win")


async def test_a_press_by_the_words_of_a_choice(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=workspace.person("ana").id, text="How often?", blocks=RHYTHM)
    await workspace.press("ana", "Pause a week")
    chosen = app.last("block_actions")["actions"][0]
    assert (chosen["action_id"], chosen["selected_option"]["value"]) == ("cadence.more", "pause-7")


async def test_a_choice_beside_a_text_is_found_by_it_and_kept_in_the_state(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    maya = workspace.person("maya").id
    await client.chat_postMessage(channel=workspace.person("ana").id, text="How often?", blocks=RHYTHM)
    await workspace.press("ana", "Challenge day", option=maya)
    press = app.last("block_actions")
    assert press["actions"][0]["selected_user"] == maya
    assert press["state"]["values"]["day"]["people.pick"]["selected_user"] == maya


async def test_what_is_not_there_cannot_be_pressed(
    workspace: SandboxWorkspace, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=workspace.person("ana").id, text="Who?", blocks=CLAIM)
    with pytest.raises(LookupError, match="there is: I'll take it"):
        await workspace.press("ana", "Release")


async def test_a_button_on_an_old_screen_can_still_be_pressed(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="marketing", text="Who?", blocks=CLAIM)
    old = workspace.glance(workspace.message("marketing", posted["ts"]))
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Maya has it")
    await workspace.press("tom", "I'll take it", on=old)
    assert app.last("block_actions")["actions"][0]["value"] == "7"


async def test_an_accepted_submission_may_lead_to_another_view(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    thanks = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Thank you"},
        "blocks": [{"type": "divider"}],
    }
    await with_form(workspace, app, client, {"response_action": "update", "view": thanks})
    before = workspace.modal("ana")
    assert await workspace.submit("ana", {}) == {}
    after = workspace.modal("ana")
    assert workspace.text_of(after) == "Thank you"
    assert before is not None
    assert after is not None
    assert before.id == after.id


async def test_push_and_clear_work_on_the_whole_stack(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    await with_form(workspace, app, client, {"response_action": "push", "view": FORM})
    await workspace.submit("ana", {})
    assert len(workspace.state.modals[workspace.person("ana").id]) == 2
    await with_form(workspace, app, client, {"response_action": "clear"})
    await workspace.submit("ana", {})
    assert workspace.modal("ana") is None


WRONG_ANSWERS: dict[str, tuple[Json, str]] = {
    "an error on no field": ({"response_action": "errors", "errors": {"nothing": "x"}}, "/errors/nothing"),
    "errors without any": ({"response_action": "errors", "errors": {}}, "empty"),
    "an unknown action": ({"response_action": "open"}, "open"),
    "a broken view": ({"response_action": "update", "view": {"type": "modal"}}, "title"),
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
async def test_a_wrong_answer_to_a_submission_is_remembered_as_a_fault(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient, name: str
) -> None:
    answer, part = WRONG_ANSWERS[name]
    await with_form(workspace, app, client, answer)
    await workspace.submit("ana", {})
    assert any(part in one for one in workspace.faults)


async def test_a_failing_submission_keeps_what_was_typed(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    await with_form(workspace, app, client, {})
    app.statuses = [500]
    with pytest.raises(Failed, match="trouble connecting"):
        await workspace.submit("ana", {"What happened?": "A long story"})
    view = workspace.modal("ana")
    assert view is not None
    assert view.state["what"]["text"]["value"] == "A long story"


async def test_a_response_url_lives_half_an_hour(
    workspace: SandboxWorkspace,
    app: App,
    session: aiohttp.ClientSession,
    advance: Callable[[timedelta], datetime],
) -> None:
    await workspace.command("ana", "/afterglow me", channel="general")
    url = app.got[-1]["response_url"]
    advance(timedelta(minutes=31))
    async with session.post(url, json={"text": "Late"}) as answer:
        assert (answer.status, await answer.text()) == (404, "expired_url")


async def test_a_response_url_can_answer_everybody_or_take_the_message_away(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient, session: aiohttp.ClientSession
) -> None:
    await client.chat_postMessage(channel="marketing", text="Who?", blocks=CLAIM)
    await workspace.press("maya", "I'll take it", on=workspace.channel_messages("marketing")[-1])
    url = app.last("block_actions")["response_url"]
    for body in ({"response_type": "in_channel", "text": "Maya takes it."}, {"delete_original": True}):
        async with session.post(url, json=body) as answer:
            assert answer.status == 200
    assert workspace.channel_messages("marketing")[-1].text == "Maya takes it."
    assert all(one.text != "Who?" for one in workspace.channel_messages("marketing"))


async def test_no_retry_is_respected(workspace: SandboxWorkspace, app: App) -> None:
    app.no_retry = True
    app.statuses = [500]
    await workspace.say("ana", "Hello", channel="general")
    assert await workspace.deliver_retries() == 0


async def test_a_slow_or_absent_app_is_given_its_reason(workspace: SandboxWorkspace, app: App) -> None:
    async def slow(payload: Json) -> None:
        await asyncio.Event().wait()

    app.answers["message"] = slow
    hasty = HttpDoor(app.url, workspace.state.app.signing_secret, patience=0.05)
    nowhere = HttpDoor("http://127.0.0.1:9/slack/events", "secret")
    for door in (hasty, nowhere):
        workspace.door = door
        await workspace.say("ana", "Hello", channel="general")
        await door.close()
    assert [one.retry.reason for one in workspace.courier.pending] == ["http_timeout", "connection_failed"]


async def test_the_bot_learns_that_it_was_invited_and_removed(workspace: SandboxWorkspace, app: App) -> None:
    await workspace.invite("afterglow", "people-ops", by="priya")
    await workspace.leave("afterglow", "people-ops")
    joined, left = app.events()
    assert (joined["type"], joined["user"], joined["inviter"]) == (
        "member_joined_channel",
        workspace.bot.id,
        workspace.person("priya").id,
    )
    assert left["type"] == "channel_left"


async def test_people_of_other_companies_and_other_bots_are_told_apart(
    workspace: SandboxWorkspace, app: App
) -> None:
    await workspace.hire(User("U0STRANGER0", "sten", "Sten", is_stranger=True, team_id="T0ELSEWHERE"))
    await workspace.invite("sten", "general")
    workspace.channel("general").members.append(OTHER_BOT.id)
    await workspace.say("sten", "Hello", channel="general")
    await workspace.say("tracker", "Ticket 7 is done", channel="general")
    stranger, robot = app.events("message")
    assert (stranger["team"], "bot_id" in stranger) == ("T0ELSEWHERE", False)
    assert (robot["bot_id"], "app_id" in robot) == (OTHER_BOT.bot_id, False)


async def test_the_same_event_can_be_delivered_again(workspace: SandboxWorkspace, app: App) -> None:
    await workspace.say("ana", "Hello", channel="general")
    await workspace.redeliver(workspace.deliveries("message.channels")[0])
    assert app.got[0] == app.got[1]


async def test_an_event_of_a_kind_the_sandbox_never_makes_can_be_sent(
    workspace: SandboxWorkspace, app: App
) -> None:
    await workspace.event({"type": "emoji_changed"}, team_id="T0ELSEWHERE")
    assert (app.got[0]["team_id"], app.got[0]["event"]["type"]) == ("T0ELSEWHERE", "emoji_changed")


async def test_uninstalling_is_told_once_in_two_events(workspace: SandboxWorkspace, app: App) -> None:
    await workspace.uninstall()
    await workspace.say("ana", "Hello?", channel="general")
    assert [one["type"] for one in app.events()] == ["tokens_revoked", "app_uninstalled"]


async def test_settle_runs_until_nothing_is_left_to_tell(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    outbox = ["one", "two"]

    async def drain() -> None:
        if outbox:
            await client.chat_postMessage(channel=workspace.person("ana").id, text=outbox.pop(0))

    workspace.settle = drain
    await workspace.say("ana", "Hello", channel="general")
    assert workspace.inbox("ana").texts() == ["one", "two"]

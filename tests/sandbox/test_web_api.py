"""The Web API as slack_sdk uses it, with Slack's documented errors."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SandboxClock
from bot.sandbox.server import serving
from bot.sandbox.workspace import SandboxWorkspace

from .test_acts import CLAIM, FORM

Json = dict[str, Any]
Advance = Callable[[timedelta], datetime]


async def refused(client: AsyncWebClient, method: str, **args: Any) -> str:
    """The error word of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=args)
    return str(caught.value.response["error"])


async def raw(workspace: SandboxWorkspace, session: aiohttp.ClientSession, verb: str, **sent: Any) -> Json:
    """A call made by hand; the answer."""
    method = sent.pop("method")
    headers = {"Authorization": f"Bearer {workspace.state.app.bot_token}"} if "token" not in sent else {}
    sent.pop("token", None)
    url = f"{workspace.state.address}/api/{method}"
    async with session.request(verb, url, headers=headers, **sent) as answer:
        found: Json = await answer.json()
        return found


async def test_the_token_tells_who_the_bot_is(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    who = await client.auth_test()
    assert (who["user_id"], who["bot_id"]) == (workspace.bot.id, workspace.bot.bot_id)
    assert "chat:write" in who.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_arguments_come_by_query_on_get_and_post(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession, verb: str
) -> None:
    args = {"channel": "#general", "text": "Hi", "blocks": json.dumps(CLAIM)}
    answer = await raw(workspace, session, verb, method="chat.postMessage", params=args)
    assert answer["message"]["blocks"][1]["block_id"] == "offer"


async def test_arguments_come_by_form_with_the_token_among_them(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    form = {"token": workspace.state.app.bot_token, "channel": "general", "text": "Hi"}
    assert (await raw(workspace, session, "POST", method="chat.postMessage", data=form, token=None))["ok"]


async def test_a_token_is_asked_for_and_checked(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    nobody = await raw(workspace, session, "POST", method="auth.test", token=None)
    stranger = await raw(workspace, session, "POST", method="auth.test", data={"token": "xoxb-1"}, token=None)
    app = workspace.state.app.app_token
    wrong = await raw(workspace, session, "POST", method="auth.test", data={"token": app}, token=None)
    unknown = await raw(workspace, session, "POST", method="chat.shout", token=None)
    errors = [one["error"] for one in (nobody, stranger, wrong, unknown)]
    assert errors == ["not_authed", "invalid_auth", "not_allowed_token_type", "unknown_method"]


async def test_broken_json_is_refused(workspace: SandboxWorkspace, session: aiohttp.ClientSession) -> None:
    kind = {"Content-Type": "application/json"}
    url = f"{workspace.state.address}/api/auth.test"
    words = []
    for body in ("{", "[]"):
        async with session.post(url, data=body, headers=kind) as answer:
            words.append((await answer.json())["error"])
    assert words == ["invalid_json", "json_not_object"]


async def test_a_scope_that_was_taken_away_is_named(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    workspace.state.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert (caught.value.response["error"], caught.value.response["needed"]) == (
        "missing_scope",
        "users:read",
    )


async def test_people_are_listed_by_cursor(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        page = await client.users_list(limit=4, cursor=cursor)
        found += [one["id"] for one in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == list(workspace.state.users)
    assert await refused(client, "users.list", cursor="nonsense") == "invalid_cursor"


async def test_a_person_has_a_time_zone_and_a_standing(client: AsyncWebClient) -> None:
    priya = (await client.users_info(user="U0PRIYA0000", include_locale=True))["user"]
    kenji = (await client.users_info(user="U0KENJI0000"))["user"]
    assert (priya["is_admin"], priya["is_owner"], priya["locale"]) == (True, False, "en-GB")
    assert (kenji["tz"], kenji["tz_offset"], kenji["is_admin"]) == ("Asia/Tokyo", 32_400, False)


async def test_the_bot_sees_its_channels_and_no_private_one_of_others(client: AsyncWebClient) -> None:
    mine = await client.users_conversations(types="public_channel,private_channel")
    every = await client.conversations_list(types="public_channel,private_channel")
    assert {one["name"] for one in every["channels"]} - {one["name"] for one in mine["channels"]} == {
        "people-ops"
    }
    assert "leads" not in {one["name"] for one in every["channels"]}


async def test_joining_opens_a_channel_for_posts(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    place = workspace.channel("people-ops").id
    assert await refused(client, "chat.postMessage", channel=place, text="Hi") == "not_in_channel"
    await client.conversations_join(channel=place)
    assert (await client.chat_postMessage(channel=place, text="Hi"))["ok"]


async def test_a_post_to_a_person_opens_the_dm(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    ana = workspace.person("ana")
    posted = await client.chat_postMessage(channel=ana.id, text="Good morning")
    opened = await client.conversations_open(users=ana.id)
    assert posted["channel"] == opened["channel"]["id"] == workspace.dm("ana").id


POSTS: dict[str, tuple[Json, str]] = {
    "no text": ({"channel": "general"}, "no_text"),
    "an unknown channel": ({"channel": "C0NOWHERE00", "text": "Hi"}, "channel_not_found"),
    "a private channel of others": ({"channel": "leads", "text": "Hi"}, "channel_not_found"),
    "a person who left": ({"channel": "U0LEAVER000", "text": "Hi"}, "channel_not_found"),
    "an unknown thread": (
        {"channel": "general", "text": "Hi", "thread_ts": "1700000000.000100"},
        "thread_not_found",
    ),
    "a text too long": ({"channel": "general", "text": "x" * 40_001}, "msg_too_long"),
    "blocks that are no json": ({"channel": "general", "text": "Hi", "blocks": "["}, "invalid_blocks_format"),
}


@pytest.mark.parametrize("name", POSTS)
async def test_a_wrong_post_is_refused(client: AsyncWebClient, name: str) -> None:
    args, error = POSTS[name]
    assert await refused(client, "chat.postMessage", **args) == error


async def test_an_archived_channel_takes_no_posts(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    await workspace.archive("dana", "sales")
    assert await refused(client, "chat.postMessage", channel="sales", text="Hi") == "is_archived"


async def test_wrong_blocks_are_refused_and_remembered(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="general", text="Hi", blocks=[{"type": "header"}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == ["[ERROR] /blocks/0: text is missing"]
    assert workspace.faults == ["chat.postMessage: /blocks/0: text is missing"]


async def test_metadata_is_kept_and_shown_only_on_request(client: AsyncWebClient) -> None:
    note = {"event_type": "delivery", "event_payload": {"delivery_id": "7"}}
    posted = await client.chat_postMessage(channel="general", text="Hi", metadata=note)
    place = posted["channel"]
    plain = await client.conversations_history(channel=place, limit=1)
    full = await client.conversations_history(channel=place, limit=1, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == note


async def test_history_can_be_asked_for_a_stretch_of_time(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel="general", text=str(n)))["ts"] for n in range(3)]
    place = (await client.chat_postMessage(channel="general", text="last"))["channel"]
    later = await client.conversations_history(channel=place, oldest=stamps[0])
    within = await client.conversations_history(
        channel=place, oldest=stamps[0], latest=stamps[2], inclusive=True
    )
    assert [one["text"] for one in later["messages"]] == ["last", "2", "1"]
    assert [one["text"] for one in within["messages"]] == ["2", "1", "0"]


async def test_replies_hold_the_first_message_and_its_thread(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    question = await workspace.say("ana", "How?", channel="marketing")
    await client.chat_postMessage(channel=question.channel, thread_ts=question.ts, text="So.")
    thread = await client.conversations_replies(channel=question.channel, ts=question.ts)
    assert [one["text"] for one in thread["messages"]] == ["How?", "So."]
    assert thread["messages"][0]["reply_count"] == 1
    history = await client.conversations_history(channel=question.channel, limit=1)
    assert history["messages"][0]["text"] == "How?"


async def test_only_own_messages_can_be_changed(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    hers = await workspace.say("ana", "Mine", channel="general")
    ours = await client.chat_postMessage(channel="general", text="Ours", blocks=CLAIM)
    await client.chat_update(channel=ours["channel"], ts=ours["ts"], text="Changed")
    assert await refused(client, "chat.update", channel=hers.channel, ts=hers.ts, text="No") == (
        "cant_update_message"
    )
    assert await refused(client, "chat.delete", channel=hers.channel, ts=hers.ts) == "cant_delete_message"
    assert await refused(client, "chat.update", channel=hers.channel, ts="1.2", text="No") == (
        "message_not_found"
    )
    changed = workspace.message("general", ours["ts"])
    assert (changed.text, changed.blocks) == ("Changed", None)
    await client.chat_delete(channel=ours["channel"], ts=ours["ts"])
    assert workspace.channel_messages("general")[-1].text == "Mine"


async def test_an_ephemeral_is_for_one_member_of_the_channel(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    place = workspace.channel("sales").id
    ben, ana = workspace.person("ben"), workspace.person("ana")
    await client.chat_postEphemeral(channel=place, user=ben.id, text="Psst")
    outsider = await refused(client, "chat.postEphemeral", channel=place, user=ana.id, text="Psst")
    assert (outsider, [one.text for one in workspace.ephemerals("ben")]) == ("user_not_in_channel", ["Psst"])
    assert workspace.channel_messages("sales")[-1].text != "Psst"


async def test_reactions_are_counted_once(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    hers = await workspace.say("ana", "Done!", channel="general")
    on: Json = {"channel": hers.channel, "timestamp": hers.ts}
    await client.reactions_add(name="tada", **on)
    assert await refused(client, "reactions.add", name="tada", **on) == "already_reacted"
    assert await refused(client, "reactions.remove", name="wave", **on) == "no_reaction"
    assert await refused(client, "reactions.add", name="Not A Name", **on) == "invalid_name"
    assert (await client.reactions_get(**on))["message"]["reactions"][0]["count"] == 1
    await client.reactions_remove(name="tada", **on)
    assert hers.reactions == {}


async def test_a_trigger_opens_one_view_within_three_seconds(
    client: AsyncWebClient, workspace: SandboxWorkspace, advance: Advance
) -> None:
    ana = workspace.person("ana").id
    first, late = workspace.state.new_trigger(ana), workspace.state.new_trigger(ana)
    assert (await client.views_open(trigger_id=first, view=FORM))["view"]["callback_id"] == "wins.form"
    assert await refused(client, "views.open", trigger_id=first, view=FORM) == "exchanged_trigger_id"
    advance(timedelta(seconds=4))
    assert await refused(client, "views.open", trigger_id=late, view=FORM) == "expired_trigger_id"
    assert await refused(client, "views.open", trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"


async def test_views_stack_three_deep(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    ana = workspace.person("ana").id
    await client.views_open(trigger_id=workspace.state.new_trigger(ana), view=FORM)
    for _ in range(2):
        await client.views_push(trigger_id=workspace.state.new_trigger(ana), view=FORM)
    again = await refused(client, "views.push", trigger_id=workspace.state.new_trigger(ana), view=FORM)
    assert again == "push_limit_reached"
    await workspace.close("ana")
    assert len(workspace.state.modals[ana]) == 2


async def test_a_view_changed_meanwhile_is_not_overwritten(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    ana = workspace.person("ana").id
    view = (await client.views_open(trigger_id=workspace.state.new_trigger(ana), view=FORM))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    stale = await refused(client, "views.update", view_id=view["id"], hash=view["hash"], view=FORM)
    assert stale == "hash_conflict"


async def test_a_modal_with_inputs_and_no_submit_is_refused(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    half = {key: value for key, value in FORM.items() if key != "submit"}
    trigger = workspace.state.new_trigger(workspace.person("ana").id)
    assert await refused(client, "views.open", trigger_id=trigger, view=half) == "invalid_arguments"
    assert len(workspace.faults) == 1


async def test_posting_too_fast_is_answered_429(client: AsyncWebClient, advance: Advance) -> None:
    for n in range(4):
        await client.chat_postMessage(channel="general", text=str(n))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="general", text="one more")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "1"
    advance(timedelta(seconds=1))
    assert (await client.chat_postMessage(channel="general", text="one more"))["ok"]


async def test_an_installation_gives_the_token_for_a_code_once(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    await workspace.uninstall()
    app = workspace.state.app
    client = AsyncWebClient(base_url=f"{workspace.state.address}/api/", retry_handlers=[])
    keys = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = workspace.consent()
    assert await refused(client, "oauth.v2.access", code=code, **keys | {"client_secret": "x"}) == (
        "bad_client_secret"
    )
    # The SDK's own method warns of aiohttp 4 and pytest makes errors of warnings: send the header by hand.
    secret = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    url = f"{workspace.state.address}/api/oauth.v2.access"
    async with session.post(url, data={"code": code}, headers={"Authorization": f"Basic {secret}"}) as answer:
        got = await answer.json()
    assert (got["access_token"], got["team"]["id"]) == (app.bot_token, workspace.state.team_id)
    assert await refused(client, "oauth.v2.access", code=code, **keys) == "invalid_code"


async def test_an_uninstalled_app_has_no_voice(client: AsyncWebClient, workspace: SandboxWorkspace) -> None:
    await workspace.uninstall()
    assert await refused(client, "chat.postMessage", channel="general", text="Hi") == "account_inactive"


async def test_a_revoked_token_is_dead(client: AsyncWebClient) -> None:
    await client.auth_revoke()
    assert await refused(client, "auth.test") == "token_revoked"


async def test_two_workspaces_behind_one_address_never_mix(
    clock: SandboxClock, session: aiohttp.ClientSession
) -> None:
    here, there = SandboxWorkspace(clock), SandboxWorkspace(clock, team_id="T0SOUTHW1ND", name="Southwind")
    async with serving(here, there) as address:
        token = there.state.app.bot_token
        client = AsyncWebClient(token=token, base_url=f"{address}/api/", session=session)
        await client.chat_postMessage(channel="U0ANA000000", text="Hi")
        assert (await client.auth_test())["team"] == "Southwind"
    assert (len(here.inbox("ana")), len(there.inbox("ana"))) == (0, 1)


async def test_the_log_keeps_each_call_without_its_token(
    client: AsyncWebClient, workspace: SandboxWorkspace
) -> None:
    await client.chat_postMessage(channel="general", text="Hi")
    call = workspace.calls("chat.postMessage")[0]
    assert (call.args["text"], call.response["ok"], call.status) == ("Hi", True, 200)
    assert workspace.state.app.bot_token not in json.dumps(call.body)

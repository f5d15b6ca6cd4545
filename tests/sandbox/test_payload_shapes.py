"""Every payload has the fields of the ones that Slack's own SDKs test with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import SandboxWorkspace

from .conftest import App
from .test_acts import CLAIM, FORM

Json = dict[str, Any]
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "payloads"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the collected payloads of ../shared are not here"
)

# Of another kind of workspace, of a user's own profile, or given up by Slack since the sample was taken.
ELSEWHERE = {
    "authed_users", "enterprise_id", "enterprise_name", "user_profile", "user_team", "source_team",
    "client_msg_id", "blocks", "emoji", "inviter",
}  # fmt: skip
# What people or apps filled in, not the shape around it.
CONTENT = {"blocks", "profile", "values", "tokens"}


def sample(name: str) -> Json:
    found: Json = json.loads((SAMPLES / name).read_text())
    return found


def missing(wanted: object, found: object, path: str = "") -> Iterator[str]:
    """The fields of a sample that a payload of ours lacks."""
    if isinstance(wanted, list) and isinstance(found, list) and wanted and found:
        yield from missing(wanted[0], found[0], path)
    if not isinstance(wanted, dict):
        return
    if not isinstance(found, dict):
        yield f"{path} is no object"
        return
    for key in wanted.keys() - ELSEWHERE:
        if key not in found:
            yield f"{path}/{key}"
        elif key not in CONTENT:
            yield from missing(wanted[key], found[key], f"{path}/{key}")


def test_the_comparison_sees_a_missing_field() -> None:
    assert list(missing({"a": {"b": 1}}, {"a": {}})) == ["/a/b"]


@pytest.fixture
async def events(workspace: SandboxWorkspace, app: App) -> dict[str, Json]:
    """One of each event, by its sample's name."""
    message = await workspace.say("ana", "@afterglow how?", channel="marketing")
    reply = await workspace.say("maya", "Like this.", thread=message)
    await workspace.edit("ana", message, "How?")
    await workspace.react("maya", message, "tada")
    await workspace.delete("maya", reply)
    await workspace.invite("rosa", "marketing", by="ana")
    await workspace.leave("rosa", "marketing")
    await workspace.change("rosa", zone="America/Chicago")
    await workspace.acts.open_home(workspace.person("ana"))
    await workspace.uninstall()
    order = (
        "message_user app_mention message_thread_reply message_changed reaction_added message_deleted "
        "member_joined_channel member_left_channel user_change app_home_opened_org_install tokens_revoked "
        "app_uninstalled"
    )
    return dict(zip(order.split(), app.got, strict=True))


async def test_events_have_every_field_of_the_samples(events: dict[str, Json]) -> None:
    lacking = {name: list(missing(sample(f"events/{name}.json"), one)) for name, one in events.items()}
    assert {name: one for name, one in lacking.items() if one} == {}


async def test_interactions_have_every_field_of_the_samples(
    workspace: SandboxWorkspace, app: App, client: AsyncWebClient
) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view={**FORM, "notify_on_close": True})

    app.answers["shortcut"] = opened
    ana, place = workspace.person("ana").id, workspace.channel("marketing").id
    await client.chat_postEphemeral(channel=place, user=ana, text="Log this?", blocks=CLAIM)
    await workspace.press("ana", "I'll take it")
    message = await workspace.say("ana", "Done!", channel="marketing")
    await workspace.shortcut("ana", "log_win_message", on=message)
    await workspace.shortcut("ana", "log_win")
    await workspace.submit("ana", {})
    await workspace.shortcut("ana", "log_win")
    await workspace.close("ana")
    names = {
        "block_actions_message": "block_actions",
        "message_shortcut": "message_action",
        "global_shortcut": "shortcut",
        "view_submission": "view_submission",
        "view_closed": "view_closed",
    }
    lacking = {
        name: list(missing(sample(f"interactions/{name}.json"), app.last(kind)))
        for name, kind in names.items()
    }
    assert {name: one for name, one in lacking.items() if one} == {}


async def test_a_command_has_every_field_of_the_sample(workspace: SandboxWorkspace, app: App) -> None:
    await workspace.command("ana", "/afterglow how do I parse a JSON payload?")
    wanted = parse_qs((SAMPLES / "forms" / "slash_command.txt").read_text().strip())
    assert wanted.keys() - ELSEWHERE - app.got[-1].keys() == set()
    assert app.got[-1]["text"] == "how do I parse a JSON payload?"


ANSWERS = (
    "chat.postMessage",
    "chat.update",
    "users.info",
    "users.list",
    "team.info",
    "bots.info",
    "auth.test",
)


async def test_answers_of_the_web_api_have_the_fields_of_the_documented_ones(
    workspace: SandboxWorkspace, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="general", text="Hi")
    args: dict[str, Json] = {
        "chat.update": {"channel": posted["channel"], "ts": posted["ts"], "text": "Hello"},
        "chat.postMessage": {"channel": "general", "text": "Hi"},
        "users.info": {"user": workspace.person("ana").id},
    }
    lacking: dict[str, set[str]] = {}
    for method in ANSWERS:
        answer = await client.api_call(method, params=args.get(method, {}))
        documented = sample(f"api/{method}.ok.json")
        lacking[method] = {one for one in documented if one not in answer.data}
    assert {name: one for name, one in lacking.items() if one} == {}

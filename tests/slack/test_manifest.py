"""The manifest asks for what we use and nothing more, in a form that Slack takes."""

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

import handlers
from bot.slack import manifest
from bot.slack.manifest import PaneView

WAYS = {"socket": None, "http": "https://afterglow.example.com/"}


VIEWS = (None, *PaneView)


@pytest.fixture(params=product(WAYS, VIEWS), ids=str)
def made(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    way, view = request.param
    return manifest.build(url=WAYS[way], pane=view)


def test_every_event_we_handle_is_subscribed_and_no_other() -> None:
    listed = (*manifest.EVENTS, *manifest.PANE_EVENTS)
    assert {kind for _, kind, _ in listed} == set(handlers.EVENTS)


def test_every_shortcut_we_answer_is_listed_and_no_other() -> None:
    assert {one.callback for one in manifest.SHORTCUTS} == set(handlers.SHORTCUTS)


def test_every_event_has_the_scope_it_needs() -> None:
    scopes = {scope.name for scope in manifest.SCOPES}
    assert {needed for _, _, needed in manifest.EVENTS if needed} <= scopes


def test_every_scope_says_why_and_what_suffers_without_it() -> None:
    assert all(scope.why and scope.without for scope in manifest.SCOPES)


def test_what_may_be_declined_is_asked_for_too(made: Mapping[str, Any]) -> None:
    scopes = made["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])
    assert len(set(scopes["bot"])) == len(scopes["bot"])
    required = set(scopes["bot"]) - set(scopes["bot_optional"]) - {manifest.PANE_SCOPE.name}
    assert required == set(manifest.required())


def test_it_keeps_within_slacks_limits(made: Mapping[str, Any]) -> None:
    display, features = made["display_information"], made["features"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 174 <= len(display["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", display["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert set(shortcut) == {"name", "type", "callback_id", "description"}
        assert shortcut["type"] in ("message", "global")
        assert len(shortcut["description"]) <= 150
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["usage_hint"]) <= 1000
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100
    assert len(made["oauth_config"]["scopes"]["bot"]) <= 255


def test_people_can_write_to_it_and_see_its_home(made: Mapping[str, Any]) -> None:
    home = made["features"]["app_home"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_socket_mode_names_no_address() -> None:
    made = manifest.build()
    assert made["settings"]["socket_mode_enabled"] is True  # type: ignore[index,call-overload]
    assert "http" not in str(made)


def test_http_names_one_address_for_everything() -> None:
    made: Mapping[str, Any] = manifest.build(url="https://afterglow.example.com/")
    here = "https://afterglow.example.com/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == here
    assert made["settings"]["interactivity"]["request_url"] == here
    assert made["features"]["slash_commands"][0]["url"] == here
    assert made["oauth_config"]["redirect_urls"] == ["https://afterglow.example.com/slack/oauth_redirect"]


def parts(view: PaneView | None) -> tuple[set[str], set[str], Mapping[str, Any]]:
    """The scopes, the events and the features that a manifest with this view asks for."""
    made: Mapping[str, Any] = manifest.build(pane=view)
    events = made["settings"]["event_subscriptions"]["bot_events"]
    return set(made["oauth_config"]["scopes"]["bot"]), set(events), made["features"]


def test_the_agent_pane_is_off_unless_it_is_asked_for() -> None:
    scopes, events, features = parts(None)
    assert "assistant:write" not in scopes
    assert not {one for one in events if "assistant" in one or "context" in one}
    assert not {"agent_view", "assistant_view"} & set(features)


def test_an_app_of_today_gets_the_agent_view_with_its_suggestions() -> None:
    scopes, events, features = parts(PaneView.AGENT)
    plain_scopes, plain_events, plain_features = parts(None)
    assert scopes == plain_scopes | {"assistant:write"}
    assert events == plain_events
    assert set(features) == set(plain_features) | {"agent_view"}
    assert 0 < len(features["agent_view"]["agent_description"]) <= 300
    assert 0 < len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(set(one) == {"title", "message"} for one in features["agent_view"]["suggested_prompts"])


def test_an_app_that_has_the_older_view_keeps_it_and_tells_of_its_threads() -> None:
    scopes, events, features = parts(PaneView.ASSISTANT)
    plain_scopes, plain_events, plain_features = parts(None)
    assert scopes == plain_scopes | {"assistant:write"}
    assert events == plain_events | {"assistant_thread_started"}
    assert set(features) == set(plain_features) | {"assistant_view"}
    assert 0 < len(features["assistant_view"]["assistant_description"]) <= 300

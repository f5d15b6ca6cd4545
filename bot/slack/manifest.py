"""The Slack app manifest: every scope with its reason, every event, shortcut and command that we answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.pane.rules import OPENERS
from bot.slack.blockkit import Block, Json

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"
COMMAND = "/afterglow"


@dataclass(frozen=True)
class Scope:
    """One permission: why we ask for it, and what does not work without it."""

    name: str
    why: str
    without: str
    optional: bool = False


@dataclass(frozen=True)
class Shortcut:
    name: str
    kind: str
    callback: str
    description: str


SCOPES = (
    Scope("app_mentions:read", "to hear a question put to @afterglow", "mentions are not answered"),
    Scope(
        "channels:history",
        "to notice questions and wins in the channels it was invited to, to look up whether a doubtful "
        "message arrived, and to give champions their own answer when they save it",
        "questions and wins in public channels are not noticed",
    ),
    Scope(
        "channels:read",
        "to see whether it is in the channel chosen for a team, and to hear that it was archived or left",
        "a team can be given a channel that we are not in, and keeps one that is gone",
    ),
    Scope("chat:write", "to write messages", "nothing is sent at all"),
    Scope("commands", "for /afterglow and the shortcuts", "the command and the shortcuts do nothing"),
    Scope(
        "dnd:read",
        "to keep out of the hours in which people let Slack disturb them by nothing",
        "what comes by itself may come in somebody's Do Not Disturb, where Slack shows it without a sound",
        optional=True,
    ),
    Scope(
        "groups:history",
        "the same as channels:history, in private channels it was invited to",
        "questions and wins in private channels are not noticed",
        optional=True,
    ),
    Scope(
        "groups:read",
        "the same as channels:read, for private channels",
        "a private channel cannot be checked, and a team keeps one that is gone",
        optional=True,
    ),
    Scope(
        "im:history",
        "to read what people write to it directly, and to look up whether a doubtful message arrived",
        "direct messages are not read, and a nudge whose sending was in doubt is not repeated",
    ),
    Scope("im:write", "to open a direct message", "a doubtful direct message cannot be looked up"),
    Scope(
        "users:read",
        "for names, time zones, and who is an admin, a guest or gone",
        "the roster stays empty and nobody is written to in their own time",
    ),
    Scope(
        "users:read.email",
        "to find people by e-mail address when a roster file is imported; addresses are not stored",
        "a roster file must name people by Slack id",
        optional=True,
    ),
)

# Slack's subscription, the event that arrives, and the scope that it needs.
EVENTS = (
    ("app_home_opened", "app_home_opened", None),
    ("app_mention", "app_mention", "app_mentions:read"),
    ("app_uninstalled", "app_uninstalled", None),
    ("channel_archive", "channel_archive", "channels:read"),
    ("channel_deleted", "channel_deleted", "channels:read"),
    ("channel_left", "channel_left", "channels:read"),
    ("dnd_updated_user", "dnd_updated_user", "dnd:read"),
    ("group_archive", "group_archive", "groups:read"),
    ("group_left", "group_left", "groups:read"),
    ("message.channels", "message", "channels:history"),
    ("message.groups", "message", "groups:history"),
    ("message.im", "message", "im:history"),
    ("team_join", "team_join", "users:read"),
    ("tokens_revoked", "tokens_revoked", None),
    ("user_change", "user_change", "users:read"),
)


class PaneView(StrEnum):
    """Slack's agent pane, which is off unless the manifest asks for it."""

    AGENT = "agent"  # what Slack gives an app today; it calls the change final
    ASSISTANT = "assistant"  # what it gave before, for an app that has it, as long as Slack keeps it


PANE_SCOPE = Scope(
    "assistant:write",
    "to be asked in Slack's agent pane",
    "the pane offers nothing to begin with; what is written there is answered all the same",
)
PANE_EVENTS = (("assistant_thread_started", "assistant_thread_started", None),)

SHORTCUTS = (
    Shortcut("Log an AI win", "message", "log_win_message", "Log this message as something AI helped with"),
    Shortcut("Ask an AI champion", "message", "ask_champion_message", "Put this message to an AI champion"),
    Shortcut("Save as prompt", "message", "save_prompt_message", "Keep a prompt that is worth using again"),
    Shortcut("Find a prompt", "message", "find_prompt_message", "Find prompts and answers for what it says"),
    Shortcut("Draft a card", "message", "draft_card_message", "Make a learning card of an answer or a win"),
    Shortcut("Log an AI win", "global", "log_win", "Log something that AI helped you do"),
)

NAME = "Afterglow"
DESCRIPTION = "Keeps AI training alive after the workshop"
LONG_DESCRIPTION = (
    "Afterglow keeps AI training alive after the workshop. It sends one useful card a working day by direct "
    "message, at a time each person chooses; a weekly challenge with something to show at the end; it brings "
    "questions about working with AI to a champion of the team, who takes them in the thread; and it logs "
    "what worked, when its author says so. It reads only channels it was invited to, shows no ranking of "
    "people, and everybody can pause or leave with one tap."
)
ASKED_IN_THE_PANE = (
    "Ask how to do something with AI: you see what was answered before, or a champion of your team takes it. "
    "Tell what AI did for you, and it is logged when you say so."
)
HINT = "help | ask | win | me | pause | queue | setup | report"


def required() -> tuple[str, ...]:
    return tuple(scope.name for scope in SCOPES if not scope.optional)


def build(*, url: str | None = None, pane: PaneView | None = None) -> dict[str, Json]:
    """A manifest for Socket Mode, or for HTTP with our public address; with the agent pane when named."""
    base = url.rstrip("/") if url else None
    here = f"{base}{EVENTS_PATH}" if base else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1f3a3d",
        },
        "features": {**_features(here), **_pane(pane)},
        "oauth_config": _oauth(base, SCOPES if pane is None else (*SCOPES, PANE_SCOPE)),
        "settings": {
            "event_subscriptions": _at(here, {"bot_events": _events(pane)}),
            "interactivity": _at(here, {"is_enabled": True}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _features(here: str | None) -> Block:
    command: Block = {
        "command": COMMAND,
        "description": "Ask a question, log a win, choose your rhythm",
        "usage_hint": HINT,
        "should_escape": True,
    }
    if here:
        command["url"] = here
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "afterglow", "always_online": True},
        "shortcuts": [
            {
                "name": one.name,
                "type": one.kind,
                "callback_id": one.callback,
                "description": one.description,
            }
            for one in SHORTCUTS
        ],
        "slash_commands": [command],
    }


def _pane(pane: PaneView | None) -> Block:
    if pane is PaneView.AGENT:
        suggested: list[Json] = [{"title": one.title, "message": one.message} for one in OPENERS]
        return {"agent_view": {"agent_description": ASKED_IN_THE_PANE, "suggested_prompts": suggested}}
    if pane is PaneView.ASSISTANT:
        # Its openers are put into each thread as it is opened.
        return {"assistant_view": {"assistant_description": ASKED_IN_THE_PANE}}
    return {}


def _events(pane: PaneView | None) -> list[Json]:
    return [name for name, _, _ in (*EVENTS, *(PANE_EVENTS if pane is PaneView.ASSISTANT else ()))]


def _oauth(base: str | None, asked: Sequence[Scope]) -> Block:
    scopes: Block = {
        "bot": [scope.name for scope in asked],
        "bot_optional": [scope.name for scope in asked if scope.optional],
    }
    return {"redirect_urls": [f"{base}{REDIRECT_PATH}"], "scopes": scopes} if base else {"scopes": scopes}


def _at(here: str | None, settings: Block) -> Block:
    return {"request_url": here, **settings} if here else settings

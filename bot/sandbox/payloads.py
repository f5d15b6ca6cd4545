"""The payloads that Slack sends: event envelopes, interactions, commands, in full."""

from __future__ import annotations

from .shapes import client_id, dnd_json, message_json, user_json, view_json
from .state import Channel, Json, Kind, Message, State, User, View
from .text import rich_text
from .values import Control

LEGACY_TOKEN = "verification-token"


def envelope(state: State, event: Json) -> Json:
    """An Events API payload around this event."""
    stamp = event.get("event_ts") or state.ts()
    where = event.get("channel") or (event.get("item") or {}).get("channel")
    place = where if isinstance(where, str) else (where or {}).get("id", "")
    return {
        "token": LEGACY_TOKEN,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": state.serial("Ev"),
        "event_time": int(float(stamp)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team_id,
                "user_id": state.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event['type']}-{state.team_id}-{place}",
    }


def posted(state: State, message: Message) -> Json:
    """The message event of a new message."""
    shown = message_json(state, message)
    channel = state.channels[message.channel]
    event = {**shown, "channel": message.channel, "channel_type": channel.kind.value, "event_ts": message.ts}
    if message.broadcast:
        root = state.find(message.channel, message.root_ts)
        event |= {"subtype": "thread_broadcast", "root": message_json(state, root) if root else {}}
    return envelope(state, event)


def mentioned(state: State, message: Message) -> Json:
    """The app_mention event of a message that names the bot."""
    shown = message_json(state, message)
    return envelope(
        state, {**shown, "type": "app_mention", "channel": message.channel, "event_ts": message.ts}
    )


def changed(state: State, message: Message, previous: Json) -> Json:
    """The message_changed event of an edit."""
    return _hidden(
        state,
        message.channel,
        "message_changed",
        message=message_json(state, message),
        previous_message=previous,
    )


def deleted(state: State, channel: str, previous: Json) -> Json:
    """The message_deleted event."""
    return _hidden(state, channel, "message_deleted", previous_message=previous, deleted_ts=previous["ts"])


def entombed(state: State, channel: str, previous: Json) -> Json:
    """A deleted message that has replies stays as a stone, and Slack tells that as a change."""
    stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    stone |= {"text": "This message was deleted.", "ts": previous["ts"], "thread_ts": previous["ts"]}
    return _hidden(state, channel, "message_changed", message=stone, previous_message=previous)


def _hidden(state: State, channel: str, subtype: str, **more: object) -> Json:
    stamp = state.ts()
    kind = state.channels[channel].kind.value
    event: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel}
    event |= {"channel_type": kind, "ts": stamp, "event_ts": stamp}
    return envelope(state, event | more)


def reacted(state: State, message: Message, name: str, *, user: str, added: bool = True) -> Json:
    """The reaction_added or reaction_removed event."""
    return envelope(
        state,
        {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": state.ts(),
        },
    )


def membership(state: State, channel: Channel, user: str, *, joined: bool, inviter: str = "") -> Json:
    """The member_joined_channel or member_left_channel event."""
    event: Json = {
        "type": "member_joined_channel" if joined else "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.kind is Kind.PRIVATE else "C",
        "team": state.team_id,
        "event_ts": state.ts(),
    }
    return envelope(state, event | ({"inviter": inviter} if inviter else {}))


def home_opened(state: State, user: str, *, tab: str = "home") -> Json:
    """The app_home_opened event."""
    event: Json = {"type": "app_home_opened", "user": user, "channel": state.dm(user).id, "tab": tab}
    event["event_ts"] = state.ts()
    if user in state.homes and tab == "home":
        event["view"] = view_json(state, state.homes[user])
    return envelope(state, event)


def pane_opened(state: State, user: str, root: Message) -> Json:
    """The assistant_thread_started event: a new thread in the agent pane, opened beside a channel."""
    thread: Json = {"user_id": user, "channel_id": root.channel, "thread_ts": root.ts}
    beside = next((one.id for one in state.channels.values() if user in one.members), None)
    thread["context"] = {"channel_id": beside, "team_id": state.team_id, "enterprise_id": None}
    event = {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": state.ts()}
    return envelope(state, event)


def about_user(state: State, user: User, kind: str) -> Json:
    """The team_join or user_change event."""
    stamp = state.ts()
    user_object = user_json(state, user)
    return envelope(
        state, {"type": kind, "user": user_object, "cache_ts": int(float(stamp)), "event_ts": stamp}
    )


def about_dnd(state: State, user: User) -> Json:
    """The dnd_updated_user event: somebody's hours without disturbance, and no snooze."""
    hours = dnd_json(user, state.now())
    return envelope(
        state,
        {"type": "dnd_updated_user", "user": user.id, "dnd_status": hours, "event_ts": state.ts()},
    )


def _team(state: State) -> Json:
    return {"id": state.team_id, "domain": state.name.lower()}


def _person(state: State, user: User) -> Json:
    return {"id": user.id, "username": user.handle, "name": user.handle, "team_id": state.team_id}


def _interaction(state: State, user: User, kind: str) -> Json:
    return {
        "type": kind,
        "user": _person(state, user),
        "api_app_id": state.app.id,
        "token": LEGACY_TOKEN,
        "team": _team(state),
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": state.new_trigger(user.id),
    }


def place(channel: Channel) -> Json:
    """The short form of a conversation in interactions."""
    names = {Kind.DM: "directmessage", Kind.PRIVATE: "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def pressed_on_message(state: State, user: User, message: Message, *, entries: Json) -> Json:
    """The block_actions payload of a press on a message; an ephemeral one does not come along."""
    payload = _interaction(state, user, "block_actions")
    ephemeral = bool(message.ephemeral_to)
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    container["is_ephemeral"] = ephemeral
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload |= {
        "container": container,
        "channel": place(state.channels[message.channel]),
        "state": {"values": entries},
        "response_url": state.new_response_url(user.id, message.channel, message=message),
    }
    return payload if ephemeral else payload | {"message": message_json(state, message)}


def pressed_on_view(state: State, user: User, view: View) -> Json:
    """The block_actions payload of a press in a modal or on App Home."""
    container = {"type": "view", "view_id": view.id}
    return _interaction(state, user, "block_actions") | {
        "container": container,
        "view": view_json(state, view),
    }


def action(state: State, control: Control, *, chosen: Json) -> Json:
    """One entry of `actions`: the element, what was chosen and when."""
    carried = ("text", "value", "style", "url", "placeholder", "confirm")
    entry = {key: control.element[key] for key in carried if key in control.element}
    ids = {"type": control.kind, "action_id": control.action_id, "block_id": control.block_id}
    return ids | entry | chosen | {"action_ts": state.ts()}


def submitted(state: State, user: User, view: View) -> Json:
    """The view_submission payload."""
    payload = _interaction(state, user, "view_submission")
    return payload | {"view": view_json(state, view), "response_urls": []}


def closed(state: State, user: User, view: View, *, cleared: bool) -> Json:
    """The view_closed payload."""
    payload = _interaction(state, user, "view_closed")
    payload.pop("trigger_id")
    return payload | {"view": view_json(state, view), "is_cleared": cleared, "response_urls": []}


def shortcut(state: State, user: User, callback_id: str, *, on: Message | None) -> Json:
    """The payload of a message shortcut, or of a global one, which has neither place nor response_url."""
    payload = _interaction(state, user, "message_action" if on else "shortcut")
    payload |= {"callback_id": callback_id, "action_ts": state.ts()}
    if on is None:
        return payload
    return payload | {
        "channel": place(state.channels[on.channel]),
        "message_ts": on.ts,
        "message": message_json(state, on),
        "response_url": state.new_response_url(user.id, on.channel),
    }


def command(state: State, user: User, channel: Channel, *, name: str, text: str) -> Json:
    """The form of a slash command."""
    return {
        "token": LEGACY_TOKEN,
        "team_id": state.team_id,
        "team_domain": state.name.lower(),
        "channel_id": channel.id,
        "channel_name": place(channel)["name"],
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": text,
        "api_app_id": state.app.id,
        "is_enterprise_install": "false",
        "response_url": state.new_response_url(user.id, channel.id),
        "trigger_id": state.new_trigger(user.id),
    }


def typed_message(state: State, user: User, channel: Channel, text: str, *, thread_ts: str | None) -> Message:
    """The message that a person's client makes of what was typed."""
    stamp = state.ts()
    return Message(
        stamp,
        channel.id,
        user.id,
        text,
        blocks=[rich_text(text)] if text else None,
        thread_ts=thread_ts,
        client_msg_id=client_id(state, stamp),
    )

"""People, places, messages and views in the JSON that Slack sends."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from .state import Channel, Json, Kind, Message, State, User, View


def dnd_json(user: User, now: datetime) -> Json:
    """The next hours in which nothing disturbs this person, as `dnd.teamInfo` and its event tell them."""
    if user.dnd is None:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    first, last = user.dnd
    local = now + timedelta(seconds=user.offset(now))
    begins = local.replace(hour=first, minute=0, second=0, microsecond=0)
    lasts = timedelta(hours=(last - first) % 24 or 24)
    turns = (begins + timedelta(days=days) for days in (-1, 0, 1))
    start = next(turn for turn in turns if turn + lasts > local) - timedelta(seconds=user.offset(now))
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": int(start.timestamp()),
        "next_dnd_end_ts": int((start + lasts).timestamp()),
    }


def user_json(state: State, user: User) -> Json:
    """A user object as users.info returns it to a bot."""
    now = state.now()
    profile: Json = {
        "title": user.title,
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.handle,
        "display_name_normalized": user.handle,
        "team": user.team_id,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
    }
    if user.email and "users:read.email" in state.scopes:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {
            "bot_id": user.bot_id,
            "api_app_id": state.app.id if user.id == state.app.bot_user else "",
        }
    found: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.handle,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(now.timestamp()),
    }
    return found if user.deleted else found | _standing(user) | _zone(state, user)


def _standing(user: User) -> Json:
    standing: Json = {
        "real_name": user.name,
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_owner,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
        "color": "7c5cbf",
    }
    return standing | ({"is_stranger": True} if user.is_stranger else {})


def _zone(state: State, user: User) -> Json:
    if not user.zone:
        return {}
    local = user.local(state.now())
    return {"tz": user.zone, "tz_label": local.tzname(), "tz_offset": user.offset(state.now())}


def channel_json(state: State, channel: Channel) -> Json:
    """A conversation object as conversations.info returns it."""
    if channel.kind is Kind.DM:
        other = next((one for one in channel.members if one != state.app.bot_user), "")
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": channel.archived,
            "user": other,
            "is_user_deleted": state.users[other].deleted if other else False,
        }
    private = channel.kind is Kind.PRIVATE
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": state.app.bot_user in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "previous_names": [],
    }


def message_json(state: State, message: Message, *, with_metadata: bool = False) -> Json:
    """A message object as history and interaction payloads hold it."""
    found: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": state.users[message.user].team_id,
    }
    if message.bot_id:
        found["bot_id"] = message.bot_id
    if message.bot_id == state.app.bot_id:
        found["app_id"] = state.app.id
    optional: Json = {
        "client_msg_id": message.client_msg_id,
        "subtype": message.subtype,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "metadata": message.metadata if with_metadata else None,
    }
    found |= {key: value for key, value in optional.items() if value}
    if message.edited_ts:
        found["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        found["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return found | _thread_json(state, message)


def _thread_json(state: State, message: Message) -> Json:
    if message.ephemeral_to:
        return {}
    if message.is_reply:
        root = state.find(message.channel, message.root_ts)
        return {"parent_user_id": root.user} if root else {}
    replies = state.replies(message.channel, message.ts)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted({one.user for one in replies}),
        "latest_reply": replies[-1].ts,
    }


def view_json(state: State, view: View) -> Json:
    """A view object as views.open returns it and as interactions carry it."""
    home = view.type == "home"
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": ""}
    defaults |= {
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "close": None,
        "submit": None,
    }
    if home:
        defaults |= {"title": {"type": "plain_text", "text": "View Title", "emoji": True}}
    return (
        defaults
        | view.body
        | {
            "id": view.id,
            "team_id": state.team_id,
            "app_id": state.app.id,
            "bot_id": state.app.bot_id,
            "app_installed_team_id": state.team_id,
            "hash": view.hash,
            "state": {"values": view.state},
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
        }
    )


def client_id(state: State, ts: str) -> str:
    """The client_msg_id that a person's client would have made for this message."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{state.team_id}/{ts}"))


def with_ids(blocks: list[Json] | None) -> list[Json] | None:
    """The blocks with the block_ids and action_ids that Slack adds where the app gave none."""
    if blocks is None:
        return None
    return [_with_ids(block, f"auto-{index}") for index, block in enumerate(blocks)]


def _with_ids(block: Json, name: str) -> Json:
    filled: Json = {"block_id": name, **block}
    for key in ("accessory", "element"):
        if isinstance(filled.get(key), dict) and filled[key].get("type") != "image":
            filled[key] = {"action_id": f"{name}.{key}", **filled[key]}
    if filled["type"] in ("actions", "context_actions"):
        filled["elements"] = [
            {"action_id": f"{name}.{index}", **one} for index, one in enumerate(filled["elements"])
        ]
    return filled

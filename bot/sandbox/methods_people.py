"""auth.*, users.*, conversations.*, teams, groups and apps of the fake Web API."""

from __future__ import annotations

from .call import Call, Method, Refused, page
from .shapes import channel_json, dnd_json, message_json, user_json
from .state import Channel, Json, Kind, Message, User

KINDS = {"public_channel": Kind.CHANNEL, "private_channel": Kind.PRIVATE, "im": Kind.DM, "mpim": None}
READ = {Kind.CHANNEL: "channels:read", Kind.PRIVATE: "groups:read", Kind.DM: "im:read"}
HISTORY = {Kind.CHANNEL: "channels:history", Kind.PRIVATE: "groups:history", Kind.DM: "im:history"}


def api_test(call: Call) -> Json:
    """api.test."""
    if call.text("error"):
        raise Refused(call.text("error"), args=call.args)
    return {"ok": True, "args": call.args}


def auth_test(call: Call) -> Json:
    """auth.test."""
    state = call.state
    return {
        "ok": True,
        "url": state.url,
        "team": state.name,
        "team_id": state.team_id,
        "user": state.bot.handle,
        "user_id": state.bot.id,
        "bot_id": state.app.bot_id,
        "app_id": state.app.id,
        "is_enterprise_install": False,
        **_of_organisation(call),
    }


def _of_organisation(call: Call) -> Json:
    app = call.state.app
    if not app.organisation or call.text("token") != app.organisation_token:
        return {}
    above = {"team": "Windward", "team_id": app.organisation, "url": "https://windward.enterprise.slack.com/"}
    return above | {"enterprise_id": app.organisation, "is_enterprise_install": True}


def auth_revoke(call: Call) -> Json:
    """auth.revoke: the token is dead from now on."""
    if call.flag("test"):
        return {"ok": True, "revoked": False}
    call.state.token_error = "token_revoked"
    return {"ok": True, "revoked": True}


def users_list(call: Call) -> Json:
    """users.list, by cursor."""
    call.scope("users:read")
    users, cursor = page(call, list(call.state.users.values()), default=1000)
    members = [user_json(call.state, one) | _locale(call, one) for one in users]
    stamp = int(call.state.now().timestamp())
    return {"ok": True, "members": members, "cache_ts": stamp, "response_metadata": {"next_cursor": cursor}}


def users_info(call: Call) -> Json:
    """users.info."""
    call.scope("users:read")
    user = call.user()
    return {"ok": True, "user": user_json(call.state, user) | _locale(call, user)}


def _locale(call: Call, user: User) -> Json:
    return {"locale": user.locale} if call.flag("include_locale") else {}


def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail."""
    call.scope("users:read.email")
    wanted = call.need("email").lower()
    for user in call.state.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"ok": True, "user": user_json(call.state, user)}
    raise Refused("users_not_found")


def _listed(call: Call, *, member: str = "") -> Json:
    wanted = [one.strip() for one in call.text("types", "public_channel").split(",")]
    if any(one not in KINDS for one in wanted):
        raise Refused("invalid_types")
    kinds = [KINDS[one] for one in wanted]
    for kind in kinds:
        if kind:
            call.scope(READ[kind], *(("im:write",) if kind is Kind.DM else ()))
    bot = call.state.app.bot_user
    found = [
        one
        for one in call.state.channels.values()
        if one.kind in kinds
        and (one.kind is Kind.CHANNEL or bot in one.members)
        and (not member or member in one.members)
        and not (one.archived and call.flag("exclude_archived"))
    ]
    channels, cursor = page(call, found)
    shown = [channel_json(call.state, one) for one in channels]
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


def users_conversations(call: Call) -> Json:
    """users.conversations: where the bot, or this person, is."""
    return _listed(call, member=call.text("user") or call.state.app.bot_user)


def conversations_list(call: Call) -> Json:
    """conversations.list."""
    return _listed(call)


def conversations_info(call: Call) -> Json:
    """conversations.info."""
    channel = call.channel()
    call.scope(READ[channel.kind], "im:write" if channel.kind is Kind.DM else READ[channel.kind])
    return {"ok": True, "channel": channel_json(call.state, channel)}


def conversations_open(call: Call) -> Json:
    """conversations.open: a DM with one person."""
    call.scope("im:write")
    if call.text("channel"):
        return {"ok": True, "channel": {"id": call.channel().id}}
    names = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if not names:
        raise Refused("users_list_not_supplied")
    if len(names) > 1:
        call.scope("mpim:write")
    user = call.state.users.get(names[0])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    known = f"D{user.id[1:]}" in call.state.channels
    channel = call.state.dm(user.id)
    shown = channel_json(call.state, channel) if call.flag("return_im") else {"id": channel.id}
    return {"ok": True, "no_op": known, "already_open": known, "channel": shown}


def conversations_join(call: Call) -> Json:
    """conversations.join: a public channel."""
    call.scope("channels:join")
    channel = call.channel()
    if channel.kind is not Kind.CHANNEL:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if call.state.app.bot_user not in channel.members:
        channel.members.append(call.state.app.bot_user)
        call.state.changed()
        call.state.echoes.append(("joined", {"channel": channel.id, "user": call.state.app.bot_user}))
    return {"ok": True, "channel": channel_json(call.state, channel)}


def conversations_members(call: Call) -> Json:
    """conversations.members, by cursor."""
    channel = call.channel()
    call.scope(READ[channel.kind], "im:write" if channel.kind is Kind.DM else READ[channel.kind])
    members, cursor = page(call, channel.members)
    return {"ok": True, "members": members, "response_metadata": {"next_cursor": cursor}}


def conversations_history(call: Call) -> Json:
    """conversations.history: newest first, thread replies left out."""
    channel = _readable(call)
    found = [one for one in call.state.messages[channel.id].values() if not one.is_reply or one.broadcast]
    return _messages(call, _within(call, found[::-1]))


def conversations_replies(call: Call) -> Json:
    """conversations.replies: the first message and what stands under it, oldest first."""
    channel = _readable(call)
    root = call.state.find(channel.id, call.need("ts"))
    if root is None:
        raise Refused("thread_not_found")
    replies = call.state.replies(channel.id, root.root_ts)
    start = [] if root.is_reply else [root]
    return _messages(call, _within(call, [*start, *replies]))


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.scope(HISTORY[channel.kind])
    if call.state.app.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", float("inf"))
    edges = call.flag("inclusive")

    def inside(message: Message) -> bool:
        at = float(message.ts)
        return oldest <= at <= latest if edges else oldest < at < latest

    return [one for one in messages if inside(one)]


def _moment(call: Call, name: str, default: float) -> float:
    try:
        return float(call.text(name) or default)
    except ValueError as wrong:
        raise Refused(f"invalid_ts_{name}") from wrong


def _messages(call: Call, messages: list[Message]) -> Json:
    some, cursor = page(call, messages, most=999)
    kept = call.flag("include_all_metadata")
    shown = [message_json(call.state, one, with_metadata=kept) for one in some]
    return {
        "ok": True,
        "messages": shown,
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def team_info(call: Call) -> Json:
    """team.info."""
    call.scope("team:read")
    team = {"id": call.state.team_id, "name": call.state.name, "domain": call.state.name.lower()}
    return {"ok": True, "team": {**team, "email_domain": "", "icon": {"image_default": True}}}


def bots_info(call: Call) -> Json:
    """bots.info."""
    call.scope("users:read")
    for user in call.state.users.values():
        if user.bot_id and user.bot_id == call.text("bot", call.state.app.bot_id):
            bot = {"id": user.bot_id, "deleted": user.deleted, "name": user.handle, "user_id": user.id}
            return {"ok": True, "bot": {**bot, "app_id": call.state.app.id, "updated": 0, "icons": {}}}
    raise Refused("bot_not_found")


def usergroups_list(call: Call) -> Json:
    """usergroups.list."""
    call.scope("usergroups:read")
    groups = [
        {
            "id": key,
            "team_id": call.state.team_id,
            "handle": key.lower(),
            "name": key,
            "user_count": len(users),
        }
        for key, users in call.state.usergroups.items()
    ]
    return {"ok": True, "usergroups": groups}


def usergroups_users_list(call: Call) -> Json:
    """usergroups.users.list."""
    call.scope("usergroups:read")
    group = call.need("usergroup")
    if group not in call.state.usergroups:
        raise Refused("no_such_subteam")
    return {"ok": True, "users": list(call.state.usergroups[group])}


def dnd_team_info(call: Call) -> Json:
    """dnd.teamInfo: the next hours in which each person is not disturbed."""
    call.scope("dnd:read")
    names = [one for one in call.text("users").split(",") if one]
    if len(names) > 50:
        raise Refused("too_many_users")
    known = [call.state.users[one] for one in names if one in call.state.users]
    return {"ok": True, "users": {one.id: dnd_json(one, call.state.now()) for one in known}}


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "users.list": users_list,
    "users.info": users_info,
    "users.lookupByEmail": lookup_by_email,
    "users.conversations": users_conversations,
    "conversations.list": conversations_list,
    "conversations.info": conversations_info,
    "conversations.open": conversations_open,
    "conversations.join": conversations_join,
    "conversations.members": conversations_members,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
    "team.info": team_info,
    "bots.info": bots_info,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroups_users_list,
    "dnd.teamInfo": dnd_team_info,
}

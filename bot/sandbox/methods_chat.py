"""chat.* and reactions.* of the fake Web API."""

from __future__ import annotations

import re

from . import limits
from .call import Call, Method, Refused
from .shapes import message_json, with_ids
from .state import Channel, Json, Kind, Message

EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
TS = re.compile(r"\d{10}\.\d{6}")


def post_message(call: Call) -> Json:
    """chat.postMessage: a U… target opens the DM."""
    call.scope("chat:write")
    channel = _target(call)
    content = _content(call)
    thread_ts = _thread(call, channel)
    message = call.state.add_message(
        Message(
            call.state.ts(),
            channel.id,
            call.state.app.bot_user,
            thread_ts=thread_ts,
            bot_id=call.state.app.bot_id,
            broadcast=bool(thread_ts) and call.flag("reply_broadcast"),
            metadata=call.json("metadata"),
            **content,
        )
    )
    shown = message_json(call.state, message)
    call.state.echoes.append(("posted", {"channel": channel.id, "ts": message.ts}))
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: one person sees it, nothing keeps it."""
    call.scope("chat:write")
    channel = _writable(call)
    content = _content(call)
    user = call.text("user")
    if user not in call.state.users:
        raise Refused("user_not_found")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = Message(
        call.state.ts(),
        channel.id,
        call.state.app.bot_user,
        thread_ts=_thread(call, channel),
        bot_id=call.state.app.bot_id,
        ephemeral_to=user,
        **content,
    )
    call.state.add_message(message)
    return {"ok": True, "message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update: only the bot's own messages."""
    call.scope("chat:write")
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.state.app.bot_id:
        raise Refused("cant_update_message")
    if channel.archived:
        raise Refused("is_inactive")
    content = _content(call, most=limits.UPDATE_TEXT)
    before = message_json(call.state, message)
    rewrite(message, content)
    if "metadata" in call.args:
        message.metadata = call.json("metadata") or None
    message.edited_by, message.edited_ts = call.state.app.bot_user, call.state.ts()
    call.state.changed()
    call.state.echoes.append(("changed", {"channel": channel.id, "ts": message.ts, "previous": before}))
    shown = message_json(call.state, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def rewrite(message: Message, content: Json) -> None:
    """Put new words and blocks on a message; blocks that are left out go away with the text they stood by."""
    message.text = content["text"]
    message.blocks = content["blocks"]
    message.attachments = content["attachments"]


def delete(call: Call) -> Json:
    """chat.delete: only the bot's own messages."""
    call.scope("chat:write")
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.state.app.bot_id:
        raise Refused("cant_delete_message")
    before = message_json(call.state, message)
    del call.state.messages[channel.id][message.ts]
    call.state.changed()
    call.state.echoes.append(("deleted", {"channel": channel.id, "ts": message.ts, "previous": before}))
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"{call.state.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def reactions_add(call: Call) -> Json:
    """reactions.add."""
    call.scope("reactions:write")
    message, name = _reaction(call)
    users = message.reactions.setdefault(name, [])
    if call.state.app.bot_user in users:
        raise Refused("already_reacted")
    users.append(call.state.app.bot_user)
    call.state.changed()
    call.state.echoes.append(("reacted", {"channel": message.channel, "ts": message.ts, "name": name}))
    return {"ok": True}


def reactions_remove(call: Call) -> Json:
    """reactions.remove."""
    call.scope("reactions:write")
    message, name = _reaction(call)
    users = message.reactions.get(name, [])
    if call.state.app.bot_user not in users:
        raise Refused("no_reaction")
    users.remove(call.state.app.bot_user)
    if not users:
        del message.reactions[name]
    call.state.changed()
    return {"ok": True}


def reactions_get(call: Call) -> Json:
    """reactions.get."""
    call.scope("reactions:read")
    channel = call.channel()
    message = call.message(channel, "timestamp")
    shown = message_json(call.state, message)
    return {"ok": True, "type": "message", "channel": channel.id, "message": shown}


def content_of(call: Call, *, most: int = limits.POST_TEXT) -> Json:
    """The words and blocks of a message when Slack would take them."""
    return _content(call, most=most)


def _content(call: Call, *, most: int = limits.POST_TEXT) -> Json:
    blocks = call.json("blocks", error="invalid_blocks_format")
    attachments = call.json("attachments")
    prose = call.text("markdown_text")
    if not (call.text("text") or blocks or attachments or prose):
        raise Refused("no_text")
    if len(call.text("text")) > most or len(prose) > limits.MARKDOWN:
        raise Refused("msg_too_long")
    if attachments and len(attachments) > limits.ATTACHMENTS:
        raise Refused("too_many_attachments")
    args = {**call.args, "blocks": blocks, "metadata": call.json("metadata") or None}
    _refuse_faults(call, limits.message_faults(args))
    return {
        "text": call.text("text") or prose,
        "blocks": with_ids(blocks),
        "attachments": attachments or None,
    }


def _refuse_faults(call: Call, found: list[str]) -> None:
    if not call.state.fault(call.method, found):
        return
    messages = [f"[ERROR] {one}" for one in found]
    errors = {"/blocks": "invalid_blocks", "/metadata": "invalid_metadata_format"}
    error = next((word for path, word in errors.items() if found[0].startswith(path)), "invalid_arguments")
    raise Refused(error, response_metadata={"messages": messages}, errors=found)


def _target(call: Call) -> Channel:
    name = call.text("channel")
    user = call.state.users.get(name)
    if user is None:
        return _writable(call)
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    if user.deleted or user.is_stranger:
        raise Refused("channel_not_found")
    return call.state.dm(user.id)


def _writable(call: Call) -> Channel:
    named = call.state.channel_named(call.text("channel")) if call.text("channel") else None
    args = {**call.args, "channel": named.id if named else ""}
    channel = Call(call.method, args, call.state).channel()
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind is Kind.DM and any(call.state.users[one].deleted for one in channel.members):
        raise Refused("channel_not_found")
    if call.state.app.bot_user in channel.members or "chat:write.public" in call.state.scopes:
        return channel
    raise Refused("not_in_channel" if channel.kind is Kind.CHANNEL else "channel_not_found")


def _thread(call: Call, channel: Channel) -> str | None:
    wanted = call.text("thread_ts")
    if not wanted:
        return None
    if not TS.fullmatch(wanted):
        raise Refused("invalid_thread_ts")
    root = call.state.find(channel.id, wanted)
    if root is None and not call.state.replies(channel.id, wanted):
        raise Refused("thread_not_found")
    return root.root_ts if root is not None else wanted


def _reaction(call: Call) -> tuple[Message, str]:
    name = call.text("name").strip(":")
    if not name or not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    if not call.text("channel") or not call.text("timestamp"):
        raise Refused("no_item_specified")
    if not TS.fullmatch(call.text("timestamp")):
        raise Refused("bad_timestamp")
    return call.message(call.channel(), "timestamp"), name


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "reactions.add": reactions_add,
    "reactions.remove": reactions_remove,
    "reactions.get": reactions_get,
}

"""All that one persona sees, as the page gets it."""

from __future__ import annotations

from datetime import datetime

from . import seed
from .shapes import view_json
from .state import Channel, Command, Json, Kind, LogEntry, Message, State, User

LOG_SHOWN = 200
# Slack's own commands; the hours and the last words are ours, for Slack asks for these in a form.
DND = Command("/dnd", "22-10", "Choose hours of the day without disturbance, or off")
STATUS = Command("/status", ":palm_tree: On vacation until 2026-12-07", "Set your status, or clear it")


def screen(state: State, me: User) -> Json:
    """The whole state of the page for this persona."""
    now = state.now()
    places = _places(state, me)
    return {
        "seq": state.seq,
        "now": now.isoformat(),
        "local": me.local(now).strftime("%a %-d %b %Y, %H:%M"),
        "zone": me.zone,
        "workspace": {"id": state.team_id, "name": state.name, "url": state.url},
        "me": me.id,
        "personas": [_persona(state, one) for one in seed.PERSONAS],
        "places": [_place(state, me, one) for one in places],
        "messages": {one.id: _messages(state, me, one) for one in places},
        "home": view_json(state, state.homes[me.id]) if me.id in state.homes else None,
        "modals": [view_json(state, one) for one in state.modals.get(me.id, [])],
        "errors": state.errors.get(me.id, {}),
        "people": {one.id: _face(one) for one in state.users.values()},
        "channels": {one.id: one.name for one in state.channels.values() if _knows(me, one)},
        "commands": [vars(one) for one in (*state.app.commands, STATUS, DND)],
        "shortcuts": [vars(one) for one in state.app.shortcuts],
        "log": [_line(one) for one in list(state.log)[-LOG_SHOWN:]],
    }


def _knows(me: User, channel: Channel) -> bool:
    """A private channel has no name for those outside."""
    return channel.kind is Kind.CHANNEL or (channel.kind is Kind.PRIVATE and me.id in channel.members)


def _persona(state: State, persona: seed.Persona) -> Json:
    user = state.users[persona.user.id]
    return {
        "id": user.id,
        "name": user.name,
        "title": user.title,
        "zone": user.zone,
        "status": " ".join(part for part in (user.status_emoji, user.status_text) if part),
        "color": seed.color(user.id),
        "initials": user.initials,
        "kinds": list(persona.kinds),
        "try": persona.hint,
    }


def _face(user: User) -> Json:
    return {
        "name": user.name,
        "initials": user.initials,
        "color": seed.color(user.id),
        "bot": user.is_bot,
        "gone": user.deleted,
    }


def _places(state: State, me: User) -> list[Channel]:
    mine = [one for one in state.channels.values() if me.id in one.members and one.kind is not Kind.DM]
    return [*(one for one in mine if not one.archived), state.dm(me.id)]


def _place(state: State, me: User, channel: Channel) -> Json:
    app = channel.kind is Kind.DM
    return {
        "id": channel.id,
        "kind": "app" if app else "channel",
        "name": state.bot.name if app else channel.name,
        "topic": channel.topic,
        "members": list(channel.members),
        "private": channel.kind is Kind.PRIVATE,
        "unread": _unread(state, me, channel),
    }


def _shown(state: State, me: User, channel: Channel) -> list[Message]:
    mine = [one for one in state.ephemerals.get(me.id, []) if one.channel == channel.id]
    return sorted([*state.messages[channel.id].values(), *mine], key=lambda one: float(one.ts))


def _unread(state: State, me: User, channel: Channel) -> int:
    read = float(state.seen.get((me.id, channel.id), state.started.timestamp()))
    return sum(one.user != me.id and float(one.ts) > read for one in _shown(state, me, channel))


def _messages(state: State, me: User, channel: Channel) -> list[Json]:
    replies: dict[str, int] = {}
    for one in state.messages[channel.id].values():
        if one.is_reply:
            replies[one.root_ts] = replies.get(one.root_ts, 0) + 1
    shown = _shown(state, me, channel)
    return [_message(state, one, me, replies=replies.get(one.ts, 0)) for one in shown]


def _message(state: State, message: Message, me: User, *, replies: int) -> Json:
    author = state.users[message.user]
    local = me.local(state.at(message.ts))
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "name": author.name,
        "bot": author.is_bot,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "reply_count": replies,
        "reactions": [{"name": name, "users": list(users)} for name, users in message.reactions.items()],
        "ephemeral": bool(message.ephemeral_to),
        "edited": bool(message.edited_ts),
        "time": local.strftime("%H:%M"),
        "day": _day(local),
    }


def _day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B}"


def _line(entry: LogEntry) -> Json:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "way": entry.way.value,
        "title": entry.title,
        "status": entry.status,
        "note": entry.note,
        "body": entry.body,
    }

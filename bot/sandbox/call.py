"""One call of the Web API: its arguments, its caller, and how it is refused."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .state import Channel, Json, Kind, Message, State, User

Item = TypeVar("Item")


class Refused(Exception):
    """An answer with ok false and one of Slack's error words."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def body(self) -> Json:
        """The JSON that Slack would answer."""
        return {"ok": False, "error": self.error, **self.more}


@dataclass(frozen=True)
class Call:
    """The arguments of one call, wherever the client put them."""

    method: str
    args: Json
    state: State

    def text(self, name: str, default: str = "") -> str:
        """An argument as a string."""
        found = self.args.get(name, default)
        return default if found is None else str(found)

    def flag(self, name: str) -> bool:
        """An argument as true or false."""
        return str(self.args.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """An argument as a whole number."""
        try:
            return int(str(self.args.get(name, default)))
        except ValueError as wrong:
            raise Refused("invalid_arguments") from wrong

    def json(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON or a string of JSON; None when absent."""
        found = self.args.get(name)
        if not isinstance(found, str):
            return found
        if not found:
            return None
        try:
            return json.loads(found)
        except ValueError as wrong:
            raise Refused(error) from wrong

    def need(self, name: str) -> str:
        """An argument that this method cannot do without."""
        found = self.text(name)
        if not found:
            messages = [f"[ERROR] missing required field: {name}"]
            raise Refused("invalid_arguments", response_metadata={"messages": messages})
        return found

    def scope(self, *scopes: str) -> None:
        """Refuse the call when none of these scopes is left."""
        if not self.state.scopes.intersection(scopes):
            provided = ",".join(sorted(self.state.scopes))
            raise Refused("missing_scope", needed=scopes[0], provided=provided)

    def user(self, name: str = "user") -> User:
        """The account that an argument names."""
        user = self.state.users.get(self.need(name))
        if user is None:
            raise Refused("user_not_found")
        return user

    def channel(self, name: str = "channel") -> Channel:
        """The conversation that an argument names, as far as the bot can see it."""
        channel = self.state.channels.get(self.text(name))
        bot = self.state.app.bot_user
        if channel is None or (channel.kind is not Kind.CHANNEL and bot not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of this conversation that an argument names."""
        message = self.state.find(channel.id, self.text(name))
        if message is None:
            raise Refused("message_not_found")
        return message


Method = Callable[[Call], Json]


def page(
    call: Call, items: Sequence[Item], *, default: int = 100, most: int = 1000
) -> tuple[list[Item], str]:
    """One page of a list and the cursor of the next, empty at the end."""
    limit = call.number("limit", default) or default
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    start = _offset(call.text("cursor"))
    more = start + limit < len(items)
    return list(items[start : start + limit]), _cursor(start + limit) if more else ""


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"offset:{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as wrong:
        raise Refused("invalid_cursor") from wrong
    if word != "offset" or not number.isdigit():
        raise Refused("invalid_cursor")
    return int(number)

"""What people see in the fake workspace: messages, inboxes, modals, and what went to and from the app."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import text
from .state import Channel, Kind, LogEntry, Message, State, User, View, Way
from .values import controls

Who = User | str
Shown = Message | View


@dataclass(frozen=True)
class Inbox:
    """The messages that the bot wrote to one person, oldest first."""

    messages: tuple[Message, ...]

    @property
    def last(self) -> Message:
        """The newest one; LookupError when there is none."""
        if not self.messages:
            raise LookupError("this inbox is empty")
        return self.messages[-1]

    def texts(self) -> list[str]:
        """All that can be read, message by message."""
        return [text.visible(one) for one in self.messages]

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)


class Looking:
    """Finds people, places and words by what a person would call them."""

    def __init__(self, state: State) -> None:
        self.state = state

    def person(self, who: Who) -> User:
        """A person by handle, id or as they were when last looked at."""
        wanted = who.id if isinstance(who, User) else who.removeprefix("@")
        found = self.state.users.get(wanted)
        found = found or next((one for one in self.state.users.values() if one.handle == wanted), None)
        if found is None:
            raise LookupError(f"nobody is called {wanted!r} here")
        return found

    @property
    def bot(self) -> User:
        """The app's bot user."""
        return self.state.bot

    def channel(self, name: str) -> Channel:
        """A conversation by name or id."""
        found = self.state.channel_named(name)
        if found is None:
            raise LookupError(f"there is no channel {name!r}")
        return found

    def dm(self, who: Who) -> Channel:
        """The direct message between this person and the bot."""
        return self.state.dm(self.person(who).id)

    def message(self, channel: str, ts: str) -> Message:
        """A message by place and timestamp."""
        found = self.state.find(self.channel(channel).id, ts)
        if found is None:
            raise LookupError(f"there is no message {ts} in {channel}")
        return found

    def modal(self, who: Who) -> View | None:
        """The modal that is open before this person."""
        return self.state.modal(self.person(who).id)

    def inbox(self, who: Who) -> Inbox:
        """The bot's direct messages to this person."""
        every = self.channel_messages(self.dm(who).id, replies=True)
        return Inbox(tuple(one for one in every if one.user == self.bot.id))

    def thread(self, message: Message) -> list[Message]:
        """The replies under a message, oldest first, without the message itself."""
        return self.state.replies(message.channel, message.root_ts)

    def channel_messages(self, name: str, *, replies: bool = False) -> list[Message]:
        """The messages of a channel in order; those inside threads only when asked for."""
        every = self.state.messages[self.channel(name).id].values()
        return [one for one in every if replies or not one.is_reply or one.broadcast]

    def ephemerals(self, who: Who) -> list[Message]:
        """What only this person can see, oldest first."""
        return list(self.state.ephemerals.get(self.person(who).id, []))

    def calls(self, method: str = "") -> list[LogEntry]:
        """The app's API calls, of one method or all, with `.args` and `.response`."""
        return [one for one in self.state.log if one.way is Way.OUT and method in ("", one.title)]

    def deliveries(self, title: str = "") -> list[LogEntry]:
        """What was sent to the app, of one kind or all."""
        return [one for one in self.state.log if one.way is Way.IN and title in ("", one.title)]

    def text_of(self, shown: Shown | None) -> str:
        """All words that can be read on a message or view; nothing for None."""
        return text.visible(shown) if shown else ""

    def glance(self, shown: Message) -> Message:
        """A message as it looks now: what is pressed on it later is pressed on an old screen."""
        return copy.deepcopy(shown)

    def buttons(self, shown: Shown) -> Sequence[str]:
        """The words on everything that can be pressed there."""
        return [one.label for one in controls(shown.blocks) if one.kind == "button"]

    def places_of(self, who: Who) -> list[Channel]:
        """The channels a person is in."""
        user = self.person(who).id
        return [
            one for one in self.state.channels.values() if user in one.members and one.kind is not Kind.DM
        ]

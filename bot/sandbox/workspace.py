"""The fake workspace in the words of a story: people say, press, submit; tests look at what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import seed, text
from .acts import Acts
from .delivery import Answer, Courier, Door
from .pace import PostingLimits
from .socket_mode import SocketGateway
from .state import Channel, Json, Kind, LogEntry, Message, Now, State, User, View, Way
from .trouble import Trouble
from .values import FIELDS, Control, controls, options_of

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


async def nothing_to_settle() -> None:
    """There is no outbox to wait for."""


class SandboxWorkspace:
    """One seeded fake Slack workspace: acts of people, and what they see afterwards."""

    def __init__(
        self,
        now: Now,
        *,
        posting_limits: bool = True,
        echoes: bool = True,
        team_id: str = seed.TEAM_ID,
        name: str = "Northwind",
    ) -> None:
        self.now = now
        self.state: State = seed.northwind(now, team_id=team_id, name=name)
        self.trouble = Trouble()
        self.limits = PostingLimits() if posting_limits else None
        self.socket = SocketGateway(self.state)
        self.courier = Courier(self.state)
        self.acts = Acts(self.state, self.courier)
        self.settle: Callable[[], Awaitable[None]] = nothing_to_settle
        self._echoes = echoes

    @property
    def door(self) -> Door | None:
        """The way to the app: HTTP or a socket; None when no app is there."""
        return self.courier.door

    @door.setter
    def door(self, door: Door | None) -> None:
        self.courier.door = door

    @property
    def faults(self) -> list[str]:
        """What was wrong with blocks, views and answers of the app; a good app leaves it empty."""
        return self.state.faults

    # Who and where

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

    # Acts

    async def say(
        self,
        who: Who,
        words: str,
        *,
        channel: str | None = None,
        thread: Message | None = None,
        dm: bool = False,
        raw: bool = False,
    ) -> Message:
        """Post in a channel, in a thread or to the bot; `raw` sends the text as it stands."""
        user = self.person(who)
        place = self._place(user, channel=channel, thread=thread, dm=dm)
        root = thread.root_ts if thread else None
        message = await self.acts.say(user, place, words, thread_ts=root, raw=raw)
        await self.after()
        return message

    def _place(self, user: User, *, channel: str | None, thread: Message | None, dm: bool) -> Channel:
        if channel:
            place = self.channel(channel)
        elif thread:
            place = self.state.channels[thread.channel]
        elif dm:
            place = self.dm(user)
        else:
            raise ValueError("say where: channel=…, thread=… or dm=True")
        if user.id not in place.members:
            raise ValueError(f"{user.name} is not in {place.name or place.id}")
        return place

    async def edit(self, who: Who, message: Message, words: str) -> None:
        """Change the words of one's own message."""
        await self.acts.edit(self.person(who), message, words)
        await self.after()

    async def delete(self, who: Who, message: Message) -> None:
        """Delete a message."""
        await self.acts.delete(message)
        await self.after()

    async def react(self, who: Who, message: Message, name: str) -> None:
        """Add a reaction, or take one's own away."""
        await self.acts.react(self.person(who), message, name)
        await self.after()

    async def invite(self, who: Who, channel: str, *, by: Who | None = None) -> None:
        """Bring somebody, or the bot, into a channel."""
        inviter = self.person(by).id if by else ""
        await self.acts.join(self.person(who), self.channel(channel), inviter=inviter)
        await self.after()

    async def leave(self, who: Who, channel: str) -> None:
        """Go, or let the bot go, out of a channel."""
        await self.acts.leave(self.person(who), self.channel(channel))
        await self.after()

    async def archive(self, who: Who, channel: str) -> None:
        """Archive a channel."""
        await self.acts.archive(self.person(who), self.channel(channel))
        await self.after()

    async def change(self, who: Who, **changes: Any) -> User:
        """Change a profile: zone, title, name, is_admin, deleted and so on."""
        user = await self.acts.change_user(self.person(who), **changes)
        await self.after()
        return user

    async def hire(self, user: User) -> User:
        """Let a new person into the workspace."""
        added = await self.acts.new_user(user)
        await self.after()
        return added

    def consent(self) -> str:
        """An admin agrees to the installation; the code that comes back to the app's redirect."""
        code = self.state.serial("code")
        self.state.codes.add(code)
        return code

    async def uninstall(self) -> None:
        """Remove the app from the workspace."""
        await self.acts.uninstall()
        await self.after()

    async def press(
        self,
        who: Who,
        what: str,
        *,
        on: Shown | None = None,
        option: object = None,
        values: Json | None = None,
    ) -> Answer:
        """Press or choose by visible words or action_id, on a message, its thread, a modal or App Home."""
        user = self.person(who)
        holder, control, found = self._control(user, what, on)
        raw = self._raw(holder, values or {})
        chosen = found if option is None else option
        answer = await self.acts.press(user, control, holder, chosen=chosen, typed_in=raw)
        await self.after()
        return answer

    def _control(self, user: User, what: str, on: Shown | None) -> tuple[Shown, Control, str | None]:
        """The nearest element of this name, or the menu with a choice of this name."""
        reach = [(holder, one) for holder in self._in_reach(user, on) for one in controls(holder.blocks)]
        for holder, one in reach:
            if what in (one.label, one.action_id, one.beside):
                return holder, one, None
        for holder, one in reach:
            if what in [choice["text"]["text"] for choice in options_of(one.element)]:
                return holder, one, what
        seen = ", ".join(dict.fromkeys(one.label or one.action_id for _, one in reach))
        raise LookupError(f"{user.name} sees no {what!r}; there is: {seen or 'nothing to press'}")

    def _in_reach(self, user: User, on: Shown | None) -> list[Shown]:
        """Where a person would look for a button: newest first."""
        if isinstance(on, View):
            return [self.state.view(on.id) or on]
        mine = list(reversed(self.ephemerals(user)))
        if on is not None:
            near = [one for one in mine if one.channel == on.channel and on.ts in (one.ts, one.root_ts)]
            stored = self.state.find(on.channel, on.ts) or on
            loose = [one for one in mine if one.channel == on.channel and one not in near]
            return [stored, *reversed(self.thread(on)), *near, *loose]
        modal = self.modal(user)
        direct = list(reversed(self.channel_messages(self.dm(user).id, replies=True)))
        home = self.state.homes.get(user.id)
        return [*([modal] if modal else []), *mine, *direct, *([home] if home else [])]

    async def command(self, who: Who, line: str, *, channel: str | None = None) -> Message | None:
        """Type a slash command, in the bot's DM unless a channel is named; what is seen at once."""
        user = self.person(who)
        place = self.channel(channel) if channel else self.dm(user)
        before = len(self.ephemerals(user))
        shown = await self.acts.command(user, place, line)
        await self.after()
        fresh = self.ephemerals(user)[before:]
        return shown or (fresh[-1] if fresh else None)

    async def shortcut(self, who: Who, callback_id: str, *, on: Message | None = None) -> None:
        """Use a message shortcut, or a global one when no message is given."""
        await self.acts.shortcut(self.person(who), callback_id, on=on)
        await self.after()

    async def open_home(self, who: Who) -> View:
        """Open App Home; what stands there."""
        user = self.person(who)
        await self.acts.open_home(user)
        await self.after()
        home = self.state.homes.get(user.id)
        if home is None:
            raise LookupError("the app published no home")
        return home

    async def submit(self, who: Who, values: Json | None = None) -> dict[str, str]:
        """Submit the open modal, values by label, block_id or action_id; field errors, {} when taken."""
        user = self.person(who)
        view = self._modal(user)
        errors = await self.acts.submit(user, view, self._raw(view, values or {}))
        await self.after()
        return errors

    def _raw(self, holder: Shown, values: Json) -> Json:
        """Values by block_id and action_id instead of by what a person calls the fields."""
        raw: Json = {}
        for name, value in values.items():
            field = self._field(holder, name)
            raw.setdefault(field.block_id, {})[field.action_id] = value
        return raw

    def _field(self, holder: Shown, name: str) -> Control:
        fields = [one for one in controls(holder.blocks) if one.kind in FIELDS]
        for one in fields:
            if name in (one.label, one.block_id, one.action_id):
                return one
        raise LookupError(f"no field {name!r}; there is: {', '.join(one.label for one in fields)}")

    def _modal(self, user: User) -> View:
        view = self.modal(user)
        if view is None:
            raise LookupError(f"{user.name} has no modal open")
        return view

    async def close(self, who: Who) -> None:
        """Close the open modal."""
        user = self.person(who)
        await self.acts.close(user, self._modal(user))
        await self.after()

    async def deliver_retries(self, now: datetime | None = None) -> int:
        """Deliver again what the app failed to take and what is due; the number of deliveries."""
        made = await self.courier.deliver_retries(now or self.now())
        await self.after()
        return made

    async def after(self) -> None:
        """Let the app finish what an act set going, and tell it of its own messages."""
        await self.settle()
        if not self._echoes:
            self.state.echoes.clear()
        while self.state.echoes:
            await self.acts.echo()
            await self.settle()

    async def close_doors(self) -> None:
        """Let go of everything that waits: hanging calls, open pages, sockets."""
        self.trouble.let_go()
        self.state.closing = True
        self.state.changed()
        await self.socket.drop()

    # What people see

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

    def buttons(self, shown: Shown) -> Sequence[str]:
        """The words on everything that can be pressed there."""
        return [one.label for one in controls(shown.blocks) if one.kind == "button"]

    def places_of(self, who: Who) -> list[Channel]:
        """The channels a person is in."""
        user = self.person(who).id
        return [
            one for one in self.state.channels.values() if user in one.members and one.kind is not Kind.DM
        ]

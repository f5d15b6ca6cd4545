"""The fake workspace in the words of a story: people say, press, submit; tests look at what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from . import payloads, seed
from .acts import Acts
from .delivery import Answer, Courier, Door
from .looking import Inbox, Looking, Shown, Who
from .pace import PostingLimits
from .socket_mode import SocketGateway
from .state import Channel, Json, LogEntry, Message, Now, User, View
from .trouble import Trouble
from .values import FIELDS, Control, controls, options_of

__all__ = ["Inbox", "SandboxWorkspace", "Shown", "Who"]


async def nothing_to_settle() -> None:
    """There is no outbox to wait for."""


class SandboxWorkspace(Looking):
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
        super().__init__(seed.northwind(now, team_id=team_id, name=name))
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

    async def silence(self, who: Who, hours: tuple[int, int] | None) -> None:
        """Set the hours of the day in which nothing disturbs this person; None for none."""
        await self.acts.change_dnd(self.person(who), hours)
        await self.after()

    async def hire(self, user: User) -> User:
        """Let a new person into the workspace."""
        added = await self.acts.new_user(user)
        await self.after()
        return added

    async def event(self, event: Json, **envelope: Any) -> Answer:
        """Send the app an event of any kind, in an envelope with these fields changed."""
        answer = await self.courier.event(payloads.envelope(self.state, event) | envelope)
        await self.after()
        return answer

    async def redeliver(self, entry: LogEntry) -> Answer:
        """Send the app a logged event once more, with the same event_id."""
        answer = await self.courier.event(entry.body["payload"])
        await self.after()
        return answer

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
            return [on]
        mine = list(reversed(self.ephemerals(user)))
        if on is not None:
            near = [one for one in mine if one.channel == on.channel and on.ts in (one.ts, one.root_ts)]
            loose = [one for one in mine if one.channel == on.channel and one not in near]
            return [on, *reversed(self.thread(on)), *near, *loose]
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

    async def open_pane(self, who: Who) -> Message:
        """Begin a thread in the agent pane; its first message, below which everything stands."""
        root = await self.acts.open_pane(self.person(who))
        await self.after()
        return root

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

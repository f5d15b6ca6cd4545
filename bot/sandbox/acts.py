"""What a person does in Slack: the change on the screen and the payloads the app gets of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import answers, payloads
from .answers import Failed
from .delivery import Answer, Courier
from .shapes import message_json
from .state import Channel, Json, Kind, Message, State, User, View
from .text import typed, typed_command
from .values import FIELDS, Control, initial_state, option, refusals, valued, with_values

TROUBLE = "We had some trouble connecting. Try again?"


class Acts:
    """Every act of a person; events go only where the app would see them."""

    def __init__(self, state: State, courier: Courier) -> None:
        self.state = state
        self._courier = courier

    def sees(self, channel: Channel) -> bool:
        """True when the bot is in this conversation."""
        return self.state.app.bot_user in channel.members and not self.state.token_error

    async def _event(self, channel: Channel, payload: Json) -> None:
        if self.sees(channel):
            await self._courier.event(payload)

    async def say(
        self, user: User, channel: Channel, text: str, *, thread_ts: str | None = None, raw: bool = False
    ) -> Message:
        """Post a message; where it names the bot in a channel, a mention follows."""
        words = text if raw else typed(self.state, text)
        message = payloads.typed_message(self.state, user, channel, words, thread_ts=thread_ts)
        if user.is_bot:
            message.bot_id, message.client_msg_id = user.bot_id, ""
        self.state.add_message(message)
        await self._event(channel, payloads.posted(self.state, message))
        if f"<@{self.state.app.bot_user}>" in words and channel.kind is not Kind.DM:
            await self._event(channel, payloads.mentioned(self.state, message))
        return message

    async def edit(self, user: User, message: Message, text: str) -> None:
        """Change the words of one's own message."""
        before = message_json(self.state, message)
        fresh = payloads.typed_message(
            self.state, user, self.state.channels[message.channel], typed(self.state, text), thread_ts=None
        )
        message.text, message.blocks = fresh.text, fresh.blocks
        message.edited_by, message.edited_ts = user.id, fresh.ts
        self.state.changed()
        channel = self.state.channels[message.channel]
        await self._event(channel, payloads.changed(self.state, message, before))

    async def delete(self, message: Message) -> None:
        """Take a message away."""
        before = message_json(self.state, message)
        del self.state.messages[message.channel][message.ts]
        self.state.changed()
        channel = self.state.channels[message.channel]
        has_replies = bool(self.state.replies(message.channel, message.ts))
        tells = payloads.entombed if has_replies else payloads.deleted
        await self._event(channel, tells(self.state, message.channel, before))

    async def react(self, user: User, message: Message, name: str) -> None:
        """Add a reaction, or take one's own away."""
        users = message.reactions.setdefault(name, [])
        added = user.id not in users
        if added:
            users.append(user.id)
        else:
            users.remove(user.id)
        if not users:
            del message.reactions[name]
        self.state.changed()
        channel = self.state.channels[message.channel]
        await self._event(channel, payloads.reacted(self.state, message, name, user=user.id, added=added))

    async def join(self, user: User, channel: Channel, *, inviter: str = "") -> None:
        """Come into a channel; the bot learns of its own coming too."""
        channel.members.append(user.id)
        self.state.changed()
        await self._event(
            channel, payloads.membership(self.state, channel, user.id, joined=True, inviter=inviter)
        )

    async def leave(self, user: User, channel: Channel) -> None:
        """Go out of a channel; a bot that was removed is told so under another name."""
        seen = self.sees(channel)
        channel.members.remove(user.id)
        self.state.changed()
        payload = payloads.membership(self.state, channel, user.id, joined=False)
        if user.id == self.state.app.bot_user:
            kind = "group_left" if channel.kind is Kind.PRIVATE else "channel_left"
            event = {"type": kind, "channel": channel.id, "actor_id": user.id, "event_ts": self.state.ts()}
            payload = payloads.envelope(self.state, event)
        if seen:
            await self._courier.event(payload)

    async def archive(self, user: User, channel: Channel) -> None:
        """Close a channel for good."""
        channel.archived = True
        self.state.changed()
        event = {"type": "channel_archive", "channel": channel.id, "user": user.id}
        event["event_ts"] = self.state.ts()
        await self._event(channel, payloads.envelope(self.state, event))

    async def change_user(self, user: User, **changes: Any) -> User:
        """Change a profile, a time zone or a standing in the workspace."""
        self.state.users[user.id] = replace(user, **changes)
        self.state.changed()
        await self._courier.event(payloads.about_user(self.state, self.state.users[user.id], "user_change"))
        return self.state.users[user.id]

    async def change_dnd(self, user: User, hours: tuple[int, int] | None) -> None:
        """Choose the hours of the day in which nothing disturbs."""
        self.state.users[user.id] = replace(user, dnd=hours)
        self.state.changed()
        await self._courier.event(payloads.about_dnd(self.state, self.state.users[user.id]))

    async def new_user(self, user: User) -> User:
        """Let a new person into the workspace."""
        added = self.state.add_user(user)
        self.state.changed()
        await self._courier.event(payloads.about_user(self.state, added, "team_join"))
        return added

    async def uninstall(self) -> None:
        """Remove the app: its token is dead, and it is told twice, as Slack does."""
        self.state.token_error = "account_inactive"
        stamp = self.state.ts()
        revoked = {"oauth": [], "bot": [self.state.app.bot_user]}
        event = {"type": "tokens_revoked", "tokens": revoked, "event_ts": stamp}
        await self._courier.event(payloads.envelope(self.state, event))
        await self._courier.event(
            payloads.envelope(self.state, {"type": "app_uninstalled", "event_ts": self.state.ts()})
        )

    async def open_home(self, user: User, *, tab: str = "home") -> None:
        """Open the app's home or its messages."""
        await self._courier.event(payloads.home_opened(self.state, user.id, tab=tab))

    async def open_pane(self, user: User) -> Message:
        """Begin a thread in the agent pane; Slack writes its first message in the app's name."""
        bot, title = self.state.app, "New chat"
        root = Message(self.state.ts(), self.state.dm(user.id).id, bot.bot_user, title)
        root.bot_id, root.subtype = bot.bot_id, "assistant_app_thread"
        self.state.add_message(root)
        await self._courier.event(payloads.pane_opened(self.state, user.id, root))
        return root

    async def press(
        self,
        user: User,
        control: Control,
        on: Message | View,
        *,
        chosen: object = None,
        typed_in: Json | None = None,
    ) -> Answer:
        """Press, choose or enter in one element, with what else was typed in on the same message or view."""
        picked = self._chosen(control, chosen)
        values = dict(typed_in or {})
        if control.kind in FIELDS:
            values[control.block_id] = {**values.get(control.block_id, {}), control.action_id: chosen}
        payload = self._pressed(user, on, values)
        payload["actions"] = [payloads.action(self.state, control, chosen=picked)]
        return self._taken(await self._courier.interactive(payload), TROUBLE)

    def _pressed(self, user: User, on: Message | View, values: Json) -> Json:
        if isinstance(on, View):
            on.state = with_values(on.blocks, on.state, values)
            return payloads.pressed_on_view(self.state, user, on)
        blocks = on.blocks or []
        entries = with_values(blocks, initial_state(blocks, {}), values)
        return payloads.pressed_on_message(self.state, user, on, entries=entries)

    def _chosen(self, control: Control, chosen: object) -> Json:
        if control.kind in FIELDS:
            entry = valued(control.element, chosen)
            return {key: value for key, value in entry.items() if key != "type"}
        if control.kind == "overflow":
            one = chosen[0] if isinstance(chosen, list) and chosen else chosen
            return {"selected_option": option(control.element, one)}
        if control.kind == "feedback_buttons":
            sides = (control.element["positive_button"], control.element["negative_button"])
            return dict(next(one for one in sides if chosen in (one["text"]["text"], one["value"])))
        return {}

    async def submit(self, user: User, view: View, values: Json) -> dict[str, str]:
        """Submit a modal with these raw values by block_id and action_id; field errors, {} when accepted."""
        view.state = with_values(view.blocks, view.state, values)
        refused = refusals(view.blocks, view.state)
        if refused:
            self.state.errors[user.id] = refused
            self.state.changed()
            return refused
        answer = await self._courier.interactive(payloads.submitted(self.state, user, view))
        if not answer.ok:
            self.state.errors[user.id] = {"_": TROUBLE}
            self.state.changed()
        return answers.after_submission(self.state, view, self._taken(answer, TROUBLE))

    async def close(self, user: User, view: View) -> None:
        """Close a modal; the app hears of it only when it asked to."""
        cleared = bool(view.body.get("clear_on_close"))
        if cleared:
            self.state.modals.pop(user.id, None)
        answers.close_top(self.state, view)
        if view.body.get("notify_on_close"):
            payload = payloads.closed(self.state, user, view, cleared=cleared)
            self._taken(await self._courier.interactive(payload), TROUBLE)

    async def command(self, user: User, channel: Channel, line: str) -> Message | None:
        """Send a slash command; the reply in its acknowledgement."""
        name, _, text = line.strip().partition(" ")
        words = typed_command(self.state, text.strip())
        payload = payloads.command(self.state, user, channel, name=name, text=words)
        answer = await self._courier.command(payload)
        word = "operation_timeout" if answer.why == "http_timeout" else "dispatch_failed"
        self._taken(answer, f'{name} failed with the error "{word}"')
        return answers.after_command(self.state, user.id, channel.id, answer)

    async def shortcut(self, user: User, callback_id: str, *, on: Message | None = None) -> Answer:
        """Use a shortcut, on a message or from anywhere."""
        payload = payloads.shortcut(self.state, user, callback_id, on=on)
        return self._taken(await self._courier.interactive(payload), TROUBLE)

    def _taken(self, answer: Answer, shown: str) -> Answer:
        if not answer.ok:
            raise Failed(shown, answer)
        return answer

    async def echo(self) -> None:
        """Tell the app of what it did itself, as Slack does."""
        while self.state.echoes:
            kind, about = self.state.echoes.popleft()
            payload = self._echo(kind, about)
            if payload:
                await self._event(self.state.channels[about["channel"]], payload)

    def _echo(self, kind: str, about: Json) -> Json | None:
        bot = self.state.app.bot_user
        if kind == "deleted":
            return payloads.deleted(self.state, about["channel"], about["previous"])
        if kind == "joined":
            channel = self.state.channels[about["channel"]]
            return payloads.membership(self.state, channel, bot, joined=True)
        message = self.state.find(about["channel"], about["ts"])
        if message is None:
            return None
        if kind == "changed":
            return payloads.changed(self.state, message, about["previous"])
        if kind == "reacted":
            return payloads.reacted(self.state, message, about["name"], user=bot)
        return payloads.posted(self.state, message)

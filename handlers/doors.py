"""What comes through a door, as frozen values; and what a door may answer."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.clock import Now
from bot.db import Db
from bot.outbox.replies import Spot
from bot.outbox.service import Place
from bot.packs.live import Shelf
from bot.people.allowance import Allowance
from bot.people.bindings import Bindings
from bot.people.rules import Person
from bot.settings import Settings
from bot.slack.blockkit import Blocks, View, unescape
from bot.slack.client import Client, SlackError
from bot.slack.pane import Pane
from bot.web.links import Links

# Slack gives an answer three seconds; the rest of it is ours.
PATIENCE_S = 1.5


class Views:
    """Modals, which must be opened while the trigger lives (three seconds)."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token

    async def open(self, trigger_id: str, view: View) -> None:
        await self._client.open_view(trigger_id, view, token=self._token)

    async def push(self, trigger_id: str, view: View) -> None:
        await self._client.push_view(trigger_id, view, token=self._token)

    async def update(self, view_id: str, view: View) -> None:
        await self._client.update_view(view_id, view, token=self._token)


class Channels:
    """What we may ask Slack about a channel while somebody waits for the answer."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token

    async def has_us(self, channel: str | None) -> bool:
        """Whether we are in the channel; yes when Slack does not say in time, for then nothing is claimed."""
        if channel is None:
            return True
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._client.is_in(channel, token=self._token)
        except (SlackError, TimeoutError):
            return True

    async def said(self, user_id: str, *, channel: str, thread_ts: str) -> str:
        """What somebody wrote in a thread; nothing when Slack does not say in time."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                told = await self._client.said(
                    user_id, channel=channel, thread_ts=thread_ts, token=self._token
                )
        except (SlackError, TimeoutError):
            return ""
        return "\n\n".join(filter(None, told))


@dataclass(frozen=True)
class Desk:
    """What every handler has at hand."""

    db: Db
    clock: Now
    shelf: Shelf
    settings: Settings
    views: Views
    channels: Channels
    pane: Pane
    bindings: Bindings
    allowance: Allowance
    bot_user_id: str
    forget_standing: Callable[[], None]
    links: Links
    record_link: Callable[..., str]


@dataclass(frozen=True)
class Reply:
    """Shown at once to the person who typed a slash command, and to nobody else."""

    text: str = field(repr=False)
    blocks: Blocks = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class FieldErrors:
    """The modal stays open; each message stands beside its input block."""

    errors: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class NextView:
    """The modal shows this instead."""

    view: View = field(repr=False)


@dataclass(frozen=True)
class PushView:
    """A modal on top of the modal."""

    view: View = field(repr=False)


@dataclass(frozen=True)
class CloseAll:
    """The whole stack of modals closes."""


Answer: TypeAlias = Reply | FieldErrors | NextView | PushView | CloseAll | None

# What Slack calls a place that not everybody can see, in place of its name.
PRIVATE_NAMES = ("directmessage", "privategroup")

Values: TypeAlias = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Press:
    """A button pressed or an option chosen."""

    person: Person
    action: str
    value: str
    block: str
    trigger_id: str
    channel: str | None
    message_ts: str | None
    thread_ts: str | None
    view_id: str | None
    view_callback: str | None
    private: str = field(repr=False)
    state: Values = field(repr=False)
    is_ephemeral: bool
    response_url: str = field(repr=False)

    @property
    def row_id(self) -> int:
        """The row that the button carries; 0, which no row has, when an old button carries none."""
        digits = self.value.split(":", 1)[0]
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0

    @property
    def detail(self) -> str:
        """What follows the row id in the value, if anything."""
        return self.value.partition(":")[2]

    @property
    def spot(self) -> Spot:
        """Where the one who pressed is answered."""
        return Spot(
            self.person,
            self.trigger_id,
            self.channel,
            self.message_ts,
            self.is_ephemeral,
            self.thread_ts,
            self.response_url,
        )

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Press":
        action = body["actions"][0]
        container = body.get("container") or {}
        view = body.get("view") or {}
        message = body.get("message") or {}
        return cls(
            person=_person(body),
            action=str(action.get("action_id", "")),
            value=_chosen(action),
            block=str(action.get("block_id", "")),
            trigger_id=str(body.get("trigger_id", "")),
            channel=container.get("channel_id") or (body.get("channel") or {}).get("id"),
            message_ts=container.get("message_ts") or message.get("ts"),
            thread_ts=container.get("thread_ts") or message.get("thread_ts"),
            view_id=view.get("id"),
            view_callback=view.get("callback_id"),
            private=str(view.get("private_metadata") or ""),
            state=(view.get("state") or body.get("state") or {}).get("values") or {},
            is_ephemeral=bool(container.get("is_ephemeral")),
            response_url=str(body.get("response_url") or ""),
        )


@dataclass(frozen=True)
class Submission:
    """A modal sent."""

    person: Person
    callback: str
    view_id: str
    private: str = field(repr=False)
    values: Values = field(repr=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Submission":
        view = body["view"]
        return cls(
            person=_person(body),
            callback=str(view.get("callback_id", "")),
            view_id=str(view.get("root_view_id") or view["id"]),
            private=str(view.get("private_metadata") or ""),
            values=(view.get("state") or {}).get("values") or {},
        )

    def text(self, block: str) -> str:
        """What was typed or chosen in `block`; empty when nothing."""
        chosen = self._chosen(block)
        return chosen if isinstance(chosen, str) else ""

    def many(self, block: str) -> list[str]:
        """What was chosen in a multi-select or checkboxes."""
        chosen = self._chosen(block)
        return chosen if isinstance(chosen, list) else []

    def _chosen(self, block: str) -> str | list[str]:
        for element in self.values.get(block, {}).values():
            return _typed(element)
        return ""


@dataclass(frozen=True)
class Command:
    """`/afterglow <word> <rest>` as somebody typed it."""

    person: Person
    word: str = field(repr=False)
    rest: str = field(repr=False)
    channel: str
    trigger_id: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Command":
        text = unescape(str(body.get("text") or "")).strip()
        word, *rest = text.split(maxsplit=1)[:2] or [""]
        return cls(
            person=Person(str(body.get("team_id") or ""), str(body.get("user_id") or "")),
            word=word.lower(),
            rest="".join(rest),
            channel=str(body.get("channel_id") or ""),
            trigger_id=str(body.get("trigger_id") or ""),
        )


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut."""

    person: Person
    callback: str
    trigger_id: str
    channel: str | None
    message_ts: str | None
    thread_ts: str | None
    author_id: str | None
    text: str = field(repr=False)
    in_private: bool = False

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Shortcut":
        message = body.get("message") or {}
        channel = body.get("channel") or {}
        return cls(
            person=_person(body),
            callback=str(body.get("callback_id", "")),
            trigger_id=str(body.get("trigger_id", "")),
            channel=channel.get("id"),
            message_ts=message.get("ts"),
            thread_ts=message.get("thread_ts"),
            author_id=message.get("user"),
            text=unescape(str(message.get("text") or "")),
            in_private=channel.get("name") in PRIVATE_NAMES,
        )


@dataclass(frozen=True)
class Event:
    """Anything else that Slack tells: the inner event with its workspace."""

    workspace_id: str
    event_id: str
    kind: str
    data: dict[str, Any] = field(repr=False)

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Event":
        data = body.get("event") or {}
        granted = body.get("authorizations") or [{}]
        return cls(
            workspace_id=str(
                body.get("context_team_id") or granted[0].get("team_id") or body.get("team_id") or ""
            ),
            event_id=str(body.get("event_id") or ""),
            kind=str(data.get("type") or ""),
            data=data,
        )

    def person(self, user_id: str) -> Person:
        return Person(self.workspace_id, user_id)


@dataclass(frozen=True)
class Posted:
    """A message that a person wrote where we can read it."""

    person: Person
    channel: str
    kind: str  # channel, group, im, mpim
    ts: str
    thread_ts: str | None
    text: str = field(repr=False)
    is_broadcast: bool = False

    @property
    def is_direct(self) -> bool:
        return self.kind == "im"

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def place(self) -> Place:
        """Where a direct message is answered: in its thread, or else below it."""
        return Place(self.person.workspace_id, self.channel, self.thread_ts)

    @classmethod
    def of(cls, event: Event) -> "Posted":
        data = event.data
        return cls(
            person=event.person(str(data.get("user") or "")),
            channel=str(data.get("channel") or ""),
            kind=str(data.get("channel_type") or "channel"),
            ts=str(data.get("ts") or ""),
            thread_ts=data.get("thread_ts"),
            text=unescape(str(data.get("text") or "")),
            is_broadcast=data.get("subtype") == "thread_broadcast",
        )


def _person(body: dict[str, Any]) -> Person:
    user = body.get("user") or {}
    team = body.get("team") or {}
    workspace = team.get("id") or user.get("team_id") or (body.get("view") or {}).get("team_id")
    return Person(str(workspace or ""), str(user.get("id") or ""))


def _chosen(action: dict[str, Any]) -> str:
    chosen = _typed(action)
    return json.dumps(chosen) if isinstance(chosen, list) else chosen


def _typed(element: dict[str, Any]) -> str | list[str]:
    """The value of any input element, by its own key."""
    for key in ("selected_options", "selected_users", "selected_channels", "selected_conversations"):
        if key in element:
            return [
                str(each["value"]) if isinstance(each, dict) else str(each) for each in element[key] or []
            ]
    option = element.get("selected_option")
    if isinstance(option, dict):
        return str(option.get("value", ""))
    for key in (
        "selected_user",
        "selected_channel",
        "selected_conversation",
        "selected_time",
        "selected_date",
        "value",
    ):
        if element.get(key) is not None:
            return str(element[key])
    return ""

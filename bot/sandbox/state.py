"""What the fake workspace holds: people, places, messages, views; the time is asked of a callable."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .rotation import Rotation

# Slack's own payloads are open-ended JSON; this door keeps them as such.
Json = dict[str, Any]
Now = Callable[[], datetime]

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5
LOG_KEPT = 20_000


class Kind(StrEnum):
    CHANNEL = "channel"
    PRIVATE = "group"
    DM = "im"


class Way(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class User:
    """One account of the workspace: a person, a guest or a bot."""

    id: str
    handle: str
    name: str
    title: str = ""
    zone: str = "UTC"
    email: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_stranger: bool = False
    bot_id: str = ""
    team_id: str = ""
    locale: str = "en-GB"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    dnd: tuple[int, int] | None = (22, 8)  # the hours of the day from and to which nothing disturbs them

    @property
    def initials(self) -> str:
        """Two letters for an avatar."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    def local(self, moment: datetime) -> datetime:
        """A moment on this person's clock; UTC where the zone is none that the machine knows."""
        try:
            return moment.astimezone(ZoneInfo(self.zone))
        except (ZoneInfoNotFoundError, ValueError):
            return moment.astimezone(UTC)

    def offset(self, now: datetime) -> int:
        """Seconds that this person's clock is ahead of UTC now."""
        ahead = self.local(now).utcoffset()
        return int(ahead.total_seconds()) if ahead else 0


@dataclass
class Channel:
    """One conversation: public, private or a DM; members in order of joining."""

    id: str
    name: str
    kind: Kind = Kind.CHANNEL
    topic: str = ""
    creator: str = ""
    created: int = 0
    members: list[str] = field(default_factory=list)
    archived: bool = False


@dataclass
class Message:
    """One message as it stands on the screen now: an edit or a reaction shows here at once."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] | None = None
    thread_ts: str | None = None
    bot_id: str = ""
    subtype: str = ""
    broadcast: bool = False
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited_by: str = ""
    edited_ts: str = ""
    ephemeral_to: str = ""
    client_msg_id: str = ""
    attachments: list[Json] | None = None

    @property
    def root_ts(self) -> str:
        """The timestamp of the thread that this message starts or belongs to."""
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        """True when it stands under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class View:
    """One open modal or published App Home."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict)

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.body["type"])

    @property
    def blocks(self) -> list[Json]:
        """The blocks as the app sent them."""
        return list(self.body.get("blocks") or [])


@dataclass(frozen=True)
class LogEntry:
    """One event in to the app or one API call out of it."""

    id: int
    at: datetime
    way: Way
    title: str
    status: int
    note: str
    body: Json

    @property
    def args(self) -> Json:
        """What the app sent with this call."""
        return dict(self.body.get("request") or {})

    @property
    def response(self) -> Json:
        """What this call was answered."""
        return dict(self.body.get("response") or {})


@dataclass
class Trigger:
    user: str
    expires: datetime
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer one interaction: five times within half an hour."""

    user: str
    channel: str
    expires: datetime
    message_ts: str = ""
    ephemeral: bool = False
    uses: int = 0


@dataclass(frozen=True)
class Command:
    command: str
    hint: str
    description: str


@dataclass(frozen=True)
class Shortcut:
    callback_id: str
    type: str
    name: str


@dataclass(frozen=True)
class App:
    """The app as Slack knows it from its manifest, and its secrets."""

    id: str
    bot_user: str
    bot_id: str
    bot_token: str
    app_token: str
    client_id: str
    client_secret: str
    signing_secret: str
    scopes: frozenset[str]
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    organisation: str = ""  # the id of the Enterprise Grid that it is to be installed in
    organisation_token: str = ""


class State:
    """All that the fake workspace remembers, with ids and timestamps that repeat run after run."""

    def __init__(self, *, team_id: str, name: str, app: App, now: Now) -> None:
        self.team_id = team_id
        self.name = name
        self.app = app
        self.now = now
        self.address = ""
        self.scopes = set(app.scopes)
        self.token_error = ""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.errors: dict[str, dict[str, str]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.usergroups: dict[str, list[str]] = {}
        self.codes: set[str] = set()
        self.rotation = Rotation(team_id.lower())
        self.seen: dict[tuple[str, str], str] = {}
        self.log: deque[LogEntry] = deque(maxlen=LOG_KEPT)
        self.faults: list[str] = []
        self.echoes: deque[tuple[str, Json]] = deque()
        self.started = now()
        self.closing = False
        self.seq = 0
        self.listeners: set[Callable[[], None]] = set()
        self._last = (0, 0)
        self._count = 0

    @property
    def bot(self) -> User:
        """The app's bot user."""
        return self.users[self.app.bot_user]

    @property
    def url(self) -> str:
        """Where Slack would show this workspace."""
        return f"https://{self.name.lower()}.slack.com/"

    def changed(self) -> None:
        """Tell every open page that there is something new."""
        self.seq += 1
        for wake in tuple(self.listeners):
            wake()

    def ts(self, at: datetime | None = None) -> str:
        """A message timestamp that was never given before and is later than all before it."""
        second = int((at or self.now()).timestamp())
        last, step = self._last
        self._last = (second, 1) if second > last else (last, step + 1)
        if self._last[1] > 9_999:
            self._last = (self._last[0] + 1, 1)
        return f"{self._last[0]}.{self._last[1] * 100:06d}"

    def serial(self, prefix: str) -> str:
        """An id of Slack's form, unique in this workspace."""
        self._count += 1
        return f"{prefix}0{self._count:09d}"

    def at(self, ts: str) -> datetime:
        """When a message with this timestamp was posted."""
        return datetime.fromtimestamp(float(ts), UTC)

    def note(self, way: Way, title: str, *, status: int, note: str, body: Json) -> None:
        """Write one line of the drawer."""
        self._count += 1
        entry = LogEntry(self._count, self.now(), way, title, status, note, body)
        self.log.append(entry)
        self.changed()

    def add_user(self, user: User) -> User:
        """Let an account into the workspace."""
        self.users[user.id] = replace(user, team_id=user.team_id or self.team_id)
        return self.users[user.id]

    def add_channel(self, channel: Channel) -> Channel:
        """Open a conversation."""
        self.channels[channel.id] = channel
        self.messages.setdefault(channel.id, {})
        return channel

    def dm(self, user_id: str) -> Channel:
        """The direct message between this account and the bot, opened when it is new."""
        known = self.channels.get(f"D{user_id[1:]}")
        if known:
            return known
        members = [self.app.bot_user, user_id]
        return self.add_channel(
            Channel(f"D{user_id[1:]}", "", Kind.DM, members=members, created=int(self.now().timestamp()))
        )

    def channel_named(self, name: str) -> Channel | None:
        """A conversation by id or by name, with or without #."""
        bare = name.removeprefix("#")
        if bare in self.channels:
            return self.channels[bare]
        return next((one for one in self.channels.values() if one.name and one.name == bare), None)

    def add_message(self, message: Message) -> Message:
        """Put a message where everybody who may see it sees it."""
        if message.ephemeral_to:
            self.ephemerals.setdefault(message.ephemeral_to, []).append(message)
        else:
            self.messages[message.channel][message.ts] = message
        self.changed()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """A message by its place and timestamp."""
        return self.messages.get(channel, {}).get(ts)

    def replies(self, channel: str, root_ts: str) -> list[Message]:
        """The messages of a thread without its first, in order."""
        return [one for one in self.messages[channel].values() if one.is_reply and one.thread_ts == root_ts]

    def new_trigger(self, user: str) -> str:
        """A trigger_id: one use within three seconds."""
        self._count += 1
        key = f"{self._count}.{int(self.now().timestamp())}.{self._count:032x}"
        self.triggers[key] = Trigger(user, self.now() + TRIGGER_LIFE)
        return key

    def new_response_url(self, user: str, channel: str, *, message: Message | None = None) -> str:
        """An address where the app may answer one interaction."""
        key = self.serial("R")
        self.response_urls[key] = ResponseUrl(
            user,
            channel,
            self.now() + RESPONSE_LIFE,
            message_ts=message.ts if message else "",
            ephemeral=bool(message and message.ephemeral_to),
        )
        return f"{self.address}/sandbox/respond/{self.team_id}/{key}"

    def new_view(self, user: str, body: Json, *, above: View | None = None) -> View:
        """A view with an id and a hash of its own."""
        key = self.serial("V")
        root = above.root_id if above else key
        return View(key, user, body, self.new_hash(), root, above.id if above else None)

    def new_hash(self) -> str:
        """A view hash that differs from every earlier one."""
        self._count += 1
        return f"{int(self.now().timestamp())}.{self._count:08x}"

    def view(self, view_id: str) -> View | None:
        """An open modal or a published home by its id."""
        stacks: Iterable[list[View]] = [*self.modals.values(), list(self.homes.values())]
        return next((one for stack in stacks for one in stack if one.id == view_id), None)

    def modal(self, user: str) -> View | None:
        """The modal that this person looks at."""
        stack = self.modals.get(user)
        return stack[-1] if stack else None

    def fault(self, where: str, faults: Iterable[str]) -> list[str]:
        """Remember what was wrong with blocks that the app sent; tests fail on any."""
        found = list(faults)
        self.faults.extend(f"{where}: {one}" for one in found)
        return found

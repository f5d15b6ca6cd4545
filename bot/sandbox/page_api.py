"""The page's own JSON API: what a visitor does as one of the personas."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from yarl import URL

from .answers import Failed
from .screen import screen
from .state import Channel, Json, Message, User, View
from .values import Control, controls
from .workspace import SandboxWorkspace

# Moves the clock by so much, or to the next nudge for None, lets the app work, and says what happened.
Advance = Callable[[timedelta | None, str | None], Awaitable[str]]
# Which steps of the tour have really happened.
Tour = Callable[[], Awaitable[list[str]]]
Act = Callable[[Json], Awaitable[Json]]
HEARTBEAT = 15.0
HOURS = re.compile(r"([01]?\d|2[0-3])-([01]?\d|2[0-3])")
STATUS = re.compile(r"(?P<emoji>:[\w+-]+:)?\s*(?P<text>.*?)(?:\s+until (?P<until>\d{4}-\d\d-\d\d))?")


class Wrong(Exception):
    """One clear sentence for the visitor."""


class PageApi:
    """Lets a persona do what the page sends, or says in one sentence why that cannot be."""

    def __init__(
        self, workspace: SandboxWorkspace, advance: Advance | None = None, tour: Tour | None = None
    ) -> None:
        self._workspace = workspace
        self._advance = advance
        self._tour = tour

    def routes(self) -> list[web.RouteDef]:
        """Every address of this API."""
        acts: dict[str, Act] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "press": self.press,
            "submit": self.submit,
            "close": self.close,
            "command": self.command,
            "shortcut": self.shortcut,
            "home": self.home,
            "seen": self.seen,
            "advance": self.advance,
        }
        posts = [web.post(f"/sandbox/api/{name}", self._post(act)) for name, act in acts.items()]
        reads = [web.get("/sandbox/api/state", self.state), web.get("/sandbox/api/stream", self.stream)]
        return [*reads, *posts]

    def _post(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if refusal := foreign(request):
                return _wrong(refusal, status=403)
            if request.content_type != "application/json":
                return _wrong("Send JSON.", status=415)
            try:
                body = await request.json()
                done = await act(_object(body))
                await self._workspace.deliver_retries()
                return web.json_response({"ok": True, **done})
            except Failed as failed:
                return _wrong(failed.shown, status=424)
            except KeyError as missing:
                return _wrong(f"{missing.args[0]} is missing or not known here.")
            except (TypeError, AttributeError, RecursionError):
                return _wrong("This is not what the page sends.")
            except (Wrong, LookupError, ValueError) as wrong:
                return _wrong(str(wrong))

        return handle

    async def state(self, request: web.Request) -> web.Response:
        """What this persona sees."""
        if refusal := foreign(request):
            return _wrong(refusal, status=403)
        wanted = request.query.get("as", "")
        user = self._workspace.state.users.get(wanted)
        if user is None:
            return _wrong(f"Nobody has the id {wanted!r} here.", status=404)
        done = await self._tour() if self._tour else []
        return web.json_response(screen(self._workspace.state, user) | {"tour": done})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """One line at each change, until the page goes away."""
        if refusal := foreign(request):
            return _wrong(refusal, status=403)
        response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        news = asyncio.Event()
        self._workspace.state.listeners.add(news.set)
        try:
            await self._tell(response, news)
        except ConnectionError:
            # The page was closed; there is nobody left to tell.
            return response
        finally:
            self._workspace.state.listeners.discard(news.set)
        return response

    async def _tell(self, response: web.StreamResponse, news: asyncio.Event) -> None:
        state = self._workspace.state
        await response.write(f"event: change\ndata: {state.seq}\n\n".encode())
        while not state.closing:
            try:
                await asyncio.wait_for(news.wait(), HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            news.clear()
            await response.write(f"event: change\ndata: {state.seq}\n\n".encode())

    async def say(self, body: Json) -> Json:
        """Post a message."""
        user, channel = self._me(body), self._channel(body)
        text = str(body["text"]).strip()
        if not text:
            raise Wrong("Write something first.")
        thread = body.get("thread_ts")
        root = self._message(body | {"ts": thread}) if thread else None
        message = await self._workspace.say(user, text, channel=channel.id, thread=root)
        self._workspace.state.seen[user.id, channel.id] = message.ts
        return {"ts": message.ts}

    async def edit(self, body: Json) -> Json:
        """Edit one's own message."""
        await self._workspace.edit(self._me(body), self._own(body), str(body["text"]))
        return {}

    async def delete(self, body: Json) -> Json:
        """Delete one's own message."""
        await self._workspace.delete(self._me(body), self._own(body))
        return {}

    async def react(self, body: Json) -> Json:
        """Toggle a reaction."""
        name = str(body["name"]).strip(":")
        await self._workspace.react(self._me(body), self._message(body), name)
        return {}

    async def press(self, body: Json) -> Json:
        """Press or choose in a message or view."""
        user = self._me(body)
        holder = self._holder(user, body["container"])
        control = self._control(holder, body)
        await self._workspace.acts.press(
            user, control, holder, chosen=body.get("selected"), typed_in=body.get("state")
        )
        await self._workspace.after()
        return {}

    async def submit(self, body: Json) -> Json:
        """Submit the modal on top."""
        user = self._me(body)
        view = self._view(user, body["view_id"])
        errors = await self._workspace.acts.submit(user, view, body.get("values") or {})
        await self._workspace.after()
        return {"errors": errors or None}

    async def close(self, body: Json) -> Json:
        """Close a modal; one that is closed already stays so."""
        user = self._me(body)
        if self._workspace.state.view(str(body["view_id"])) is None:
            return {}
        await self._workspace.acts.close(user, self._view(user, body["view_id"]))
        await self._workspace.after()
        return {}

    async def command(self, body: Json) -> Json:
        """Send a slash command."""
        user, channel = self._me(body), self._channel(body)
        line = str(body["text"]).strip()
        name = line.partition(" ")[0]
        known = [one.command for one in self._workspace.state.app.commands]
        if name == "/status":
            return await self._status(user, line)
        if name == "/dnd":
            return await self._dnd(user, line)
        if name == "/invite":
            return await self._invite(line, channel)
        if name not in known:
            raise Wrong(f"{name} is not a command here. Try {', '.join(known)}.")
        await self._workspace.command(user, line, channel=channel.id)
        return {}

    async def _invite(self, line: str, channel: Channel) -> Json:
        """Slack's own command, as far as the app's set-up needs it."""
        handle = line.partition(" ")[2].strip().lstrip("@").lower()
        bot = self._workspace.bot
        if handle not in (bot.handle.lower(), bot.name.lower()):
            raise Wrong("Here only @Afterglow can be invited.")
        await self._workspace.invite(bot, channel.id)
        return {}

    async def _status(self, user: User, line: str) -> Json:
        """Slack's own command: `/status :palm_tree: On vacation until 2026-12-07`, or `/status clear`."""
        found = STATUS.fullmatch(line.partition(" ")[2].strip())
        if found is None or line.partition(" ")[2].strip() == "":
            raise Wrong("Try /status :palm_tree: On vacation until 2026-12-07, or /status clear.")
        text = "" if found["text"] == "clear" else found["text"]
        await self._workspace.change(
            user,
            status_text=text,
            status_emoji=found["emoji"] or "",
            status_expiration=self._end_of(user, found["until"]),
        )
        return {}

    async def _dnd(self, user: User, line: str) -> Json:
        """As in Slack's preferences: `/dnd 22-10` for every day's hours, or `/dnd off`."""
        said = line.partition(" ")[2].strip()
        found = HOURS.fullmatch(said)
        if said != "off" and (found is None or int(found[1]) == int(found[2])):
            raise Wrong("Try /dnd 22-10 for hours of the day without disturbance, or /dnd off.")
        await self._workspace.silence(user, (int(found[1]), int(found[2])) if found else None)
        return {}

    def _end_of(self, user: User, until: str | None) -> int:
        """The second before this day begins where the person is; 0 for none."""
        if until is None:
            return 0
        try:
            midnight = datetime.fromisoformat(until).replace(tzinfo=UTC)
        except ValueError:
            raise Wrong(f"{until} is no day.") from None
        return int(midnight.timestamp()) - user.offset(self._workspace.now()) - 1

    async def shortcut(self, body: Json) -> Json:
        """Use a shortcut."""
        known = {one.callback_id for one in self._workspace.state.app.shortcuts}
        if body["callback_id"] not in known:
            raise Wrong(f"There is no shortcut {body['callback_id']!r}.")
        on = self._message(body) if body.get("ts") else None
        await self._workspace.shortcut(self._me(body), body["callback_id"], on=on)
        return {}

    async def home(self, body: Json) -> Json:
        """Open App Home."""
        await self._workspace.acts.open_home(self._me(body))
        await self._workspace.after()
        return {}

    async def seen(self, body: Json) -> Json:
        """Take note that all of a place was read."""
        user, channel = self._me(body), self._channel(body)
        state = self._workspace.state
        mine = [one.ts for one in state.ephemerals.get(user.id, []) if one.channel == channel.id]
        stamps = [*state.messages[channel.id], *mine]
        newest = max(stamps, key=float, default="0")
        if state.seen.get((user.id, channel.id)) != newest:
            state.seen[user.id, channel.id] = newest
            state.changed()
        return {}

    async def advance(self, body: Json) -> Json:
        """Move the clock."""
        if self._advance is None:
            raise Wrong("The clock of this sandbox cannot be moved.")
        note = await self._advance(_step(body), str(body.get("as") or "") or None)
        self._workspace.state.changed()
        return {"now": self._workspace.now().isoformat(), "note": note}

    def _me(self, body: Json) -> User:
        user = self._workspace.state.users.get(str(body.get("as")))
        if user is None or user.is_bot or user.deleted:
            raise Wrong("Say who you are: `as` names nobody here.")
        return user

    def _channel(self, body: Json) -> Channel:
        """The place of an act; a persona acts only where they are."""
        channel = self._workspace.state.channels.get(str(body.get("channel")))
        if channel is None or str(body.get("as")) not in channel.members:
            raise Wrong("You are not in this channel.")
        return channel

    def _message(self, body: Json) -> Message:
        message = self._workspace.state.find(self._channel(body).id, str(body.get("ts")))
        if message is None:
            raise Wrong("This message is gone.")
        return message

    def _own(self, body: Json) -> Message:
        message = self._message(body)
        if message.user != body["as"]:
            raise Wrong("You can change only your own messages.")
        return message

    def _holder(self, user: User, container: Json) -> Message | View:
        if container.get("type") == "view":
            return self._view(user, container["view_id"])
        for one in self._workspace.ephemerals(user):
            if one.ts == container["ts"]:
                return one
        return self._message({"as": user.id, "channel": container["channel"], "ts": container["ts"]})

    def _view(self, user: User, view_id: Any) -> View:
        view = self._workspace.state.view(str(view_id))
        if view is None or view.user != user.id:
            raise Wrong("This view is closed.")
        return view

    def _control(self, holder: Message | View, body: Json) -> Control:
        for one in controls(holder.blocks):
            if (one.block_id, one.action_id) == (body["block_id"], body["action_id"]):
                return one
        raise Wrong("This button is gone.")


def foreign(request: web.Request) -> str:
    """Why a request is refused: it came by another name than loopback, or from another page."""
    if not _loopback(request.url.host or ""):
        return "The sandbox answers on this machine only."
    origin = request.headers.get("Origin")
    if origin and (URL(origin).host, URL(origin).port) != (request.url.host, request.url.port):
        return "The sandbox answers its own page only."
    return ""


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _step(body: Json) -> timedelta | None:
    if body.get("to") == "next_nudge":
        return None
    hours = float(body.get("hours") or 0) + 24 * float(body.get("days") or 0)
    if not 0 < hours <= 24 * 366:
        raise Wrong("Move the clock by some hours or days, up to a year.")
    return timedelta(hours=hours)


def _object(body: object) -> Json:
    if not isinstance(body, dict):
        raise Wrong("Send a JSON object.")
    return body


def _wrong(sentence: str, *, status: int = 400) -> web.Response:
    return web.json_response({"ok": False, "error": sentence}, status=status)

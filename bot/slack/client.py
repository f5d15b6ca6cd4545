"""The only caller of Slack's Web API; its errors end here."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.enrolment.rules import Dnd
from bot.people.rules import Profile
from bot.slack.blockkit import View, unescape
from bot.slack.outcomes import ADDRESS, Barred, Call, Drop, Gone, Outcome, Retry, Sent, Unsure
from bot.slack.people import hours_of, profile_of

# slack_sdk prints bodies when its logger's own level is at most DEBUG, and unset counts as that.
quiet = logging.getLogger("slack_sdk.web")
quiet.setLevel(logging.WARNING)

TIMEOUT_S = 10
IDEMPOTENT = frozenset({"chat.update", "views.publish", "chat.delete"})
NO_TRACE = frozenset({"chat.postEphemeral"})  # nothing to look up afterwards: sent at most once
REVOKED = frozenset(
    {"invalid_auth", "token_revoked", "account_inactive", "not_authed", "token_expired", "org_login_required"}
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
STRAY = timedelta(seconds=10)
AHEAD = timedelta(hours=2, minutes=1)  # of Slack's clock ours may be, and a look-up still finds what is there
MOST_PAGES = 20
DND_AT_ONCE = 50
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


@dataclass(frozen=True)
class Identity:
    """Who a token belongs to."""

    workspace_id: str
    name: str
    bot_id: str | None
    bot_user_id: str
    enterprise_id: str | None
    scopes: str
    url: str
    date: str = ""  # Slack's clock, as the answer's header has it
    is_organisation: bool = False


@dataclass(frozen=True)
class Refreshed:
    """A workspace's next token, and what brings the one after it."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lasts: timedelta


class SlackError(Exception):
    """Slack said no, or could not be understood; `code` is Slack's word or the kind of fault."""

    def __init__(self, code: str, *, definite: bool, scope: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.scope = scope  # what the token lacks, where that is why
        self.definite = definite  # False: Slack may have done what we asked


def _trigger(trigger_id: str) -> str:
    """The trigger that opens a modal; a request that brought none opens nothing, so Slack is not asked."""
    if not trigger_id:
        raise SlackError("no_trigger", definite=True)
    return trigger_id


class Limited(SlackError):
    """Slack asks us to wait before this method is called again."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("ratelimited", definite=True)
        self.after = after


class Client:
    """Slack's Web API over one shared session, without automatic retries."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str) -> None:
        self._http = http
        self._base_url = base_url

    @staticmethod
    def http() -> aiohttp.ClientSession:
        """A session to share; slack_sdk ignores its own timeout when given one, so it is set here."""
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))

    def web(self, token: str | None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token, base_url=self._base_url, session=self._http, retry_handlers=[], logger=quiet
        )

    async def send(self, call: Call, *, token: str) -> Outcome:
        """Make one promised call and say what became of it."""
        if ADDRESS in call.body:
            return await self._respond(call.body)
        try:
            answer = await self._ask(call.method, token, _arguments(call))
        except Limited as limit:
            return Retry(limit.after, limited=True)
        except SlackError as error:
            if error.code in REVOKED:
                return await self._without_token(error.code, token)
            return _refused(call, error)
        channel, ts = answer.get("channel"), answer.get("ts") or answer.get("message_ts")
        return Sent(channel=str(channel) if channel else None, ts=str(ts) if ts else None)

    async def _without_token(self, code: str, token: str) -> Outcome:
        """A single stray answer takes no workspace's token away."""
        return Gone(code, token) if await self.is_out(token) else Retry(STRAY, reason=code)

    async def is_out(self, token: str) -> bool:
        """Whether Slack, asked again, says that this token does not work."""
        try:
            await self._ask("auth.test", token, {})
        except SlackError as error:
            return error.code in REVOKED
        return False

    async def _respond(self, body: Mapping[str, Any]) -> Outcome:
        """Answer a press at the address that came with it, in place of what was pressed."""
        said = {key: value for key, value in body.items() if key != ADDRESS} | {"replace_original": True}
        try:
            async with self._http.post(str(body[ADDRESS]), json=said) as answer:
                if answer.status == 429:
                    return Retry(_retry_after(answer.headers), limited=True)
                if answer.status >= 500:
                    return Retry(timedelta(seconds=5))
                return Sent(None, None) if answer.ok else Drop(f"http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError):
            # Saying the same again replaces the same: nothing can be there twice.
            return Retry(timedelta(seconds=5))

    async def find(self, call: Call, *, token: str, since: datetime) -> list[Sent]:
        """The messages in the conversation that carry our delivery id, oldest first."""
        method = "conversations.replies" if call.thread_ts else "conversations.history"
        channel = call.channel
        if channel.startswith(("U", "W")):
            opened = await self._ask("conversations.open", token, {"users": channel})
            channel = str(opened["channel"]["id"])
        arguments: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{(since - AHEAD).timestamp():.6f}",
            "include_all_metadata": "true",
            "limit": "100",
        }
        if call.thread_ts:
            arguments["ts"] = call.thread_ts
        stamps = [
            str(one["ts"])
            async for one in self._messages(method, token, arguments)
            if _delivery(one) == call.delivery_id
        ]
        return [Sent(channel=channel, ts=ts) for ts in sorted(stamps)]

    async def said(self, user_id: str, *, channel: str, thread_ts: str, token: str) -> list[str]:
        """What this person wrote in a thread, oldest first; what began it is left out."""
        arguments = {"channel": channel, "ts": thread_ts, "limit": "100"}
        return [
            unescape(str(one.get("text") or ""))
            async for one in self._messages("conversations.replies", token, arguments)
            if one.get("user") == user_id and not one.get("bot_id") and one["ts"] != thread_ts
        ]

    async def _messages(
        self, method: str, token: str, arguments: dict[str, Any]
    ) -> AsyncIterator[Mapping[str, Any]]:
        """A conversation's messages, page by page, as far as anybody scrolls."""
        for _ in range(MOST_PAGES):
            answer = await self._ask(method, token, arguments, get=True)
            for one in answer.get("messages", []):
                yield one
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
            arguments = {**arguments, "cursor": cursor}

    async def open_view(self, trigger_id: str, view: View, *, token: str) -> None:
        await self._ask("views.open", token, {"trigger_id": _trigger(trigger_id), "view": view})

    async def push_view(self, trigger_id: str, view: View, *, token: str) -> None:
        await self._ask("views.push", token, {"trigger_id": _trigger(trigger_id), "view": view})

    async def update_view(self, view_id: str, view: View, *, token: str) -> None:
        await self._ask("views.update", token, {"view_id": view_id, "view": view})

    async def suggest(
        self, channel: str, thread_ts: str, prompts: Sequence[Mapping[str, str]], *, token: str
    ) -> None:
        """Show these prompts in a thread of the agent pane."""
        arguments = {"channel_id": channel, "thread_ts": thread_ts, "prompts": list(prompts)}
        await self._ask("assistant.threads.setSuggestedPrompts", token, arguments)

    async def identify(self, token: str) -> Identity:
        """Ask Slack who this token is and what it may do."""
        response = await self._call("auth.test", token, {}, get=False)
        answer = response.data if isinstance(response.data, dict) else {}
        headers = {str(key).lower(): str(value) for key, value in (response.headers or {}).items()}
        return Identity(
            workspace_id=str(answer["team_id"]),
            name=str(answer.get("team") or ""),
            bot_id=answer.get("bot_id"),
            bot_user_id=str(answer["user_id"]),
            enterprise_id=answer.get("enterprise_id"),
            scopes=headers.get("x-oauth-scopes", ""),
            url=str(answer.get("url") or ""),
            date=headers.get("date", ""),
            is_organisation=bool(answer.get("is_enterprise_install")),
        )

    async def workspaces_of(self, token: str) -> list[tuple[str, str]]:
        """The ids and names of the workspaces that an organisation's token was granted for."""
        found: list[tuple[str, str]] = []
        cursor = ""
        while True:
            arguments = {"limit": "200", "cursor": cursor}
            answer = await self._ask("auth.teams.list", token, arguments, get=True)
            found += [(str(one["id"]), str(one.get("name") or "")) for one in answer.get("teams", [])]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found

    async def socket_address(self, app_token: str) -> str:
        """Where one Socket Mode connection may be opened; raises what Slack says against it."""
        return str((await self._ask("apps.connections.open", app_token, {}))["url"])

    async def refresh(self, refresh_token: str, *, client_id: str, client_secret: str) -> Refreshed:
        """Exchange a refresh token for the next token and the next refresh token; the old one is used up."""
        arguments = {
            "client_id": client_id,
            "client_secret": client_secret,
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
        }
        answer = await self._ask("oauth.v2.access", None, arguments)
        if not answer.get("access_token") or not answer.get("refresh_token"):
            raise SlackError("no_token_in_the_answer", definite=False)
        lasts = timedelta(seconds=float(answer.get("expires_in") or 0))
        return Refreshed(str(answer["access_token"]), str(answer["refresh_token"]), lasts)

    async def roster(self, token: str, *, workspace_id: str) -> AsyncIterator[list[Profile]]:
        """Everybody in the workspace, a page at a time."""
        cursor = ""
        while True:
            answer = await self._page(token, cursor, workspace_id)
            yield [profile_of(user, workspace_id=workspace_id) for user in answer.get("members", [])]
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _page(self, token: str, cursor: str, workspace_id: str) -> dict[str, Any]:
        # Only an organisation's token needs to be told the workspace.
        arguments = {"limit": "200", "cursor": cursor, "team_id": workspace_id, "include_locale": "true"}
        return await self._patiently("users.list", token, arguments)

    async def _patiently(self, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Ask at Slack's own pace: nobody waits for the answer."""
        for _ in range(5):
            try:
                return await self._ask(method, token, arguments, get=True)
            except Limited as limit:
                await asyncio.sleep(limit.after.total_seconds())
        raise SlackError("ratelimited", definite=True)

    async def dnd(self, token: str, user_ids: Sequence[str], *, workspace_id: str) -> dict[str, Dnd | None]:
        """The Do Not Disturb of at most `DND_AT_ONCE` people; raises `missing_scope` without `dnd:read`."""
        arguments = {"users": ",".join(user_ids), "team_id": workspace_id}
        answer = await self._patiently("dnd.teamInfo", token, arguments)
        return {user_id: hours_of(one) for user_id, one in (answer.get("users") or {}).items()}

    async def profile(self, token: str, user_id: str, *, workspace_id: str) -> Profile:
        answer = await self._ask("users.info", token, {"user": user_id, "include_locale": "true"}, get=True)
        return profile_of(answer["user"], workspace_id=workspace_id)

    async def by_email(self, email: str, *, token: str, workspace_id: str) -> Profile | None:
        """The person with this address; None when nobody has it."""
        try:
            answer = await self._ask("users.lookupByEmail", token, {"email": email}, get=True)
        except SlackError as error:
            if error.code == "users_not_found":
                return None
            raise
        return profile_of(answer["user"], workspace_id=workspace_id)

    async def direct(self, user_id: str, *, token: str) -> str:
        """The channel of our direct messages with this person."""
        answer = await self._ask("conversations.open", token, {"users": user_id})
        return str(answer["channel"]["id"])

    async def is_in(self, channel: str, *, token: str) -> bool:
        """Whether we are in this conversation; a private one that we cannot see counts as no."""
        try:
            answer = await self._ask("conversations.info", token, {"channel": channel}, get=True)
        except SlackError as error:
            if error.code == "channel_not_found":
                return False
            raise
        return bool(answer["channel"].get("is_member"))

    async def _ask(
        self, method: str, token: str | None, arguments: dict[str, Any], *, get: bool = False
    ) -> dict[str, Any]:
        response = await self._call(method, token, arguments, get=get)
        if not isinstance(response.data, dict):
            raise SlackError("not_json", definite=False)
        return response.data

    async def _call(
        self, method: str, token: str | None, arguments: dict[str, Any], *, get: bool
    ) -> AsyncSlackResponse:
        web = self.web(token)
        try:
            if get:
                return await web.api_call(method, http_verb="GET", params=arguments)
            if token is None:  # Slack takes the app's own secrets as a form alone
                return await web.api_call(method, data=arguments)
            return await web.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _understood(error) from error
        except (aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as error:
            # slack_sdk trips over answers that are not JSON objects; it has read them by then.
            raise SlackError(type(error).__name__, definite=False) from error


def _understood(error: SlackApiError) -> SlackError:
    response: Any = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or code in LIMITED:
        return Limited(_retry_after(getattr(response, "headers", None) or {}))
    definite = bool(code) and status < 500 and code not in AMBIGUOUS
    scope = str(data.get("needed") or "")[:60] if isinstance(data, dict) else ""
    return SlackError(code or f"http_{status}", definite=definite, scope=scope)


def _arguments(call: Call) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(call.body)
    if call.method == "views.publish":
        return {"user_id": call.channel, **arguments}
    arguments["channel"] = call.channel
    if call.method == "chat.update":
        return {"ts": call.target_ts, **arguments}
    if call.method == "chat.delete":
        return {"channel": call.channel, "ts": call.target_ts}
    if call.thread_ts:
        arguments["thread_ts"] = call.thread_ts
    if call.method == "chat.postEphemeral":
        return {"user": call.user_id, **arguments}
    payload = {"delivery_id": call.delivery_id}
    return {
        **arguments,
        "unfurl_links": False,
        "unfurl_media": False,
        "metadata": {"event_type": "afterglow_delivery", "event_payload": payload},
    }


def _delivery(message: Mapping[str, Any]) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("delivery_id")


def _retry_after(headers: Mapping[str, Any]) -> timedelta:
    value = {str(key).lower(): str(each) for key, each in headers.items()}.get("retry-after", "1")
    return timedelta(seconds=min(float(value), 3600.0) if value.replace(".", "", 1).isdigit() else 1.0)


def _refused(call: Call, error: SlackError) -> Outcome:
    if error.code == "missing_scope":
        return Barred(error.scope or "unknown")
    return Drop(error.code) if error.definite else _doubt(call, error.code)


def _doubt(call: Call, reason: str) -> Outcome:
    """A call that can be repeated is; one that leaves no trace is not; the rest is looked up."""
    if call.method in IDEMPOTENT:
        return Retry(timedelta(seconds=5))
    if call.method in NO_TRACE:
        return Drop(f"{reason}: may have arrived, and cannot be looked up")
    return Unsure(reason)

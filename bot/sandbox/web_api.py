"""The fake Web API: one door for every method, with Slack's token checks, limits, errors and troubles."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from . import methods_chat, methods_pane, methods_people, methods_views
from .call import Call, Method, Refused
from .pace import PostingLimits
from .state import Json, State, Way
from .trouble import Ill, Trouble

METHODS: dict[str, Method] = {
    **methods_chat.METHODS,
    **methods_pane.METHODS,
    **methods_people.METHODS,
    **methods_views.METHODS,
}
ELSEWHERE = frozenset({"oauth.v2.access", "apps.connections.open", "auth.teams.list"})
SECRETS = ("token", "client_secret", "refresh_token")


class Sockets(Protocol):
    """What apps.connections.open needs of Socket Mode."""

    def url(self) -> str: ...


class Team(Protocol):
    """What the Web API needs of one workspace."""

    @property
    def state(self) -> State: ...

    @property
    def trouble(self) -> Trouble: ...

    @property
    def limits(self) -> PostingLimits | None: ...

    @property
    def socket(self) -> Sockets: ...


async def arguments(request: web.Request) -> Json:
    """The arguments of a call from query, form and JSON alike; the Authorization header holds the token."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= _object(await request.read())
    elif request.can_read_body:
        try:
            form = await request.post()
        except (ValueError, LookupError) as wrong:
            raise Refused("invalid_form_data") from wrong
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer" and secret:
        args["token"] = secret.strip()
    if scheme == "Basic" and secret:
        args |= _client(secret)
    return args


def _client(secret: str) -> Json:
    try:
        name, _, password = base64.b64decode(secret).decode().partition(":")
    except ValueError as wrong:
        raise Refused("invalid_client_id") from wrong
    return {"client_id": name, "client_secret": password}


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise Refused("invalid_json") from wrong
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


class WebApi:
    """Answers the calls of every workspace behind one address; the token says which is meant."""

    def __init__(self, teams: Sequence[Team]) -> None:
        self._teams = teams
        self._by_token = {team.state.app.bot_token: team for team in teams}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call as Slack would, or as badly as a test asked for."""
        method = request.match_info["method"]
        try:
            args = await arguments(request)
            team = self._team(method, args)
        except Refused as refused:
            return self._refuse_unknown(method, refused)
        team.state.address = team.state.address or str(request.url.origin())
        ill = team.trouble.take(method, str(args.get("text") or ""))
        if ill is None:
            return self._answer(team, method, args, Ill())
        return await self._ill(request, team, method, args, ill)

    def _refuse_unknown(self, method: str, refused: Refused) -> web.Response:
        state = self._teams[0].state
        state.note(Way.OUT, method, status=200, note=refused.error, body={"response": refused.body()})
        return web.json_response(refused.body())

    def _team(self, method: str, args: Json) -> Team:
        if method not in METHODS and method not in ELSEWHERE:
            raise Refused("unknown_method", req_method=method)
        token = str(args.get("token") or "")
        if method == "oauth.v2.access":
            return self._team_of_code(args)
        if method == "api.test":
            return self._teams[0]
        if not token:
            raise Refused("not_authed")
        if any(token == team.state.app.organisation_token for team in self._teams):
            return self._team_named(method, args)
        likely = self._by_token.get(token)
        if likely and likely.state.app.bot_token == token and method != "apps.connections.open":
            return likely
        for team in self._teams:
            if team.state.rotation.works(token, team.state.now()):
                return team
            if team.state.rotation.is_over(token, team.state.now()):
                raise Refused("token_expired")
            wanted = (
                team.state.app.app_token if method == "apps.connections.open" else team.state.app.bot_token
            )
            if token == wanted:
                return team
        app_tokens = {team.state.app.app_token for team in self._teams}
        raise Refused("not_allowed_token_type" if token in app_tokens else "invalid_auth")

    def _team_named(self, method: str, args: Json) -> Team:
        """Of the workspaces that share an organisation's token, the one that is asked about."""
        if method == "users.list" and not args.get("team_id"):
            raise Refused("missing_argument")
        named = [team for team in self._teams if team.state.team_id == args.get("team_id")]
        return (named or self._teams)[0]

    def _granted(self, token: str) -> list[Json]:
        """The workspaces that an organisation's token is good for."""
        states = [team.state for team in self._teams]
        return [
            {"id": one.team_id, "name": one.name} for one in states if one.app.organisation_token == token
        ]

    def _team_of_code(self, args: Json) -> Team:
        app = self._teams[0].state.app
        if args.get("client_id") != app.client_id and "client_id" in args:
            raise Refused("invalid_client_id")
        if args.get("client_secret") != app.client_secret and "client_secret" in args:
            raise Refused("bad_client_secret")
        if args.get("grant_type") == "refresh_token":
            return self._team_of_refresh(args)
        for team in self._teams:
            if args.get("code") in team.state.codes:
                return team
        raise Refused("invalid_code")

    def _team_of_refresh(self, args: Json) -> Team:
        for team in self._teams:
            if team.state.rotation.is_on and args.get("refresh_token") == team.state.rotation.refresh_token:
                return team
        raise Refused("invalid_refresh_token")

    async def _ill(
        self, request: web.Request, team: Team, method: str, args: Json, ill: Ill
    ) -> web.StreamResponse:
        if ill.ratelimited is not None:
            self._note(team, method, args, status=429, answer={"ok": False, "error": "ratelimited"})
            return _ratelimited(ill.ratelimited)
        if ill.late:
            asyncio.get_running_loop().call_later(ill.late, self._answer, team, method, args, Ill())
            return await _cut(request)
        if ill.slow:
            done = self._answer(team, method, args, Ill())
            await asyncio.sleep(ill.slow)
            return done
        answer = self._answer(team, method, args, ill) if ill.lands else None
        if answer is None:
            word = ill.error or ("hangs" if ill.hang else "dropped" if ill.drop else "server_error")
            self._note(team, method, args, status=ill.status, answer={"ok": False, "error": word})
        if ill.hang:
            await team.trouble.hang()
        if ill.hang or ill.drop:
            return await _cut(request)
        if ill.truncated and answer is not None and isinstance(answer.body, bytes):
            return web.Response(body=answer.body[: len(answer.body) // 2], content_type="application/json")
        if ill.said:
            return web.Response(text=ill.said, status=ill.status, content_type="application/json")
        if ill.error:
            return web.json_response({"ok": False, "error": ill.error}, status=ill.status)
        page = "<!DOCTYPE html><html><body>Slack is having trouble.</body></html>"
        return web.Response(text=page, status=ill.status, content_type="text/html")

    def _answer(self, team: Team, method: str, args: Json, ill: Ill) -> web.Response:
        try:
            answer = self._work(team, method, args)
        except Refused as refused:
            if refused.error == "ratelimited":
                self._note(team, method, args, status=429, answer=refused.body())
                return _ratelimited(refused.more["retry_after"])
            answer = refused.body()
        self._note(team, method, args, status=ill.status, answer=answer)
        scopes = {"x-oauth-scopes": ",".join(sorted(team.state.scopes)), "x-accepted-oauth-scopes": ""}
        return web.json_response(answer, headers=scopes)

    def _work(self, team: Team, method: str, args: Json) -> Json:
        call = Call(method, args, team.state)
        if method == "oauth.v2.access":
            return _access(call)
        if team.state.token_error and method != "api.test":
            raise Refused(team.state.token_error)
        if method == "apps.connections.open":
            return {"ok": True, "url": team.socket.url()}
        if method == "auth.teams.list":
            return {"ok": True, "teams": self._granted(call.text("token"))}
        if method == "chat.postMessage" and team.limits:
            self._pace(team.limits, call)
        return METHODS[method](call)

    def _pace(self, limits: PostingLimits, call: Call) -> None:
        channel = call.text("channel")
        place = call.state.dm(channel).id if channel in call.state.users else channel
        wait = limits.wait(place, now=call.state.now())
        if wait:
            raise Refused("ratelimited", retry_after=wait)

    def _note(self, team: Team, method: str, args: Json, *, status: int, answer: Json) -> None:
        shown = {key: value for key, value in args.items() if key not in SECRETS}
        note = "ok" if answer.get("ok") else str(answer.get("error", ""))
        body = {"request": shown, "response": answer}
        team.state.note(Way.OUT, method, status=status, note=note, body=body)


def _access(call: Call) -> Json:
    state = call.state
    state.codes.discard(call.text("code"))
    state.token_error = ""
    state.scopes = set(state.app.scopes)
    tokens = state.rotation.issue(state.now()) if state.rotation.is_on else {}
    above = state.app.organisation
    return {
        "ok": True,
        "access_token": state.app.organisation_token if above else state.app.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(state.scopes)),
        "bot_user_id": state.app.bot_user,
        "app_id": state.app.id,
        "team": None if above else {"id": state.team_id, "name": state.name},
        "enterprise": {"id": above, "name": "Windward"} if above else None,
        "is_enterprise_install": bool(above),
        "authed_user": {"id": next(one.id for one in state.users.values() if one.is_admin)},
        **tokens,
    }


def _ratelimited(seconds: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


async def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    await asyncio.sleep(0)
    return web.Response()

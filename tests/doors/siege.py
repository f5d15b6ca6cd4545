"""Everything at every door: bent requests of Slack, bytes, addresses; and what was wrong with the answers."""

import json
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import StringIO
from random import Random
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from bot.clock import now
from bot.sandbox.state import Json
from bot.sandbox.web_api import METHODS
from bot.web.signature import sign
from tests.conftest import SECRET
from tests.doors import junk
from tests.doors.acts import ACTS
from tests.doors.conftest import WHO, Street
from tests.doors.events import EVENTS, envelope
from tests.doors.rows import ANA, MARKETING, ROOT

FINE = frozenset((200, 302, 400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 424, 429, 431))
FINAL = ("tokens_revoked", "app_uninstalled")
GETS = (
    "/slack/install",
    "/slack/oauth_redirect",
    "/report",
    "/report.csv",
    "/report.ics",
    "/metrics",
    "/healthz",
    "/readyz",
)
METHODS_TRIED = sorted(METHODS.keys() - {"auth.revoke"})
SANDBOX = (
    "say",
    "edit",
    "delete",
    "react",
    "press",
    "submit",
    "close",
    "command",
    "shortcut",
    "home",
    "seen",
)
A_VISITOR: Json = {
    "as": ANA, "channel": MARKETING, "text": "hello", "ts": ROOT, "thread_ts": ROOT, "name": "eyes",
    "container": {"type": "message", "ts": ROOT, "channel": MARKETING}, "block_id": "b", "action_id": "x",
    "view_id": "V1", "values": {"b": {"x": "1"}}, "callback_id": "log_win", "state": {"b": {"x": "1"}},
    "selected": "x",
}  # fmt: skip
A_CALL: Json = {
    "channel": MARKETING, "ts": ROOT, "text": "hi", "blocks": [{"type": "section"}], "user": ANA, "code": "x",
    "users": ANA, "view": {"type": "modal", "blocks": []}, "trigger_id": "1.2.3", "cursor": "x", "limit": "5",
    "name": "eyes", "timestamp": ROOT, "view_id": "V1", "hash": "x", "metadata": {"event_type": "x"},
    "user_id": ANA, "thread_ts": ROOT, "oldest": "0", "client_id": "1", "client_secret": "2", "email": "a",
}  # fmt: skip


REFUSED_BY_SLACK = re.compile(r"door\.slack_refused request=\S+ code=(not_found|\w*trigger\w*|token_revoked)")


@dataclass
class Siege:
    """Throws at a street, and remembers what it was answered and what should not have been.

    A press whose trigger or view Slack does not know is not acknowledged: only then may there be a 500.
    """

    street: Street
    http: aiohttp.ClientSession
    log: StringIO = field(default_factory=StringIO)
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def waves(self) -> tuple[Callable[[Random], Awaitable[None]], ...]:
        return self.bent_request, self.raw_request, self.address, self.sandbox

    async def bent_request(self, chance: Random) -> None:
        """A request of Slack with something wrong in it, signed."""
        body = self._request(chance)
        made = junk.bent(body, chance)
        if "command" in body and chance.random() < 0.9:
            typed = {key: one if isinstance(one, str) else json.dumps(one) for key, one in made.items()}
            await self.post(_form(typed), junk.FORM, about=made)
        elif body.get("type") == "event_callback" or chance.random() < 0.1:
            await self.post(json.dumps(made).encode(), junk.JSON, about=made)
        else:
            await self.post(_form({"payload": json.dumps(made)}), junk.FORM, about=made)

    def _request(self, chance: Random) -> Json:
        here = self.street.here
        if chance.random() < 0.25:
            event = chance.choice([one for one in EVENTS.values() if one["type"] not in FINAL])
            return envelope(event, team_id=here.workspace_id, event_id=f"Ev{chance.randrange(10**9)}")
        who = chance.choice(list(WHO.values()))
        return self.street.tells(chance.choice(ACTS), who, here, team_id=here.workspace_id)

    async def raw_request(self, chance: Random) -> None:
        """Bytes to the one door of Slack: signed, badly signed or not at all."""
        body, content_type = junk.raw(chance), chance.choice(junk.CONTENT_TYPES)
        await self.post(body, content_type, about=body[:80], secret=chance.choice((SECRET, SECRET, "x", "")))

    async def post(self, body: bytes, content_type: str, *, about: object, secret: str = SECRET) -> None:
        stamp = str(int(now().timestamp()))
        headers = {"Content-Type": content_type}
        if secret:
            headers["X-Slack-Request-Timestamp"] = stamp
            headers["X-Slack-Signature"] = sign(body, timestamp=stamp, secret=secret).decode()
        url = f"{self.street.stage.address}/slack/events"
        async with self.http.post(url, data=body, headers=headers) as answer:
            await self._look(answer, about)

    async def address(self, chance: Random) -> None:
        """Any address with any query, method and cookie."""
        base = self.street.stage.address
        url = URL(f"{base}{chance.choice(GETS)}?{junk.query(chance)}", encoded=True)
        method = chance.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"))
        cookie = chance.choice(
            ("", "slack-app-oauth-state=x", 'slack-app-oauth-state="\\000"', "=;=;", "x" * 5000)
        )
        headers = {"Cookie": cookie} if cookie else {}
        try:
            async with self.http.request(method, url, headers=headers, allow_redirects=False) as answer:
                await self._look(answer, (method, str(url)[:200], cookie[:40]))
        except aiohttp.ClientResponseError as error:  # a line too long is refused while it is still sent
            self.answers[error.status] += 1
            self.faults += [str(error)[:300]] if error.status != 400 else []

    async def sandbox(self, chance: Random) -> None:
        """The page's own API and the fake Web API."""
        base = self.street.stage.workspace.state.address
        act = chance.choice(SANDBOX)
        path = chance.choice(
            (f"/sandbox/api/{act}", f"/api/{chance.choice(METHODS_TRIED)}", "/sandbox/respond/x/y")
        )
        token = self.street.stage.workspace.state.app.bot_token
        seed = A_VISITOR if path.startswith("/sandbox/api") else A_CALL
        body = junk.bent(seed, chance) if chance.random() < 0.9 else junk.strange(chance)
        data = json.dumps(body).encode() if chance.random() < 0.9 else junk.raw(chance)
        headers = {
            "Content-Type": chance.choice((junk.JSON, junk.JSON, junk.FORM)),
            "Authorization": f"Bearer {token}",
        }
        async with self.http.post(f"{base}{path}", data=data, headers=headers) as answer:
            await self._look(answer, (path, data[:300]))
        self.street.stage.workspace.state.faults.clear()  # of blocks that no app of ours sent

    async def _look(self, answer: aiohttp.ClientResponse, about: object) -> None:
        text, said = await answer.text(errors="replace"), self.log.getvalue()
        self.log.seek(0)
        self.log.truncate()
        self.answers[answer.status] += 1
        is_fine = answer.status in FINE or (answer.status == 500 and REFUSED_BY_SLACK.search(said))
        if not is_fine or "Traceback" in text + said or junk.PLANTED in said:
            self.faults.append(f"{answer.status}: {str(about)[:600]}: {said[:600]}")


async def wandered(street: Street, chance: Random, count: int) -> list[str]:
    """So many acts and events of everybody in one workspace, with ids of both; what was not taken."""
    here, faults = street.here.workspace_id, []
    happening = [event for event in EVENTS.values() if event["type"] not in FINAL]
    for number in range(count):
        if number % 4:
            rows = chance.choice((street.here, street.there))
            act, who = chance.choice(ACTS), chance.choice(list(WHO.values()))
            body = street.tells(act, who, rows, team_id=here)
        else:
            body = envelope(chance.choice(happening), team_id=here, event_id=f"Ev{number}")
        status = (await street.deliver(body)).status
        faults += [] if status == 200 else [f"{status}: {str(body)[:300]}"]
    return faults


@asynccontextmanager
async def laid(street: Street) -> AsyncIterator[Siege]:
    """Hear what the product logs, as a process would write it."""
    heard = StringIO()
    ear, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            yield Siege(street, http, heard)
    finally:
        root.removeHandler(ear)
        root.setLevel(level)


def _form(pairs: Mapping[str, str]) -> bytes:
    bare = {key: value.encode("utf-8", "replace") for key, value in pairs.items()}
    return urlencode(bare).encode()

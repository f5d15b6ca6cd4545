"""The HTTP door: what is forged, stale, oversized or broken is refused; what is taken is committed."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.web.door import BadBody, parse
from bot.web.signature import sign
from tests.conftest import SECRET
from tests.stage import Stage

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
ASK = "How do I parse a JSON payload with ChatGPT?"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Caller:
    """Posts to the product's door as Slack would, or as somebody who is not Slack."""

    def __init__(self, stage: Stage, http: aiohttp.ClientSession) -> None:
        self._url = f"{stage.address}/slack/events"
        self._http = http

    async def post(
        self, body: bytes, *, content_type: str = JSON, age: int = 0, secret: str = SECRET, **headers: str
    ) -> tuple[int, str]:
        stamp = str(int(time.time()) - age)  # noqa: TID251 Slack signs with the real time
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(body, timestamp=stamp, secret=secret).decode(),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._http.post(self._url, data=body, headers=signed) as response:
            return response.status, await response.text()


@pytest.fixture
def caller(stage: Stage, http: aiohttp.ClientSession) -> Caller:
    return Caller(stage, http)


def message(text: str, *, team: str, ts: str = "1763881200.000100", **event: str) -> bytes:
    inner = {"type": "message", "channel": "C0MARKETING", "user": "U0ANA000000", "text": text, "ts": ts}
    body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{ts}", "event": {**inner, **event}}
    return json.dumps(body).encode()


async def test_url_verification_answers_the_challenge(caller: Caller) -> None:
    status, text = await caller.post(b'{"type": "url_verification", "challenge": "abc"}')
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})


async def test_app_rate_limited_is_taken(caller: Caller) -> None:
    assert (await caller.post(b'{"type": "app_rate_limited", "team_id": "T0N0RTHW1ND"}'))[0] == 200


@pytest.mark.parametrize("event", ["pin_added", "message", "member_joined_channel", "link_shared"])
async def test_nothing_subscribed_answers_404(caller: Caller, stage: Stage, event: str) -> None:
    body = message("hello", team=stage.team_id, type=event, subtype="channel_topic")
    assert (await caller.post(body))[0] == 200


async def test_forged_and_stale_requests_are_refused(caller: Caller, stage: Stage) -> None:
    body = message(ASK, team=stage.team_id)
    assert (await caller.post(body, secret="another"))[0] == 401
    assert (await caller.post(body, age=301))[0] == 401
    assert (await caller.post(body, age=-301))[0] == 401
    assert (await caller.post(body, X_Slack_Signature=""))[0] == 401
    for stamp in ("abc", "", "1e9", "-1", "9" * 40):
        assert (await caller.post(body, X_Slack_Request_Timestamp=stamp))[0] == 401


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 200 + b"1" + b"}" * 200, b""],
)
async def test_signed_junk_is_a_bad_request(caller: Caller, body: bytes) -> None:
    assert (await caller.post(body))[0] == 400
    assert (await caller.post(b"payload=" + body, content_type=FORM))[0] == 400


async def test_a_body_over_a_mebibyte_is_refused_unread(stage: Stage, http: aiohttp.ClientSession) -> None:
    host, port = stage.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 67108864\r\n\r\n")
    await writer.drain()
    status = await reader.readline()  # answered although not one byte of the body was sent
    assert b"413" in status
    writer.close()


async def test_a_chunked_body_over_a_mebibyte_is_refused(stage: Stage, http: aiohttp.ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    async with http.post(f"{stage.address}/slack/events", data=endless()) as response:
        assert response.status == 413


async def test_a_command_about_a_payload_arrives_whole(caller: Caller, stage: Stage) -> None:
    form = {
        "command": "/afterglow",
        "text": f"ask {ASK}",
        "team_id": stage.team_id,
        "user_id": "U0ANA000000",
        "channel_id": "C0MARKETING",
        "trigger_id": "1.2.payload",
    }
    status, text = await caller.post(urlencode(form).encode(), content_type=FORM)
    assert status == 200
    assert "JSON payload" in text


async def test_a_workspace_that_never_installed_us_is_refused(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await caller.post(message(ASK, team="T0STRANGER")))[0] == 403
    assert "unknown_workspace workspace=T0STRANGER" in caplog.text


async def test_an_event_delivered_four_times_makes_one_question(caller: Caller, stage: Stage) -> None:
    await stage.a_team()
    root = await stage.workspace.say("ana", "good morning", channel="marketing")
    body = message(ASK, team=stage.team_id, ts=root.ts)
    answers = await asyncio.gather(*(caller.post(body, X_Slack_Retry_Num="1") for _ in range(4)))
    assert [status for status, _ in answers] == [200] * 4
    await stage.play.settle()
    assert len(stage.workspace.thread(root)) == 1


async def test_no_words_of_people_reach_the_log(
    caller: Caller, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await stage.a_team()
    secret = "Zanzibar-7741"
    await caller.post(message(f"How do I tell Claude about {secret}?", team=stage.team_id))
    await caller.post(message(f"How do I tell Claude about {secret}?", team="T0STRANGER"))
    await caller.post(f'{{"text": "{secret}"'.encode())
    await stage.play.settle()
    assert secret not in caplog.text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000), st.sampled_from([JSON, FORM, "text/plain", ""]))
def test_any_bytes_parse_or_are_refused(body: bytes, content_type: str) -> None:
    try:
        assert isinstance(parse(body, content_type=content_type), dict)
    except BadBody:
        return

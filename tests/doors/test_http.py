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

import handlers
from bot.settings import Settings
from bot.web import shapes
from bot.web.door import BadBody, parse
from bot.web.signature import forged, sign
from tests.conftest import MONDAY, SECRET
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
    status, said = await caller.post(body, secret="another")
    assert (status, said) == (401, "the signature does not match: check SLACK_SIGNING_SECRET")
    status, said = await caller.post(body, age=301)
    assert status == 401
    assert "check the clock" in said
    assert (await caller.post(body, age=-301))[0] == 401
    assert (await caller.post(body, X_Slack_Signature=""))[0] == 401
    for stamp in ("abc", "", "1e9", "-1", "9" * 40):
        assert (await caller.post(body, X_Slack_Request_Timestamp=stamp))[0] == 401


@pytest.mark.parametrize("name", ["Signature", "Request-Timestamp"])
@pytest.mark.parametrize(
    "value", [b"v0=\xff\xfe", "v0=é".encode(), "v0=签名".encode(), "é".encode() * 64, "１７".encode()]
)
async def test_a_signature_in_no_letters_of_ours_is_refused(stage: Stage, name: str, value: bytes) -> None:
    stamp = str(int(time.time()))  # noqa: TID251 Slack signs with the real time
    headers = {"Signature": sign(b"{}", timestamp=stamp, secret=SECRET), "Request-Timestamp": stamp.encode()}
    lines = b"".join(
        b"X-Slack-%s: %s\r\n" % (one.encode(), held) for one, held in (headers | {name: value}).items()
    )
    host, port = stage.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + lines + b"Content-Length: 2\r\n\r\n{}")
    assert b" 401 " in await reader.readline()
    writer.close()


async def test_a_signature_is_good_for_exactly_five_minutes_and_with_either_secret() -> None:
    body, new, old = b"{}", "the new one", "the old one"
    secrets = Settings(
        _env_file=None,  # type: ignore[call-arg]
        slack_bot_token="xoxb-1",
        slack_signing_secret=f"{new}, {old}",
    ).signing_secrets
    for secret, age, is_good in ((new, 300, True), (old, -300, True), (new, 301, False), ("x", 0, False)):
        stamp = str(int(MONDAY.timestamp()) - age)
        signature = sign(body, timestamp=stamp, secret=secret).decode()
        told = forged(body, timestamp=stamp, signature=signature, secrets=secrets, now=MONDAY)
        assert (told is None) == is_good
    other = forged(body + b" ", timestamp=stamp, signature=signature, secrets=secrets, now=MONDAY)
    assert other is not None


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
        assert (response.status, await response.text()) == (413, "this body is larger than 1 MiB")


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
    status, said = await caller.post(message(ASK, team="T0STRANGER"))
    assert status == 403
    assert "has not installed Afterglow" in said
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


WHO = {"team": {"id": "T0N0RTHW1ND"}, "user": {"id": "U0ANA000000"}}


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "team_id": "T0N0RTHW1ND", "event": None},
        {"type": "event_callback", "team_id": "T0N0RTHW1ND", "event": 5},
        {"type": "event_callback", "team_id": "T0N0RTHW1ND", "event": {}},
        {"type": "event_callback", "team_id": "T0N0RTHW1ND", "event": {"type": "message", "ts": "secret"}},
        {"type": "block_actions", "actions": [], **WHO},
        {"type": "block_actions", "actions": [{"action_id": "x"}], "team": {"id": "T0N0RTHW1ND"}},
        {"type": "view_submission", "view": {"id": "V1", "state": {"values": {"b": 5}}}, **WHO},
        {"type": "view_submission", "view": {"id": "V1", "callback_id": "secret \ud800"}, **WHO},
        {"type": "shortcut", "callback_id": "secret \0", **WHO},
        {"type": 5},
        {"secret": 1},
    ],
)
async def test_what_slack_never_sends_is_a_bad_request_in_one_line(
    caller: Caller, body: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    status, said = await caller.post(json.dumps(body).encode())
    assert status == 400
    assert said.startswith("Slack does not send this: ")
    assert "secret" not in said + caplog.text
    assert "Traceback" not in caplog.text


async def test_a_kind_that_we_do_not_know_is_taken_so_that_slack_does_not_send_it_again(
    caller: Caller,
) -> None:
    assert await caller.post(b'{"type": "weird", "team": {"id": "T0N0RTHW1ND"}}') == (200, "")


@pytest.mark.parametrize("key", ["user", "channel"])
@pytest.mark.parametrize("kind", ["message", "app_mention", "app_home_opened"])
async def test_who_and_where_of_an_act_is_an_id(caller: Caller, kind: str, key: str) -> None:
    event = {
        "type": kind,
        "user": "U0ANA000000",
        "channel": "D0ANA000000",
        "channel_type": "im",
        "text": "hi",
    }
    body = told(kind) | {"event": event | {"ts": "1795420000.000100", "tab": "home", key: {"name": "Ana"}}}
    assert (await caller.post(json.dumps(body).encode()))[0] == 400


FIELD = st.sampled_from(sorted({*shapes.STRINGS, *shapes.OTHERS}))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD, inner),
    max_leaves=12,
)
KEYS = FIELD | st.text(max_size=12)
KINDS = sorted(shapes.NEEDED)


def told(kind: str) -> dict[str, object]:
    """An event of this kind, with nothing in it."""
    return {"type": "event_callback", "team_id": "T0N0RTHW1ND", "event": {"type": kind}}


SEEDS: list[dict[str, object]] = [
    *map(told, handlers.EVENTS),
    {"command": "/afterglow", "team_id": "T0N0RTHW1ND", "user_id": "U0ANA000000"},
    {"type": "block_actions", "actions": [{"action_id": "x", "type": "button"}], **WHO},
    {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": "x"}, **WHO},
    {"type": "view_closed", "view": {"id": "V1", "type": "modal", "callback_id": "x"}, **WHO},
    {"type": "message_action", "callback_id": "x", **WHO},
    {"type": "block_suggestion", "action_id": "x", **WHO},
]


def bent(seed: dict[str, object], more: dict[str, object], inner: str) -> dict[str, object]:
    """A request with fields changed or added, in itself or in what lies in it."""
    within = seed.get(inner)
    return seed | ({inner: within | more} if isinstance(within, dict) else more)


PARTS = st.sampled_from(["", "event", "view", "user", "team"])
ODD = (
    st.dictionaries(KEYS, ANYTHING, max_size=6)
    | st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(["event", "view"], ANYTHING)
    )
    | st.builds(bent, st.sampled_from(SEEDS), st.dictionaries(KEYS, ANYTHING, max_size=3), PARTS)
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=ODD)
async def test_no_signed_object_is_a_failure_of_ours(caller: Caller, body: dict[str, object]) -> None:
    assert (await caller.post(json.dumps(body).encode()))[0] in (200, 400, 403)

"""Answers to a press, at the address that came with it, over real HTTP."""

from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.client import Client
from bot.slack.outcomes import Call, Drop, Outcome, Retry, Sent


async def answered(status: int, *, headers: dict[str, str] | None = None) -> tuple[Outcome, list[object]]:
    """What becomes of an answer where Slack says this, and what Slack was sent."""
    got: list[object] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response(status=status, headers=headers)

    app = web.Application()
    app.add_routes([web.post("/actions/T1/1/abc", take)])
    async with TestServer(app) as server, Client.http() as http:
        return await Client(http, "http://127.0.0.1:1/api/").send(
            call(str(server.make_url("/actions/T1/1/abc"))), token="xoxb-1"
        ), got


def call(url: str) -> Call:
    body = {"text": "Logged", "blocks": [], "response_url": url}
    return Call("response_url", "C1", "d1", body, user_id="U1")


async def test_it_takes_the_place_of_what_was_pressed() -> None:
    outcome, got = await answered(200)
    assert outcome == Sent(None, None)
    assert got == [{"text": "Logged", "blocks": [], "replace_original": True}]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Drop("http_404")), (400, Drop("http_400")), (500, Retry(timedelta(seconds=5)))],
)
async def test_what_slack_refuses_is_dropped_and_what_it_could_not_do_is_tried_again(
    status: int, outcome: Outcome
) -> None:
    assert (await answered(status))[0] == outcome


async def test_slack_may_ask_to_wait() -> None:
    outcome, _ = await answered(429, headers={"Retry-After": "7"})
    assert outcome == Retry(timedelta(seconds=7), limited=True)


async def test_a_silent_address_is_tried_again(unused_tcp_port: int) -> None:
    async with Client.http() as http:
        sent = await Client(http, "http://127.0.0.1:1/api/").send(
            call(f"http://127.0.0.1:{unused_tcp_port}/x"), token="xoxb-1"
        )
    assert sent == Retry(timedelta(seconds=5))

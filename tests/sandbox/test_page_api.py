"""What the page asks and sends, as one of the personas."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import POLICY, serving
from bot.sandbox.workspace import SandboxWorkspace

from .conftest import App
from .test_acts import CLAIM, FORM

Json = dict[str, Any]


class Page:
    """A browser tab: reads and posts as one persona."""

    def __init__(self, workspace: SandboxWorkspace, session: aiohttp.ClientSession, handle: str) -> None:
        self.workspace = workspace
        self.me = workspace.person(handle).id
        self._base = f"{workspace.state.address}/sandbox/api"
        self._session = session

    async def state(self) -> Json:
        async with self._session.get(f"{self._base}/state", params={"as": self.me}) as answer:
            found: Json = await answer.json()
            return found

    async def post(self, path: str, **body: Any) -> Json:
        async with self._session.post(f"{self._base}/{path}", json={"as": self.me, **body}) as answer:
            found: Json = await answer.json()
            assert found["ok"] is (answer.status == 200)
            return found


@pytest.fixture
def ana(workspace: SandboxWorkspace, session: aiohttp.ClientSession) -> Page:
    return Page(workspace, session, "ana")


async def test_a_persona_sees_her_places_in_her_own_time(ana: Page) -> None:
    state = await ana.state()
    assert (state["local"], state["zone"]) == ("Mon 23 Nov 2026, 09:55", "Europe/Madrid")
    assert [one["name"] for one in state["places"]] == ["general", "marketing", "Afterglow"]
    assert len(state["personas"]) == 11
    assert all(one["try"] for one in state["personas"])
    assert "leads" not in state["channels"].values()


async def test_what_she_says_stands_in_the_channel_and_reaches_the_app(ana: Page, app: App) -> None:
    place = (await ana.state())["places"][1]["id"]
    said = await ana.post("say", channel=place, text="How do I shorten a brief?")
    await ana.post("edit", channel=place, ts=said["ts"], text="How do I shorten it?")
    await ana.post("say", channel=place, text="Anyone?", thread_ts=said["ts"])
    shown = next(one for one in (await ana.state())["messages"][place] if one["ts"] == said["ts"])
    assert (shown["text"], shown["edited"], shown["reply_count"]) == ("How do I shorten it?", True, 1)
    assert (shown["time"], shown["day"]) == ("09:55", "Monday 23 November")
    await ana.post("delete", channel=place, ts=said["ts"])
    assert [one["type"] for one in app.events()] == ["message"] * 4


async def test_she_is_offered_nobody_who_left(ana: Page, workspace: SandboxWorkspace) -> None:
    people = (await ana.state())["people"]
    gone = {one["name"] for one in people.values() if one["gone"]}
    assert gone == {"Otto Lang"}


async def test_she_changes_only_her_own_words(ana: Page, workspace: SandboxWorkspace) -> None:
    theirs = await workspace.say("maya", "Mine", channel="marketing")
    answer = await ana.post("delete", channel=theirs.channel, ts=theirs.ts)
    assert answer["error"] == "You can change only your own messages."


async def test_she_acts_only_where_she_is(ana: Page, workspace: SandboxWorkspace) -> None:
    answer = await ana.post("say", channel=workspace.channel("leads").id, text="Hi")
    assert answer["error"] == "You are not in this channel."


async def test_unread_counts_what_others_wrote_since_she_looked(
    ana: Page, workspace: SandboxWorkspace
) -> None:
    message = await workspace.say("maya", "News", channel="marketing")
    place = message.channel
    before = {one["id"]: one["unread"] for one in (await ana.state())["places"]}
    await ana.post("seen", channel=place)
    after = {one["id"]: one["unread"] for one in (await ana.state())["places"]}
    assert (before[place], after[place]) == (1, 0)


async def test_a_reaction_goes_on_and_off(ana: Page, workspace: SandboxWorkspace) -> None:
    message = await workspace.say("maya", "Done", channel="marketing")
    for users in ([ana.me], []):
        await ana.post("react", channel=message.channel, ts=message.ts, name="tada")
        assert message.reactions.get("tada", []) == users


async def test_a_press_carries_the_button_and_what_was_typed_beside_it(
    ana: Page, app: App, client: AsyncWebClient
) -> None:
    blocks = [FORM["blocks"][0], CLAIM[1]]
    posted = await client.chat_postMessage(channel=ana.me, text="Well?", blocks=blocks)
    container = {"type": "message", "channel": posted["channel"], "ts": posted["ts"]}
    typed = {"what": {"text": "It worked"}}
    await ana.post("press", container=container, block_id="offer", action_id="questions.claim", state=typed)
    press = app.last("block_actions")
    assert press["actions"][0]["value"] == "7"
    assert press["state"]["values"]["what"]["text"]["value"] == "It worked"


async def test_a_modal_shows_errors_and_then_closes(ana: Page, app: App, client: AsyncWebClient) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    app.answers["shortcut"] = opened
    await ana.post("shortcut", callback_id="log_win")
    view = (await ana.state())["modals"][0]
    empty = await ana.post("submit", view_id=view["id"], values={"what": {"text": ""}})
    assert list(empty["errors"]) == list((await ana.state())["errors"]) == ["what"]
    full = await ana.post("submit", view_id=view["id"], values={"what": {"text": "A brief"}})
    assert full["errors"] is None
    assert (await ana.state())["modals"] == []


async def test_a_modal_that_is_closed_twice_is_closed(ana: Page, app: App, client: AsyncWebClient) -> None:
    async def opened(payload: Json) -> None:
        await client.views_open(trigger_id=payload["trigger_id"], view=FORM)

    app.answers["shortcut"] = opened
    await ana.post("shortcut", callback_id="log_win")
    view = (await ana.state())["modals"][0]
    answers = await asyncio.gather(*(ana.post("close", view_id=view["id"]) for _ in range(2)))
    assert [one["ok"] for one in answers] == [True, True]
    assert (await ana.state())["modals"] == []


async def test_a_failing_command_says_what_slack_would_say(ana: Page, app: App) -> None:
    place = (await ana.state())["places"][0]["id"]
    app.statuses = [500]
    failed = await ana.post("command", channel=place, text="/afterglow me")
    unknown = await ana.post("command", channel=place, text="/remind me")
    assert failed["error"] == '/afterglow failed with the error "dispatch_failed"'
    assert unknown["error"].startswith("/remind is not a command here.")


async def test_the_drawer_lists_events_in_and_calls_out(ana: Page, app: App, client: AsyncWebClient) -> None:
    place = (await ana.state())["places"][0]["id"]
    await ana.post("say", channel=place, text="Hi")
    await client.chat_postMessage(channel=place, text="Hello")
    log = (await ana.state())["log"]
    assert [(one["way"], one["title"], one["status"]) for one in log] == [
        ("in", "message.channels", 200),
        ("out", "chat.postMessage", 200),
    ]


async def test_the_clock_moves_by_hours_days_and_to_the_next_nudge(
    clock: Any, session: aiohttp.ClientSession
) -> None:
    steps: list[timedelta | None] = []

    async def advance(by: timedelta | None, _who: str | None) -> str:
        steps.append(by)
        clock.advance(by or timedelta(minutes=5))
        return "Ana got a card."

    workspace = SandboxWorkspace(clock)
    async with serving(workspace, advance=advance):
        ana = Page(workspace, session, "ana")
        answer = await ana.post("advance", to="next_nudge")
        await ana.post("advance", hours=1)
        await ana.post("advance", days=1)
        wrong = await ana.post("advance", hours=-1)
    assert steps == [None, timedelta(hours=1), timedelta(days=1)]
    assert (answer["note"], answer["now"]) == ("Ana got a card.", "2026-11-23T09:00:00+00:00")
    assert "hours or days" in wrong["error"]


async def test_every_change_wakes_an_open_page(
    ana: Page, workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{workspace.state.address}/sandbox/api/stream") as stream:
        first = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
        await workspace.say("maya", "News", channel="marketing")
        second = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 2)
    assert first.startswith(b"event: change\ndata: ")
    assert int(second.split()[-1]) > int(first.split()[-1])


async def test_other_pages_and_other_names_are_turned_away(
    ana: Page, workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    url = f"{workspace.state.address}/sandbox/api/home"
    other = {"Origin": "https://evil.example"}
    rebound = {"Host": "evil.example"}
    statuses = []
    for headers in (other, rebound, {"Origin": workspace.state.address}):
        async with session.post(url, json={"as": ana.me}, headers=headers) as answer:
            statuses.append(answer.status)
    async with session.post(url, data={"as": ana.me}) as form:
        statuses.append(form.status)
    assert statuses == [403, 403, 200, 415]


async def test_nonsense_is_answered_in_one_sentence(ana: Page) -> None:
    for path, body in (("say", {}), ("press", {"container": {}}), ("submit", {"view_id": "V1"})):
        answer = await ana.post(path, **body)
        assert answer["error"].endswith(".")


async def test_the_page_runs_no_script_but_its_own(
    workspace: SandboxWorkspace, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{workspace.state.address}/") as page:
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.content_type == "text/html"
    async with session.get(f"{workspace.state.address}/sandbox/page/..%2Fstate.py") as code:
        assert code.status == 404

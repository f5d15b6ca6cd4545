"""Slack's own command for a status, in the page of the sandbox."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from .test_page_api import Page, ana  # noqa: F401


async def test_a_persona_sets_her_status_with_an_end_and_clears_it(ana: Page) -> None:  # noqa: F811
    state = await ana.state()
    place = state["places"][-1]["id"]
    assert "/status" in [one["command"] for one in state["commands"]]
    assert (
        await ana.post("command", channel=place, text="/status :palm_tree: On vacation until 2026-12-07")
    )["ok"]
    user = ana.workspace.person("ana")
    assert (user.status_emoji, user.status_text) == (":palm_tree:", "On vacation")
    ends = datetime.fromtimestamp(user.status_expiration, ZoneInfo("Europe/Madrid"))
    assert f"{ends:%d %b %H:%M:%S}" == "06 Dec 23:59:59"
    (me,) = [one for one in (await ana.state())["personas"] if one["id"] == ana.me]
    assert me["status"] == ":palm_tree: On vacation"
    await ana.post("command", channel=place, text="/status clear")
    user = ana.workspace.person("ana")
    assert (user.status_emoji, user.status_text, user.status_expiration) == ("", "", 0)


@pytest.mark.parametrize("line", ["/status", "/status :palm_tree: Away until 2026-13-45"])
async def test_what_is_no_status_is_answered_with_a_sentence(ana: Page, line: str) -> None:  # noqa: F811
    place = (await ana.state())["places"][-1]["id"]
    answer = await ana.post("command", channel=place, text=line)
    assert not answer["ok"] and answer["error"].endswith(".")

"""`/dnd` sets the hours in which nothing disturbs somebody, as their preferences do in Slack."""

from __future__ import annotations

import pytest

from .test_page_api import Page, ana  # noqa: F401


async def test_a_persona_sets_her_hours_and_ends_them(ana: Page) -> None:  # noqa: F811
    state = await ana.state()
    place = state["places"][-1]["id"]
    assert "/dnd" in [one["command"] for one in state["commands"]]
    assert (await ana.post("command", channel=place, text="/dnd 22-10"))["ok"]
    assert ana.workspace.person("ana").dnd == (22, 10)
    assert (await ana.post("command", channel=place, text="/dnd off"))["ok"]
    assert ana.workspace.person("ana").dnd is None


@pytest.mark.parametrize("line", ["/dnd", "/dnd 25-10", "/dnd 9-9", "/dnd tomorrow"])
async def test_what_is_no_hours_is_answered_with_a_sentence(ana: Page, line: str) -> None:  # noqa: F811
    place = (await ana.state())["places"][-1]["id"]
    answer = await ana.post("command", channel=place, text=line)
    assert not answer["ok"] and answer["error"].endswith(".")

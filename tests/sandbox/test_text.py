"""What is typed is stored as Slack stores it, and what is stored is read as a person reads it."""

from __future__ import annotations

import pytest

from bot.clock import SandboxClock
from bot.sandbox import seed, text
from bot.sandbox.state import State

from .conftest import MONDAY

ANA = "U0ANA000000"


@pytest.fixture
def state() -> State:
    return seed.northwind(SandboxClock(MONDAY, frozen=True))


TYPED = {
    "2 < 3 & 4 > 1": "2 &lt; 3 &amp; 4 &gt; 1",
    "@ana look": f"<@{ANA}> look",
    f"<@{ANA}> look": f"<@{ANA}> look",
    "write to ana@northwind.example": "write to ana@northwind.example",
    "@nobody": "@nobody",
    "@here lunch": "<!here> lunch",
    "<!channel> typed by hand": "&lt;!channel&gt; typed by hand",
    "see #marketing": f"see <#{seed.channel_id('marketing')}|marketing>",
    "#leads is private": f"<#{seed.channel_id('leads')}|> is private",
    "https://example.com/a?b=1&c=2.": "<https://example.com/a?b=1&amp;c=2>.",
    "<@UNOBODY000>": "&lt;@UNOBODY000&gt;",
    'a payload={} {"json": 1}': 'a payload={} {"json": 1}',
}


@pytest.mark.parametrize("words", TYPED)
def test_typed_text_is_stored_as_slack_stores_it(state: State, words: str) -> None:
    assert text.typed(state, words) == TYPED[words]


def test_a_command_carries_names_behind_ids(state: State) -> None:
    assert text.typed_command(state, "champions add @ana") == f"champions add <@{ANA}|ana>"


def test_rich_text_holds_the_same_words(state: State) -> None:
    block = text.rich_text(text.typed(state, "@ana: 2 < 3, see https://example.com"))
    pieces = block["elements"][0]["elements"]
    assert [one["type"] for one in pieces] == ["user", "text", "link"]
    assert pieces[1]["text"] == ": 2 < 3, see "

"""What the pane offers to begin with, and how it is known again."""

import pytest

from bot.pane import blocks
from bot.pane.rules import CHALLENGE, OPENERS, Opener, opener


@pytest.mark.parametrize("one", OPENERS, ids=lambda one: one.title)
def test_what_a_press_writes_is_known_again_however_it_is_typed(one: Opener) -> None:
    said = (one.message, one.message.upper(), f"  {one.message.rstrip('?')} ", one.message.replace("'", "’"))
    assert [opener(text) for text in said] == [one] * len(said)


@pytest.mark.parametrize("text", ["", "?", "How do I", "How do I ask a champion about contracts?", "hello"])
def test_everything_else_is_not(text: str) -> None:
    assert opener(text) is None


def test_slack_shows_four_and_each_has_its_answer() -> None:
    assert len(set(OPENERS)) == len(OPENERS) <= 4
    assert {*blocks.ANSWERS, CHALLENGE} == set(OPENERS)

"""What a message says by itself of the prompt in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.rules import SHIPPED
from bot.library import words
from bot.library.rules import LONGEST_TEXT, LONGEST_TITLE, Draft

TITLES = {
    "This one works for tenders in Claude:\n```Do it```": "This one works for tenders in Claude",
    "My best prompt for tenders: turn [notes] into a page": "My best prompt for tenders",
    "Subject lines: ten variants": "Subject lines",
    "Here is my prompt: sort [notes] by owner": "Sort [notes] by owner",
    "Prompt: compare two quotes line by line": "Compare two quotes line by line",
    "compare two quotes. Then list what differs.": "Compare two quotes",
    "You are a careful bid writer.\nWrite one page.": "You are a careful bid writer",
    "word " * 40: ("Word " * 40)[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…",
    "": "",
}


@pytest.mark.parametrize(("message", "title"), TITLES.items())
def test_the_title_is_what_the_message_says_first(message: str, title: str) -> None:
    assert words.told_by(message).title.casefold() == title.casefold()


def test_text_set_as_code_is_the_prompt_and_the_rest_is_about_it() -> None:
    draft = words.told_by("For minutes in ChatGPT use ```Sort [notes] by owner.```")
    assert (draft.text, draft.title, draft.tool) == (
        "Sort [notes] by owner.",
        "For minutes in ChatGPT use",
        "ChatGPT",
    )


def test_two_blocks_of_code_leave_the_message_whole() -> None:
    message = "First ```one``` then ```two```"
    assert words.told_by(message).text == message


@given(st.text(max_size=300))
def test_no_message_breaks_the_form_that_it_fills(message: str) -> None:
    draft = words.told_by(message)
    assert len(draft.title) <= LONGEST_TITLE
    kept = words.settled(words.checked(draft, SHIPPED).draft)
    assert len(kept.title) <= LONGEST_TITLE
    assert len(kept.text) <= LONGEST_TEXT


def test_what_was_found_is_named_once_over_all_fields() -> None:
    draft = Draft(title="Ask a@b.example", text="or c@d.example", limits="+49 30 901820")
    found = words.checked(draft, SHIPPED)
    assert found.found == ("[e-mail address]", "[phone number]")
    assert "example" not in f"{found.draft.title}{found.draft.text}"
